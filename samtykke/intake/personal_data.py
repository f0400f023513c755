"""What the ways in hold about a person beyond the person itself: what they sent, answers held for review, possible duplicates."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import Q

from samtykke.contacts.models import PersonEmail
from samtykke.contacts.queries import one_and_merged
from samtykke.core import personal_data
from samtykke.intake.models import (
    HeldAnswer,
    IntakeLink,
    IntakeRecord,
    IntakeRecordQuerySet,
    PersonChange,
    PossibleDuplicate,
    StoredAnswer,
)
from samtykke.intake.said import opened
from samtykke.mail import actions as mail
from samtykke.purposes.models import CollectionPoint

SETTLED = {"settled_at": "technical", "settled_by_kind": "technical", "settled_by_id": "technical"}
PLACE = {"person_id": "technical", "id": "technical", "run_id": "technical", "line": "technical"}
FIELDS = {
    "intake_heldanswer": {
        **PLACE,
        "code": "history",
        "purpose_id": "preference",
        "legal_basis_id": "preference",
        "source_id": "history",
        "wording_id": "evidence",
        "status": "preference",
        "occurred_at": "history",
        "precision": "history",
        "evidence": "evidence",
        "comment": "evidence",
        **SETTLED,
    },
    "intake_personchange": {"person_id": "technical", "act": "technical"},
    "intake_possibleduplicate": {**PLACE, "other_person_id": "technical", **SETTLED},
    # A copy of an answer of the API, for a day: what it says is exported from where it stands.
    "intake_storedanswer": {
        "id": "technical",
        "key_id": "technical",
        "name": "technical",
        "call_hash": "technical",
        "status": "technical",
        "headers": "technical",
        "body": "identity",
        "subject_id": "technical",
        "expires_at": "technical",
    },
    "intake_intakerecord": {
        "id": "technical",
        "point_id": "technical",
        "channel": "history",
        "at": "history",
        "state": "history",
        "why": "history",
        "person_id": "technical",
        "address_key": "technical",
        "said": "identity",
        "token_hash": "technical",
        "asked_at": "history",
        "mail_id": "technical",
        "reminded_at": "history",
        "expires_at": "technical",
        "confirmed_at": "evidence",
        "pressed_hash": "technical",
        "settled_at": "history",
        "settled_by_kind": "technical",
        "settled_by_id": "technical",
        "version": "technical",
    },
    "intake_intakelink": {"id": "technical", "record_id": "technical", "token_hash": "technical"},
}


TIMES = ("asked_at", "reminded_at", "confirmed_at", "settled_at")
# Of what was sent, what is of the person; the rest is of the form.
SAID = ("email", "first_name", "last_name", "phone", "title", "company", "own", "texts", "ticked", "language")


def register() -> None:
    """Adds this app's part to the registry."""
    personal_data.register(
        personal_data.PersonalData(name="intake", tables=tuple(FIELDS), fields=FIELDS, export=export, erase=erase)
    )


def submissions_of(person_id: int) -> IntakeRecordQuerySet:
    """What a person sent; and what was sent in the name of an address of theirs and is nobody's yet. Also once their row is
    gone: then the addresses are known by what they sent."""
    own = IntakeRecord.objects.filter(Q(person_id=person_id) | Q(person_id__in=one_and_merged(person_id)))
    addresses = PersonEmail.objects.filter(person_id__in=one_and_merged(person_id)).values("fingerprint")
    of_address = Q(address_key__in=addresses) | Q(address_key__in=own.values("address_key"))
    return IntakeRecord.objects.filter(Q(pk__in=own.values("pk")) | Q(of_address, person_id__isnull=True))


def _submission(record: IntakeRecord, places: dict[int, CollectionPoint]) -> dict[str, Any]:
    said = opened(record)
    told = asdict(said) if said is not None else {}
    return {
        "place": str(places.get(record.point_id, "")),
        "channel": record.channel,
        "at": record.at.isoformat(),
        "state": record.state,
        "why": record.why,
        **{name: at.isoformat() for name in TIMES if (at := getattr(record, name)) is not None},
        "said": {name: told[name] for name in SAID if told.get(name)},
    }


def export(person_id: int) -> dict[str, Any]:
    """What the person sent, and the answers that a file stated for them and that were held for review (Art. 15)."""
    sent = list(submissions_of(person_id).order_by("id"))
    places = CollectionPoint.objects.in_bulk({record.point_id for record in sent})
    held = HeldAnswer.objects.filter(person_id=person_id).select_related("purpose").order_by("id")
    return {
        "submissions": [_submission(record, places) for record in sent],
        "held_answers": [
            {
                "purpose": answer.purpose.key if answer.purpose else None,
                "status": answer.status,
                "occurred_at": answer.occurred_at.isoformat() if answer.occurred_at else None,
                "evidence": answer.evidence,
                "comment": answer.comment,
                "reason": answer.code,
            }
            for answer in held
        ],
    }


def erase(person_id: int) -> dict[str, int]:
    """Removes all (Art. 17), also where the person is the other of two."""
    held = HeldAnswer.objects.filter(person_id=person_id)
    answers = StoredAnswer.objects.filter(subject_id=person_id)
    sent = list(submissions_of(person_id).values_list("id", flat=True))
    mail.forget_intake(sent)
    links = IntakeLink.objects.filter(record__in=sent)
    twins = PossibleDuplicate.objects.filter(Q(person_id=person_id) | Q(other_person_id=person_id))
    return {
        "intake_personchange": PersonChange.objects.filter(pk=person_id).delete()[0],
        "intake_heldanswer": held._raw_delete(held.db),
        "intake_possibleduplicate": twins._raw_delete(twins.db),
        "intake_storedanswer": answers._raw_delete(answers.db),
        "intake_intakelink": links.delete()[0],
        "intake_intakerecord": IntakeRecord.objects.filter(pk__in=sent).delete()[0],
    }
