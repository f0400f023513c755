"""The statements of a change for all of a filter. One transaction; the people are locked before the first event."""

from __future__ import annotations

from samtykke.consents.queries.append import INPUT_COLUMNS, RECORD_COLUMNS
from samtykke.consents.queries.fold import NO

# Locked in ascending order, then sorted: what changes, what stands so already, what is left alone and why.
PICK = f"""
WITH held AS MATERIALIZED (
  SELECT p.id FROM contacts_person p WHERE p.id IN ({{people}}) AND p.deleted_at IS NULL
  ORDER BY p.id FOR NO KEY UPDATE
)
SELECT h.id AS person_id, nextval('consents_consentevent_id_seq') AS event_id,
       CASE WHEN r.status IN {NO} THEN 'no_stands'
            WHEN r.status = 'given' AND (r.expires_at IS NULL OR r.expires_at > clock_timestamp())
              THEN 'consent_stands'
            WHEN r.status = 'in_force' AND r.legal_basis_id = %s THEN 'unchanged'
            ELSE 'change' END AS verdict
FROM held h LEFT JOIN consents_consentrecord r ON r.person_id = h.id AND r.purpose_id = %s
"""

_VALUES = {
    "person_id": "p.person_id",
    "id": "p.event_id",
    "purpose_id": "%(purpose)s::bigint",
    "status": "'in_force'",
    "legal_basis_id": "%(basis)s::bigint",
    "article": "%(article)s",
    "source_id": "%(source)s::bigint",
    "via": "%(via)s",
    "act_by": "'controller'",
    "actor_kind": "%(actor_kind)s",
    "actor_id": "%(actor_id)s::bigint",
    "occurred_at": "%(at)s::timestamptz",
    "precision": "'instant'",
    "scope": "%(scope)s::integer",
    "run_id": "%(run)s::bigint",
    "comment": "%(comment)s",
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
    "evidence_at": "timestamptz",
    "facts": "jsonb",
}


def _value(column: str) -> str:
    if column in _VALUES:
        return _VALUES[column]
    return f"NULL::{_NULLS[column]}" if column in _NULLS else "''::text"


CHANGE_BASIS = (
    "SELECT "
    + ", ".join(
        f"{_value(column)}{'::text' if _value(column).startswith(chr(39)) and '::' not in _value(column) else ''} "
        f"AS {column}"
        for column in INPUT_COLUMNS
    )
    + " FROM {picked} p WHERE p.verdict = 'change'"
)

# A yes of the company that is newer than every answer, over no no: it decides, so the record is the event.
_KEPT = {"person_id", "purpose_id", "pending", "own_yes_at", "own_opt_in_at"}
_FROM_EVENT = {"event_person_id": "e.person_id", "event_id": "e.id", "pending": "''"}
_UPDATED = ", ".join(f"{column} = EXCLUDED.{column}" for column in RECORD_COLUMNS if column not in _KEPT)
RECORDS_FROM_PICKED = f"""
INSERT INTO consents_consentrecord ({", ".join(column for column in RECORD_COLUMNS if not column.startswith("own_"))})
SELECT {", ".join(_FROM_EVENT.get(c, f"e.{c}") for c in RECORD_COLUMNS if not c.startswith("own_"))}
FROM consents_consentevent e JOIN {{picked}} p ON p.person_id = e.person_id AND p.event_id = e.id
WHERE p.verdict = 'change'
ON CONFLICT (person_id, purpose_id) DO UPDATE SET {_UPDATED}, pending = ''
"""
