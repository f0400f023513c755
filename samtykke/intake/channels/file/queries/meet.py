r"""Whom the rows of a file mean: somebody we hold, somebody else in the file, or somebody new.

By external id; else by e-mail address and a name that does not contradict; a row with neither, by whole name and phone.
An address somebody has retired counts as well: an old list must not bring back, as somebody new, who has said no since.
Two names contradict where both tell a first name, or both a last name, and these differ; of several first names the first
counts. Whoever merely might be the same is new, and reported.

Rows that mean somebody go into `{t}_met` (person, or the row that brings the person in); `{t}_twins` holds who might be
the same. What stands alone, as almost every row of a first import, is in neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.intake.channels.file.queries import elsewhere
from samtykke.intake.channels.file.queries import stage as stages
from samtykke.intake.channels.file.queries.register import NO

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIRST = "split_part(translate(btrim(contacts_fold(coalesce({0}.first_name, ''))), '-', ' '), ' ', 1)"
_LAST = "btrim(contacts_fold(coalesce({0}.last_name, '')))"
_WHOLE = "contacts_fold(btrim(coalesce({0}.first_name, '')) || ' ' || btrim(coalesce({0}.last_name, '')))"
_AGREES = "(x.f = '' OR y.f = '' OR x.f = y.f) AND (x.l = '' OR y.l = '' OR x.l = y.l)"
_USABLE = "{0}.refused IS NULL AND NOT EXISTS (SELECT FROM {{t}}_statements s WHERE s.id = {0}.statement AND s.refused IS NOT NULL)"

# Addresses and external ids that stand more than once in the file.
OFTEN = """
CREATE UNLOGGED TABLE {t}_often AS
SELECT 'normal' AS what, normal AS text FROM {t} WHERE normal IS NOT NULL AND refused IS NULL
GROUP BY normal HAVING count(*) > 1
UNION ALL
SELECT 'external', external_id FROM {t} WHERE external_id IS NOT NULL AND refused IS NULL
GROUP BY external_id HAVING count(*) > 1
"""
# People we hold who have an address of the file, or had it; those merged away speak through the survivor.
FACES = f"""
CREATE UNLOGGED TABLE {{t}}_faces AS
SELECT e.normal, p.id AS person_id, coalesce(p.external_id, '') AS external_id,
       p.deleted_at IS NOT NULL AS is_deleted, {_FIRST.format("p")} AS f, {_LAST.format("p")} AS l,
       bool_and(e.retired_at IS NOT NULL) AS is_retired
FROM contacts_personemail e
LEFT JOIN contacts_merge m ON m.merged_id = e.person_id AND m.undone_at IS NULL
JOIN contacts_person p ON p.id = coalesce(m.survivor_id, e.person_id)
WHERE e.normal IN (SELECT normal FROM {{t}} WHERE refused IS NULL AND normal IS NOT NULL)
GROUP BY e.normal, p.id
"""
# The rows that might mean somebody by their address, with what their names tell.
NAMED = f"""
CREATE UNLOGGED TABLE {{t}}_named AS
SELECT r.n, r.normal, coalesce(r.external_id, '') AS external_id, {_FIRST.format("r")} AS f, {_LAST.format("r")} AS l
FROM {{t}} r
WHERE {_USABLE.format("r")} AND (
  r.normal IN (SELECT normal FROM {{t}}_faces) OR r.normal IN (SELECT text FROM {{t}}_often WHERE what = 'normal')
  OR r.external_id IN (SELECT text FROM {{t}}_often WHERE what = 'external'))
"""
MET = "CREATE UNLOGGED TABLE {t}_met (n bigint PRIMARY KEY, person_id bigint, leader bigint)"
BY_EXTERNAL_ID = f"""
INSERT INTO {{t}}_met (n, person_id)
SELECT DISTINCT ON (r.n) r.n, coalesce(m.survivor_id, p.id)
FROM {{t}} r JOIN contacts_person p ON p.external_id = r.external_id
LEFT JOIN contacts_merge m ON m.merged_id = p.id AND m.undone_at IS NULL
WHERE {_USABLE.format("r")}
ORDER BY r.n, p.deleted_at IS NOT NULL, p.id
"""
# The same name at the same address. An external id that somebody else's row has, or another id of the person, contradicts.
BY_NAME_AND_ADDRESS = """
INSERT INTO {t}_met (n, person_id)
SELECT DISTINCT ON (x.n) x.n, y.person_id
FROM {t}_named x JOIN {t}_faces y ON y.normal = x.normal AND y.f = x.f AND y.l = x.l
WHERE (x.external_id = '' OR y.external_id = '') AND NOT EXISTS (SELECT FROM {t}_met k WHERE k.n = x.n)
ORDER BY x.n, y.is_deleted, y.is_retired, (y.external_id = '') = (x.external_id = '') DESC, y.person_id
"""
# A name that tells less, where one person alone lives at the address; nobody: where one alone lived there.
BY_ADDRESS = f"""
INSERT INTO {{t}}_met (n, person_id)
SELECT x.n, y.person_id
FROM {{t}}_named x
JOIN (SELECT normal, min(person_id) AS person_id, min(external_id) AS external_id, min(f) AS f, min(l) AS l
      FROM (SELECT *, is_retired = bool_and(is_retired) OVER (PARTITION BY normal) AS counts FROM {{t}}_faces) z
      WHERE counts GROUP BY normal HAVING count(*) = 1) y ON y.normal = x.normal
