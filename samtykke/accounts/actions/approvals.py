"""Four eyes: asking for a second person, deciding as one, and switching it on and off (REQ-99)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts import queries, second
from samtykke.accounts.actions.shared import ref, refuse_alone
from samtykke.accounts.actions.telling import tell_asker, tell_deciders
from samtykke.accounts.actions.users import create_user
from samtykke.accounts.models import Approval, ApprovalState, FourEyesChange, Organisation, User
from samtykke.accounts.second import SecondPersonNeeded
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, ActorKind, Ref, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.accounts.models import Role
    from samtykke.accounts.rights import Right
    from samtykke.accounts.second import Wanted

FOUR_EYES_OFF = "four_eyes:off"
# The setting is one: its reference in the trail and in an approval.
FOUR_EYES = Ref("four_eyes", 1)


@transaction.atomic
def ask(wanted: Wanted, *, reason: str, by: Actor, via: Via) -> Approval:
    """Asks a second person for what one may not do alone, with the reason. A week later it is no longer waited for.

    Asking again for the same thing takes back what the same person asked before; somebody else's question stands.
    """
    kind = second.kind_named(wanted.kind)
    asker = _holder(by, kind.right)
    if not reason.strip():
        raise Refused(_("Write why: a second person reads it and decides."), code="no_reason", field="reason")
    _make_room(wanted, asker, via)
    approval = Approval.objects.create(
        kind=kind.key,
        subject_kind=wanted.subject.kind,
        subject_id=wanted.subject.id,
        payload=wanted.payload,
        before=wanted.before,
        seen=kind.state(wanted.subject, wanted.payload),
        reason=reason.strip(),
        asked_by=asker,
    )
    _record(Deed.APPROVAL_ASKED, approval, by, via)
    tell_deciders(approval, by=by, via=via)
    return approval


@transaction.atomic
def invite(*, roles: Iterable[Role], reason: str, by: Actor, via: Via, **told: Any) -> tuple[User, Approval | None]:
    """Adds a user. Where the roles need a second person, the user comes without them, and they are asked for."""
    wanted = list(roles)
    try:
        with transaction.atomic():
            return create_user(roles=wanted, by=by, via=via, **told), None
    except SecondPersonNeeded as needed:
        user = create_user(by=by, via=via, **told)
        return user, ask(replace(needed.wanted, subject=ref(user)), reason=reason, by=by, via=via)


@transaction.atomic
def approve(approval: Approval, *, by: Actor, via: Via, answer: str = "") -> Approval:
    """Approves as the second person: what was asked for is done now, if nothing of it changed since. Once."""
    approval, decider = _decidable(approval, by, ApprovalState.APPROVED)
    if approval.state == ApprovalState.APPROVED:
        return approval
    kind = second.kind_named(approval.kind)
    if not (approval.asked_by.is_active and approval.asked_by.has_right(kind.right)):
        raise Refused(_("Whoever asked may no longer do this, so it cannot be approved."), code="asker_may_not")
    if kind.state(approval.subject, approval.payload) != approval.seen:
        raise Refused(
            _("This was changed after it was asked for. Refuse it, and let it be asked for again."),
            code="changed_since",
        )
    _decide(approval, ApprovalState.APPROVED, decider, answer)
    kind.carry_out(approval)
    _record(Deed.APPROVAL_GIVEN, approval, by, via)
    tell_asker(approval, by=by, via=via)
    return approval


@transaction.atomic
def refuse(approval: Approval, *, answer: str, by: Actor, via: Via) -> Approval:
    """Refuses as the second person, with the reason; nothing is done."""
    approval, decider = _decidable(approval, by, ApprovalState.REFUSED)
    if approval.state == ApprovalState.REFUSED:
        return approval
    if not answer.strip():
        raise Refused(_("Write why you refuse: whoever asked reads it."), code="no_reason", field="answer")
    _decide(approval, ApprovalState.REFUSED, decider, answer)
    _record(Deed.APPROVAL_REFUSED, approval, by, via)
    tell_asker(approval, by=by, via=via)
    return approval


@transaction.atomic
def take_back(approval: Approval, *, by: Actor, via: Via) -> Approval:
    """Takes back what one asked for oneself. Doing it twice changes nothing."""
    approval = _locked(approval)
    if by != approval.asked_by.actor:
        raise PermissionDenied
    if approval.state == ApprovalState.TAKEN_BACK:
        return approval
    _refuse_decided(approval)
    _decide(approval, ApprovalState.TAKEN_BACK, approval.asked_by, "")
    _record(Deed.APPROVAL_TAKEN_BACK, approval, by, via)
    return approval


@transaction.atomic
def switch_four_eyes(
    *, is_on: bool, reason: str = "", by: Actor, via: Via, approval: Approval | None = None
) -> FourEyesChange | None:
    """Switches the second person on or off for everything. Off needs a reason and, while it is on, a second person."""
    Organisation.objects.select_for_update(no_key=True).filter(pk=1).first()
    state = queries.four_eyes_state()
    if state.is_on == is_on:
        return None
    if not is_on:
        if not reason.strip():
            raise Refused(_("Write why: it stands in the history and on the desk."), code="no_reason", field="reason")
        wanted = second.Wanted(FOUR_EYES_OFF, FOUR_EYES, {"reason": reason.strip()})
        refuse_alone(wanted, by=by, approval=approval)
    change = FourEyesChange.objects.create(
        is_on=is_on, reason=reason.strip(), by_id=by.id, approved_by=approval.decided_by if approval else None
    )
    deed = Deed.FOUR_EYES_ON if is_on else Deed.FOUR_EYES_OFF
    audit.record(deed, subject=FOUR_EYES, by=by, via=via)
    return change


def _holder(by: Actor, right: Right) -> User:
    found: User | None = User.objects.active().filter(pk=by.id).first() if by.kind is ActorKind.USER else None
    if found is None or not found.has_right(right):
        raise PermissionDenied
    return found


def _locked(approval: Approval) -> Approval:
    found = Approval.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("asked_by", "decided_by").get(pk=approval.pk)


def _decidable(approval: Approval, by: Actor, state: ApprovalState) -> tuple[Approval, User]:
    """The approval, held, and the second person: who holds the right, and is not the one who asked. It waits, or the
    same person has decided the same already.
    """
    approval = _locked(approval)
    decider = _holder(by, second.kind_named(approval.kind).right)
    if decider.pk == approval.asked_by_id:
        raise Refused(_("You asked for this yourself. Somebody else must decide it."), code="own_request", status=403)
    if approval.state != state or approval.decided_by != decider:
        _refuse_decided(approval)
    return approval, decider


def _refuse_decided(approval: Approval) -> None:
    if not approval.is_waiting:
        raise Refused(_("This no longer waits for anybody. Look at what became of it."), code="already_decided")


def _decide(approval: Approval, state: ApprovalState, decider: User, answer: str) -> None:
    approval.state, approval.decided_by, approval.decided_at, approval.answer = state, decider, now(), answer.strip()
    approval.save(update_fields=["state", "decided_by", "decided_at", "answer"])


def _make_room(wanted: Wanted, asker: User, via: Via) -> None:
    """One question at a time about one thing."""
    earlier: Any = Approval.objects.filter(
        kind=wanted.kind, subject_kind=wanted.subject.kind, subject_id=wanted.subject.id, state=ApprovalState.WAITING
    )
    for approval in earlier.select_for_update(of=("self",), no_key=True).select_related("asked_by"):
        if approval.is_waiting and approval.asked_by_id != asker.pk:
            raise Refused(
                _("%(name)s has asked for a change of the same already. Decide that first.")
                % {"name": approval.asked_by.name},
                code="asked_already",
            )
        _decide(approval, ApprovalState.TAKEN_BACK, approval.asked_by, "")
        _record(Deed.APPROVAL_TAKEN_BACK, approval, approval.asked_by.actor, via)


def _record(deed: Deed, approval: Approval, by: Actor, via: Via) -> None:
    audit.record(
        deed, subject=Ref("approval", approval.pk), by=by, via=via, about=str(approval.subject), kind=approval.kind
    )
