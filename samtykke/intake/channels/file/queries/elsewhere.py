"""Rows that another system tells at once, with ids of its own: whom these mean, and what became of each.

The ids lie in the stage's column of external ids until everybody is met; what is written of them is the system's alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.intake.channels.file.queries import stage as stages

if TYPE_CHECKING:
    from collections.abc import Mapping

# What one entry says comes in whole or not at all, however many rows of the stage it takes.
WHOLE = """
UPDATE {t} r SET refused = w.refused, detail = w.detail
FROM (SELECT DISTINCT ON (r.line) r.line, coalesce(r.refused, s.refused) AS refused,
             CASE WHEN r.refused IS NOT NULL THEN r.detail ELSE s.detail END AS detail
      FROM {t} r LEFT JOIN {t}_statements s ON s.id = r.statement
      WHERE coalesce(r.refused, s.refused) IS NOT NULL ORDER BY r.line, r.n) w
WHERE w.line = r.line
"""
HIS = "(SELECT x.external_id FROM contacts_personexternalid x WHERE x.person_id = p.id AND x.system = %(system)s)"
BY_ID = "JOIN contacts_person p ON p.external_id = r.external_id"
BY_ID_OF_SYSTEM = """JOIN contacts_personexternalid x ON x.system = %(system)s AND x.external_id = r.external_id
JOIN contacts_person p ON p.id = x.person_id"""
# An id alone says who is meant where the system told of them before: it makes nobody new.
NOBODY = """
UPDATE {t} r SET refused = 'nobody'
WHERE r.refused IS NULL AND r.first_name IS NULL AND r.last_name IS NULL AND r.normal IS NULL
  AND r.mobile IS NULL AND r.phone IS NULL AND NOT EXISTS (SELECT FROM {t}_met k WHERE k.n = r.n AND k.person_id IS NOT NULL)
"""
ASIDE = "CREATE UNLOGGED TABLE {t}_ids AS SELECT n, external_id FROM {t} WHERE external_id IS NOT NULL"
PUT_ASIDE = "UPDATE {t} SET external_id = NULL WHERE external_id IS NOT NULL"
# Who is new, or has no id of the system yet, and was not held back.
KNOWN_AS = """
WITH made AS (
  INSERT INTO contacts_personexternalid (person_id, system, external_id)
  SELECT DISTINCT ON (w.person_id) w.person_id, %(system)s, i.external_id
  FROM {t}_ids i
  JOIN (SELECT n, person_id FROM {t}_new UNION ALL SELECT n, person_id FROM {known} WHERE halted = '') w ON w.n = i.n
  WHERE w.person_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM contacts_personexternalid x WHERE x.system = %(system)s AND (x.external_id = i.external_id OR x.person_id = w.person_id))
  ORDER BY w.person_id, w.n
  RETURNING person_id, external_id
)
INSERT INTO contacts_fieldchange (person_id, field, before, after, actor_kind, actor_id, via, run_id)
SELECT m.person_id, 'external_ids', NULL, %(system)s || ' ' || m.external_id, %(actor_kind)s, %(actor_id)s, %(via)s, %(run)s
FROM made m WHERE m.person_id NOT IN (SELECT person_id FROM {t}_new)
"""
# What became of each row: person, whether new, why held, whether anything changed.
BECAME = """
SELECT line, person_id, true, '', true FROM {t}_new
UNION ALL
SELECT v.line, v.person_id, false, v.halted,
       v.n IN (SELECT n FROM {t}_changes) OR v.n IN (SELECT n FROM {t}_ways) OR v.n IN (SELECT n FROM {t}_own)
       OR v.n IN (SELECT n FROM {t}_further) OR v.n IN (SELECT n FROM {t}_said WHERE verdict = 'append')
FROM {t}_known v
"""
BECAME_NEW = "SELECT line, person_id, true, '', true FROM {t}_new"


def of_system(step: str) -> str:
    """A statement that meets people by what one system calls them, instead of by the id that staff and files write."""
    return step.replace(BY_ID, BY_ID_OF_SYSTEM).replace("p.external_id", HIS)


def put_aside(stage: str) -> None:
    """Takes the ids of the system off the rows, once everybody is met: no other column holds them."""
    stages.run(NOBODY, stage)
    stages.run(ASIDE, stage)
    stages.run(PUT_ASIDE, stage)


def whole(stage: str) -> None:
    """Refuses every row of an entry of which one row is refused."""
    stages.run(WHOLE, stage)


def know_as(stage: str, params: Mapping[str, Any], *, some_known: bool) -> None:
    """Keeps what the system calls those who came in, and those who were met without an id of it."""
    known = (
        f"{stage}_known" if some_known else "(SELECT 0::bigint AS n, 0::bigint AS person_id, '' AS halted WHERE false)"
    )
    stages.run(KNOWN_AS.replace("{known}", known if some_known else f"{known} z"), stage, params)


def became(stage: str, *, some_known: bool) -> list[tuple[int, int | None, bool, str, bool]]:
    """Line, person, whether new, why held back, whether anything changed: of each row that means somebody."""
    return [tuple(row) for row in stages.rows(BECAME if some_known else BECAME_NEW, stage)]