WHERE (x.external_id = '' OR y.external_id = '') AND {_AGREES}
  AND NOT EXISTS (SELECT FROM {{t}}_met k WHERE k.n = x.n)
"""
# Rows with different external ids cannot all be one person: the first keeps the match, the others are people of their own.
ONE_EXTERNAL_ID = """
DELETE FROM {t}_met k USING {t} r, contacts_person p
WHERE r.n = k.n AND p.id = k.person_id AND r.external_id IS NOT NULL AND p.external_id IS DISTINCT FROM r.external_id
  AND EXISTS (SELECT FROM {t}_met k2 JOIN {t} r2 ON r2.n = k2.n
              WHERE k2.person_id = k.person_id AND k2.n < k.n AND r2.external_id <> r.external_id)
"""
# Without address and external id: the whole name and a phone.
_NUMBERED = f"""
SELECT r.n, {_WHOLE.format("r")} AS whole, coalesce(r.mobile, r.phone) AS number
FROM {{t}} r
WHERE {_USABLE.format("r")} AND r.normal IS NULL AND r.external_id IS NULL AND r.first_name IS NOT NULL
  AND r.last_name IS NOT NULL AND coalesce(r.mobile, r.phone) IS NOT NULL
"""
BY_NAME_AND_PHONE = f"""
INSERT INTO {{t}}_met (n, person_id)
SELECT x.n, min(p.id)
FROM ({_NUMBERED}) x
JOIN contacts_personphone t ON t.number = x.number AND t.retired_at IS NULL
LEFT JOIN contacts_merge m ON m.merged_id = t.person_id AND m.undone_at IS NULL
JOIN contacts_person p ON p.id = coalesce(m.survivor_id, t.person_id) AND {_WHOLE.format("p")} = x.whole
GROUP BY x.n HAVING count(DISTINCT p.id) = 1
"""
PHONES_IN_FILE = f"""
INSERT INTO {{t}}_met (n, leader)
SELECT x.n, x.leader
FROM (SELECT n, min(n) OVER (PARTITION BY whole, number) AS leader FROM ({_NUMBERED}) z
      WHERE NOT EXISTS (SELECT FROM {{t}}_met k WHERE k.n = z.n)) x
WHERE x.n > x.leader
"""
# Among the rows that mean nobody we hold: who leads. First by external id, then by name at the address.
LEADS = """
CREATE UNLOGGED TABLE {t}_leads AS
SELECT x.*, CASE WHEN x.external_id <> '' THEN min(x.n) OVER (PARTITION BY x.external_id) END AS leader
FROM {t}_named x WHERE NOT EXISTS (SELECT FROM {t}_met k WHERE k.n = x.n)
"""
LEADS_BY_NAME = """
UPDATE {t}_leads x SET leader = y.leader
FROM (SELECT normal, f, l, min(leader) AS leader FROM {t}_leads WHERE leader IS NOT NULL GROUP BY 1, 2, 3) y
WHERE x.leader IS NULL AND y.normal = x.normal AND y.f = x.f AND y.l = x.l
"""
LEADS_ALONE = """
UPDATE {t}_leads x SET leader = y.leader
FROM (SELECT normal, f, l, min(n) AS leader FROM {t}_leads WHERE leader IS NULL GROUP BY 1, 2, 3) y
WHERE x.leader IS NULL AND y.normal = x.normal AND y.f = x.f AND y.l = x.l
"""
# A leader whose name tells less than that of the only other one at its address follows it.
LEADS_FEWER = f"""
UPDATE {{t}}_leads z SET leader = y.n
FROM {{t}}_leads x
JOIN (SELECT normal, min(n) AS a, max(n) AS b FROM {{t}}_leads WHERE n = leader AND normal IS NOT NULL
      GROUP BY normal HAVING count(*) = 2) two ON two.normal = x.normal
