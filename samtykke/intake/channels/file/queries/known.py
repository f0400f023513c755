"""The rows of a batch that mean somebody we hold, or somebody an earlier row brought in: what changes, and what is said.

First everything is decided in tables of the stage, with reads alone; trying a file out ends there. Then it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.consents.queries.append import append_from, refresh_where
from samtykke.consents.queries.fold import MERGED
from samtykke.consents.queries.gate import OBJECTING, RESTRICTING
from samtykke.consents.queries.register import standing
from samtykke.contacts import queries as contacts
from samtykke.intake.channels.file.queries import further, own
from samtykke.intake.channels.file.queries import stage as stages
from samtykke.intake.channels.file.queries.register import _FIRM_KEY, EVENT, IN_BATCH, JUDGED, NO, SALT, YES
from samtykke.intake.channels.file.queries.void import voids
from samtykke.intake.models import Strategy

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = ("external_id", "first_name", "last_name", "title", "language", "country", "category_id", "company_id")
NUMBERS = ("category_id", "company_id")
_RESTRICTING, _OBJECTING = RESTRICTING.format(concerned=""), OBJECTING.format(concerned="")
FOREVER = {"as_of": "infinity", "known_at": "infinity"}

# When a file is tried out, the rows that would bring people in stand for them, under the negative of their number.
LEADERS = "SELECT l.* FROM {t} l WHERE l.n IN (SELECT leader FROM {t}_met)"
SOURCES = {
    "people": "contacts_person",
    "emails": "SELECT person_id, id, normal, address, is_primary FROM contacts_personemail WHERE retired_at IS NULL",
    "phones": "SELECT person_id, id, number, kind, is_primary FROM contacts_personphone WHERE retired_at IS NULL",
    "standing": standing("SELECT person_id FROM {t}_known"),
}
TRIED = {
    "people": f"""(
      SELECT id, external_id, first_name, last_name, title, language, country, category_id, company_id,
             deleted_at, run_id FROM contacts_person WHERE id IN (SELECT person_id FROM {{t}}_known)
      UNION ALL
      SELECT -n, external_id, coalesce(first_name, ''), coalesce(last_name, ''), coalesce(title, ''),
             coalesce(language, ''), coalesce(country, ''), category_id, NULL, NULL, NULL FROM ({LEADERS}) a)""",
    "emails": f"""{SOURCES["emails"]} UNION ALL
      SELECT -n, n, normal, email, true FROM ({LEADERS}) a WHERE normal IS NOT NULL""",
    "phones": f"""{SOURCES["phones"]} UNION ALL SELECT -n, n, mobile, 'mobile', true FROM ({LEADERS}) a WHERE mobile IS NOT NULL
      UNION ALL SELECT -n, -n, phone, 'work', mobile IS NULL FROM ({LEADERS}) b WHERE phone IS NOT NULL""",
    "standing": f"""{SOURCES["standing"]} UNION ALL
      SELECT -v.n, p.purpose_id, p.legal_basis_id, p.article, 0, j.occurred_at, j.status IN {NO},
             j.status NOT IN {YES} AND j.status NOT IN {NO}, j.status
      FROM ({LEADERS}) v JOIN {{t}}_parts p ON p.statement = v.statement {JUDGED}""",
}

KNOWN = f"""
CREATE UNLOGGED TABLE {{t}}_known AS
SELECT r.*, {{who}} AS person_id, f.company_id, coalesce(x.reach, '') <> '' AS is_stopped,
       ''::text AS halted
FROM {{t}} r
JOIN {{t}}_statements s ON s.id = r.statement AND s.refused IS NULL
JOIN {{t}}_met k ON k.n = r.n
LEFT JOIN {{t}}_led l ON l.n = k.leader
LEFT JOIN {{t}}_stopped x ON x.normal = r.normal
LEFT JOIN {{t}}_firms f ON f.key = {_FIRM_KEY.format("r")} AND (r.company IS NOT NULL OR r.org_number IS NOT NULL)
WHERE {IN_BATCH.format(r="r")} AND r.refused IS NULL
"""
# Whom the undoing of a run put into the bin, where nothing has touched them since: a new file brings them back.
_COMES_BACK = """
EXISTS (SELECT FROM intake_importrun u WHERE u.id = p.run_id AND u.state = 'undone' AND u.undoing_at = p.deleted_at)
AND NOT EXISTS (SELECT FROM contacts_person o
                WHERE o.external_id = p.external_id AND o.deleted_at IS NULL AND o.id <> p.id)
