"""Checking the log: every commitment again, every record anew, every origin present. REQ-84, M1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from samtykke.consents.canonical import COLUMNS
from samtykke.consents.queries.append import FROM_STOOD, RECORD_COLUMNS, refresh_where
from samtykke.consents.queries.fold import fold

_ARGS = ", ".join(f"e.{column}" for column in COLUMNS)
SLICE = 200_000

# An event whose evidence is gone is forgotten, not broken: only an erasure may remove it, and leaves no person.
BROKEN = f"""
SELECT e.person_id, e.id,
       CASE WHEN v.salt IS NULL THEN 'evidence_missing' ELSE 'commitment_differs' END AS fault
FROM consents_consentevent e
LEFT JOIN consents_consentevidence v ON v.person_id = e.person_id AND v.event_id = e.id
WHERE e.person_id >= %(from)s AND e.person_id < %(to)s
  AND (CASE WHEN v.salt IS NULL THEN EXISTS (SELECT FROM contacts_person p WHERE p.id = e.person_id)
            ELSE e.commitment IS DISTINCT FROM consents_commitment(v.salt, {_ARGS}) END)
ORDER BY e.person_id, e.id LIMIT %(limit)s
"""
# Evidence left in the fact is part of it: its kind stands in both places.
KINDS = """
SELECT e.person_id, e.id, 'evidence_differs'
FROM consents_consentevent e JOIN consents_consentevidence v ON v.person_id = e.person_id AND v.event_id = e.id
WHERE e.person_id >= %(from)s AND e.person_id < %(to)s AND v.kind <> e.evidence_kind
ORDER BY 1, 2 LIMIT %(limit)s
"""
# The words said yes to: the version's text, or the text kept with the event, is the one whose hash the event holds.
WORDS = """
SELECT e.person_id, e.id, 'words_differ'
FROM consents_consentevent e JOIN consents_consentevidence v ON v.person_id = e.person_id AND v.event_id = e.id
LEFT JOIN purposes_wording w ON w.id = e.wording_id
WHERE e.person_id >= %(from)s AND e.person_id < %(to)s
  AND (coalesce(w.text_hash, '') <> '' OR v.shown_text <> '')
  AND e.shown_hash IS DISTINCT FROM
      CASE WHEN w.id IS NOT NULL THEN w.text_hash ELSE encode(sha256(convert_to(v.shown_text, 'UTF8')), 'hex') END
ORDER BY 1, 2 LIMIT %(limit)s
"""
CHANGED_WORDINGS = """
SELECT 0::bigint, w.id, 'wording_changed' FROM purposes_wording w
WHERE w.text_hash <> encode(sha256(convert_to(w.text, 'UTF8')), 'hex') ORDER BY 2 LIMIT %(limit)s
"""
_RECORD = ", ".join(f"c.{column}" for column in RECORD_COLUMNS)
DIFFERING = f"""
WITH {fold()},
derived AS (SELECT {", ".join(f"{s} AS {c}" for s, c in zip(FROM_STOOD.split(", "), RECORD_COLUMNS, strict=True))}
            FROM stood r)
SELECT coalesce(c.person_id, d.person_id), coalesce(c.event_id, d.event_id), 'record_differs'
FROM consents_consentrecord c FULL JOIN derived d ON d.person_id = c.person_id AND d.purpose_id = c.purpose_id
WHERE ({_RECORD}) IS DISTINCT FROM ({", ".join(f"d.{column}" for column in RECORD_COLUMNS)})
ORDER BY 1, 2 LIMIT %(limit)s
"""
WITHOUT_STORE = """
SELECT p.id, 0::bigint, 'no_origin_event' FROM contacts_person p
WHERE NOT EXISTS (SELECT FROM consents_consentevent e WHERE e.person_id = p.id AND e.purpose_id = p.origin_purpose_id)
ORDER BY 1 LIMIT %(limit)s
"""
DANGLING = """
SELECT e.person_id, e.id, 'unknown_reference' FROM consents_consentevent e
WHERE NOT EXISTS (SELECT FROM purposes_purpose p WHERE p.id = e.purpose_id)
   OR NOT EXISTS (SELECT FROM purposes_source s WHERE s.id = e.source_id)
   OR (e.legal_basis_id IS NOT NULL AND NOT EXISTS (
         SELECT FROM purposes_legalbasis b WHERE b.id = e.legal_basis_id AND b.article = e.article))
   OR (e.wording_id IS NOT NULL AND NOT EXISTS (
         SELECT FROM purposes_wording w WHERE w.id = e.wording_id AND w.purpose_id = e.purpose_id))
ORDER BY 1, 2 LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold: whose, which event, and what."""

    person: int
    event: int
    fault: str


def faults(limit: int = 20) -> Iterator[Fault]:
    """Everything in the log that does not hold, at most `limit` of each kind; nothing when all is well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(person_id), 0) FROM consents_consentevent")
        last = int(cursor.fetchone()[0])
        for start in range(0, last + 1, SLICE):
            for sql in (BROKEN, KINDS, WORDS):
                cursor.execute(sql, {"from": start, "to": start + SLICE, "limit": limit})
                yield from (Fault(*row) for row in cursor.fetchall())
        for sql in (DIFFERING, WITHOUT_STORE, DANGLING, CHANGED_WORDINGS):
            cursor.execute(sql, {"as_of": "infinity", "known_at": "infinity", "limit": limit})
            yield from (Fault(*row) for row in cursor.fetchall())


def counts() -> tuple[int, int]:
    """How many events and records there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM consents_consentevent), (SELECT count(*) FROM consents_consentrecord)"
        )
        events, records = cursor.fetchone()
    return int(events), int(records)


def rebuild() -> int:
    """Writes every record anew from the events; returns how many differed."""
    return refresh_where("SELECT id AS person_id FROM contacts_person")
