"""What the actions of access have in common: references for the trail, locks, and what nobody may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from samtykke.accounts import queries
from samtykke.accounts.models import ApiKey, ApprovalState, Organisation, Role, Team, User, Visibility
from samtykke.accounts.rights import Right
from samtykke.accounts.second import SecondPersonNeeded, deciding_rights, kind_named
from samtykke.core.actors import Actor, ActorKind, Ref
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail
from samtykke.mail.hand_over import can_send
from samtykke.mail.models import Template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.accounts.models import Approval
    from samtykke.accounts.second import Wanted
    from samtykke.core.actors import Via

# The kinds of what two persons do that more than one module asks about.
ROLE_CHANGE, USER_CHANGE = "role:change", "user:change"
USER_INACTIVE = _("This user is deactivated. Reactivate the user first.")


class Change(IntEnum):
    """What a user is told of by mail, since it changes how they sign in."""

    APP_ADDED = 1
    PASSKEY_ADDED = 2
    FACTOR_REMOVED = 3
    FACTORS_RESET = 4
    CODES_MADE = 5
    IDENTITY_LINKED = 6


def tell(user: User, change: Change, *, by: Actor, via: Via) -> None:
    """Tells a user by mail what changed about their sign-in, where mails go out; the page itself says it as well."""
    if can_send() and Template.objects.offered().filter(key="SIGNINCHANGED").exists():
        mail.queue("SIGNINCHANGED", user=user.pk, language=user.language, about_id=change.value, by=by, via=via)


def ref(thing: User | ApiKey | Organisation | Role | Team) -> Ref:
    """The reference by which the trail knows a user, a key, a role, a team or the organisation."""
    kinds = {"user": "user", "apikey": "key", "organisation": "organisation", "role": "role", "team": "team"}
    return Ref(kinds[str(thing._meta.model_name)], thing.pk)


def locked(user: User) -> User:
    """The user's row as it stands now, held until the transaction ends."""
    found: User = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    return found


def take_factors(user: User) -> bool:
    """Removes every factor of a locked user, and a password that cannot stand alone; returns whether it stays."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user_id=user.pk).delete()
    if not user.has_short_password:
        return True
    user.set_unusable_password()
    user.has_short_password = False
    user.save(update_fields=["password", "has_short_password"])
    return False


def changes_of(thing: Any, wanted: dict[str, Any]) -> list[str]:
    changed = sorted(name for name, value in wanted.items() if getattr(thing, name) != value)
    for name in changed:
        setattr(thing, name, wanted[name])
    return changed


def free_address(email: str, user: User | None) -> str:
    address = email.strip().lower()
    others = User.objects.filter(email=address)
    if (others.exclude(pk=user.pk) if user else others).exists():
        raise Refused(_("Somebody signs in with this address already."), code="email_taken", field="email")
    return address


def refuse_seen_otherwise(thing: User | Role | Team, seen: str | None) -> None:
    """Who changes from an old page is told: somebody else changed the same thing in between."""
    if seen is not None and seen != thing.state:
        raise Refused(
            _("Somebody changed this while you were writing. Look at what stands now, and save again."),
            code="changed_since",
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """How far roles reach: what they let somebody do, and whose people they show."""

    rights: frozenset[str]
    visibility: Visibility

    @classmethod
    def of(cls, roles: Iterable[Role]) -> Reach:
        """What some roles give together."""
        held = list(roles)
        rights = frozenset(right for role in held for right in role.rights)
        return cls(rights, Visibility.widest(role.visibility for role in held))

    def is_within(self, holder: User) -> bool:
        """Whether somebody reaches as far, and may so give it."""
        return self.rights <= holder.rights and not self.visibility.is_wider_than(holder.visibility)


def refuse_beyond(by: Actor, *reaches: Reach, field: str = "roles", approval: Approval | None = None) -> None:
    """Nobody hands out, takes over, or approves for others, more than they hold themselves, nor to see more people."""
    if by.kind is ActorKind.SYSTEM:
        return
    giver = User.objects.filter(pk=by.id, is_active=True).first() if by.kind is ActorKind.USER else None
    if giver is None:
        raise PermissionDenied
    for holder in (giver, approval.decided_by if approval else None):
        if holder is not None and not all(reach.is_within(holder) for reach in reaches):
            raise Refused(
                _(
                    "You cannot give or change more than your own roles hold, or show more people than you see. Ask an administrator."
                ),
                code="beyond_own_rights",
                field=field,
                status=403,
            )


def refuse_alone(wanted: Wanted, *, by: Actor, approval: Approval | None) -> None:
    """Lets through what a second person approved, and everything where two are not asked for; else refuses it."""
    if by.kind is ActorKind.SYSTEM or (approval and _covers(approval, wanted)):
        return
    if queries.four_eyes_state().asks_two(kind_named(wanted.kind).right):
        raise SecondPersonNeeded(_("A second person must approve this. Write why it is needed."), wanted)


def _covers(approval: Approval, wanted: Wanted) -> bool:
    """Whether this approval is of exactly this."""
    return approval.state == ApprovalState.APPROVED and (approval.kind, approval.subject, approval.payload) == (
        wanted.kind,
        wanted.subject,
        wanted.payload,
    )


def given_rights(user: User) -> set[str]:
    """What a user's roles give, also while the user is deactivated."""
    return {right for role in user.roles.all() for right in role.rights}


def decides_for_others(rights: Iterable[str]) -> bool:
    """Whether one of these rights makes somebody a second person."""
    return bool(set(rights) & {right.value for right in deciding_rights()})


def refuse_losing_everybody(*, field: str = "roles") -> None:
    """Somebody must be left who can let others in, also when two leave at the same moment."""
    Organisation.objects.select_for_update(no_key=True).filter(pk=1).first()
    if not queries.holders_with_a_way_in(Right.USERS_MANAGE).exists():
        raise Refused(
            _("Somebody must be left who manages users. Give another user that right first."),
            code="last_administrator",
            field=field,
        )
