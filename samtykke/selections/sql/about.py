"""What these tables hold about one person: in which lists they stand, and what staff typed to find them by. Art. 15, 17.

What was typed is theirs where it equals an e-mail address, a phone number, the external id or the full name of theirs, in
any case, notation of a number, or order of the names. Part of a name is a word like another: it may mean anybody.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from samtykke.selections.criteria import ERASED, Condition, Operator, all_of, to_json
from samtykke.selections.models import Member, TakenOut

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

# The fewest digits that are somebody's number.
DIGITS: Final = 6
# A row a condition: the selection, the condition as it stands, what was typed.
TYPED = """
WITH RECURSIVE known (said) AS (
  SELECT lower(said) FROM contacts_personemail e, LATERAL (VALUES (e.address), (e.normal)) v (said) WHERE e.person_id = %(person)s
  UNION SELECT lower(external_id) FROM contacts_person WHERE id = %(person)s AND external_id <> ''
), named (said) AS (
  SELECT btrim(regexp_replace(contacts_fold(said), '[^[:alnum:]]+', ' ', 'g'))
  FROM contacts_person p, LATERAL (VALUES (p.first_name || ' ' || p.last_name), (p.last_name || ' ' || p.first_name)) v (said)
  WHERE p.id = %(person)s AND p.first_name <> '' AND p.last_name <> ''
), numbers (said) AS (
  SELECT regexp_replace(number, '[^0-9]', '', 'g') FROM contacts_personphone WHERE person_id = %(person)s
), typed AS (
  SELECT DISTINCT s.id, s.updated_at, c::text AS condition, btrim(c ->> 'value') AS said,
         ltrim(regexp_replace(c ->> 'value', '[^0-9]', '', 'g'), '0') AS digits
  FROM selections_selection s
  CROSS JOIN LATERAL jsonb_path_query(s.criteria, 'strict $.** ? (exists(@.field) && @.value.type() == "string")') c
), theirs AS (
  SELECT t.* FROM typed t WHERE lower(t.said) IN (SELECT said FROM known)
  OR btrim(regexp_replace(contacts_fold(t.said), '[^[:alnum:]]+', ' ', 'g')) IN (SELECT said FROM named)
  OR (t.said ~ '^[-+()0-9 ./]+$' AND length(t.digits) >= %(digits)s
      AND EXISTS (SELECT FROM numbers n WHERE right(n.said, length(t.digits)) = t.digits))
)"""
TOLD = f"{TYPED} SELECT id, said, updated_at FROM theirs ORDER BY id, said"
# Each of the conditions of a selection is replaced, one after the other: criteria stand in it as PostgreSQL writes them.
EMPTIED = f"""{TYPED}, each AS (
  SELECT id, array_agg(condition ORDER BY condition) AS conditions FROM theirs GROUP BY id
), replaced (id, written, conditions, n) AS (
  SELECT s.id, s.criteria::text, e.conditions, 0 FROM selections_selection s JOIN each e ON e.id = s.id
  UNION ALL SELECT id, replace(written, conditions[n + 1], %(empty)s), conditions, n + 1 FROM replaced WHERE n < cardinality(conditions)
)
UPDATE selections_selection s SET criteria = r.written::jsonb, version = s.version + 1, updated_at = statement_timestamp()
FROM replaced r WHERE r.id = s.id AND r.n = cardinality(r.conditions)
"""
EMPTY: Final = json.dumps(to_json(all_of(Condition(ERASED, Operator.FILLED)))["and"][0])


def lists_of(person_id: int) -> list[Member]:
    """The lists in which a person stands."""
    return list(Member.objects.filter(person_id=person_id).order_by("added_at", "selection_id"))


def taken_out_of(person_id: int) -> list[TakenOut]:
    """The lists a person was taken out of in the last hour."""
    return list(TakenOut.objects.filter(person_id=person_id).order_by("taken_out_at", "selection_id"))


def typed_of(person_id: int) -> list[tuple[int, str, datetime]]:
    """The selections in which staff typed a detail of a person, what they typed, and when it was last changed."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD, _asked(person_id))
        return [(pk, said, at) for pk, said, at in cursor.fetchall()]


def erase_person(person_id: int) -> dict[str, int]:
    """Takes a person out of every list, empties the conditions that name them by a detail, and says how many rows it was.

    A selection with an emptied condition is nobody's until somebody asks for something else in it (Art. 17).
    """
    removed: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(EMPTIED, {**_asked(person_id), "empty": EMPTY})
        removed["selections_selection"] = int(cursor.rowcount)
        for table in ("selections_member", "selections_takenout"):
            cursor.execute(f"DELETE FROM {table} WHERE person_id = %s", [person_id])
            removed[table] = int(cursor.rowcount)
    return removed


def _asked(person_id: int) -> dict[str, Any]:
    return {"person": person_id, "digits": DIGITS}


def numbers_of(rows: Iterable[Member | TakenOut]) -> set[int]:
    """The ids of the lists of some rows."""
    return {row.selection_id for row in rows}