"""
BACK = f"""
CREATE UNLOGGED TABLE {{t}}_back AS
SELECT p.id AS person_id FROM {{people}} p
WHERE p.deleted_at IS NOT NULL AND p.id IN (SELECT person_id FROM {{t}}_known) AND {_COMES_BACK}
"""
RESTORED = """
UPDATE contacts_person SET deleted_at = NULL, deleted_by_kind = '', deleted_by_id = NULL, run_id = %(run)s,
  version = version + 1, updated_at = %(moment)s
WHERE id IN (SELECT person_id FROM {t}_back)
"""
# What the undone run said of them does not come back with them, but for why they are held, and a no.
UNSAID = voids(
    f"""e.person_id IN (SELECT person_id FROM {{t}}_back) AND e.status NOT IN {NO}
    AND e.run_id IN (SELECT id FROM intake_importrun WHERE state = 'undone')
    AND e.purpose_id <> (SELECT p.origin_purpose_id FROM contacts_person p WHERE p.id = e.person_id)""",
    run="%(run)s",
)
# Who lies in the bin, or whose data may only be stored (Art. 18): nothing of the row is taken but a no.
HALT = f"""
UPDATE {{t}}_known v SET halted = h.code
FROM (WITH {MERGED}, {_RESTRICTING}
      SELECT p.id, CASE WHEN p.deleted_at IS NOT NULL AND p.id NOT IN (SELECT person_id FROM {{t}}_back)
                        THEN 'deleted' ELSE 'restricted' END AS code
      FROM {{people}} p WHERE (p.deleted_at IS NOT NULL AND p.id NOT IN (SELECT person_id FROM {{t}}_back))
        OR p.id IN (SELECT who FROM restricting)) h
WHERE h.id = v.person_id
"""
# Two people may have been merged since the file was met: what a row says is judged against who stands for both.
SURVIVORS = """
UPDATE {t}_known v SET person_id = m.survivor_id FROM contacts_merge m
WHERE m.merged_id = v.person_id AND m.undone_at IS NULL
"""
LOST = "UPDATE {t}_known SET halted = 'leader_refused' WHERE person_id IS NULL"

# What the file says of a person, over all its rows of the batch: the first that says something, or the last.
_AGGREGATED = ", ".join(
    f"(array_agg({name} ORDER BY n {{order}}) FILTER (WHERE {name} IS NOT NULL))[1] AS {name}" for name in FIELDS
)
_PAIRS = ", ".join(f"('{name}', nullif(p.{name}::text, ''), w.{name}::text)" for name in FIELDS)
CHANGES = f"""
CREATE UNLOGGED TABLE {{t}}_changes AS
SELECT w.person_id, w.n, c.field, c.before, c.after
FROM (SELECT person_id, min(n) AS n, {_AGGREGATED} FROM {{t}}_known WHERE halted = '' GROUP BY person_id) w
JOIN {{people}} p ON p.id = w.person_id
CROSS JOIN LATERAL (VALUES {_PAIRS}) AS c(field, before, after)
WHERE c.after IS NOT NULL AND {{unlike}}
  AND NOT (c.field = 'external_id' AND EXISTS (
    SELECT FROM contacts_person o WHERE o.external_id = c.after AND o.deleted_at IS NULL AND o.id <> w.person_id))
  AND NOT (c.field = 'company_id' AND EXISTS (
    SELECT FROM contacts_companymerge o WHERE o.merged_id = p.company_id AND o.survivor_id = w.company_id AND o.undone_at IS NULL))
