"""The statements that undo a run: people it brought go into the bin, what it changed is put back, what it said is voided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.consents.queries.append import append_from, refresh_where
from samtykke.contacts import queries as contacts
from samtykke.intake.channels.file.queries import further, own
from samtykke.intake.channels.file.queries import stage as stages
from samtykke.intake.channels.file.queries.known import FIELDS
from samtykke.intake.channels.file.queries.register import NO
from samtykke.intake.channels.file.queries.void import NOTE, voids

if TYPE_CHECKING:
    from collections.abc import Mapping

# By anything but the run itself, or one that was undone before and whose people the run brought back.
_ELSE = "NOT coalesce({0}.run_id = %(run)s OR {0}.run_id IN (SELECT id FROM intake_importrun WHERE state = 'undone'), false)"
# People the run brought in and nobody touched since.
BROUGHT = f"""
CREATE UNLOGGED TABLE {{t}}_brought AS
SELECT p.id AS person_id, row_number() OVER (ORDER BY p.id) AS n FROM contacts_person p
WHERE p.run_id = %(run)s AND p.deleted_at IS NULL AND p.informed_at IS NULL
  AND NOT EXISTS (SELECT FROM consents_consentevent e WHERE e.person_id = p.id AND {_ELSE.format("e")})
  AND NOT EXISTS (SELECT FROM contacts_fieldchange c WHERE c.person_id = p.id AND {_ELSE.format("c")})
  AND NOT EXISTS (SELECT FROM contacts_personemail e WHERE e.person_id = p.id AND {_ELSE.format("e")})
  AND NOT EXISTS (SELECT FROM contacts_personphone h WHERE h.person_id = p.id AND {_ELSE.format("h")})
  AND NOT EXISTS (SELECT FROM consents_objection o WHERE o.person_id = p.id)
  AND NOT EXISTS (SELECT FROM consents_restriction o WHERE o.person_id = p.id)
  AND NOT EXISTS (SELECT FROM contacts_merge m WHERE p.id IN (m.survivor_id, m.merged_id))
"""
KEPT = """
SELECT count(*) FROM contacts_person
WHERE run_id = %(run)s AND deleted_at IS NULL AND id NOT IN (SELECT person_id FROM {t}_brought)
"""
# People held before the run whom it changed, or of whom it said something.
CHANGED = f"""
CREATE UNLOGGED TABLE {{t}}_touched AS
SELECT person_id, row_number() OVER (ORDER BY person_id) AS n FROM (
  SELECT person_id FROM contacts_fieldchange WHERE run_id = %(run)s
  UNION SELECT person_id FROM consents_consentevent WHERE run_id = %(run)s AND status NOT IN {NOTE}
) z WHERE EXISTS (SELECT FROM contacts_person p WHERE p.id = z.person_id AND p.run_id IS DISTINCT FROM %(run)s)
"""
SOME = "SELECT person_id FROM {t}_{which} WHERE n > %(after)s AND n <= %(upto)s"
INTO_BIN = f"""
UPDATE contacts_person SET deleted_at = %(undoing_at)s, deleted_by_kind = %(actor_kind)s, deleted_by_id = %(actor_id)s,
  version = version + 1, updated_at = %(moment)s
WHERE id IN ({SOME.replace("{which}", "brought")}) AND deleted_at IS NULL
"""
_THESE = SOME.replace("{which}", "touched")
_CHANGED_BACK = """
INSERT INTO contacts_fieldchange (person_id, field, before, after, actor_kind, actor_id, via)
SELECT person_id, field, after, before, %(actor_kind)s, %(actor_id)s, %(via)s FROM back
"""
# A field goes back to what it was where it still says what the run wrote: over its batches, to what stood before the first;
# what somebody else wrote between two of them is what stood before the later one.
_WRITTEN = f"""
SELECT DISTINCT ON (w.person_id) w.person_id, '{{field}}' AS field, w.before, w.last AS after
FROM (
  SELECT c.person_id, c.id, c.before, lag(c.after) OVER (PARTITION BY c.person_id ORDER BY c.id) AS earlier,
         first_value(c.after) OVER (PARTITION BY c.person_id ORDER BY c.id DESC) AS last,
         row_number() OVER (PARTITION BY c.person_id ORDER BY c.id) = 1 AS is_first
  FROM contacts_fieldchange c
  WHERE c.run_id = %(run)s AND c.field = '{{field}}' AND c.after IS NOT NULL AND c.person_id IN ({_THESE})
) w WHERE w.is_first OR w.earlier IS DISTINCT FROM w.before
ORDER BY w.person_id, w.id DESC
"""
PUT_BACK = f"""
WITH back AS (
  UPDATE contacts_person p SET {{column}}, version = p.version + 1, updated_at = %(moment)s
  FROM ({_WRITTEN}) c WHERE p.id = c.person_id AND p.{{field}}::text = c.after
  RETURNING p.id AS person_id, c.field, c.before, c.after
) {_CHANGED_BACK}
"""
# But for a row that somebody has consented at since, or that a later change names.
RETIRE = f"""
WITH back AS (
  UPDATE {{table}} e SET retired_at = %(moment)s, is_primary = false
  WHERE e.run_id = %(run)s AND e.retired_at IS NULL AND e.person_id IN ({_THESE})
    AND NOT EXISTS (SELECT FROM consents_consentevent v
                    WHERE v.person_id = e.person_id AND v.{{field}}_id = e.id AND v.run_id IS DISTINCT FROM %(run)s)
    AND NOT EXISTS (SELECT FROM contacts_fieldchange c
                    WHERE c.person_id = e.person_id AND c.field IN ('{{field}}', 'primary_{{field}}')
                      AND c.after = e.{{value}} AND c.run_id IS DISTINCT FROM %(run)s)
  RETURNING e.person_id, '{{field}}' AS field, NULL::text AS before, e.{{value}} AS after
) {_CHANGED_BACK}
"""
REVIVE = f"""
UPDATE {{table}} e SET retired_at = NULL
FROM contacts_fieldchange c
WHERE c.run_id = %(run)s AND c.field = '{{field}}' AND c.after IS NULL AND c.person_id IN ({_THESE})
  AND e.person_id = c.person_id AND e.{{value}} = c.before AND e.retired_at IS NOT NULL AND e.run_id IS DISTINCT FROM %(run)s
