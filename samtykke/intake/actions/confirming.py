"""The press of the button in the mail: the person's own act, with both times. REQ-18, REQ-91; rules 2, 10, 11."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.secrets import hashed
from samtykke.audit.actions import record as note
from samtykke.audit.deeds import Deed
from samtykke.consents.queries import standing
from samtykke.contacts.addresses import normal_email
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.intake import queries
from samtykke.intake.actions.recording import complete
from samtykke.intake.actions.taking import send, settle, whom_of
from samtykke.intake.models import RecordState
from samtykke.intake.said import HOLD, opened

if TYPE_CHECKING:
    from samtykke.intake.actions.taking import Whom
    from samtykke.intake.models import IntakeRecord
    from samtykke.intake.said import Said


@transaction.atomic
def confirm(record_id: int, *, token: str) -> IntakeRecord:
    """Takes in what was sent, with the person's own yes to each box that was ticked. Twice is once.

    Whoever is not held yet is registered in this transaction. Raises `Refused`: `unknown_confirmation` (404), `expired`,
    `address_gone` (410), `restricted`.
    """
    record = queries.locked_record(record_id)
    said = opened(record) if record is not None else None
    if record is None or said is None or not queries.opens(token, record):
        raise Refused(_("This link is no longer known."), code="unknown_confirmation", status=404)
    if record.confirmed_at is not None:
        return record
    if record.state != RecordState.PENDING or (record.expires_at is not None and record.expires_at <= now()):
        raise Refused(_("This link is too old."), code="expired", status=410)
    normal = normal_email(said.email)
    queries.lock_address(bytes(record.address_key or b""))
    whom = whom_of(said, normal)
    _refuse_changed(record, whom)
    if any(standing.is_restricted(person) for person, _email in whom.people):
        raise Refused(_("The use of your data is restricted at the moment. Write to us."), code="restricted")
    record.confirmed_at, record.pressed_hash = now(), bytes.fromhex(hashed(token))
    queries.tally(record.point_id, "confirmed")
    take_confirmed(record, said, whom)
    by = Actor.data_subject(record.person_id) if record.person_id else Actor.system()
    note(Deed.SUBMISSION_CONFIRMED, subject=Ref("submission", record.pk), by=by, via=Via(record.channel))
    _carry_on_with(normal, record, said)
    return record


def take_confirmed(record: IntakeRecord, said: Said, whom: Whom, *, is_looked_at: bool = False) -> None:
    """Takes in what is confirmed, unless a human is to look at it first."""
    if len(whom.people) > 1:
        settle(record, RecordState.HELD, "several_people")
    elif not whom.people and said.unknown == HOLD and not is_looked_at:
        settle(record, RecordState.HELD, "unknown_submitter")
    else:
        complete(record, said, whom.one, but=set())


def _refuse_changed(record: IntakeRecord, whom: Whom) -> None:
    """Who was known when it was sent and has another address by now did not get this mail."""
    if record.person_id is None:
        return
    stands = {person for person, _email in whom.people}
    if not stands & set(standing.members_of(record.person_id)):
        raise Refused(_("This address is no longer in use."), code="address_gone", status=410)


def _carry_on_with(normal: str, done: IntakeRecord, said: Said) -> None:
    """What stood in line behind it: the same again is done too, something else is asked about now."""
    for pk in queries.next_in_line(normal, done.point):
        waiting = queries.locked_record(pk)
        other = opened(waiting) if waiting is not None else None
        if waiting is None or other is None or waiting.state != RecordState.PENDING:
            continue
        if other.is_same(said):
            waiting.person_id, waiting.confirmed_at = done.person_id, done.confirmed_at
            settle(waiting, RecordState.ACCEPTED, "same_again")
            continue
        send(waiting, other)
        waiting.save()
        return
