"""The set-based twin of `register_person`: many people with their origin in one statement (M1).

Besides `consents.actions.register_person` this is the only statement that creates people; a house test looks for others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

PERSON_COLUMNS = (
    "id",
    "external_id",
    "first_name",
    "last_name",
    "title",
    "language",
    "country",
    "category_id",
    "company_id",
    "collected_how_id",
    "origin_purpose_id",
    "origin_basis_id",
    "origin_source_id",
    "origin_point_id",
    "origin_at",
    "origin_actor_kind",
    "origin_actor_id",
    "origin_via",
    "from_person",
    "inform_by",
    "run_id",
)
REGISTER = f"""
INSERT INTO contacts_person ({", ".join(PERSON_COLUMNS)}) SELECT {", ".join(PERSON_COLUMNS)} FROM ({{relation}}) r
"""
# What stands for each of some people: whether a no stands, since when, and whether a yes of the company fills a gap
# (rule 3: no answer at all, only questions, expired, ended).
STANDING = """
SELECT r.person_id, r.purpose_id, r.legal_basis_id, r.article, r.event_id, r.occurred_at,
       r.status IN ('refused', 'withdrawn', 'objected') AS is_no,
       (r.status NOT IN ('given', 'in_force') OR coalesce(r.expires_at <= clock_timestamp(), false))
         AND r.status NOT IN ('refused', 'withdrawn', 'objected') AS is_gap,
       CASE WHEN r.status IN ('given', 'in_force') AND r.expires_at <= clock_timestamp() THEN 'expired'
            ELSE r.status END AS status
FROM consents_consentrecord r WHERE r.person_id IN ({people})
"""


def register_from(relation: str, params: Mapping[str, Any] | Sequence[Any] | None = None) -> int:
    """Creates a person for each row of `relation` (PERSON_COLUMNS, id drawn); the caller appends the STORE event and
    its record in the same transaction. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(REGISTER.format(relation=relation), params)
        return int(cursor.rowcount)


def standing(people: str) -> str:
    """SQL for what stands now, per person and purpose, of the people that `people` (SQL giving person_id) names."""
    return STANDING.format(people=people)
