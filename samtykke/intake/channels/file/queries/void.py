"""What a run said is voided, set by set: an older answer stands again, and the log keeps both."""

from __future__ import annotations

from samtykke.consents.models import NOTES, values
from samtykke.intake.channels.file.queries.register import SALT

NOTE = f"({', '.join(repr(status) for status in values(NOTES))})"
_ID = "v.id"


def voids(which: str, *, run: str) -> str:
    """The events that void those of `which` (SQL condition on e), written in the name of `run` (SQL)."""
    return f"""
SELECT v.*, {SALT.format(id=_ID)} FROM (
  SELECT e.person_id, nextval('consents_consentevent_id_seq') AS id, e.purpose_id, 'invalidated'::text AS status,
         e.legal_basis_id, e.article, e.source_id, %(via)s::text AS via, 'controller'::text AS act_by,
         %(actor_kind)s::text AS actor_kind, %(actor_id)s::bigint AS actor_id, %(moment)s::timestamptz AS occurred_at,
         'instant'::text AS precision, NULL::bigint AS wording_id, ''::text AS shown_hash, e.scope,
         NULL::bigint AS point_id, NULL::bigint AS email_id, NULL::bigint AS phone_id, ''::text AS channels,
         NULL::timestamptz AS expires_at, ''::text AS permission, ''::text AS evidence_kind, e.id AS voids_id,
         {run}::bigint AS run_id, ''::text AS evidence_reference, ''::text AS evidence_text,
         NULL::timestamptz AS evidence_at, ''::text AS evidence_place, ''::text AS comment, ''::text AS shown_text,
         NULL::jsonb AS facts
  FROM consents_consentevent e
  WHERE {which} AND e.status NOT IN {NOTE}
    AND NOT EXISTS (SELECT FROM consents_consentevent d WHERE d.person_id = e.person_id AND d.voids_id = e.id)
) v
"""
