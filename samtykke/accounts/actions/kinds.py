"""What of access two persons do: what a role gives, what a user may and signs in with, who is let out and in again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_lazy

from samtykke.accounts import queries, second
from samtykke.accounts.actions.approvals import FOUR_EYES_OFF, switch_four_eyes
from samtykke.accounts.actions.roles import Told, change_role
from samtykke.accounts.actions.second_factor import USER_FACTORS, remove_factors_of
from samtykke.accounts.actions.shared import ROLE_CHANGE, USER_CHANGE, decides_for_others, given_rights
from samtykke.accounts.actions.users import (
    USER_DEACTIVATION,
    USER_REACTIVATION,
    change_user,
    deactivate_user,
    reactivate_user,
)
from samtykke.accounts.models import FourEyesChange, Language, Role, User, Visibility
from samtykke.accounts.models.roles import state_of
from samtykke.accounts.rights import Right
from samtykke.accounts.second import Kind, Line
from samtykke.core.actors import Via

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.accounts.models import Approval
    from samtykke.core.actors import Ref


def register() -> None:
    """Makes the kinds of this app known."""
    shared: dict[str, Any] = {"right": Right.USERS_MANAGE}
    user: dict[str, Any] = {"name_of": _user_name, "state": _user_state, "lines": _user_lines, **shared}
    for kind in (
        Kind(
            key=ROLE_CHANGE,
            title=gettext_lazy("A role that lets somebody do more"),
            name_of=lambda ref: Role.objects.get(pk=ref.id).name,
            state=_role_state,
            carry_out=_change_role,
            lines=_role_lines,
            **shared,
        ),
        Kind(
            key=USER_CHANGE,
            title=gettext_lazy("A user who may do more, or signs in anew"),
            carry_out=_change_user,
            **user,
        ),
        Kind(key=USER_DEACTIVATION, title=gettext_lazy("A user to be deactivated"), carry_out=_deactivate, **user),
        Kind(
            key=USER_FACTORS,
            title=gettext_lazy("A user whose second factor is removed"),
            carry_out=_remove_factors,
            **user,
        ),
        Kind(key=USER_REACTIVATION, title=gettext_lazy("A user to be let in again"), carry_out=_reactivate, **user),
        Kind(
            key=FOUR_EYES_OFF,
            title=gettext_lazy("Four eyes to be switched off"),
            name_of=lambda ref: gettext("Four eyes"),
            state=lambda ref, payload: str(FourEyesChange.objects.count()),
            carry_out=_switch_off,
            lines=lambda approval: [Line(gettext("Four eyes"), gettext("On"), gettext("Off"))],
            **shared,
        ),
    ):
        second.register(kind)


# --- Carrying out -----------------------------------------------------------------------------------------------------


def _asked(approval: Approval) -> dict[str, Any]:
    return {"by": approval.asked_by.actor, "via": Via.STAFF, "approval": approval}


def _change_role(approval: Approval) -> None:
    change_role(Role.objects.get(pk=approval.subject_id), Told.of(approval.payload), **_asked(approval))


def _change_user(approval: Approval) -> None:
    user = User.objects.get(pk=approval.subject_id)
    told: dict[str, Any] = {"email": user.email, "name": user.name, "language": user.language, **approval.payload}
    keys = approval.payload.get("roles", [role.key for role in user.roles.all()])
    change_user(user, **{**told, "roles": Role.objects.filter(key__in=keys)}, **_asked(approval))


def _deactivate(approval: Approval) -> None:
    deactivate_user(User.objects.get(pk=approval.subject_id), **_asked(approval))


def _remove_factors(approval: Approval) -> None:
    remove_factors_of(User.objects.get(pk=approval.subject_id), **_asked(approval))


def _reactivate(approval: Approval) -> None:
    reactivate_user(User.objects.get(pk=approval.subject_id), **_asked(approval))


def _switch_off(approval: Approval) -> None:
    switch_four_eyes(is_on=False, reason=approval.payload["reason"], **_asked(approval))


# --- What it is, in short and in words --------------------------------------------------------------------------------


def _user_name(ref: Ref) -> str:
    name: str = User.objects.get(pk=ref.id).name
    return name


def _user_state(ref: Ref, payload: dict[str, Any]) -> str:
    """The sign-in, the roles, and what each role gives: names and languages may change in between."""
    user = User.objects.get(pk=ref.id)
    held = set(user.roles.values_list("key", flat=True))
    roles = Role.objects.filter(key__in=held | set(payload.get("roles", ())))
    return state_of(user.email, user.is_active, sorted(held), sorted(role.state for role in roles))


def _role_state(ref: Ref, payload: dict[str, Any]) -> str:
    """The role, and who would become a second person by it, with the address their way in goes to."""
    role = Role.objects.get(pk=ref.id)
    ids = queries.becoming_second(role, payload.get("rights", ()))
    if not ids:
        return role.state
    users = User.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "email", "is_active")
    return state_of(role.state, [list(told) for told in users])


def _user_lines(approval: Approval) -> list[Line]:
    before, after = approval.before, approval.payload
    lines = []
    if approval.kind == USER_FACTORS:
        lines.append(Line(gettext("Second factor"), gettext("Set up"), gettext("Removed; the user sets up a new one")))
    if approval.kind in {USER_DEACTIVATION, USER_REACTIVATION}:
        words = [gettext("Can sign in"), gettext("Deactivated")]
        was, becomes = words if approval.kind == USER_DEACTIVATION else reversed(words)
        lines.append(Line(gettext("State"), was, becomes))
    for name, label in (("name", gettext("Name")), ("email", gettext("E-mail"))):
        if name in after:
            lines.append(Line(label, before.get(name, ""), after[name]))
    if "language" in after:
        labels = dict(Language.choices)
        lines.append(
            Line(gettext("Language"), str(labels.get(before.get("language", ""), "")), labels[after["language"]])
        )
    if "roles" in after:
        named = {role.key: role.name for role in Role.objects.all()}
        said = [", ".join(named.get(key, key) for key in told.get("roles", ())) for told in (before, after)]
        lines.append(Line(gettext("Roles"), said[0] or gettext("None"), said[1] or gettext("None")))
        rights = {role.key: role.rights for role in Role.objects.all()}
        held, given = (
            {right for key in told.get("roles", ()) for right in rights.get(key, ())} for told in (before, after)
        )
        if given - held:
            lines.append(Line(gettext("New rights"), "", _sentences(given - held)))
        if decides_for_others(given) and not decides_for_others(held):
            lines.append(_anew([after.get("email") or User.objects.get(pk=approval.subject_id).email]))
    user = User.objects.get(pk=approval.subject_id)
    moved = "email" in after and "roles" not in after and queries.has_new_way_in(user, approval.asked_at)
    if (moved or approval.kind == USER_REACTIVATION) and decides_for_others(given_rights(user)):
        lines.append(_anew([after.get("email", user.email)]))
    return lines


def _anew(addresses: Iterable[str]) -> Line:
    """That users come in anew, and by which address: whoever approves sees whom the link reaches."""
    told = gettext("Ended: password, second factors, sessions. A new link is mailed, or made at the machine: %s")
    return Line(gettext("Ways in"), gettext("As they are"), told % ", ".join(addresses))


def _role_lines(approval: Approval) -> list[Line]:
    before, after = approval.before, approval.payload
    old, new = set(before.get("rights", ())), set(after.get("rights", ()))
    lines = []
    for language, label in Language.choices:
        was, becomes = (told.get("names", {}).get(language, "") for told in (before, after))
        if was != becomes:
            lines.append(Line(f"{gettext('Name')} ({label})", was, becomes))
    if new - old:
        lines.append(Line(gettext("New rights"), "", _sentences(new - old)))
    if old - new:
        lines.append(Line(gettext("Rights taken away"), _sentences(old - new), ""))
    if before.get("needs_second_factor") and not after.get("needs_second_factor", True):
        lines.append(Line(gettext("Asks for a second factor"), gettext("Yes"), gettext("No")))
    if becoming := queries.becoming_second(Role.objects.get(pk=approval.subject_id), new):
        lines.append(_anew(User.objects.filter(pk__in=becoming).order_by("pk").values_list("email", flat=True)))
    if before.get("visibility") != after.get("visibility"):
        words = dict(Visibility.choices)
        said = [str(words.get(told.get("visibility", ""), "")) for told in (before, after)]
        lines.append(Line(gettext("Sees"), *said))
    return lines


def _sentences(rights: Iterable[str]) -> str:
    known = set(rights)
    return " · ".join(str(right.sentence) for right in Right if right.value in known)
