"""SQL over all people and companies, written out: the searches for pairs, each as one set, and what names a company."""

from __future__ import annotations

from typing import Final

# One key of a person to a row; those merged away speak through the survivor. Words of a name in any order, folded.
FIND: Final = """
WITH living AS MATERIALIZED (
  SELECT p.id, coalesce(m.survivor_id, p.id) AS stands
  FROM contacts_person p LEFT JOIN contacts_merge m ON m.merged_id = p.id AND m.undone_at IS NULL
  LEFT JOIN contacts_person s ON s.id = m.survivor_id
  WHERE CASE WHEN m.survivor_id IS NULL THEN p.deleted_at ELSE s.deleted_at END IS NULL
),
keyed AS MATERIALIZED (
  SELECT 'email' AS reason, e.normal AS key, l.stands AS id
  FROM contacts_personemail e JOIN living l ON l.id = e.person_id WHERE e.retired_at IS NULL AND e.kind = 'personal'
  UNION SELECT 'phone', f.number, l.stands
  FROM contacts_personphone f JOIN living l ON l.id = f.person_id WHERE f.retired_at IS NULL
  UNION SELECT 'name', p.company_id || ':' || (
    SELECT string_agg(w, ' ' ORDER BY w) FROM regexp_split_to_table(contacts_fold(p.first_name || ' ' || p.last_name), '\\s+') w
    WHERE w <> ''), l.stands
  FROM contacts_person p JOIN living l ON l.id = p.id
  WHERE p.company_id IS NOT NULL AND p.first_name <> '' AND p.last_name <> ''
),
shared AS (
  SELECT reason, array_agg(id) AS ids FROM keyed WHERE key IS NOT NULL
  GROUP BY reason, key HAVING count(*) BETWEEN 2 AND %(largest)s
),
pairs AS (
  SELECT DISTINCT ON (a.id, b.id) a.id AS person_id, b.id AS other_id, s.reason
  FROM shared s CROSS JOIN unnest(s.ids) a (id) CROSS JOIN unnest(s.ids) b (id)
  WHERE a.id < b.id ORDER BY a.id, b.id, s.reason
),
gone AS (
  DELETE FROM contacts_possiblepair k WHERE k.told_apart_at IS NULL
    AND NOT EXISTS (SELECT FROM pairs p WHERE p.person_id = k.person_id AND p.other_id = k.other_id)
)
INSERT INTO contacts_possiblepair AS k (person_id, other_id, reason)
SELECT person_id, other_id, reason FROM pairs
ON CONFLICT (person_id, other_id) DO UPDATE SET reason = excluded.reason WHERE k.reason <> excluded.reason
"""

# A company's name as two are compared: folded, without points and strokes, and without the words for its form at either end.
FORM = "(as|asa|ans|da|enk|sa|ba|ks|nuf|ab|hb|kb|oy|oyj|aps|ltd|limited|inc|llc|llp|plc|gmbh|ag|bv|nv|sarl|sas|spa|srl|co|group|gruppen)"
COMPANY_NAME: Final = f"""
btrim(regexp_replace(
  btrim(regexp_replace(regexp_replace(contacts_fold({{name}}), '[./]', '', 'g'), '[^[:alnum:]]+', ' ', 'g')),
  '^{FORM} (?=[^ ])|( {FORM})+$', '', 'g'))
"""
COMPANY_HOST: Final = "regexp_replace(lower(substring({web} from '^https?://([^/:?#]+)')), '^www[.]', '')"
# Two with numbers of their own in one country are two. What stands at a host of many says nothing.
FIND_COMPANIES: Final = f"""
WITH keyed AS MATERIALIZED (
  SELECT 'name' AS reason, {COMPANY_NAME.format(name="c.name")} AS key, c.id, c.country, c.org_number
  FROM contacts_company c WHERE c.deleted_at IS NULL
  UNION ALL SELECT 'number', nullif(regexp_replace(c.org_number, '[^0-9]', '', 'g'), ''), c.id, c.country, c.org_number
  FROM contacts_company c WHERE c.deleted_at IS NULL AND c.org_number <> ''
  UNION ALL SELECT 'web', {COMPANY_HOST.format(web="c.web")}, c.id, c.country, c.org_number
  FROM contacts_company c WHERE c.deleted_at IS NULL AND c.web <> ''
),
shared AS (
  SELECT reason, key FROM keyed WHERE key <> '' AND NOT (reason = 'web' AND key = ANY(%(hosts)s))
  GROUP BY reason, key HAVING count(*) BETWEEN 2 AND %(largest)s
),
pairs AS (
  SELECT DISTINCT ON (a.id, b.id) a.id AS company_id, b.id AS other_id, s.reason
  FROM shared s JOIN keyed a USING (reason, key) JOIN keyed b USING (reason, key)
  WHERE a.id < b.id
    AND (a.country = b.country OR a.country = '' OR b.country = '')
    AND (s.reason = 'number' OR a.org_number = '' OR b.org_number = '')
  ORDER BY a.id, b.id, s.reason
),
gone AS (
  DELETE FROM contacts_companypair k WHERE k.told_apart_at IS NULL
    AND NOT EXISTS (SELECT FROM pairs p WHERE p.company_id = k.company_id AND p.other_id = k.other_id)
)
INSERT INTO contacts_companypair AS k (company_id, other_id, reason)
SELECT company_id, other_id, reason FROM pairs
ON CONFLICT (company_id, other_id) DO UPDATE SET reason = excluded.reason WHERE k.reason <> excluded.reason
"""

# How many rows of a table name a company, counted no further than a limit; several such counts are asked for at once.
COUNT_SOME: Final = "SELECT count(*) FROM (SELECT FROM {} WHERE {} = %s LIMIT {}) AS counted"
ALL_OF: Final = "SELECT {}"
