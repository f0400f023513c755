"""What becomes of something that came in: asked for confirmation, held, refused, or taken in. REQ-12, 17, 18, 92; rules 2, 10, 11."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from samtykke.accounts import limits
from samtykke.consents import actions as consents
from samtykke.consents.answers import Answer
from samtykke.consents.models import ActBy, Status, Suppression
from samtykke.consents.queries import standing
from samtykke.consents.queries.people import standing_of
from samtykke.contacts.addresses import fingerprints, normal_email
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.intake import queries
from samtykke.intake.actions.recording import complete, ticked_answers
from samtykke.intake.models import RecordState
from samtykke.intake.said import HOLD, REFUSE, opened
from samtykke.mail import actions as mail
from samtykke.purposes.models import Purpose

if TYPE_CHECKING:
    from samtykke.intake.models import IntakeRecord
    from samtykke.intake.said import Said

TEMPLATE: Final = "CONFIRMFORM"
# One mail before confirmation in this time for an address and a place; and so many an hour for an address in all.
ONE_MAIL: Final = timedelta(hours=24)
MAILS_AN_HOUR, HOUR = 3, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Whom:
    """Who something may be from: the (person, address) ids at the address it names, and what is on the lists."""

    normal: str
    people: list[tuple[int, int]]
    is_suppressed: bool

    @property
    def one(self) -> tuple[int, int] | None:
        """The one person it is from, with the address; None where nobody or several live there."""
        return self.people[0] if len(self.people) == 1 else None


@transaction.atomic
def take_in(record_id: int) -> None:
    """Decides what becomes of a record that was just received. Twice is once."""
    record = queries.locked_record(record_id)
    if record is None or record.state != RecordState.RECEIVED:
        return
    said = opened(record)
    if said is None:
        settle(record, RecordState.HELD, "unreadable")
    elif record.point.retired_at is not None:
        settle(record, RecordState.REFUSED, "point_retired")
    else:
        proceed(record, said)


def proceed(record: IntakeRecord, said: Said, *, is_looked_at: bool = False) -> None:
    """Goes on with a record that is held locked. `is_looked_at`: staff have said that it is to be taken in."""
    normal = normal_email(said.email)
    queries.lock_address(bytes(record.address_key or b""))
    whom = whom_of(said, normal)
    if any(standing.is_restricted(person) for person, _email in whom.people):
        settle(record, RecordState.HELD, "restricted", person=whom.one)
    elif not whom.people and whom.is_suppressed and not said.ticked:
        settle(record, RecordState.REFUSED, "suppressed")
    elif not whom.people and said.unknown == REFUSE and not is_looked_at:
        settle(record, RecordState.REFUSED, "unknown_submitter")
    else:
        _ask_or_complete(record, said, whom, is_looked_at=is_looked_at)


def whom_of(said: Said, normal: str) -> Whom:
    """Who may have sent it."""
    prints = fingerprints(normal)
    is_suppressed = standing.is_suppressed(prints, reach=[Suppression.Reach.ALL])
    return Whom(normal, queries.people_at(normal, name=said.name), is_suppressed)


def _ask_or_complete(record: IntakeRecord, said: Said, whom: Whom, *, is_looked_at: bool) -> None:
    waits = waiting(said, whom)
    all_waits = said.confirms or (whom.is_suppressed and not whom.people)
    if all_waits or waits:
        if not all_waits:
            _at_once(record, said, whom, but=waits, is_looked_at=is_looked_at)
            if record.state == RecordState.HELD and record.why != "differs":
                return
        ask(record, said, whom, set(said.ticked) if all_waits else waits)
    else:
        _at_once(record, said, whom, but=set(), is_looked_at=is_looked_at)


def _at_once(record: IntakeRecord, said: Said, whom: Whom, *, but: set[str], is_looked_at: bool) -> None:
    """Takes in what needs no confirmation: nobody has shown that the address is theirs."""
    if len(whom.people) > 1:
        settle(record, RecordState.HELD, "several_people")
    elif not whom.people and said.unknown == HOLD and not is_looked_at:
        settle(record, RecordState.HELD, "unknown_submitter")
    else:
        complete(record, said, whom.one, but=but)


def waiting(said: Said, whom: Whom) -> set[str]:
    """Which ticked purposes wait for a confirmation, whatever the form says: those marked so, and those over which a no
    stands: only the person's own act with double opt-in lifts one that came by a public form (rules 2 and 10)."""
    keys = set(said.careful) & set(said.ticked)
    suppressed = standing.is_suppressed(fingerprints(whom.normal), reach=Suppression.Reach.values)
    for purpose in Purpose.objects.filter(key__in=set(said.ticked) - keys):
        if (suppressed and (purpose.is_marketing or whom.is_suppressed)) or _has_no(purpose, whom):
            keys.add(purpose.key)
    return keys


def _has_no(purpose: Purpose, whom: Whom) -> bool:
    for person, _email in whom.people:
        record = standing_of(person, purpose)
        if (record is not None and record.is_no) or (purpose.is_marketing and standing.standing_objections(person)):
            return True
    return False


def ask(record: IntakeRecord, said: Said, whom: Whom, keys: set[str]) -> None:
    """Lets it wait for the button in a mail; of a known person a question is noted that decides nothing (rule 11)."""
    moment = now()
    record.state, record.why = RecordState.PENDING, ""
    record.expires_at = moment + timedelta(days=said.link_days)
    if whom.one is not None:
        record.person_id = whom.one[0]
        _note_questions(record, said, whom.one, keys)
    key = limits.key_of(whom.normal)
    is_free = not queries.is_asked(whom.normal, record.point, ONE_MAIL)
    if is_free and limits.allow("form-mail", key, MAILS_AN_HOUR, HOUR):
        send(record, said)
    else:
        record.why = "asked_already"
    record.version += 1
    record.save()


def send(record: IntakeRecord, said: Said, template: str = TEMPLATE) -> None:
    """Queues the mail with the button; the caller saves the record."""
    queued = mail.queue(
        template,
        intake=record.pk,
        language=said.language,
        about_id=record.pk,
        by=Actor.system(),
        via=Via(record.channel),
    )
    record.mail_id, record.asked_at, record.why = queued.pk, record.asked_at or now(), ""


def _note_questions(record: IntakeRecord, said: Said, whom: tuple[int, int], keys: set[str]) -> None:
    for answer in ticked_answers(record, said, keys=keys, email_id=whom[1]):
        asked = Answer(
            purpose=answer.purpose,
            status=Status.PENDING_CONFIRMATION,
            legal_basis=answer.legal_basis,
            source=answer.source,
            act_by=ActBy.CONTROLLER,
            wording=answer.wording,
            point=record.point,
        )
        try:
            with transaction.atomic():
                consents.record_answer(whom[0], asked, by=Actor.system(), via=Via(record.channel))
        except Refused:
            continue  # the question may not be noted; the press of the button is judged anew


def settle(
    record: IntakeRecord,
    state: RecordState,
    why: str,
    *,
    person: tuple[int, int] | None = None,
    by: Actor | None = None,
) -> None:
    """Puts a record where it stands from now on, and counts it."""
    record.state, record.why = state, why
    if person is not None:
        record.person_id = person[0]
    if by is not None:
        record.settled_at, record.settled_by_kind, record.settled_by_id = now(), by.kind.value, by.id
    record.version += 1
    record.save()
    queries.tally(record.point_id, state.value)
