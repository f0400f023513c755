"""The rows of a batch that bring somebody new: people, companies, addresses, the origin and the first answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.consents.models import NOES, PERMITTING, values
from samtykke.consents.queries.append import append_first_from
from samtykke.consents.queries.register import register_from
from samtykke.contacts.queries import insert_emails_from, insert_phones_from
from samtykke.intake.channels.file.queries import own
from samtykke.intake.channels.file.queries import stage as stages

if TYPE_CHECKING:
    from collections.abc import Mapping

NO = f"({', '.join(repr(status) for status in values(NOES))})"
YES = f"({', '.join(repr(status) for status in values(PERMITTING))})"
IN_BATCH = "{r}.n > %(after)s AND {r}.n <= %(upto)s"

# Companies of a batch: by number in its country, without a number by name in any case, else made.
_FIRM_KEY = "coalesce({0}.company, '') || chr(1) || coalesce({0}.org_number, '') || chr(1) || coalesce({0}.country, '')"
FIRMS = f"""
CREATE UNLOGGED TABLE {{t}}_firms AS
SELECT {_FIRM_KEY.format("r")} AS key, coalesce(r.company, r.org_number) AS name, coalesce(r.org_number, '') AS org_number,
       coalesce(r.country, %(country)s) AS country, min(r.n) AS n, NULL::bigint AS company_id
FROM {{t}} r WHERE {IN_BATCH.format(r="r")} AND r.refused IS NULL AND (r.company IS NOT NULL OR r.org_number IS NOT NULL)
GROUP BY 1, 2, 3, 4
"""
FIRMS_BY_NUMBER = """
UPDATE {t}_firms f SET company_id = c.id FROM contacts_company c
WHERE f.company_id IS NULL AND f.org_number <> '' AND c.org_number = f.org_number AND c.country = f.country
  AND c.deleted_at IS NULL
"""
FIRMS_BY_NAME = """
UPDATE {t}_firms f SET company_id = c.id
FROM (SELECT lower(name) AS name, min(id) AS id FROM contacts_company
      WHERE deleted_at IS NULL AND lower(name) IN (SELECT lower(name) FROM {t}_firms WHERE org_number = '') GROUP BY 1) c
WHERE f.company_id IS NULL AND f.org_number = '' AND c.name = lower(f.name)
"""
# What a company was itself before another came to stand for it (0017): the file means the one that stands for it now.
_MERGED = """
FROM contacts_companymerge o JOIN contacts_company s ON s.id = o.survivor_id AND s.deleted_at IS NULL WHERE o.undone_at IS NULL
"""
FIRMS_BY_OWN_NUMBER = f"""
UPDATE {{t}}_firms f SET company_id = z.id
FROM (SELECT o.own ->> 'org_number' AS number, o.own ->> 'country' AS country, min(s.id) AS id {_MERGED} GROUP BY 1, 2) z
WHERE f.company_id IS NULL AND f.org_number <> '' AND z.number = f.org_number AND z.country = f.country
"""
FIRMS_BY_OWN_NAME = f"""
UPDATE {{t}}_firms f SET company_id = z.id
FROM (SELECT lower(o.own ->> 'name') AS name, min(s.id) AS id {_MERGED} GROUP BY 1) z
WHERE f.company_id IS NULL AND f.org_number = '' AND z.name = lower(f.name)
"""
NEW_FIRMS = """
INSERT INTO contacts_company (name, org_number, country, run_id)
SELECT DISTINCT ON (CASE WHEN org_number = '' THEN lower(name) ELSE org_number END, country) name, org_number, country, %(run)s
FROM {t}_firms WHERE company_id IS NULL AND (org_number <> '') = %(numbered)s
ORDER BY CASE WHEN org_number = '' THEN lower(name) ELSE org_number END, country, name = org_number, n
"""

# Why nobody may be held on what a row says: by its words, or because a consent lacks the row's own time or proof.
UNFIT = """coalesce(s.refused_new, CASE WHEN s.origin_is_given AND (NOT s.origin_from_row OR r.at IS NULL OR r.evidence IS NULL)
  THEN 'no_basis' END)"""
NEWEST = "SELECT coalesce(max(id), 0) FROM contacts_person"
# Ids are drawn here, so that people, addresses, events and records go in from one table.
NEW = f"""
CREATE UNLOGGED TABLE {{t}}_new AS
SELECT r.n, r.line, nextval('contacts_person_id_seq') AS person_id, r.external_id, r.first_name, r.last_name, r.title,
       r.language, r.country, r.category_id, f.company_id, r.email, r.normal, r.mobile, r.phone, r.more_emails,
       r.more_phones, r.evidence, r.comment, r.own, r.at, r.day_end, r.statement, s.origin_purpose, s.origin_basis,
       s.origin_source, s.from_person, coalesce(x.reach, '') = 'marketing' AS is_stopped,
       CASE WHEN s.origin_from_row AND r.at IS NOT NULL THEN least(r.at, %(moment)s) ELSE %(arrived)s END AS origin_at,
       CASE WHEN r.normal IS NOT NULL THEN nextval('contacts_address_id_seq') END AS email_id,
       CASE WHEN coalesce(r.mobile, r.phone) IS NOT NULL THEN nextval('contacts_address_id_seq') END AS phone_id,
       nextval('consents_consentevent_id_seq') AS origin_event,
       CASE WHEN s.has_second THEN nextval('consents_consentevent_id_seq') END AS own_event