"""
UNLIKE = {
    Strategy.FILL: "c.before IS NULL",
    Strategy.REPLACE: "c.before IS DISTINCT FROM c.after",
    Strategy.SKIP: "false",
    Strategy.ADD: "false",
}
# Addresses and numbers the person does not have. To fill: only where there is none (of the kind).
WAYS = """
CREATE UNLOGGED TABLE {t}_ways AS
SELECT DISTINCT ON (z.person_id, z.what, z.value) z.*
FROM (
  SELECT person_id, n, 'email' AS what, '' AS kind, normal AS value, email AS written, 1 AS place
  FROM {t}_known WHERE halted = '' AND normal IS NOT NULL
  UNION ALL
  SELECT v.person_id, v.n, 'email', '', split_part(m.one, ' ', 2), split_part(m.one, ' ', 1), 2
  FROM {t}_known v CROSS JOIN LATERAL string_to_table(v.more_emails, chr(10)) AS m(one)
  WHERE v.halted = '' AND v.more_emails IS NOT NULL
  UNION ALL
  SELECT v.person_id, v.n, 'phone', p.kind, p.number, p.number, p.place
  FROM {t}_known v CROSS JOIN LATERAL (VALUES ('mobile', v.mobile, 1), ('work', v.phone, 2)) AS p(kind, number, place)
  WHERE v.halted = '' AND p.number IS NOT NULL
  UNION ALL
  SELECT v.person_id, v.n, 'phone', CASE split_part(m.one, ' ', 1) WHEN 'mobile' THEN 'mobile' ELSE 'work' END,
         split_part(m.one, ' ', 2), split_part(m.one, ' ', 2), 3
  FROM {t}_known v CROSS JOIN LATERAL string_to_table(v.more_phones, chr(10)) AS m(one)
  WHERE v.halted = '' AND v.more_phones IS NOT NULL
) z
WHERE NOT EXISTS (SELECT FROM ({emails}) e WHERE z.what = 'email' AND e.person_id = z.person_id AND e.normal = z.value)
  AND NOT EXISTS (SELECT FROM {t}_stopped x WHERE z.what = 'email' AND x.normal = z.value AND x.reach = 'all')
  AND NOT EXISTS (SELECT FROM ({phones}) h WHERE z.what = 'phone' AND h.person_id = z.person_id AND h.number = z.value)
  AND {room}
