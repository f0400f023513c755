"""What the log holds about a person: every column with its kind, the copy of it, and what erasure takes. Art. 15, 17."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from typing import Any

from samtykke.accounts.queries import company_language
from samtykke.consents.canonical import COLUMNS
from samtykke.consents.models import ActBy
from samtykke.consents.queries.append import RECORD_COLUMNS
from samtykke.consents.queries.erasure import erase_person, rows_about
from samtykke.core import personal_data
from samtykke.purposes.models import Wording
from samtykke.purposes.statements import is_ours, names_in_force

TECHNICAL = frozenset(
    {
        "person_id",
        "id",
        "run_id",
        "commitment",
        "event_id",
        "event_person_id",
        "salt",
        "scope",
        "mail_id",
        "token_hash",
        "confirmation_id",
    }
)
PREFERENCE = frozenset({"purpose_id", "status", "pending", "channels", "permission", "act_by"})
_STANDING = ("occurred_at", "recorded_at", "act_by", "actor_kind", "actor_id", "via")


def _classified(columns: tuple[str, ...]) -> dict[str, str]:
    return {
        column: "technical" if column in TECHNICAL else "preference" if column in PREFERENCE else "evidence"
        for column in columns
    }


FIELDS: dict[str, dict[str, str]] = {
    "consents_consentevent": _classified((*COLUMNS, "commitment")),
    "consents_consentevidence": _classified(
        ("person_id", "event_id", "salt", "kind", "reference", "text", "at", "place", "comment", "shown_text", "facts")
    ),
    "consents_consentrecord": _classified(RECORD_COLUMNS),
    "consents_objection": _classified(("person_id", "id", "kind", "voids_id", *_STANDING)),
    "consents_restriction": _classified(("person_id", "id", "kind", *_STANDING)),
    "consents_confirmation": _classified(
        (
            "person_id",
            "id",
            "purpose_id",
            "wording_id",
            "email_id",
            "created_at",
            "expires_at",
            "act_by",
            "asked_via",
            "confirmed_at",
            "mail_id",
        )
    ),
    "consents_confirmationlink": _classified(("person_id", "token_hash", "confirmation_id")),
    "consents_evidencefile": _classified(
        ("person_id", "id", "event_id", "name", "type", "size", "sha256", "content", "created_at")
    ),
}
# Who of the staff recorded something is staff data; salts and commitments say nothing about the person.
WORDS = ("id", "purpose_id", "version", "language", "text", "text_hash")
NOT_TOLD = frozenset({"actor_id", "salt", "commitment", "run_id", "token_hash", "mail_id"})


def register() -> None:
    """Adds these tables to the registry."""
    personal_data.register(
        personal_data.PersonalData(
            name="consents", tables=tuple(FIELDS), fields=FIELDS, export=export, erase=erase_person
        )
    )


def export(person_id: int) -> dict[str, Any]:
    """Everything the log holds about a person, as plain JSON data, with the words they were shown (REQ-14)."""
    told: dict[str, Any] = {
        table.removeprefix("consents_"): [
            {name: _plain(name, value) for name, value in row.items()}
            for row in rows_about(table, person_id, [name for name in columns if name not in NOT_TOLD])
        ]
        for table, columns in FIELDS.items()
    }
    shown = {row["wording_id"] for table in ("consentevent", "confirmation") for row in told[table]} - {None}
    words = list(Wording.objects.filter(pk__in=shown).order_by("pk"))
    told["wording"] = [{name: getattr(word, name) for name in WORDS} for word in words]
    told["privacy_statement"] = _statements(told["consentevent"], {word.pk: word for word in words})
    return told


def _statements(events: list[dict[str, Any]], words: dict[int, Wording]) -> list[dict[str, Any]]:
    """Which version of our own privacy statement was in force at each act of the person, in the language of its words. A
    version never changes, so its instant is enough (REQ-35)."""
    acts = [event for event in events if event["act_by"] == ActBy.PERSON]
    asked = []
    for event in acts:
        word = words.get(event["wording_id"] or 0)
        if word is None or not word.statement_url or is_ours(word.statement_url):
            language = word.language if word is not None else company_language()
            asked.append((event["id"], language, datetime.fromisoformat(event["recorded_at"])))
    names = names_in_force((language, at) for _id, language, at in asked)
    return [{"event_id": one[0], "version": name} for one, name in zip(asked, names, strict=True) if name]


def _plain(name: str, value: Any) -> Any:
    """A value as JSON holds it; the bytes of a scan as base64."""
    if name == "facts" and isinstance(value, str):
        return json.loads(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value.isoformat() if isinstance(value, datetime | date) else value