FROM {{t}} r
JOIN {{t}}_statements s ON s.id = r.statement
LEFT JOIN {{t}}_stopped x ON x.normal = r.normal
LEFT JOIN {{t}}_firms f ON f.key = {_FIRM_KEY.format("r")} AND (r.company IS NOT NULL OR r.org_number IS NOT NULL)
WHERE {IN_BATCH.format(r="r")} AND r.refused IS NULL AND s.refused IS NULL AND {UNFIT} IS NULL
  AND x.reach IS DISTINCT FROM 'all' AND NOT EXISTS (SELECT FROM {{t}}_met k WHERE k.n = r.n)
"""
PEOPLE = """
SELECT person_id AS id, external_id, coalesce(first_name, '') AS first_name, coalesce(last_name, '') AS last_name,
       coalesce(title, '') AS title, coalesce(language, '') AS language, coalesce(country, '') AS country, category_id,
       company_id, NULL::bigint AS collected_how_id, origin_purpose AS origin_purpose_id,
       origin_basis AS origin_basis_id, origin_source AS origin_source_id, %(point)s::bigint AS origin_point_id,
       origin_at, %(actor_kind)s AS origin_actor_kind, %(actor_id)s::bigint AS origin_actor_id, %(via)s AS origin_via,
       from_person, CASE WHEN from_person THEN NULL ELSE %(inform_by)s::date END AS inform_by, %(run)s::bigint AS run_id
FROM {t}_new
"""
EMAILS = """
SELECT person_id, email_id AS id, email AS address, normal, NULL::text AS kind, NULL::text AS use, true AS is_primary,
       %(run)s::bigint AS run_id
FROM {t}_new WHERE normal IS NOT NULL
"""
MORE_EMAILS = """
SELECT v.person_id, NULL::bigint AS id, split_part(e.one, ' ', 1) AS address, split_part(e.one, ' ', 2) AS normal,
       NULL::text AS kind, NULL::text AS use, v.normal IS NULL AND e.place = 1 AS is_primary, %(run)s::bigint AS run_id
FROM {t}_new v CROSS JOIN LATERAL string_to_table(v.more_emails, chr(10)) WITH ORDINALITY AS e(one, place)
WHERE v.more_emails IS NOT NULL
  AND NOT EXISTS (SELECT FROM {t}_stopped x WHERE x.normal = split_part(e.one, ' ', 2) AND x.reach = 'all')
"""
PHONES = """
SELECT person_id, phone_id AS id, coalesce(mobile, phone) AS number,
       CASE WHEN mobile IS NULL THEN 'work' ELSE 'mobile' END AS kind, NULL::text AS use, true AS is_primary,
       %(run)s::bigint AS run_id
