"""The statements of a change for all of a filter. One transaction; the people are locked before the first event."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection

from samtykke.consents.queries.append import INPUT_COLUMNS, RECORD_COLUMNS, append_from
from samtykke.consents.queries.fold import NO

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samtykke.contacts.models import Person
    from samtykke.purposes.models import LegalBasis, Purpose

# Locked in ascending order …
LOCK = """
SELECT p.id AS person_id FROM contacts_person p WHERE p.id IN ({people}) AND p.deleted_at IS NULL
ORDER BY p.id FOR NO KEY UPDATE
"""
# … then, in a statement of its own that sees what those it waited for have written, sorted: what changes, what stands
# so already, what is left alone and why.
PICK = f"""
WITH held AS (
  SELECT l.person_id AS id FROM {{locked}} l JOIN contacts_person p ON p.id = l.person_id
  WHERE p.deleted_at IS NULL
    AND NOT EXISTS (SELECT FROM contacts_merge m WHERE m.merged_id = l.person_id AND m.undone_at IS NULL)
),
restricted AS MATERIALIZED (
  SELECT person_id FROM (
    SELECT DISTINCT ON (person_id) person_id, kind FROM consents_restriction
    ORDER BY person_id, occurred_at DESC, (kind = 'set') DESC, id DESC) latest
  WHERE kind = 'set'
)
SELECT h.id AS person_id, nextval('consents_consentevent_id_seq') AS event_id,
       CASE WHEN x.person_id IS NOT NULL THEN 'restricted'
            WHEN r.status IN {NO} THEN 'no_stands'
            WHEN r.status = 'given' AND (r.expires_at IS NULL OR r.expires_at > clock_timestamp())
              THEN 'consent_stands'
            WHEN r.status = 'in_force' AND r.legal_basis_id = %s THEN 'unchanged'
            ELSE 'change' END AS verdict,
       r.person_id IS NOT NULL AS has_record