"""
ONE_PRIMARY = f"""
UPDATE {{table}} e SET is_primary = true
FROM (SELECT DISTINCT ON (person_id) person_id, id FROM {{table}}
      WHERE retired_at IS NULL AND person_id IN ({_THESE}) ORDER BY person_id, is_primary DESC, id) f
WHERE e.person_id = f.person_id AND e.id = f.id AND NOT e.is_primary
"""
# Each event of the run on people held before is voided: an older answer stands again. A no goes only with the right to
# declare an event not valid: without it, who may import might let people be reached who said no (rule 3).
VOIDS = voids(
    f"e.run_id = %(run)s AND (%(may_lift)s OR e.status NOT IN {NO}) AND e.person_id IN ({_THESE})", run="NULL"
)
COMPANIES = """
UPDATE contacts_company c SET deleted_at = %(moment)s, updated_at = %(moment)s
WHERE c.run_id = %(run)s AND c.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM contacts_person p WHERE p.company_id = c.id AND p.deleted_at IS NULL)
  AND NOT EXISTS (SELECT FROM contacts_companymerge m WHERE m.survivor_id = c.id AND m.undone_at IS NULL)
"""
SETTLE = """
UPDATE {table} SET settled_at = %(moment)s, settled_by_kind = %(actor_kind)s, settled_by_id = %(actor_id)s
WHERE run_id = %(run)s AND settled_at IS NULL
"""
WAYS = (("contacts_personemail", "email", "address"), ("contacts_personphone", "phone", "number"))


def list_people(stage: str, params: Mapping[str, Any]) -> tuple[int, int, int]:
    """Lists whom the run brought and whom it touched: (to the bin, touched before, kept because changed since)."""
    stages.drop(stage)
    stages.run(BROUGHT, stage, params)
    stages.run(CHANGED, stage, params)
    stages.run("ANALYZE {t}_brought", stage)
    stages.run("ANALYZE {t}_touched", stage)
    brought = stages.rows("SELECT count(*) FROM {t}_brought", stage)[0][0]
    touched = stages.rows("SELECT count(*) FROM {t}_touched", stage)[0][0]
    return int(brought), int(touched), int(stages.rows(KEPT, stage, params)[0][0])


def into_bin(stage: str, params: Mapping[str, Any]) -> int:
    """Puts some of those the run brought into the recycle bin."""
    _lock(stage, "brought", params)
    return stages.run(INTO_BIN, stage, params)


def put_back(stage: str, params: Mapping[str, Any]) -> None:
    """Puts back what the run changed on some of those held before, and voids what it said of them."""
    _lock(stage, "touched", params)
    for field in FIELDS:
        cast = "::bigint" if field.endswith("_id") and field != "external_id" else ""
        value = f"c.before{cast}" if cast or field == "external_id" else "coalesce(c.before, '')"
        sql = PUT_BACK.replace("{column}", f"{field} = {value}").replace("{field}", field)
        stages.run(sql, stage, params)
    for table, field, value in WAYS:
        for sql in (RETIRE, REVIVE, ONE_PRIMARY):
            stages.run(sql.replace("{table}", table).replace("{field}", field).replace("{value}", value), stage, params)
    own.put_back(stage, params, _THESE)
    further.put_back(stage, params, _THESE)
    if append_from(VOIDS.replace("{t}", stage), params):
        refresh_where(_THESE.replace("{t}", stage), params)


def settle(stage: str, params: Mapping[str, Any]) -> None:
    """What the run left behind: companies without people, held answers, doubts."""
    stages.run(COMPANIES, stage, params)
    for table in ("intake_heldanswer", "intake_possibleduplicate"):
        stages.run(SETTLE.replace("{table}", table), stage, params)


def _lock(stage: str, which: str, params: Mapping[str, Any]) -> None:
    people = stages.rows(SOME.replace("{which}", which), stage, params)
    contacts.lock(person for (person,) in people)