FROM {t}_new WHERE phone_id IS NOT NULL
"""
MORE_PHONES = """
SELECT v.person_id, NULL::bigint AS id, p.number, p.kind, NULL::text AS use, false AS is_primary, %(run)s::bigint AS run_id
FROM {t}_new v CROSS JOIN LATERAL (
  SELECT v.phone AS number, 'work' AS kind WHERE v.mobile IS NOT NULL AND v.phone IS NOT NULL
  UNION ALL
  SELECT split_part(m.one, ' ', 2), CASE split_part(m.one, ' ', 1) WHEN 'mobile' THEN 'mobile' ELSE 'work' END
  FROM string_to_table(v.more_phones, chr(10)) AS m(one)) p
WHERE (v.mobile IS NOT NULL AND v.phone IS NOT NULL) OR v.more_phones IS NOT NULL
"""

# A part of a statement as it holds for one row: a yes without time or proof is unknown (REQ-12, rules 4 and 6); a no of
# a day counts at its end, everything else at its start; a no without time counts now.
JUDGED = f"""
CROSS JOIN LATERAL (
  SELECT CASE WHEN p.status = 'given' AND (NOT p.from_row OR v.at IS NULL OR v.evidence IS NULL) THEN 'unknown'
              ELSE p.status END AS status,
         CASE WHEN NOT p.from_row OR v.at IS NULL
                THEN CASE WHEN p.status IN {NO} THEN %(moment)s::timestamptz ELSE %(arrived)s::timestamptz END
              WHEN v.day_end IS NOT NULL AND p.status IN {NO} THEN least(v.day_end, %(moment)s::timestamptz)
              ELSE least(v.at, %(moment)s::timestamptz) END AS occurred_at,
         CASE WHEN p.from_row THEN v.evidence END AS evidence
) j
"""
# The columns of an event, from a row v, a part p, the judgement j.
EVENT = """
       p.purpose_id, j.status, p.legal_basis_id, p.article, p.source_id, %(via)s::text AS via,
       'controller'::text AS act_by, %(actor_kind)s::text AS actor_kind, %(actor_id)s::bigint AS actor_id, j.occurred_at,
       CASE WHEN p.from_row AND v.day_end IS NOT NULL THEN 'day' ELSE 'instant' END AS precision,
       p.wording_id, p.shown_hash, p.scope, %(point)s::bigint AS point_id,
       CASE WHEN j.status = 'given' THEN v.email_id END AS email_id,
       CASE WHEN j.status = 'given' THEN v.phone_id END AS phone_id,
       CASE WHEN j.status = 'given' THEN p.channels ELSE '' END AS channels,
       CASE WHEN j.status = 'given' AND p.months IS NOT NULL
            THEN j.occurred_at + make_interval(months => p.months) END AS expires_at,
       ''::text AS permission, CASE WHEN j.evidence IS NULL THEN '' ELSE 'import' END AS evidence_kind,
       NULL::bigint AS voids_id, %(run)s::bigint AS run_id, coalesce(j.evidence, '') AS evidence_reference,
       ''::text AS evidence_text, NULL::timestamptz AS evidence_at, ''::text AS evidence_place,
       CASE WHEN p.from_row THEN coalesce(v.comment, '') ELSE '' END AS comment, p.shown_text, NULL::jsonb AS facts
"""
# The key of a batch is drawn for it and kept nowhere: once it is gone, no salt can be found again.
SALT = "sha256(%(salt_key)s::bytea || int8send({id})) AS salt"
_ID = "CASE WHEN p.is_origin THEN v.origin_event ELSE v.own_event END"
_LET = f"NOT (v.is_stopped AND p.is_marketing AND j.status IN {YES})"
EVENTS = f"""
SELECT v.person_id, {_ID} AS id, {SALT.format(id=_ID)}, {EVENT}
FROM {{t}}_new v JOIN {{t}}_parts p ON p.statement = v.statement {JUDGED} WHERE {_LET}
"""
HELD_STOPPED = f"""
INSERT INTO intake_heldanswer (person_id, run_id, line, code, purpose_id, legal_basis_id, source_id, wording_id, status,
  occurred_at, precision, evidence, comment, settled_by_kind)
