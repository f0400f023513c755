"""What the ways in hold about a person beyond the person itself: answers held for review, possible duplicates."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from samtykke.core import personal_data
from samtykke.intake.models import HeldAnswer, PossibleDuplicate, StoredAnswer

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
}


def register() -> None:
    """Adds this app's part to the registry."""
    personal_data.register(
        personal_data.PersonalData(name="intake", tables=tuple(FIELDS), fields=FIELDS, export=export, erase=erase)
    )


def export(person_id: int) -> dict[str, Any]:
    """The answers that a file stated for the person and that were held for review (Art. 15)."""
    held = HeldAnswer.objects.filter(person_id=person_id).select_related("purpose").order_by("id")
    return {
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
        ]
    }


def erase(person_id: int) -> dict[str, int]:
    """Removes all (Art. 17), also where the person is the other of two."""
    held = HeldAnswer.objects.filter(person_id=person_id)
    answers = StoredAnswer.objects.filter(subject_id=person_id)
    twins = PossibleDuplicate.objects.filter(Q(person_id=person_id) | Q(other_person_id=person_id))
    return {
        "intake_heldanswer": held._raw_delete(held.db),
        "intake_possibleduplicate": twins._raw_delete(twins.db),
        "intake_storedanswer": answers._raw_delete(answers.db),
    }