ORDER BY z.person_id, z.what, z.value, z.n, z.place
"""
ROOM = {
    Strategy.FILL: """NOT EXISTS (SELECT FROM ({emails}) e WHERE z.what = 'email' AND e.person_id = z.person_id)
  AND NOT EXISTS (SELECT FROM ({phones}) h WHERE z.what = 'phone' AND h.person_id = z.person_id
                  AND (h.kind = 'mobile') = (z.kind = 'mobile'))""",
    Strategy.REPLACE: "true",
    Strategy.SKIP: "false",
    Strategy.ADD: "false",
}

# What the rows say about purposes, each with its verdict: append, unchanged, or the reason why it is held (rules 2–4, 11).
SAID = f"""
CREATE UNLOGGED TABLE {{t}}_said AS
WITH {MERGED}, {_OBJECTING},
said AS (
  SELECT v.n, v.line, v.halted, v.is_stopped, v.person_id, p.is_marketing, v.at IS NULL OR NOT p.from_row AS is_untimed, {EVENT}
  FROM (SELECT k.*, a.email_id, b.phone_id FROM {{t}}_known k
        LEFT JOIN LATERAL (SELECT e.id AS email_id FROM ({{emails}}) e WHERE e.person_id = k.person_id AND e.is_primary LIMIT 1) a ON true
        LEFT JOIN LATERAL (SELECT h.id AS phone_id FROM ({{phones}}) h WHERE h.person_id = k.person_id AND h.is_primary LIMIT 1) b ON true
        WHERE k.person_id IS NOT NULL) v
  JOIN {{t}}_parts p ON p.statement = v.statement AND p.for_known {JUDGED}
),
noes AS (SELECT person_id, purpose_id, max(occurred_at) AS at FROM said WHERE status IN {NO} GROUP BY 1, 2),
weighed AS (
  SELECT s.*, t.status AS stands, t.is_gap, greatest(n.at, CASE WHEN t.is_no THEN t.occurred_at END) AS no_at,
         row_number() OVER (PARTITION BY s.person_id, s.purpose_id, s.status, CASE WHEN s.status IN {NO} THEN s.occurred_at END
                            ORDER BY s.occurred_at DESC, s.n) AS place,
         coalesce((SELECT true FROM consents_consentevent e WHERE e.person_id = s.person_id AND e.purpose_id = s.purpose_id
                   AND e.status = s.status AND e.occurred_at = s.occurred_at
                   AND NOT EXISTS (SELECT FROM consents_consentevent d WHERE d.person_id = e.person_id AND d.voids_id = e.id)
                   LIMIT 1), false) AS is_told
  FROM said s
  LEFT JOIN ({{standing}}) t ON t.person_id = s.person_id AND t.purpose_id = s.purpose_id
  LEFT JOIN noes n ON n.person_id = s.person_id AND n.purpose_id = s.purpose_id
)
SELECT w.*, CASE
    WHEN w.place > 1 OR w.is_told THEN 'unchanged'
    WHEN w.status IN {NO} THEN CASE WHEN w.is_untimed AND w.stands = w.status THEN 'unchanged' ELSE 'append' END
    WHEN w.halted <> '' THEN w.halted
    WHEN {{only_noes}} THEN 'unchanged'
    WHEN w.status IN {YES} AND w.no_at IS NOT NULL THEN CASE WHEN w.occurred_at > w.no_at THEN 'no_stands' ELSE 'append' END
    WHEN w.status IN {YES} AND w.is_marketing AND w.person_id IN (SELECT who FROM objecting) THEN 'objected_all_marketing'
    WHEN w.status IN {YES} AND w.is_marketing AND w.is_stopped THEN 'suppressed'
    WHEN w.status IN {YES} AND (w.stands IS NULL OR w.is_gap) THEN 'append'
    WHEN w.status = 'ended' AND w.stands = 'in_force' THEN 'append'
    WHEN w.status NOT IN {YES} AND w.status <> 'ended' AND w.stands IS NULL THEN 'append'
    ELSE 'unchanged' END AS verdict,
  nextval('consents_consentevent_id_seq') AS id
FROM weighed w
"""

# What became of each row.
TOLD = """
SELECT count(*) FILTER (WHERE held), count(*) FILTER (WHERE changed), count(*) FILTER (WHERE NOT held AND NOT changed)
FROM (
  SELECT v.halted <> '' OR v.n IN (SELECT n FROM {t}_said WHERE verdict NOT IN ('append', 'unchanged')) AS held,
         v.n IN (SELECT n FROM {t}_changes) OR v.n IN (SELECT n FROM {t}_ways)
         OR v.n IN (SELECT n FROM {t}_own) OR v.n IN (SELECT n FROM {t}_further)
         OR v.n IN (SELECT n FROM {t}_said WHERE verdict = 'append')
         OR v.person_id IN (SELECT person_id FROM {t}_back) AS changed
  FROM {t}_known v) z
"""

APPLY_CHANGES = """
UPDATE contacts_person p SET
  external_id = CASE WHEN c.v ? 'external_id' THEN c.v ->> 'external_id' ELSE p.external_id END,
  first_name = coalesce(c.v ->> 'first_name', p.first_name), last_name = coalesce(c.v ->> 'last_name', p.last_name),
  title = coalesce(c.v ->> 'title', p.title), language = coalesce(c.v ->> 'language', p.language),
  country = coalesce(c.v ->> 'country', p.country),
  category_id = coalesce((c.v ->> 'category_id')::bigint, p.category_id),
  company_id = coalesce((c.v ->> 'company_id')::bigint, p.company_id),
  version = p.version + 1, updated_at = %(moment)s
