"""The statements that fill the demo: rows come as JSON, so that everybody is in by a handful of them."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from django.db import connection

from samtykke.consents.queries.append import INPUT_COLUMNS, append_from, refresh_where
from samtykke.consents.queries.register import PERSON_COLUMNS, register_from
from samtykke.contacts.queries import EMAIL_COLUMNS, PHONE_COLUMNS, insert_emails_from, insert_phones_from

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Rows = list[dict[str, Any]]

TYPES = {
    **dict.fromkeys(("origin_at", "occurred_at", "expires_at", "evidence_at", "informed_at"), "timestamptz"),
    **dict.fromkeys(("from_person", "is_primary"), "boolean"),
    "inform_by": "date",
    "scope": "integer",
    "facts": "jsonb",
}


def _type(column: str) -> str:
    if column in TYPES:
        return TYPES[column]
    is_number = column == "id" or (column.endswith("_id") and column != "external_id")
    return "bigint" if is_number else "text"


def relation(columns: Sequence[str]) -> str:
    """SQL that reads the parameter `rows` as a table of these columns."""
    typed = ", ".join(f'"{column}" {_type(column)}' for column in columns)
    return f"SELECT r.* FROM jsonb_to_recordset(%(rows)s::jsonb) AS r ({typed})"


EVENT_COLUMNS = tuple(column for column in INPUT_COLUMNS if column != "salt")
EVENTS = (
    f"SELECT r.*, sha256(%(run_key)s::bytea || int8send(r.id)) AS salt FROM ({relation(EVENT_COLUMNS)} ORDER BY r.id) r"
)
DRAW = "SELECT nextval(%s) FROM generate_series(1, %s)"
INFORM = f"""
UPDATE contacts_person p SET informed_at = r.informed_at FROM ({relation(("id", "informed_at"))}) r WHERE p.id = r.id
"""
BACKDATE = (
    "UPDATE purposes_purposeversion SET valid_from = CASE WHEN scope > 1 THEN %(wider)s ELSE %(start)s END",
    """UPDATE purposes_wording SET created_at = CASE
         WHEN scope > 1 THEN %(wider)s WHEN version > 1 THEN %(own)s ELSE %(start)s END""",
    "UPDATE purposes_privacysettings SET valid_from = %(start)s",
)


def draw(sequence: str, count: int) -> list[int]:
    """So many fresh ids of a sequence, in order."""
    with connection.cursor() as cursor:
        cursor.execute(DRAW, [sequence, count])
        return [int(row[0]) for row in cursor.fetchall()]


def insert_people(people: Rows, emails: Rows, phones: Rows) -> None:
    """Registers people with their addresses and numbers; the STORE events follow in the same transaction."""
    register_from(relation(PERSON_COLUMNS), _params(people))
    insert_emails_from(relation(EMAIL_COLUMNS), _params(emails))
    insert_phones_from(relation(PHONE_COLUMNS), _params(phones))


def append_events(events: Rows) -> int:
    """Appends the history and derives every record from it."""
    appended = append_from(EVENTS, {**_params(events), "run_key": secrets.token_bytes(32)})
    refresh_where("SELECT id AS person_id FROM contacts_person")
    return appended


def inform(rows: Rows) -> None:
    """Notes when each was told that we hold them (Art. 14)."""
    with connection.cursor() as cursor:
        cursor.execute(INFORM, _params(rows))


def backdate_lists(start: datetime, *, wider: datetime, own: datetime) -> None:
    """Lets the lists and their texts be as old as the demo's history."""
    with connection.cursor() as cursor:
        for statement in BACKDATE:
            cursor.execute(statement, {"start": start, "wider": wider, "own": own})


def _params(rows: Rows) -> dict[str, Any]:
    return {"rows": json.dumps(rows, default=_text)}


def _text(moment: Any) -> str:
    text: str = moment.isoformat()
    return text
