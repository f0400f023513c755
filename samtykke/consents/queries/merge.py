"""What a split takes along: the statements made while two rows stood for one person. REQ-104."""

from __future__ import annotations

from samtykke.consents.models import NOES, PERMITTING
from samtykke.consents.queries.append import INPUT_COLUMNS
from samtykke.consents.queries.fold import listed

# What was said of the survivor while the two were one: a no holds for both, a yes only where it was given for an
# address of the one that is split off.
_COPIED = {
    "person_id": "%(merged)s::bigint",
    "id": "nextval('consents_consentevent_id_seq')",
    "actor_kind": "%(actor_kind)s::text",
    "actor_id": "%(actor_id)s::bigint",
    "via": "%(via)s::text",
    "salt": "sha256(v.salt || int8send(%(merged)s::bigint))",
    "evidence_reference": "v.reference",
    "evidence_text": "v.text",
    "evidence_at": "v.at",
    "evidence_place": "v.place",
    "comment": "v.comment",
    "shown_text": "v.shown_text",
    "facts": "v.facts",
}
COPY = f"""
SELECT {", ".join(f"{_COPIED.get(column, f'e.{column}')} AS {column}" for column in INPUT_COLUMNS)}
FROM consents_consentevent e
JOIN consents_consentevidence v ON v.person_id = e.person_id AND v.event_id = e.id
WHERE e.person_id = %(survivor)s AND e.recorded_at >= %(since)s
  AND NOT EXISTS (SELECT FROM consents_consentevent w WHERE w.person_id = e.person_id AND w.voids_id = e.id)
  AND (e.status IN ({listed(NOES)})
       OR (e.status IN ({listed(PERMITTING)}) AND e.email_id IN (
             SELECT id FROM contacts_personemail WHERE person_id = %(merged)s)))
"""
