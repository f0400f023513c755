"""Recording what a person, or somebody for them, said for one purpose. Product rules 2–5, 7, 8, 11; Art. 7, 21."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.actions.fact import Fact, append, refresh
from samtykke.consents.actions.judge import judged, source_of
from samtykke.consents.answers import Answer
from samtykke.consents.models import NOES, PERMITTING, QUESTIONS, ActBy, ConsentEvent, ConsentRecord, Status
from samtykke.consents.queries.people import id_of, lock, record_of, standing_of
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes import queries as purposes

if TYPE_CHECKING:
    from samtykke.contacts.models import Person
    from samtykke.purposes.models import Purpose, Source

DEED_OF_STATUS = {
    Status.REQUESTED: Deed.CONSENT_REQUESTED,
    Status.PENDING_CONFIRMATION: Deed.CONSENT_REQUESTED,
    Status.GIVEN: Deed.CONSENT_GIVEN,
    Status.REFUSED: Deed.CONSENT_REFUSED,
    Status.WITHDRAWN: Deed.CONSENT_WITHDRAWN,
    Status.OBJECTED: Deed.CONSENT_OBJECTED,
    Status.ENDED: Deed.CONSENT_ENDED,
}


def locked(person: Person | int, *, in_bin_too: bool = False) -> int:
    """Locks whoever stands for the person; refuses one we do not hold (404) or who lies in the bin (409).

    `in_bin_too`: the person's own no is taken also there, or it would be lost when they are restored.
    """
    found = lock(id_of(person))
    if found is None:
        raise Refused(_("We hold no such person."), code="unknown_person", status=404)
    if found[1] and not in_bin_too:
        raise Refused(_("This person is in the recycle bin."), code="deleted")
    return found[0]


@transaction.atomic
def record_answer(
    person: Person | int, answer: Answer, *, by: Actor, via: Via, own_act: bool = False, run_id: int | None = None
) -> ConsentRecord:
    """Records an answer and returns where the person now stands. Saying the same twice changes nothing.

    `own_act`: the caller may record the person's own act (the right, the scope, or the person's own page; rule 2).
    """
    arrived = now()
    who = locked(person)
    before = standing_of(who, answer.purpose)
    fact = judged(who, answer, by=by, via=via, own_act=own_act, arrived=arrived, run_id=run_id)
    if before is not None:
        if changes_nothing(before, answer, fact):
            return before
        check_standing(before, answer, fact)
    return write(who, fact)


def write(who: int, fact: Fact) -> ConsentRecord:
    """Appends, derives the record anew and leaves an entry; the caller holds the lock and has judged."""
    event_id, _recorded_at = append(who, fact)
    refresh(who)
    audit.record(
        DEED_OF_STATUS.get(Status(fact.status), Deed.CONSENT_RECORDED),
        subject=Ref.person(who),
        by=fact.by,
        via=fact.via,
        purpose=fact.purpose.key,
        event_id=event_id,
    )
    record = record_of(who, fact.purpose)
    assert record is not None, "an appended event derives a record"  # noqa: S101 - the fold's own promise
    return record


def changes_nothing(before: ConsentRecord, answer: Answer, fact: Fact) -> bool:
    """Whether the same stands already: the same no, or the same yes with nothing added to it. The person's own no is
    not the same as one of the company's, which can be voided."""
    if fact.status == before.status_now and fact.status in NOES and answer.occurred_at is None:
        return stands_as(before, fact.act_by)
    if fact.status in QUESTIONS:
        return fact.status == (before.pending or before.status) and answer.occurred_at is None
    basis = fact.legal_basis.pk if fact.legal_basis else None
    if fact.status != before.status_now or basis != before.legal_basis_id:
        return False
    kind = str(fact.evidence.kind) if fact.evidence else ""
    if answer.occurred_at is not None:  # told once more: the same at the same time, shown in the same way
        told = (fact.occurred_at, fact.act_by, kind, fact.expires_at, fact.wording.pk if fact.wording else None)
        return told == (
            before.occurred_at,
            before.act_by,
            before.evidence_kind,
            before.expires_at,
            before.wording_id,
        )
    return not (kind or answer.expires_at or answer.comment or answer.wording)


def stands_as(before: ConsentRecord, act_by: str) -> bool:
    """Whether the no that stands is as strong as this one would be: the person's own is the strongest."""
    return before.act_by == ActBy.PERSON or act_by != ActBy.PERSON


def check_standing(before: ConsentRecord, answer: Answer, fact: Fact) -> None:
    """Rules 2, 3, 5: a no is lifted only by the person's own later act; a consent is not swapped for another basis
    without a reason and the person told; the company's yes over a yes lengthens nothing."""
    if fact.status not in PERMITTING:
        if fact.status == Status.ENDED and before.status_now != Status.IN_FORCE:
            raise Refused(_("Nothing is in force here that could end."), code="not_in_force")
        return
    if before.is_no:
        _check_no(before, fact)
    elif before.status_now == Status.GIVEN:
        _check_given(before, answer, fact)


def _check_no(before: ConsentRecord, fact: Fact) -> None:
    if fact.occurred_at <= before.occurred_at and fact.status == Status.GIVEN:
        return  # history: it lifts nothing, the fold sees to that
    if fact.status == Status.GIVEN and fact.act_by == ActBy.PERSON:
        return
    raise Refused(
        _("The person said no. Only the person can say yes again, by an own act with wording and evidence."),
        code="no_stands",
    )