FROM (SELECT person_id, jsonb_object_agg(field, after) AS v FROM {t}_changes GROUP BY person_id) c
WHERE p.id = c.person_id
"""
NOTE = """
INSERT INTO contacts_fieldchange (person_id, field, before, after, actor_kind, actor_id, via, run_id)
SELECT person_id, field, before, after, %(actor_kind)s, %(actor_id)s, %(via)s, %(run)s FROM ({noted}) z
"""
NOTED_FIELDS = "SELECT person_id, field, before, after FROM {t}_changes"
NOTED_WAYS = "SELECT person_id, what AS field, NULL::text AS before, written AS after FROM {t}_ways"
# To replace: the old primary address, and the old numbers of the kind, go out of use.
RETIRED_EMAILS = """
WITH gone AS (
  UPDATE contacts_personemail e SET retired_at = %(moment)s, is_primary = false
  FROM (SELECT DISTINCT person_id FROM {t}_ways WHERE what = 'email' AND place = 1) w
  WHERE e.person_id = w.person_id AND e.is_primary AND e.retired_at IS NULL RETURNING e.person_id, e.address
)
""" + NOTE.replace("{noted}", "SELECT person_id, 'email' AS field, address AS before, NULL::text AS after FROM gone")
RETIRED_PHONES = """
WITH gone AS (
  UPDATE contacts_personphone h SET retired_at = %(moment)s, is_primary = false
  FROM (SELECT DISTINCT person_id, kind FROM {t}_ways WHERE what = 'phone' AND place < 3) w
  WHERE h.person_id = w.person_id AND (h.kind = 'mobile') = (w.kind = 'mobile') AND h.retired_at IS NULL
  RETURNING h.person_id, h.number
)
""" + NOTE.replace("{noted}", "SELECT person_id, 'phone' AS field, number AS before, NULL::text AS after FROM gone")
NEW_EMAILS = """
SELECT person_id, NULL::bigint AS id, written AS address, value AS normal, NULL::text AS kind, NULL::text AS use,
       row_number() OVER (PARTITION BY person_id ORDER BY place, n) = 1 AS is_primary, %(run)s::bigint AS run_id
FROM {t}_ways WHERE what = 'email'
"""
NEW_PHONES = """
SELECT person_id, NULL::bigint AS id, value AS number, kind, NULL::text AS use,
       row_number() OVER (PARTITION BY person_id ORDER BY place, n) = 1 AS is_primary, %(run)s::bigint AS run_id
FROM {t}_ways WHERE what = 'phone'
"""
# One row of a person's numbers is primary where any lives.
ONE_PRIMARY = """
UPDATE contacts_personphone h SET is_primary = true
FROM (SELECT DISTINCT ON (person_id) person_id, id FROM contacts_personphone
      WHERE retired_at IS NULL AND person_id IN (SELECT person_id FROM {t}_ways WHERE what = 'phone')
      ORDER BY person_id, is_primary DESC, id) f
WHERE h.person_id = f.person_id AND h.id = f.id AND NOT h.is_primary
"""
TOUCHED = """
UPDATE contacts_person SET version = version + 1, updated_at = %(moment)s
WHERE id IN (SELECT person_id FROM {t}_ways UNION SELECT person_id FROM {t}_own
             UNION SELECT person_id FROM {t}_further EXCEPT SELECT person_id FROM {t}_changes)
"""
_SAID_COLUMNS = """person_id, id, purpose_id, status, legal_basis_id, article, source_id, via, act_by, actor_kind, actor_id,
  occurred_at, precision, wording_id, shown_hash, scope, point_id, email_id, phone_id, channels, expires_at, permission,
  evidence_kind, voids_id, run_id, evidence_reference, evidence_text, evidence_at, evidence_place, comment, shown_text, facts"""
APPENDED = f"SELECT {_SAID_COLUMNS}, {SALT.format(id='id')} FROM {{t}}_said WHERE verdict = 'append'"
# A yes covers the primary address the person has now, which this batch may have brought.
COVERED = """
UPDATE {t}_said s SET email_id = e.id FROM contacts_personemail e
WHERE s.status = 'given' AND s.verdict = 'append'
  AND e.person_id = s.person_id AND e.is_primary AND e.retired_at IS NULL
"""
HELD = """
INSERT INTO intake_heldanswer (person_id, run_id, line, code, purpose_id, legal_basis_id, source_id, wording_id, status,
  occurred_at, precision, evidence, comment, settled_by_kind)
