"""Writing to the log, for one and for a million: the same statement, the same commitment. REQ-84, product part 3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from samtykke.consents.canonical import COLUMNS
from samtykke.consents.queries.fold import fold, members

Params = Mapping[str, Any]

EVIDENCE_COLUMNS = (
    "salt",
    "evidence_reference",
    "evidence_text",
    "evidence_at",
    "evidence_place",
    "comment",
    "shown_text",
    "facts",
)
INPUT_COLUMNS = tuple(column for column in COLUMNS if column != "recorded_at") + EVIDENCE_COLUMNS

# A caller's clock a little ahead of the database's becomes the moment of recording (rule 8).
_COMMITTED = ", ".join("i.counted_at" if column == "occurred_at" else f"i.{column}" for column in COLUMNS)
# One clock reading for the whole statement, in the column and in the commitment alike.
APPEND = f"""
WITH stamp AS MATERIALIZED (SELECT clock_timestamp() AS recorded_at),
input AS MATERIALIZED (
  SELECT r.*, s.recorded_at, least(r.occurred_at, s.recorded_at) AS counted_at FROM ({{relation}}) r CROSS JOIN stamp s
),
{{records}}
proofs AS (
  INSERT INTO consents_consentevidence
    (person_id, event_id, salt, kind, reference, text, at, place, comment, shown_text, facts)
  SELECT person_id, id, salt, evidence_kind, evidence_reference, evidence_text, evidence_at, evidence_place, comment,
         shown_text, facts
  FROM input
)
INSERT INTO consents_consentevent ({", ".join(COLUMNS)}, commitment)
SELECT {_COMMITTED}, consents_commitment(i.salt, {_COMMITTED}) FROM input i
"""

# One row, its values as parameters.
_TYPES = {
    "status": "text",
    "article": "text",
    "via": "text",
    "act_by": "text",
    "actor_kind": "text",
    "occurred_at": "timestamptz",
    "precision": "text",
    "shown_hash": "text",
    "scope": "integer",
    "channels": "text",
    "expires_at": "timestamptz",
    "permission": "text",
    "evidence_kind": "text",
    "salt": "bytea",
    "evidence_reference": "text",
    "evidence_text": "text",
    "evidence_at": "timestamptz",
    "evidence_place": "text",
    "comment": "text",
    "shown_text": "text",
    "facts": "jsonb",
}
_ONE = "SELECT " + ", ".join(
    "nextval('consents_consentevent_id_seq') AS id"
    if column == "id"
    else f"%({column})s::{_TYPES.get(column, 'bigint')} AS {column}"
    for column in INPUT_COLUMNS
)
APPEND_ONE = APPEND.format(relation=_ONE, records="") + " RETURNING id, recorded_at"

# All columns of a record, in one order, from the fold.
RECORD_COLUMNS = (
    "person_id",
    "purpose_id",
    "status",
    "pending",
    "legal_basis_id",
    "article",
    "source_id",
    "act_by",
    "actor_kind",
    "actor_id",
    "via",
    "occurred_at",
    "recorded_at",
    "event_person_id",
    "event_id",
    "wording_id",
    "shown_hash",
    "scope",
    "email_id",
    "phone_id",
    "channels",
    "expires_at",
    "permission",
    "evidence_kind",
    "own_yes_at",
    "own_opt_in_at",
)
_SAME_NAME = set(RECORD_COLUMNS) - {"person_id", "event_person_id", "event_id"}
FROM_STOOD = ", ".join(
    f"r.{column}"
    if column in _SAME_NAME
    else {"person_id": "r.who", "event_person_id": "r.person_id", "event_id": "r.id"}[column]
    for column in RECORD_COLUMNS
)
_UPSERT = "ON CONFLICT (person_id, purpose_id) DO UPDATE SET " + ", ".join(
    f"{column} = EXCLUDED.{column}" for column in RECORD_COLUMNS[2:]
)
_DIFFERS = "({old}) IS DISTINCT FROM ({new})".format(
    old=", ".join(f"consents_consentrecord.{column}" for column in RECORD_COLUMNS[2:]),
    new=", ".join(f"EXCLUDED.{column}" for column in RECORD_COLUMNS[2:]),
)
REFRESH = f"""
WITH {{fold}},
gone AS (
  DELETE FROM consents_consentrecord c
  WHERE c.person_id IN (SELECT person_id FROM ({{people}}) p)
    AND NOT EXISTS (SELECT FROM stood s WHERE s.who = c.person_id AND s.purpose_id = c.purpose_id)
)
INSERT INTO consents_consentrecord ({", ".join(RECORD_COLUMNS)})
SELECT {FROM_STOOD} FROM stood r
{_UPSERT} WHERE {_DIFFERS}
"""

# Of people who have no events before these: one answer per purpose, so the event itself is the record.
_FIRST = {
    "pending": "''",
    "occurred_at": "i.counted_at",
    "event_person_id": "i.person_id",
    "event_id": "i.id",
    "own_yes_at": "NULL",
    "own_opt_in_at": "NULL",
}
FIRST_RECORDS = f"""
records AS (
  INSERT INTO consents_consentrecord ({", ".join(RECORD_COLUMNS)})
  SELECT {", ".join(_FIRST.get(column, f"i.{column}") for column in RECORD_COLUMNS)} FROM input i
),"""


def append_from(relation: str, params: Params | Sequence[Any] | None = None) -> int:
    """Appends an event and its evidence for each row of `relation` (SQL with INPUT_COLUMNS); returns how many.

    `recorded_at` is the database's clock, read once inside the statement; the caller has locked the people.
    """
    with connection.cursor() as cursor:
        cursor.execute(APPEND.format(relation=relation, records=""), params)
        return int(cursor.rowcount)


def append_first_from(relation: str, params: Params | Sequence[Any] | None = None) -> int:
    """The same for people who have no events yet, with their records: one answer per purpose, none a person's own act.

    What it writes is what `refresh_where` would derive, without the fold and without reading the events again.
    """
    with connection.cursor() as cursor:
        cursor.execute(APPEND.format(relation=relation, records=FIRST_RECORDS), params)
        return int(cursor.rowcount)


def append_one(params: Params) -> tuple[int, datetime]:
    """Appends one event and its evidence; parameters by column. Returns its id and the time of recording."""
    with connection.cursor() as cursor:
        cursor.execute(APPEND_ONE, params)
        event_id, recorded_at = cursor.fetchone()
    return int(event_id), recorded_at


# The people named and those who stand for them: somebody may have been merged away a moment ago.
WITH_SURVIVORS = """
SELECT w.person_id FROM ({people}) w
UNION SELECT s.survivor_id FROM ({people}) w JOIN contacts_merge s ON s.merged_id = w.person_id AND s.undone_at IS NULL
"""


def refresh_where(people: str, params: Params | None = None) -> int:
    """Derives anew the records of the people that the SQL `people` (column person_id) names, and of whoever they were
    merged into; returns rows changed."""
    everybody = WITH_SURVIVORS.format(people=people)
    sql = REFRESH.format(fold=fold(people=members(everybody)), people=everybody)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"as_of": "infinity", "known_at": "infinity", **(params or {})})
        return int(cursor.rowcount)


def refresh_people(people: Sequence[int]) -> int:
    """Derives anew the records of these people; returns rows changed."""
    return refresh_where("SELECT unnest(%(people)s::bigint[]) AS person_id", {"people": list(people)})
