"""From what was said to the register: who is new is registered with the five facts, who is known keeps what stands. M1; rules 1–12.

Nothing that is held is overwritten: what differs waits for a human. Whoever has confirmed fills in what was empty.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from samtykke.consents import actions as consents
from samtykke.consents.actions.judge import source_of
from samtykke.consents.actions.record import locked
from samtykke.consents.answers import Answer, Evidence, NewEmail, NewPerson, NewPhone
from samtykke.consents.models import ActBy, EvidenceKind, Status
from samtykke.consents.queries import asking
from samtykke.consents.queries.inform import living_email
from samtykke.contacts import actions as contacts
from samtykke.contacts.addresses import e164_or_nothing
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.fields import actions as fields
from samtykke.intake import queries
from samtykke.intake.differences import differences, fill
from samtykke.intake.models import RecordState
from samtykke.mail.models import Delivery, State
from samtykke.purposes import queries as purposes
from samtykke.purposes.models import STORE, Purpose, Wording
from samtykke.purposes.retired import retired_fields

if TYPE_CHECKING:
    from samtykke.intake.models import IntakeRecord
    from samtykke.intake.said import Said
    from samtykke.purposes.models import Source


def complete(record: IntakeRecord, said: Said, whom: tuple[int, int] | None, *, but: set[str]) -> None:
    """Takes in what was said, but for some purposes: registers who is new, records the answers of who is known.

    A refusal of a rule holds the record with the rule's code: nothing of it is written then.
    """
    try:
        with transaction.atomic():
            why = _known(record, said, whom, but) if whom is not None else _new(record, said, but)
    except Refused as refused:
        state, why = RecordState.HELD, refused.code[:40]
    else:
        state = RecordState.HELD if why == "differs" else RecordState.ACCEPTED
    record.state, record.why = state, why
    record.version += 1
    record.save()
    queries.tally(record.point_id, state.value)
    if state == RecordState.ACCEPTED and said.ticked:
        queries.tally(record.point_id, "consented")


def _new(record: IntakeRecord, said: Said, but: set[str]) -> str:
    """Registers a person: STORE by the place's basis and source, and each yes with its proof."""
    answers = ticked_answers(record, said, keys=set(said.ticked) - but)
    person = consents.register_person(
        _person(record, said),
        answers=[*_held_for(record, [answer.purpose.pk for answer in answers]), *answers],
        by=Actor.data_subject(0),
        via=Via(record.channel),
        own_act=True,
    )
    record.person_id = person.pk
    if said.own:
        fields.change_fields(person, told=said.own, by=Actor.data_subject(person.pk), via=Via(record.channel))
    return _left_out(said, answers, but)


def _person(record: IntakeRecord, said: Said) -> NewPerson:
    gone = retired_fields()
    company = None
    if said.company and "person.company" not in gone:
        company = contacts.find_or_create_company(said.company, by=Actor.system(), via=Via(record.channel))
    number = e164_or_nothing(said.phone) if "person.phones" not in gone else ""
    return NewPerson(
        first_name=said.first_name,
        last_name=said.last_name,
        title=said.title if "person.title" not in gone else "",
        language=said.language,
        company=company,
        emails=(NewEmail(address=said.email, primary=True),),
        phones=(NewPhone(number=number, primary=True),) if number else (),
    )


def _held_for(record: IntakeRecord, others: list[int]) -> list[Answer]:
    """What the place says of why and by what right: STORE always (M1), and the place's own purpose where it is another."""
    point, source = record.point, _source(record)
    store = purposes.purpose_by_key(STORE)
    is_store = point.purpose is None or point.purpose.pk == store.pk
    found = [Answer(purpose=store, legal_basis=point.legal_basis if is_store else None, source=source, point=point)]
    if not is_store and point.purpose is not None and point.purpose.pk not in others:
        found.append(Answer(purpose=point.purpose, legal_basis=point.legal_basis, source=source, point=point))
    return found


def _source(record: IntakeRecord) -> Source:
    """The source of the place, else of the way it came by (check 16)."""
    return record.point.source or source_of(Via(record.channel))


def _known(record: IntakeRecord, said: Said, whom: tuple[int, int], but: set[str]) -> str:
    """Records the answers of somebody who is held; says `differs` where something waits for a human."""
    person, email = locked(whom[0]), whom[1]
    answers = ticked_answers(record, said, keys=set(said.ticked) - but, email_id=email)
    recorded, later_no = [], False
    for answer in answers:
        if asking.said_no_since(person, answer.purpose, record.at):
            later_no = True
            continue
        record_one = replace(answer, email=living_email(person, email))
        consents.record_answer(person, record_one, by=Actor.data_subject(person), via=Via(record.channel), own_act=True)
        recorded.append(answer)
    record.person_id = person
    if record.confirmed_at is not None:
        fill(person, said, by=Actor.data_subject(person), via=Via(record.channel))
    if differences(person, said):
        return "differs"
    return "no_since" if later_no else _left_out(said, answers, but)


def ticked_answers(record: IntakeRecord, said: Said, *, keys: set[str], email_id: int | None = None) -> list[Answer]:
    """The yes of each ticked box, with the words that stood there and what shows it. A purpose that is gone is left out."""
    wordings = Wording.objects.filter(
        pk__in=[said.offered[key] for key in said.ticked if key in keys & set(said.offered)]
    )
    words = {one.pk: one for one in wordings}
    found = []
    for purpose in Purpose.objects.existing().filter(key__in=keys, is_active=True).order_by("rank", "id"):
        basis = purposes.consent_basis(purpose)
        wording = words.get(said.offered.get(purpose.key, 0))
        if wording is None or basis is None or purposes.allowed_basis(purpose, basis) is None:
            continue
        found.append(
            Answer(
                purpose=purpose,
                status=Status.GIVEN,
                legal_basis=basis,
                source=_source(record),
                act_by=ActBy.PERSON,
                occurred_at=record.confirmed_at or record.at,
                wording=wording,
                evidence=_proof(record),
                facts=_way(record, said),
                point=record.point,
            )
        )
    return found


def _left_out(said: Said, answers: list[Answer], but: set[str]) -> str:
    recorded = {answer.purpose.key for answer in answers}
    return "purpose_inactive" if set(said.ticked) - but - recorded else ""


def _proof(record: IntakeRecord) -> Evidence:
    """What shows the yes: the form, when it was sent, and whether the button in the mail was pressed (REQ-18)."""
    is_confirmed = record.confirmed_at is not None
    kind = EvidenceKind.DOUBLE_OPT_IN if is_confirmed else EvidenceKind.WEB_FORM
    mailed = f", mail {record.mail_id}" if is_confirmed else ""
    return Evidence(kind=kind, reference=f"{record.point}, submission {record.pk}{mailed}", at=record.at)


def _way(record: IntakeRecord, said: Said) -> dict[str, str | int | None]:
    """The way a yes came: which version was shown, when it was sent, mailed and confirmed, and the hash of the link. No network, no
    browser (REQ-14)."""
    told: dict[str, str | int | None] = {
        "asked_via": record.channel,
        "form_version": said.version,
        "statement": said.statement or None,
        "sent_at": record.at.isoformat(),
    }
    if record.confirmed_at is None:
        return told
    sent = (
        Delivery.objects.filter(mail_id=record.mail_id or 0, state=State.SENT)
        .values_list("ended_at", flat=True)
        .first()
    )
    return told | {
        "mailed_at": sent.isoformat() if sent else None,
        "confirmed_at": record.confirmed_at.isoformat(),
        "link_sha256": bytes(record.pressed_hash).hex() if record.pressed_hash else None,
    }
