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


# Where the demo's people live, belong and belonged, and what interests them: told by their numbers, the same every time.
POSTAL = """
INSERT INTO contacts_personpostal (person_id, street, postal_code, city, country, use)
SELECT p.id, s.street || ' ' || (1 + p.id * 7 %% 80), t.code, t.city, 'NO',
       CASE WHEN p.company_id IS NULL THEN 'private' ELSE 'work' END
FROM contacts_person p
JOIN unnest(%(streets)s::text[]) WITH ORDINALITY s (street, n) ON s.n = 1 + p.id * 13 %% %(street_count)s
JOIN unnest(%(codes)s::text[], %(cities)s::text[]) WITH ORDINALITY t (code, city, n) ON t.n = 1 + p.id * 29 %% %(city_count)s
WHERE p.id %% 10 < 7
"""
BELONGING_NOW = """
INSERT INTO contacts_personcompany (person_id, company_id, role, from_on)
SELECT p.id, p.company_id, p.title, (p.origin_at - make_interval(days => (p.id * 37 %% 1500)::int))::date
FROM contacts_person p WHERE p.company_id IS NOT NULL AND p.id %% 3 = 0
"""
BELONGING_THEN = """
INSERT INTO contacts_personcompany (person_id, company_id, role, from_on, to_on)
SELECT p.id, c.id, p.title, (p.origin_at - make_interval(days => (3000 + p.id %% 900)::int))::date,
       (p.origin_at - make_interval(days => (1600 + p.id %% 700)::int))::date
FROM contacts_person p
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS among FROM contacts_company) c
  ON c.n = 1 + p.id * 31 %% c.among AND c.id IS DISTINCT FROM p.company_id
WHERE p.id %% 9 = 0
"""
INTERESTED = """
INSERT INTO contacts_personinterest (person_id, interest_id, since, via, actor_kind, actor_id)
SELECT p.id, i.id, p.origin_at, 'staff', 'user', %(by)s
FROM contacts_person p JOIN contacts_interest i ON (p.id * 7 + i.id * 11) %% 9 = 0
"""


def insert_belongings(told: dict[str, Any]) -> None:
    """Postal addresses, companies with role and time, and interests of everybody, in four statements."""
    with connection.cursor() as cursor:
        for statement in (POSTAL, BELONGING_NOW, BELONGING_THEN, INTERESTED):
            cursor.execute(statement, told)


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