def _check_given(before: ConsentRecord, answer: Answer, fact: Fact) -> None:
    if fact.status == Status.IN_FORCE:
        if not answer.reason.strip() or not answer.informed:
            raise Refused(
                _("A consent stands. Another basis needs a reason, and the person must be told."),
                code="consent_stands",
                field="reason",
            )
        return
    longer = fact.expires_at is None or (before.expires_at is not None and fact.expires_at > before.expires_at)
    if fact.act_by == ActBy.CONTROLLER and (longer or fact.scope > before.scope or _reaches_further(before, fact)):
        raise Refused(
            _("A consent stands already; only the person can renew it."), code="consent_stands", field="act_by"
        )


def _reaches_further(before: ConsentRecord, fact: Fact) -> bool:
    """Whether a yes covers an address or a channel that the standing one does not (rule 12)."""
    elsewhere = (fact.email_id, fact.phone_id) != (before.email_id, before.phone_id)
    return elsewhere or not set(fact.channels) <= set(before.channels.split(","))


@transaction.atomic
def withdraw(
    person: Person | int,
    purpose: Purpose,
    *,
    by: Actor,
    via: Via,
    at: datetime | date | None = None,
    act_by: str = ActBy.CONTROLLER,
    comment: str = "",
    source: Source | None = None,
) -> ConsentRecord:
    """The person's way out: a consent is withdrawn (Art. 7(3)); marketing on any other ground, or on none, is objected
    to (Art. 21(2)); anything else is no consent and answers `object_instead`. Twice changes nothing."""
    who = locked(person, in_bin_too=act_by == ActBy.PERSON)
    before = record_of(who, purpose)
    return _way_out(who, before, purpose, by=by, via=via, source=source, act_by=act_by, at=at, comment=comment)


def _way_out(
    who: int,
    before: ConsentRecord | None,
    purpose: Purpose,
    *,
    by: Actor,
    via: Via,
    act_by: str,
    source: Source | None = None,
    at: datetime | date | None = None,
    comment: str = "",
) -> ConsentRecord:
    """The same of somebody who is locked and stands as `before` says."""
    if before is not None and before.is_no and at is None and stands_as(before, act_by):
        return before
    if before is not None and before.rests_on_consent:
        status = Status.WITHDRAWN
    elif purpose.is_marketing:
        status = Status.OBJECTED
    else:
        raise Refused(
            _("This does not rest on consent, so it cannot be withdrawn. The person can object instead."),
            code="object_instead",
        )
    basis = before.legal_basis if before is not None else None
    answer = Answer(
        purpose=purpose,
        status=status,
        legal_basis=basis,
        source=source or source_of(via),
        act_by=act_by,
        occurred_at=at,
        comment=comment,
    )
    fact = judged(who, answer, by=by, via=via, own_act=True, arrived=now())
    return write(who, fact)


@transaction.atomic
def say_no(person: Person | int, purpose: Purpose, *, by: Actor, via: Via) -> ConsentRecord:
    """The person's own no, whatever stands: what is in use is withdrawn or objected to, a question is refused."""
    who = locked(person, in_bin_too=True)
    before = record_of(who, purpose)
    is_answered = before is not None and before.status_now in PERMITTING | NOES
    basis = None if is_answered else purposes.consent_basis(purpose)
    if basis is None or purposes.allowed_basis(purpose, basis) is None:
        return _way_out(who, before, purpose, by=by, via=via, act_by=ActBy.PERSON)
    answer = Answer(purpose=purpose, status=Status.REFUSED, legal_basis=basis, act_by=ActBy.PERSON)
    return write(who, judged(who, answer, by=by, via=via, own_act=True, arrived=now()))


@transaction.atomic
def end(person: Person | int, purpose: Purpose, *, reason: str, by: Actor, via: Via) -> ConsentRecord:
    """Ends a basis in force, with a reason. The company's act, never the person's."""
    if not reason.strip():
        raise Refused(_("Say why."), code="reason_missing", field="reason", status=422)
    who = locked(person)
    before = record_of(who, purpose)
    if before is None or before.status_now != Status.IN_FORCE:
        raise Refused(_("Nothing is in force here that could end."), code="not_in_force")
    answer = Answer(
        purpose=purpose,
        status=Status.ENDED,
        legal_basis=before.legal_basis,
        source=source_of(via),
        act_by=ActBy.CONTROLLER,
        comment=reason,
    )
    return write(who, judged(who, answer, by=by, via=via, own_act=False, arrived=now()))


@transaction.atomic
def invalidate(event: ConsentEvent, *, reason: str, by: Actor, via: Via) -> ConsentRecord | None:
    """Voids an event that was recorded by mistake; an older no stands again. A no of the person's own is never voided
    by others (rule 2). Returns the record, or None where nothing is left."""
    if not reason.strip():
        raise Refused(_("Say why."), code="reason_missing", field="reason", status=422)
    who = locked(event.person_id)
    if event.status in {Status.EXPIRED, Status.INVALIDATED}:
        raise Refused(_("There is no such event."), code="unknown_event", status=404)
    if ConsentEvent.objects.of(event.person_id).filter(voids_id=event.id).exists():
        return record_of(who, event.purpose)
    if event.status in NOES and event.act_by == ActBy.PERSON:
        raise Refused(_("The person's own no cannot be voided."), code="no_stands")
    fact = Fact(
        purpose=event.purpose,
        status=Status.INVALIDATED,
        legal_basis=event.legal_basis,
        source=source_of(via),
        act_by=ActBy.CONTROLLER,
        by=by,
        via=via,
        occurred_at=now(),
        comment=reason,
        voids_id=event.id,
    )
    append(event.person_id, fact)
    refresh(who, event.person_id)
    audit.record(
        Deed.CONSENT_INVALIDATED, subject=Ref.person(who), by=by, via=via, purpose=event.purpose.key, event_id=event.id
    )
    return record_of(who, event.purpose)
