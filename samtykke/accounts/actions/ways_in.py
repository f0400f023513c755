"""The ways in of users: ended, begun anew, and never handed to somebody who would be two in one by them (REQ-91, REQ-99)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from samtykke.accounts import queries
from samtykke.accounts.actions.shared import ROLE_CHANGE, USER_CHANGE, decides_for_others, ref
from samtykke.accounts.models import Approval, Identity, PasswordLink, Role, Session, User
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, ActorKind
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail
from samtykke.mail.hand_over import can_send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.core.actors import Via


def revoke_ways_in(users: Sequence[int]) -> int:
    """Ends the links for setting a password, also those in mails that wait; returns how many there were."""
    ended: int = PasswordLink.objects.usable().filter(user_id__in=users).update(used_at=now())
    return mail.cancel_waiting(users=users, kinds=queries.WAYS_IN) + ended


def end_ways_in(users: Sequence[int]) -> None:
    """Ends the sessions, links, second factors and single sign-on of users, whose rows the caller holds, and with the
    factors a password that cannot stand alone.
    """
    from allauth.mfa.models import Authenticator

    chosen = User.objects.filter(pk__in=users)
    chosen.update(sessions_ended=F("sessions_ended") + 1)
    chosen.filter(has_short_password=True).update(password=make_password(None), has_short_password=False)
    Session.objects.filter(user_id__in=users).delete()
    Authenticator.objects.filter(user_id__in=users).delete()
    Identity.objects.filter(user_id__in=users).delete()
    revoke_ways_in(users)


def begin_anew(users: Sequence[int], *, by: Actor, via: Via) -> None:
    """Whoever becomes a second person comes in anew, by mail or with a link from the machine: somebody else may know
    the password of before, and would be two in one (REQ-99).
    """
    held = User.objects.filter(pk__in=users).order_by("pk").select_for_update(of=("self",), no_key=True)
    chosen = [user.pk for user in held]
    end_ways_in(chosen)
    User.objects.filter(pk__in=chosen).update(password=make_password(None), has_short_password=False)
    sends = can_send()
    for user in User.objects.filter(pk__in=chosen).order_by("pk"):
        audit.record(Deed.SESSIONS_ENDED, subject=ref(user), by=by, via=via)
        if user.is_active and sends:
            audit.record(Deed.USER_PASSWORD_LINK_MAILED, subject=ref(user), by=by, via=via, template="INVITATION")
            mail.queue("INVITATION", user=user.pk, language=user.language, by=by, via=via)


def leave_old_address(user: User, this: str) -> None:
    """Ends what was sent to an address that is no longer the user's, and every session but the present one."""
    revoke_ways_in([user.pk])
    if this:
        Session.objects.filter(user=user).exclude(session_key=this).delete()
    else:
        User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
        Session.objects.filter(user=user).delete()


def refuse_taking_over(user: User, by: Actor) -> None:
    """A link in one's own hand to the account of somebody who can be the second person, or is to become one, would make
    two of one.
    """
    if by.kind is not ActorKind.USER or by == user.actor:
        return
    if _is_to_decide(user):
        raise Refused(
            _("This user is to become a second person, so nobody else is handed a way in. Run samtykke password-link."),
            code="second_person",
            status=403,
        )
    if not decides_for_others(user.rights):
        return
    if queries.four_eyes_state().is_in_force:
        raise Refused(
            _("This user approves as the second person, so nobody else is handed a way in. Have the link mailed."),
            code="second_person",
            status=403,
        )


def _is_to_decide(user: User) -> bool:
    """Whether something that waits would make the user a second person: a role for them, or more in a role they hold."""
    waiting = Approval.objects.waiting()
    roles = waiting.filter(kind=ROLE_CHANGE, subject_kind="role", subject_id__in=user.roles.values("pk"))
    rights = {right for payload in roles.values_list("payload", flat=True) for right in payload.get("rights", ())}
    given = waiting.filter(kind=USER_CHANGE, subject_kind="user", subject_id=user.pk)
    keys = {key for payload in given.values_list("payload", flat=True) for key in payload.get("roles", ())}
    rights |= {right for role in Role.objects.filter(key__in=keys) for right in role.rights}
    return decides_for_others(rights)