JOIN {{t}}_leads y ON y.n = CASE WHEN two.a = x.n THEN two.b ELSE two.a END
WHERE x.n = x.leader AND y.n = y.leader AND z.leader = x.n AND {_AGREES}
  AND x.external_id = '' AND (x.f = '' OR x.l = '') AND (y.external_id <> '' OR (y.f <> '' AND y.l <> '') OR y.n < x.n)
"""
# Whoever stands first in the file brings the person in.
LEADS_FIRST = """
UPDATE {t}_leads x SET leader = y.first
FROM (SELECT n, min(n) OVER (PARTITION BY leader) AS first FROM {t}_leads) y WHERE y.n = x.n AND y.first <> x.leader
"""
FOLLOWERS = "INSERT INTO {t}_met (n, leader) SELECT n, leader FROM {t}_leads WHERE n <> leader"
# Who is new and might be somebody: another at the address, held or in the file; a bare name that we hold.
TWINS = f"""
CREATE UNLOGGED TABLE {{t}}_twins AS
SELECT DISTINCT ON (n) n, person_id, leader FROM (
  SELECT x.n, y.person_id, NULL::bigint AS leader, 1 AS rank
  FROM {{t}}_named x JOIN {{t}}_faces y ON y.normal = x.normal AND NOT y.is_deleted
  UNION ALL
  SELECT x.n, NULL, y.leader, 2
  FROM {{t}}_leads x JOIN (SELECT normal, min(leader) AS leader FROM {{t}}_leads GROUP BY normal) y ON y.normal = x.normal
  WHERE x.leader = x.n AND y.leader <> x.n
  UNION ALL
  SELECT r.n, p.id, NULL, 3
  FROM {{t}} r JOIN contacts_person p ON p.sort_key = contacts_sort_key(r.last_name, r.first_name)
  WHERE {_USABLE.format("r")} AND r.normal IS NULL AND r.external_id IS NULL AND r.first_name IS NOT NULL
    AND r.last_name IS NOT NULL AND p.deleted_at IS NULL
) z
WHERE NOT EXISTS (SELECT FROM {{t}}_met k WHERE k.n = z.n)
ORDER BY n, rank, person_id
"""
# "Add always" meets nobody: whom a row would have meant, it may double. But a no is said of somebody held already, by
# whatever strategy, and makes nobody new.
_SAYS_NO = f"""
EXISTS (SELECT FROM {{t}}_parts p WHERE p.statement = r.statement AND p.for_known AND p.status IN {NO})
"""
TAKEN = f"""
UPDATE {{t}} r SET refused = 'external_id_taken'
FROM {{t}}_met k
WHERE k.n = r.n AND r.external_id IS NOT NULL AND NOT {_SAYS_NO} AND (
  EXISTS (SELECT FROM contacts_person p WHERE p.external_id = r.external_id AND p.deleted_at IS NULL)
  OR EXISTS (SELECT FROM {{t}} first WHERE first.n = k.leader AND first.external_id = r.external_id))
"""
ALWAYS_TWINS = f"""
WITH alone AS (DELETE FROM {{t}}_met k USING {{t}} r WHERE r.n = k.n AND NOT {_SAYS_NO} RETURNING k.*)
INSERT INTO {{t}}_twins SELECT k.n, k.person_id, k.leader FROM alone k
WHERE NOT EXISTS (SELECT FROM {{t}}_twins w WHERE w.n = k.n)
"""
STEPS = (
    OFTEN, FACES, NAMED, MET, BY_EXTERNAL_ID, BY_NAME_AND_ADDRESS, BY_ADDRESS, ONE_EXTERNAL_ID, BY_NAME_AND_PHONE,
    PHONES_IN_FILE, LEADS, LEADS_BY_NAME, LEADS_ALONE, LEADS_FEWER, LEADS_FIRST, FOLLOWERS, TWINS,
)  # fmt: skip
ANALYSED = {OFTEN: "_often", FACES: "_faces", NAMED: "_named", ONE_EXTERNAL_ID: "_met", LEADS: "_leads"}


def meet(stage: str, *, always_add: bool, system: str = "") -> None:
    """Finds out whom each row means, for the whole file at once; by what one `system` calls people, where one is named."""
    params: Mapping[str, Any] | None = {"system": system} if system else None
    if system:
        elsewhere.whole(stage)
    for step in STEPS:
        stages.run(elsewhere.of_system(step) if system else step, stage, params)
        if step in ANALYSED:
            stages.run(f"ANALYZE {{t}}{ANALYSED[step]}", stage)
    if system:
        elsewhere.put_aside(stage)
    if always_add:
        stages.run(TAKEN, stage)
        stages.run(ALWAYS_TWINS, stage)
    stages.run("ANALYZE {t}_met", stage)
    stages.run("ANALYZE {t}_twins", stage)
