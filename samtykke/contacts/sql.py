"""SQL written out: the searches for pairs, each as one set, what names a company, the order of names, and how a person
is reached."""

from __future__ import annotations

from typing import Final

# One key of a person to a row; those merged away speak through the survivor. Words of a name in any order, folded.
# Names are similar, within one company, where they are the same but for one letter (the name, and the name without each of
# its letters in turn, are keys: a letter more, less or other leaves one in common), where the first name of one is an
# initial, or where one lacks the names in between. Each person has as many keys as letters; nobody is compared with all.
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
words AS MATERIALIZED (
  SELECT l.stands AS id, p.company_id, string_to_array(btrim(regexp_replace(
    contacts_fold(p.first_name || ' ' || p.last_name), '[^[:alnum:]]+', ' ', 'g')), ' ') AS said
  FROM contacts_person p JOIN living l ON l.id = p.id
  WHERE p.company_id IS NOT NULL AND p.first_name <> '' AND p.last_name <> ''
),
whole AS (
  SELECT id, company_id, array_to_string(ARRAY(SELECT w FROM unnest(said) w ORDER BY w), ' ') AS name FROM words
),
letters AS MATERIALIZED (
  SELECT hashtextextended(CASE i WHEN 0 THEN name ELSE left(name, i - 1) || substr(name, i + 1) END, company_id) AS key, id, true AS fits
  FROM whole CROSS JOIN LATERAL generate_series(0, length(name)) i WHERE length(name) BETWEEN %(shortest)s AND 60
  UNION ALL SELECT hashtextextended('initial ' || left(said[1], 1) || ' ' || said[cardinality(said)], company_id), id, length(said[1]) = 1
  FROM words WHERE cardinality(said) > 1
  UNION ALL SELECT hashtextextended('between ' || said[1] || ' ' || said[cardinality(said)], company_id), id, cardinality(said) = 2
  FROM words WHERE cardinality(said) > 1
),
alike AS MATERIALIZED (
  SELECT key FROM letters GROUP BY key HAVING count(*) BETWEEN 2 AND %(largest)s AND bool_or(fits) AND min(id) < max(id)
),
found AS (
  SELECT a.id AS person_id, b.id AS other_id, s.reason
  FROM shared s CROSS JOIN unnest(s.ids) a (id) CROSS JOIN unnest(s.ids) b (id) WHERE a.id < b.id
  UNION ALL SELECT a.id, b.id, 'similar'
  FROM alike s JOIN letters a ON a.key = s.key JOIN letters b ON b.key = s.key
  WHERE a.id < b.id AND (a.fits OR b.fits)
),
pairs AS (
  SELECT DISTINCT ON (person_id, other_id) person_id, other_id, reason FROM found ORDER BY person_id, other_id, reason
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

# Two entries of a list made one: everybody with the first has the second, each with it in their history.
_NOTED = """
INSERT INTO {history} ({owner}, field, before, after, actor_kind, actor_id, via, at)
SELECT id, '__column__', {before}::text, {after}::text, %(actor_kind)s, %(actor_id)s, %(via)s, %(at)s FROM moved
"""
_MOVED = """
WITH moved AS (
  UPDATE {table} SET __column__ = %(stays)s, version = version + 1, updated_at = %(at)s
  WHERE __column__ = %(gone)s RETURNING id
)
"""
# Those whose history names the move, and who have had no other since.
_BACK = """
WITH moved AS (
  UPDATE {table} t SET __column__ = %(gone)s, version = version + 1, updated_at = %(at)s FROM {history} h
  WHERE h.at = %(undoes)s AND h.field = '__column__' AND h.before = %(gone)s::text AND h.after = %(stays)s::text
    AND t.id = h.{owner} AND t.__column__ = %(stays)s
  RETURNING t.id
)
"""
_PEOPLE = {"table": "contacts_person", "history": "contacts_fieldchange", "owner": "person_id"}
_COMPANIES = {"table": "contacts_company", "history": "contacts_companychange", "owner": "company_id"}
_THERE, _HERE = {"before": "%(gone)s", "after": "%(stays)s"}, {"before": "%(stays)s", "after": "%(gone)s"}
MOVE_PEOPLE: Final = _MOVED.format(**_PEOPLE) + _NOTED.format(**_PEOPLE, **_THERE)
PEOPLE_BACK: Final = _BACK.format(**_PEOPLE) + _NOTED.format(**_PEOPLE, **_HERE)
MOVE_COMPANIES: Final = _MOVED.format(**_COMPANIES) + _NOTED.format(**_COMPANIES, **_THERE)
COMPANIES_BACK: Final = _BACK.format(**_COMPANIES) + _NOTED.format(**_COMPANIES, **_HERE)

# A person's addresses, numbers and companies with those of whoever is merged into them. A company that was merged into
# another is there as long as the one that stays is.
REACH: Final = """
SELECT 'email', to_jsonb(e) - ARRAY['fingerprint', 'created_at', 'retired_at', 'run_id', 'city_key'] FROM contacts_personemail e
WHERE e.person_id = ANY(%(members)s) AND e.retired_at IS NULL
UNION ALL
SELECT 'phone', to_jsonb(f) - ARRAY['fingerprint', 'created_at', 'retired_at', 'run_id', 'city_key'] FROM contacts_personphone f
WHERE f.person_id = ANY(%(members)s) AND f.retired_at IS NULL
UNION ALL
SELECT 'postal', to_jsonb(a) - ARRAY['fingerprint', 'created_at', 'retired_at', 'run_id', 'city_key'] FROM contacts_personpostal a WHERE a.person_id = ANY(%(members)s)
UNION ALL
SELECT 'company', jsonb_build_object('person_id', b.person_id, 'id', b.id, 'company_id', b.company_id, 'name', c.name,
  'role', b.role, 'from_on', b.from_on, 'to_on', b.to_on, 'is_gone', c.deleted_at IS NOT NULL)
FROM contacts_personcompany b LEFT JOIN contacts_companymerge m ON m.merged_id = b.company_id AND m.undone_at IS NULL
JOIN contacts_company c ON c.id = coalesce(m.survivor_id, b.company_id) WHERE b.person_id = ANY(%(members)s)
UNION ALL
SELECT 'main', jsonb_build_object('person_id', p.id, 'id', 0, 'company_id', p.company_id, 'name', c.name, 'role', '',
  'from_on', NULL, 'to_on', NULL, 'is_gone', c.deleted_at IS NOT NULL)
FROM contacts_person p LEFT JOIN contacts_companymerge m ON m.merged_id = p.company_id AND m.undone_at IS NULL
JOIN contacts_company c ON c.id = coalesce(m.survivor_id, p.company_id) WHERE p.id = %(person)s
"""

# Two interests made one: nobody gets either meanwhile, and whoever has both keeps the one known longest.
INTERESTS_ALONE: Final = "LOCK TABLE contacts_personinterest IN SHARE ROW EXCLUSIVE MODE"

MOVE_INTERESTS: Final = """
WITH had AS MATERIALIZED (
  SELECT g.person_id, s.person_id IS NOT NULL AS has_both, to_jsonb(g) AS gone, to_jsonb(s) AS stays,
    g.since < s.since AS is_older, g.since, g.via, g.actor_kind, g.actor_id
  FROM contacts_personinterest g
  LEFT JOIN contacts_personinterest s ON s.person_id = g.person_id AND s.interest_id = %(stays)s
  WHERE g.interest_id = %(gone)s
),
moved AS (
  UPDATE contacts_personinterest t SET interest_id = %(stays)s FROM had h
  WHERE NOT h.has_both AND t.person_id = h.person_id AND t.interest_id = %(gone)s
),
dropped AS (
  DELETE FROM contacts_personinterest t USING had h
  WHERE h.has_both AND t.person_id = h.person_id AND t.interest_id = %(gone)s
),
kept AS (
  UPDATE contacts_personinterest t SET
    since = CASE WHEN h.is_older THEN h.since ELSE t.since END,
    via = CASE WHEN h.is_older THEN h.via ELSE t.via END,
    actor_kind = CASE WHEN h.is_older THEN h.actor_kind ELSE t.actor_kind END,
    actor_id = CASE WHEN h.is_older THEN h.actor_id ELSE t.actor_id END,
    as_two = coalesce(t.as_two, '[]') || jsonb_build_object('at', %(at)s::timestamptz, 'gone', h.gone, 'stays', h.stays)
  FROM had h WHERE h.has_both AND t.person_id = h.person_id AND t.interest_id = %(stays)s
),
told AS (
  INSERT INTO contacts_fieldchange (person_id, field, before, after, actor_kind, actor_id, via, at)
  SELECT person_id, 'interest', %(gone_key)s, NULL, %(actor_kind)s, %(actor_id)s, %(via)s, %(at)s FROM had
  UNION ALL
  SELECT person_id, 'interest', NULL, %(stays_key)s, %(actor_kind)s, %(actor_id)s, %(via)s, %(at)s FROM had
  WHERE NOT has_both
)
UPDATE contacts_person p SET version = version + 1, updated_at = %(at)s FROM had h WHERE p.id = h.person_id
"""

# Those whose history names the move and who have it since before; of who had both, each row as it stood.
INTERESTS_BACK: Final = """
WITH moved AS (
  UPDATE contacts_personinterest t SET interest_id = %(gone)s FROM contacts_fieldchange h
  WHERE h.at = %(undoes)s AND h.field = 'interest' AND h.before IS NULL AND h.after = %(stays_key)s
    AND t.person_id = h.person_id AND t.interest_id = %(stays)s AND t.since < %(undoes)s
    AND NOT EXISTS (SELECT FROM contacts_personinterest g WHERE g.person_id = t.person_id AND g.interest_id = %(gone)s)
  RETURNING t.person_id
),
both_had AS MATERIALIZED (
  SELECT t.person_id, b.told, b.told -> 'gone' AS gone, b.told -> 'stays' AS stays
  FROM contacts_personinterest t CROSS JOIN LATERAL jsonb_array_elements(t.as_two) AS b (told)
  WHERE t.interest_id = %(stays)s AND (b.told ->> 'at')::timestamptz = %(undoes)s
    AND (b.told -> 'gone' ->> 'interest_id')::bigint = %(gone)s
    AND NOT EXISTS (SELECT FROM contacts_personinterest g WHERE g.person_id = t.person_id AND g.interest_id = %(gone)s)
),
kept AS (
  UPDATE contacts_personinterest t SET
    since = (h.stays ->> 'since')::timestamptz, via = h.stays ->> 'via', actor_kind = h.stays ->> 'actor_kind',
    actor_id = (h.stays ->> 'actor_id')::bigint,
    as_two = (SELECT jsonb_agg(o.told) FROM jsonb_array_elements(t.as_two) AS o (told) WHERE o.told <> h.told)
  FROM both_had h WHERE t.person_id = h.person_id AND t.interest_id = %(stays)s
),
returned AS (
  INSERT INTO contacts_personinterest (person_id, interest_id, since, via, actor_kind, actor_id, as_two)
  SELECT person_id, %(gone)s, (gone ->> 'since')::timestamptz, gone ->> 'via', gone ->> 'actor_kind',
    (gone ->> 'actor_id')::bigint, nullif(gone -> 'as_two', 'null') FROM both_had
),
back AS MATERIALIZED (SELECT person_id, false AS has_both FROM moved UNION ALL SELECT person_id, true FROM both_had),
told AS (
  INSERT INTO contacts_fieldchange (person_id, field, before, after, actor_kind, actor_id, via, at)
  SELECT person_id, 'interest', %(stays_key)s, NULL, %(actor_kind)s, %(actor_id)s, %(via)s, %(at)s FROM back
  WHERE NOT has_both
  UNION ALL
  SELECT person_id, 'interest', NULL, %(gone_key)s, %(actor_kind)s, %(actor_id)s, %(via)s, %(at)s FROM back
)
UPDATE contacts_person p SET version = version + 1, updated_at = %(at)s FROM back b WHERE p.id = b.person_id
"""
# Of the names that begin so, in their order, no more than pays: whoever has the other word may come late.
BEGUN: Final = """
SELECT id FROM (SELECT id, sort_key FROM contacts_person WHERE sort_key >= %s AND sort_key < %s ORDER BY sort_key, id LIMIT %s) s
WHERE sort_key LIKE %s
"""
