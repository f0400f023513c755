"""The statements that undo a run: people it brought go into the bin, what it changed is put back, what it said is voided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.consents.models import NOTES, values
from samtykke.consents.queries.append import append_from, refresh_where
from samtykke.contacts import queries as contacts
from samtykke.intake.channels.file.queries import stage as stages
from samtykke.intake.channels.file.queries.known import FIELDS
from samtykke.intake.channels.file.queries.register import SALT

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOTES = ", ".join(repr(status) for status in values(NOTES))

# People the run brought in and nobody touched since, by anything but the run itself.
BROUGHT = """
CREATE UNLOGGED TABLE {t}_brought AS
SELECT p.id AS person_id, row_number() OVER (ORDER BY p.id) AS n FROM contacts_person p
WHERE p.run_id = %(run)s AND p.deleted_at IS NULL AND p.informed_at IS NULL
  AND NOT EXISTS (SELECT FROM consents_consentevent e WHERE e.person_id = p.id AND e.run_id IS DISTINCT FROM %(run)s)
  AND NOT EXISTS (SELECT FROM contacts_fieldchange c WHERE c.person_id = p.id AND c.run_id IS DISTINCT FROM %(run)s)
  AND NOT EXISTS (SELECT FROM contacts_personemail e WHERE e.person_id = p.id AND e.run_id IS DISTINCT FROM %(run)s)
  AND NOT EXISTS (SELECT FROM contacts_personphone h WHERE h.person_id = p.id AND h.run_id IS DISTINCT FROM %(run)s)
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
  UNION SELECT person_id FROM consents_consentevent WHERE run_id = %(run)s AND status NOT IN ({_NOTES})
) z WHERE EXISTS (SELECT FROM contacts_person p WHERE p.id = z.person_id AND p.run_id IS DISTINCT FROM %(run)s)
"""
SOME = "SELECT person_id FROM {t}_{which} WHERE n > %(after)s AND n <= %(upto)s"
INTO_BIN = f"""
UPDATE contacts_person SET deleted_at = %(moment)s, deleted_by_kind = %(actor_kind)s, deleted_by_id = %(actor_id)s,
  version = version + 1, updated_at = %(moment)s
WHERE id IN ({SOME.replace("{which}", "brought")}) AND deleted_at IS NULL
"""
_THESE = SOME.replace("{which}", "touched")
_NOTE = """
INSERT INTO contacts_fieldchange (person_id, field, before, after, actor_kind, actor_id, via)
SELECT person_id, field, after, before, %(actor_kind)s, %(actor_id)s, %(via)s FROM back
"""
# A field goes back to what it was where it still says what the run wrote.
_WRITTEN = f"""
SELECT DISTINCT ON (c.person_id) c.person_id, c.field, c.before, c.after FROM contacts_fieldchange c
WHERE c.run_id = %(run)s AND c.field = '{{field}}' AND c.after IS NOT NULL AND c.person_id IN ({_THESE})
ORDER BY c.person_id, c.id
"""
PUT_BACK = f"""
WITH back AS (
  UPDATE contacts_person p SET {{column}}, version = p.version + 1, updated_at = %(moment)s
  FROM ({_WRITTEN}) c WHERE p.id = c.person_id AND p.{{field}}::text = c.after
  RETURNING p.id AS person_id, c.field, c.before, c.after
) {_NOTE}
"""
RETIRE = f"""
WITH back AS (
  UPDATE {{table}} e SET retired_at = %(moment)s, is_primary = false
  WHERE e.run_id = %(run)s AND e.retired_at IS NULL AND e.person_id IN ({_THESE})
  RETURNING e.person_id, '{{field}}' AS field, NULL::text AS before, e.{{value}} AS after
) {_NOTE}
"""
REVIVE = f"""
UPDATE {{table}} e SET retired_at = NULL
FROM contacts_fieldchange c
WHERE c.run_id = %(run)s AND c.field = '{{field}}' AND c.after IS NULL AND c.person_id IN ({_THESE})
  AND e.person_id = c.person_id AND e.{{value}} = c.before AND e.retired_at IS NOT NULL
"""
ONE_PRIMARY = f"""
UPDATE {{table}} e SET is_primary = true
FROM (SELECT DISTINCT ON (person_id) person_id, id FROM {{table}}
      WHERE retired_at IS NULL AND person_id IN ({_THESE}) ORDER BY person_id, is_primary DESC, id) f
WHERE e.person_id = f.person_id AND e.id = f.id AND NOT e.is_primary
"""
# Each event of the run on people held before is voided: an older answer stands again.
_ID = "v.id"
VOIDS = f"""
SELECT v.*, {SALT.format(id=_ID)} FROM (
  SELECT e.person_id, nextval('consents_consentevent_id_seq') AS id, e.purpose_id, 'invalidated'::text AS status,
         e.legal_basis_id, e.article, e.source_id, %(via)s::text AS via, 'controller'::text AS act_by,
         %(actor_kind)s::text AS actor_kind, %(actor_id)s::bigint AS actor_id, %(moment)s::timestamptz AS occurred_at,
         'instant'::text AS precision, NULL::bigint AS wording_id, ''::text AS shown_hash, e.scope,
         NULL::bigint AS point_id, NULL::bigint AS email_id, NULL::bigint AS phone_id, ''::text AS channels,
         NULL::timestamptz AS expires_at, ''::text AS permission, ''::text AS evidence_kind, e.id AS voids_id,
         NULL::bigint AS run_id, ''::text AS evidence_reference, ''::text AS evidence_text,
         NULL::timestamptz AS evidence_at, ''::text AS evidence_place, ''::text AS comment, ''::text AS shown_text,
         NULL::jsonb AS facts
  FROM consents_consentevent e
  WHERE e.run_id = %(run)s AND e.status NOT IN ({_NOTES}) AND e.person_id IN ({_THESE})
    AND NOT EXISTS (SELECT FROM consents_consentevent d WHERE d.person_id = e.person_id AND d.voids_id = e.id)
) v
"""
COMPANIES = """
UPDATE contacts_company c SET deleted_at = %(moment)s, updated_at = %(moment)s
WHERE c.run_id = %(run)s AND c.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM contacts_person p WHERE p.company_id = c.id AND p.deleted_at IS NULL)
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
