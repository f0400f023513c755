"""What a merge would make of two people's answers, and what a split takes along of those made meanwhile. REQ-104."""

from __future__ import annotations

from typing import Any

from django.db import connection

from samtykke.consents.models import NOES, PERMITTING, ConsentRecord
from samtykke.consents.queries.append import FROM_STOOD, INPUT_COLUMNS, RECORD_COLUMNS
from samtykke.consents.queries.fold import FOLD, MERGED, listed, members

# The fold as it will hold once the two are one: the same text, with one merge more among those that stand.
_AS_IF_MERGED = MERGED.rstrip().removesuffix(")") + "  UNION ALL SELECT %(merged)s::bigint, %(survivor)s::bigint\n)"
WOULD_STAND = f"""
WITH {_AS_IF_MERGED},{FOLD.format(people=members("SELECT %(survivor)s::bigint AS person_id"), purposes="")}
SELECT {FROM_STOOD} FROM stood r
"""

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


def would_stand(survivor: int, merged: int) -> list[ConsentRecord]:
    """The answers there would be if `survivor` stood for `merged`, unsaved: by the fold that holds after the merge."""
    params: dict[str, Any] = {"survivor": survivor, "merged": merged, "as_of": "infinity", "known_at": "infinity"}
    with connection.cursor() as cursor:
        cursor.execute(WOULD_STAND, params)
        return [ConsentRecord(**dict(zip(RECORD_COLUMNS, row, strict=True))) for row in cursor.fetchall()]