FROM held h LEFT JOIN consents_consentrecord r ON r.person_id = h.id AND r.purpose_id = %s
LEFT JOIN restricted x ON x.person_id = h.id
"""

_VALUES = {
    "person_id": "p.person_id",
    "id": "p.event_id",
    "purpose_id": "%(purpose)s::bigint",
    "status": "'in_force'::text",
    "legal_basis_id": "%(basis)s::bigint",
    "article": "%(article)s::text",
    "source_id": "%(source)s::bigint",
    "via": "%(via)s::text",
    "act_by": "'controller'::text",
    "actor_kind": "%(actor_kind)s::text",
    "actor_id": "%(actor_id)s::bigint",
    "occurred_at": "%(at)s::timestamptz",
    "precision": "'instant'::text",
    "scope": "%(scope)s::integer",
    "run_id": "%(run)s::bigint",
    "comment": "%(comment)s::text",
    # The run key is drawn for this run and kept nowhere, so a salt cannot be found again once it is gone.
    "salt": "sha256(%(run_key)s::bytea || int8send(p.event_id))",
}
_NULLS = {
    "wording_id": "bigint",
    "point_id": "bigint",
    "email_id": "bigint",
    "phone_id": "bigint",
    "expires_at": "timestamptz",
    "voids_id": "bigint",
    "run_id": "bigint",
    "evidence_at": "timestamptz",
    "facts": "jsonb",
}


def relation(values: Mapping[str, str], source: str) -> str:
    """SQL with INPUT_COLUMNS from `source`: what `values` names, and nothing where it names nothing."""
    columns = (f"{values.get(name) or _nothing(name)} AS {name}" for name in INPUT_COLUMNS)
    return f"SELECT {', '.join(columns)} FROM {source}"


def _nothing(column: str) -> str:
    return f"NULL::{_NULLS[column]}" if column in _NULLS else "''::text"


CHANGE_BASIS = relation(_VALUES, "{picked} p WHERE p.verdict = 'change'")

# Expiry is computed from the deciding event; this note tells the history when it happened. Whoever has it has it once.
EXPIRED = relation(
    {
        "person_id": "r.person_id",
        "id": "nextval('consents_consentevent_id_seq')",
        "purpose_id": "r.purpose_id",
        "status": "'expired'::text",
        "legal_basis_id": "r.legal_basis_id",
        "article": "r.article",
        "source_id": "r.source_id",
        "via": "'system'::text",
        "act_by": "'controller'::text",
        "actor_kind": "'system'::text",
        "actor_id": "0::bigint",
        "occurred_at": "r.expires_at",
        "precision": "'instant'::text",
        "scope": "r.scope",
        "salt": "sha256(%(run_key)s::bytea || int8send(r.event_id) || int8send(r.person_id))",
    },
    """(
      SELECT c.* FROM consents_consentrecord c JOIN contacts_person p ON p.id = c.person_id
      WHERE c.status IN ('given', 'in_force') AND c.expires_at <= clock_timestamp()
        AND NOT EXISTS (SELECT FROM consents_consentevent e
                        WHERE e.person_id = c.person_id AND e.purpose_id = c.purpose_id AND e.status = 'expired'
                          AND e.occurred_at = c.expires_at)
      ORDER BY c.person_id FOR NO KEY UPDATE OF p
    ) r""",
)

# A yes of the company that is newer than every answer, over no no: it decides, so the record says what the event says.
# All events of the run carry the same `recorded_at`; one of them is read for it.
STAMP = """
stamp AS MATERIALIZED (
  SELECT e.recorded_at
  FROM (SELECT person_id, event_id FROM {picked} WHERE verdict = 'change' LIMIT 1) f
  JOIN consents_consentevent e ON e.person_id = f.person_id AND e.id = f.event_id
)"""
_OF_RECORD = {
    "occurred_at": "least(%(at)s::timestamptz, s.recorded_at)",
    "recorded_at": "s.recorded_at",
    "event_person_id": "p.person_id",
    "event_id": "p.event_id",
}
_RECORD = {
    column: _OF_RECORD.get(column) or _VALUES.get(column) or _nothing(column)
    for column in RECORD_COLUMNS
    if not column.startswith("own_")
}
_UPDATED = ", ".join(f"{c} = {told}" for c, told in _RECORD.items() if c not in {"person_id", "purpose_id"})
UPDATE_RECORDS = f"""
WITH {STAMP}
UPDATE consents_consentrecord r SET {_UPDATED}
FROM {{picked}} p, stamp s
WHERE p.verdict = 'change' AND p.has_record AND r.person_id = p.person_id AND r.purpose_id = %(purpose)s
"""
FIRST_RECORDS = f"""
WITH {STAMP}
INSERT INTO consents_consentrecord ({", ".join(_RECORD)})
SELECT {", ".join(_RECORD.values())} FROM {{picked}} p, stamp s WHERE p.verdict = 'change' AND NOT p.has_record
"""
# A million rows pass through; sorts and joins of this transaction stay in memory.
TUNE = "SET LOCAL work_mem = '128MB'; SET LOCAL jit = off"


def pick(people: QuerySet[Person], purpose: Purpose, basis: LegalBasis) -> tuple[str, dict[str, int]]:
    """Locks the people and sorts them into a table of this run alone: (its name, how many per verdict)."""
    run = secrets.token_hex(8)
    locked, picked = f"staging.locked_{run}", f"staging.picked_{run}"
    sql, params = people.order_by().values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(TUNE)
        cursor.execute(f"CREATE UNLOGGED TABLE {locked} AS {LOCK.replace('{people}', sql)}", params)
        cursor.execute(f"ANALYZE {locked}")
        cursor.execute(f"CREATE UNLOGGED TABLE {picked} AS {PICK.format(locked=locked)}", [basis.pk, purpose.pk])
        cursor.execute(f"DROP TABLE {locked}")
        cursor.execute(f"ANALYZE {picked}")
        cursor.execute(f"SELECT verdict, count(*) FROM {picked} GROUP BY verdict")
        return picked, {str(verdict): int(count) for verdict, count in cursor.fetchall()}


def rest_on(picked: str, params: dict[str, Any]) -> int:
    """Appends an event for each person picked to change, and lets their records follow; returns how many."""
    changed = append_from(CHANGE_BASIS.format(picked=picked), params)
    with connection.cursor() as cursor:
        for records in (UPDATE_RECORDS, FIRST_RECORDS):
            cursor.execute(records.format(picked=picked), params)
        cursor.execute(f"DROP TABLE {picked}")
    return changed
