"""Roles: made, changed, put in the bin and back. A standard role can be changed and set back, never taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts import queries
from samtykke.accounts.actions.shared import (
    ROLE_CHANGE,
    Reach,
    decides_for_others,
    ref,
    refuse_alone,
    refuse_beyond,
    refuse_losing_everybody,
    refuse_seen_otherwise,
)
from samtykke.accounts.actions.ways_in import begin_anew
from samtykke.accounts.models import Role, Visibility
from samtykke.accounts.rights import STANDARD_ROLES, Right
from samtykke.accounts.second import Wanted
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.accounts.models import Approval
    from samtykke.core.actors import Actor, Via

LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says a role is to be."""

    names: dict[str, str]
    rights: frozenset[Right]
    visibility: Visibility
    # Whether the role asks for a second factor; None leaves that as it is.
    needs_second_factor: bool | None = None

    @classmethod
    def of(cls, fields: dict[str, Any]) -> Told:
        """The same from how it stands in the row or in an approval."""
        rights = frozenset(Right(right) for right in fields["rights"])
        asked = fields.get("needs_second_factor")
        return cls(dict(fields["names"]), rights, Visibility(fields["visibility"]), asked)

    @property
    def fields(self) -> dict[str, Any]:
        """The same as it stands in the row: rights in the order of the list."""
        asked = {} if self.needs_second_factor is None else {"needs_second_factor": self.needs_second_factor}
        return {
            **asked,
            "names": {language: name.strip() for language, name in self.names.items() if name.strip()},
            "rights": [right.value for right in Right if right in self.rights],
            "visibility": self.visibility.value,
        }

    @property
    def reach(self) -> Reach:
        """How far the role is to reach."""
        return Reach(frozenset(right.value for right in self.rights), self.visibility)


@transaction.atomic
def create_role(told: Told, *, by: Actor, via: Via) -> Role:
    """Adds a role that nobody holds yet. Nobody makes a role with more rights than they hold, or that shows more people."""
    refuse_beyond(by, told.reach, field="rights")
    fields = told.fields
    _refuse_taken_name(fields["names"])
    role = Role.objects.create(key=_free_key(fields["names"]), **fields)
    audit.record(Deed.ROLE_CREATED, subject=ref(role), by=by, via=via, rights=fields["rights"])
    return role


@transaction.atomic
def change_role(
    role: Role, told: Told, *, by: Actor, via: Via, seen: str | None = None, approval: Approval | None = None
) -> Role:
    """Changes what a role is called, gives and shows. It counts at once for everybody who holds it.

    `seen` is the state the change was made from (`Role.state`): where somebody changed the role since, it is refused.
    What lets somebody do or see more, or takes the second person's right from another, needs an approval (REQ-99).
    Whoever becomes a second person by it comes in anew.
    """
    role = _locked(role)
    refuse_seen_otherwise(role, seen)
    fields = told.fields
    refuse_beyond(by, Reach.of([role]), told.reach, field="rights", approval=approval)
    _refuse_taken_name(fields["names"], but=role)
    if _needs_second(role, fields, by):
        before = {name: getattr(role, name) for name in fields}
        refuse_alone(Wanted(ROLE_CHANGE, ref(role), fields, before), by=by, approval=approval)
    changed = sorted(name for name, said in fields.items() if said != getattr(role, name))
    if not changed:
        return role
    held = set(role.rights)
    becoming = queries.becoming_second(role, fields["rights"]) if approval else []
    for name in changed:
        setattr(role, name, fields[name])
    role.save(update_fields=changed)
    begin_anew(becoming, by=by, via=via)
    refuse_losing_everybody(field="rights")
    audit.record(
        Deed.ROLE_CHANGED,
        subject=ref(role),
        by=by,
        via=via,
        fields=changed,
        added=sorted(set(role.rights) - held),
        removed=sorted(held - set(role.rights)),
    )
    return role


def ship_role(role: Role, *, by: Actor, via: Via) -> Role:
    """Sets a standard role back to what it came with: names, rights and what it shows."""
    if role.key not in STANDARD_ROLES:
        raise Refused(
            _("This role did not come with Samtykke, so there is nothing to set it back to."), code="own_role"
        )
    names, rights = STANDARD_ROLES[role.key]
    return change_role(role, Told(names, frozenset(rights), Visibility.ALL), by=by, via=via)


@transaction.atomic
def delete_role(role: Role, *, by: Actor, via: Via) -> Role:
    """Puts a role that nobody holds in the bin. It can be restored. Doing it twice changes nothing."""
    role = _locked(role)
    if role.deleted_at:
        return role
    if role.is_standard:
        raise Refused(_("This role comes with Samtykke. It can be changed, and not removed."), code="is_standard")
    refuse_beyond(by, Reach.of([role]))
    if held := role.users.count():
        told = ngettext(
            "%(count)d user holds this role. Take it from them first.",
            "%(count)d users hold this role. Take it from them first.",
            held,
        )
        raise Refused(told % {"count": held}, code="role_held")
    role.deleted_at = now()
    role.save(update_fields=["deleted_at"])
    audit.record(Deed.ROLE_DELETED, subject=ref(role), by=by, via=via)
    return role


@transaction.atomic
def restore_role(role: Role, *, by: Actor, via: Via) -> Role:
    """Takes a role out of the bin, with the rights it had. Nobody holds it, so nobody gains anything before it is given."""
    role = _locked(role)
    if role.deleted_at is None:
        return role
    refuse_beyond(by, Reach.of([role]))
    _refuse_taken_name(role.names, but=role)
    role.deleted_at = None
    role.save(update_fields=["deleted_at"])
    audit.record(Deed.ROLE_RESTORED, subject=ref(role), by=by, via=via)
    return role


def _needs_second(role: Role, fields: dict[str, Any], by: Actor) -> bool:
    """Whether the change lets somebody do or see more, or leaves somebody else no second person."""
    was, becomes = set(role.rights), set(fields["rights"])
    others = role.users.filter(is_active=True).exclude(pk=by.id)
    return (
        bool(becomes - was)
        or Visibility(fields["visibility"]).is_wider_than(role.visibility)
        or (role.needs_second_factor and not fields.get("needs_second_factor", True))
        or (decides_for_others(was - becomes) and others.exists())
    )


def _locked(role: Role) -> Role:
    return Role.objects.select_for_update(of=("self",)).get(pk=role.pk)


def _refuse_taken_name(names: dict[str, str], but: Role | None = None) -> None:
    if not names:
        raise Refused(_("Give the role a name in at least one language."), code="no_name", field="names")
    others = Role.objects.existing().exclude(pk=but.pk if but else 0).values_list("names", flat=True)
    taken = {(language, name.casefold()) for held in others for language, name in held.items()}
    for language, name in names.items():
        if (language, name.casefold()) in taken:
            raise Refused(_("There is a role with this name already."), code="name_taken", field=f"name_{language}")


def _free_key(names: dict[str, str]) -> str:
    first: Iterable[str] = (names.get("en", ""), *names.values())
    stem = next((key for key in (slugify(name).replace("-", "_") for name in first) if key), "role")
    stem = stem[: LONGEST_KEY - 4]
    taken = set(Role.objects.values_list("key", flat=True))
    candidates = (stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3)))
    return next(key for key in candidates if key not in taken)