SELECT v.person_id, %(run)s, v.line, 'suppressed', p.purpose_id, p.legal_basis_id, p.source_id, p.wording_id, j.status,
       j.occurred_at, CASE WHEN v.day_end IS NULL THEN 'instant' ELSE 'day' END, coalesce(j.evidence, ''),
       coalesce(v.comment, ''), ''
FROM {{t}}_new v JOIN {{t}}_parts p ON p.statement = v.statement {JUDGED} WHERE NOT ({_LET})
"""
# Who leads others, for the rows that follow in later batches.
LED = """
INSERT INTO {t}_led SELECT v.n, v.person_id FROM {t}_new v
WHERE v.n IN (SELECT leader FROM {t}_met WHERE leader IS NOT NULL UNION SELECT leader FROM {t}_twins WHERE leader IS NOT NULL)
"""
TWINS = """
INSERT INTO intake_possibleduplicate (person_id, other_person_id, run_id, line, settled_by_kind)
SELECT v.person_id, coalesce(w.person_id, l.person_id), %(run)s, v.line, ''
FROM {t}_new v JOIN {t}_twins w ON w.n = v.n LEFT JOIN {t}_led l ON l.n = w.leader
WHERE coalesce(w.person_id, l.person_id) IS NOT NULL
"""


def register(stage: str, params: Mapping[str, Any], *, has_companies: bool) -> dict[str, int]:
    """Brings the new people of a batch in, with the five facts and their first answers. Returns what was made."""
    firms = find_companies(stage, params, has_companies=has_companies)
    stages.run(NEW, stage, params)
    stages.run("ANALYZE {t}_new (n, person_id, statement)", stage)

    def relation(sql: str) -> str:
        return sql.replace("{t}", stage)

    created = register_from(relation(PEOPLE), params)
    insert_emails_from(relation(EMAILS), params, first=True)
    insert_emails_from(relation(MORE_EMAILS), params)
    insert_phones_from(relation(PHONES), params, first=True)
    insert_phones_from(relation(MORE_PHONES), params)
    own.write_new(stage, params)
    append_first_from(relation(EVENTS), params)
    held = stages.run(HELD_STOPPED, stage, params)
    stages.run(LED, stage)
    twins = stages.run(TWINS, stage, params)
    to_inform = stages.rows("SELECT count(*) FROM {t}_new WHERE NOT from_person", stage)[0][0]
    return {
        "created": created,
        "companies": firms,
        "possible_duplicates": twins,
        "held_for_review": held,
        "to_inform": int(to_inform),
    }


def newest_person() -> int:
    """The highest id of a person so far."""
    return int(stages.rows(NEWEST, "")[0][0])


def find_companies(stage: str, params: Mapping[str, Any], *, has_companies: bool, tried: bool = False) -> int:
    """The companies that the rows of a batch name, found or made; returns how many were made."""
    stages.run(FIRMS if has_companies else FIRMS.replace("WHERE", "WHERE false AND", 1), stage, params)
    if not has_companies:
        return 0
    stages.run("ANALYZE {t}_firms", stage)
    stages.run(FIRMS_BY_NUMBER, stage)
    stages.run(FIRMS_BY_OWN_NUMBER, stage)
    if tried:
        stages.run(FIRMS_BY_NAME, stage)
        stages.run(FIRMS_BY_OWN_NAME, stage)
        return stages.run("UPDATE {t}_firms SET company_id = -1 WHERE company_id IS NULL", stage)
    made = stages.run(NEW_FIRMS, stage, {**params, "numbered": True})
    stages.run(FIRMS_BY_NUMBER, stage)
    stages.run(FIRMS_BY_NAME, stage)
    stages.run(FIRMS_BY_OWN_NAME, stage)
    made += stages.run(NEW_FIRMS, stage, {**params, "numbered": False})
    stages.run(FIRMS_BY_NAME, stage)
    return made


def sources_of(stage: str) -> list[int]:
    """By which sources the new people of a batch came."""
    return [int(row[0]) for row in stages.rows("SELECT DISTINCT origin_source FROM {t}_new", stage)]


def new_by(stage: str, source: int) -> tuple[str, dict[str, int]]:
    """SQL giving those of them who came by one source, with its parameters."""
    return f"SELECT v.person_id FROM {stage}_new v WHERE v.origin_source = %(source)s", {"source": source}
