"""What staff decide of what came in: accept it, refuse it, call it spam, and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record as note
from samtykke.audit.deeds import Deed
from samtykke.consents.queries import standing
from samtykke.contacts.addresses import normal_email
from samtykke.contacts.queries import survivor_id
from samtykke.core.actors import Ref, Via
from samtykke.core.refused import Refused
from samtykke.intake import queries
from samtykke.intake.actions.confirming import take_confirmed
from samtykke.intake.actions.recording import complete
from samtykke.intake.actions.taking import Whom, proceed, settle, whom_of
from samtykke.intake.differences import take
from samtykke.intake.models import RecordState
from samtykke.intake.said import opened
from samtykke.purposes.queries import refuse_retired

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.core.actors import Actor
    from samtykke.intake.models import IntakeRecord
    from samtykke.intake.said import Said

# What is only waiting for somebody to look at the differences: the answers are recorded already.
DIFFERS: Final = "differs"
SETTLED: Final = (RecordState.REFUSED, RecordState.SPAM)


@transaction.atomic
def accept(record: IntakeRecord, *, person: int | None = None, version: int | None = None, by: Actor) -> IntakeRecord:
    """Takes in what was held, refused or called spam; where a confirmation is needed and missing, the mail goes out now.

    `person`: which of several people at the address it was. What differs is settled by `take_over`.
    """
    record, said = _to_settle(record, version)
    if record.state not in {RecordState.HELD, *SETTLED}:
        return record
    if record.why == DIFFERS:
        return _done(record, RecordState.ACCEPTED, Deed.SUBMISSION_ACCEPTED, by)
    refuse_retired(record.point)
    whom = _chosen(whom_of(said, normal_email(said.email)), person)
    if any(standing.is_restricted(one) for one, _email in whom.people):
        raise Refused(_("The use of this person is restricted. Lift the restriction first."), code="restricted")
    if record.confirmed_at is not None:
        take_confirmed(record, said, whom, is_looked_at=True)
    elif person is not None and not said.confirms:
        complete(record, said, whom.one, but=set(said.careful))
    else:
        proceed(record, said, is_looked_at=True)
    note(Deed.SUBMISSION_ACCEPTED, subject=Ref("submission", record.pk), by=by, via=Via.STAFF)
    return record


@transaction.atomic
def take_over(record: IntakeRecord, keys: Iterable[str], *, version: int | None = None, by: Actor) -> IntakeRecord:
    """Writes some of what was sent over what is held, field by field as staff chose; the rest stays as it is."""
    record, said = _to_settle(record, version)
    if record.state != RecordState.HELD or record.why != DIFFERS or record.person_id is None:
        return record
    take(survivor_id(record.person_id), said, keys, by=by, via=Via.STAFF)
    return _done(record, RecordState.ACCEPTED, Deed.SUBMISSION_ACCEPTED, by)


@transaction.atomic
def refuse(record: IntakeRecord, *, version: int | None = None, by: Actor) -> IntakeRecord:
    """Refuses what is held or waits: nothing comes of it, and it is erased after thirty days."""
    record, _said = _to_settle(record, version)
    if record.why == DIFFERS or record.state not in {RecordState.HELD, RecordState.PENDING, RecordState.SPAM}:
        raise Refused(_("This was settled already."), code="settled")
    return _done(record, RecordState.REFUSED, Deed.SUBMISSION_REFUSED, by)


@transaction.atomic
def call_spam(record: IntakeRecord, *, version: int | None = None, by: Actor) -> IntakeRecord:
    """Puts what is held or waits into the spam folder."""
    record, _said = _to_settle(record, version)
    if record.why == DIFFERS or record.state not in {RecordState.HELD, RecordState.PENDING, RecordState.REFUSED}:
        raise Refused(_("This was settled already."), code="settled")
    return _done(record, RecordState.SPAM, Deed.SUBMISSION_CALLED_SPAM, by)


@transaction.atomic
def open_again(record: IntakeRecord, *, version: int | None = None, by: Actor) -> IntakeRecord:
    """Takes back a refusal, or that it is spam: it is held for review again."""
    record, _said = _to_settle(record, version)
    if record.state not in SETTLED:
        return record
    return _done(record, RecordState.HELD, Deed.SUBMISSION_OPENED_AGAIN, by)


def _to_settle(record: IntakeRecord, version: int | None) -> tuple[IntakeRecord, Said]:
    found = queries.locked_record(record.pk)
    if found is None:
        raise Refused(_("This is no longer held."), code="unknown_submission", status=404)
    if version is not None and version != found.version:
        raise Refused(_("Somebody changed this since you opened it."), code="changed_meanwhile")
    said = opened(found)
    if said is None:
        raise Refused(_("It was sealed under a secret key that is gone, and cannot be read."), code="unreadable")
    return found, said


def _chosen(whom: Whom, person: int | None) -> Whom:
    if person is None:
        return whom
    people = [row for row in whom.people if row[0] == person]
    if not people:
        raise Refused(_("This person does not have that address."), code="unknown_person", field="person", status=422)
    return Whom(whom.normal, people, whom.is_suppressed)


def _done(record: IntakeRecord, state: RecordState, deed: Deed, by: Actor) -> IntakeRecord:
    settle(record, state, "by_hand", by=by)
    note(deed, subject=Ref("submission", record.pk), by=by, via=Via.STAFF)
    return record