SELECT person_id, %(run)s, line, verdict, purpose_id, legal_basis_id, source_id, wording_id, status, occurred_at,
       precision, evidence_reference, comment, '' FROM {t}_said WHERE verdict NOT IN ('append', 'unchanged')
"""


def decide(stage: str, params: Mapping[str, Any], *, strategy: str, tried: bool) -> dict[str, int]:
    """Decides what each row of the batch does to somebody known; writes nothing but the stage.

    Returns the counts; none where no row of the batch means anybody known, and then there is nothing to write. Only whom an undone run had brought is taken out of the bin at once.
    """
    sources = {name: sql.replace("{t}", stage) for name, sql in (TRIED if tried else SOURCES).items()}
    everything = {**params, **FOREVER}

    def step(sql: str, **parts: str) -> int:
        for name, part in [*parts.items(), *sources.items()]:
            sql = sql.replace(f"{{{name}}}", part)
        return stages.run(sql, stage, everything)

    if not step(KNOWN, who="coalesce(k.person_id, -k.leader)" if tried else "coalesce(k.person_id, l.person_id)"):
        return {}
    stages.run("ANALYZE {t}_known (n, person_id, statement)", stage)
    stages.run(LOST, stage)
    if not tried:
        _lock_survivors(stage)
    restored = step(BACK)
    if restored and not tried:
        _bring_back(stage, params)
    step(HALT)
    step(CHANGES.replace("{order}", "DESC" if strategy == Strategy.REPLACE else ""), unlike=UNLIKE[Strategy(strategy)])
    step(WAYS, room=ROOM[Strategy(strategy)])
    own.decide(stage, params, strategy=strategy, tried=tried)
    further.decide(stage, params, people=sources["people"], strategy=strategy, tried=tried)
    step(SAID, only_noes="true" if strategy in {Strategy.SKIP, Strategy.ADD} else "false")
    stages.run("ANALYZE {t}_said (n, person_id, verdict)", stage)
    held, updated, unchanged = stages.rows(TOLD, stage)[0]
    return {"updated": updated, "unchanged": unchanged, "held_for_review": held, "restored": restored}


def _bring_back(stage: str, params: Mapping[str, Any]) -> None:
    """Takes those out of the bin whom an undone run had brought; what they were said to have answered is voided first."""
    if append_from(UNSAID.replace("{t}", stage), params):
        refresh_where(f"SELECT person_id FROM {stage}_back")
    stages.run(RESTORED, stage, params)


def _lock_survivors(stage: str) -> None:
    """Locks whom the rows of the batch mean, and looks again whether one of them was merged away until then."""
    stages.run(SURVIVORS, stage)
    while True:
        people = stages.rows("SELECT DISTINCT person_id FROM {t}_known WHERE person_id IS NOT NULL", stage)
        contacts.lock(person for (person,) in people)
        if not stages.run(SURVIVORS, stage):
            return


def write(stage: str, params: Mapping[str, Any], *, strategy: str) -> None:
    """Writes what was decided; the people are locked."""
    for noted in (NOTED_FIELDS, NOTED_WAYS, further.NOTED):
        stages.run(NOTE.replace("{noted}", noted), stage, params)
    stages.run(APPLY_CHANGES, stage, params)
    if strategy == Strategy.REPLACE:
        stages.run(RETIRED_EMAILS, stage, params)
        stages.run(RETIRED_PHONES, stage, params)
    contacts.insert_emails_from(NEW_EMAILS.replace("{t}", stage), params)
    contacts.insert_phones_from(NEW_PHONES.replace("{t}", stage), params)
    stages.run(ONE_PRIMARY, stage)
    own.write(stage, params)
    further.write(stage, params)
    stages.run(TOUCHED, stage, params)
    stages.run(COVERED, stage)
    if append_from(APPENDED.replace("{t}", stage), params):
        refresh_where(f"SELECT person_id FROM {stage}_said WHERE verdict = 'append'")
    stages.run(HELD, stage, params)
