"""What the rows of a batch say of where people live, what they are in their company, and what interests them.

Nothing of anybody is overwritten by an address or an interest: they come beside what stands. A role takes another's place
only where the file replaces. What it wrote is known again by the line in the history, and taken back by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from samtykke.consents.queries.standing import who_say_explicit_yes
from samtykke.intake.channels.file.queries import stage as stages
from samtykke.intake.channels.file.queries.register import _FIRM_KEY, IN_BATCH, JUDGED, UNFIT
from samtykke.intake.models import Strategy

if TYPE_CHECKING:
    from collections.abc import Mapping

# Who speaks in the batch: (person_id, n, line, …); when a file is tried out, a row that would bring somebody in under -n.
_COLUMNS = "{0}.street, {0}.postal_code, {0}.city, {0}.postal_country, {0}.role, {0}.interests"
KNOWN: Final = (
    f"SELECT v.person_id, v.n, v.line, v.company_id, {_COLUMNS.format('v')} FROM {{t}}_known v WHERE v.halted = ''"
)
NEW: Final = f"""SELECT w.person_id, w.n, w.line, w.company_id, {_COLUMNS.format("r")} FROM {{t}}_new w JOIN {{t}} r ON r.n = w.n"""
WOULD_BE_NEW: Final = f"""
SELECT -r.n AS person_id, r.n, r.line, f.company_id, {_COLUMNS.format("r")}
FROM {{t}} r JOIN {{t}}_statements s ON s.id = r.statement
LEFT JOIN {{t}}_firms f ON f.key = {_FIRM_KEY.format("r")} AND (r.company IS NOT NULL OR r.org_number IS NOT NULL)
WHERE {IN_BATCH.format(r="r")} AND coalesce(r.refused, s.refused, {UNFIT}) IS NULL
  AND NOT EXISTS (SELECT FROM {{t}}_met k WHERE k.n = r.n)
"""
# Everybody who speaks, with whoever was merged into them.
_MEMBERS = """
members(who, id) AS (
  SELECT DISTINCT person_id, person_id FROM said
  UNION SELECT m.who, c.merged_id FROM members m JOIN contacts_merge c ON c.survivor_id = m.id AND c.undone_at IS NULL
)
"""
_OURS = "SELECT FROM members m JOIN {0} ON h.person_id = m.id WHERE m.who = v.person_id"
POSTAL_TEXT: Final = """concat_ws(', ', nullif(replace({0}.street, E'\\n', ', '), ''),
  nullif(concat_ws(' ', nullif({0}.postal_code, ''), nullif({0}.city, '')), ''), nullif({0}.country, ''))"""
BELONGING_TEXT: Final = """concat_ws(', ', {name}, nullif({role}, ''),
  nullif(coalesce({row}.from_on::text, '') || '–' || coalesce({row}.to_on::text, ''), '–'))"""
# What stands of them; in a trial also what the row says that would bring somebody in.
STANDS: Final = {
    "postals": "SELECT person_id, street, postal_code, city, country FROM contacts_personpostal",
    "interests": "SELECT person_id, interest_id FROM contacts_personinterest",
}
_LEADS = "FROM {t} l WHERE l.n IN (SELECT leader FROM {t}_met)"
WOULD_STAND: Final = {
    "postals": f"""{STANDS["postals"]} UNION ALL
      SELECT -l.n, coalesce(l.street, ''), coalesce(l.postal_code, ''), coalesce(l.city, ''), coalesce(l.postal_country, '')
      {_LEADS} AND coalesce(l.street, l.postal_code, l.city) IS NOT NULL""",
    "interests": f"""{STANDS["interests"]} UNION ALL
      SELECT -l.n, unnest(string_to_array(l.interests, ',')::bigint[]) {_LEADS} AND l.interests IS NOT NULL""",
}

FURTHER: Final = """
CREATE UNLOGGED TABLE {t}_further (
  person_id bigint, n bigint, field text, before text, after text, street text, postal_code text, city text, country text,
  company_id bigint, role text, interest_id bigint)
"""
POSTAL: Final = f"""
INSERT INTO {{t}}_further (person_id, n, field, after, street, postal_code, city, country)
WITH RECURSIVE said AS ({{said}}), {_MEMBERS}
SELECT DISTINCT ON (v.person_id, lower(a.text)) v.person_id, v.n, 'postal', a.text, a.street, a.postal_code, a.city, a.country
FROM (SELECT person_id, n, coalesce(street, '') AS street, coalesce(postal_code, '') AS postal_code,
             coalesce(city, '') AS city, coalesce(postal_country, '') AS country
      FROM said WHERE coalesce(street, postal_code, city) IS NOT NULL) v
CROSS JOIN LATERAL (SELECT v.street, v.postal_code, v.city, v.country, {POSTAL_TEXT.format("v")} AS text) a
WHERE NOT EXISTS ({_OURS.format("({postals}) h")} {{same}})
ORDER BY v.person_id, lower(a.text), v.n
"""
# To fill: only where no address is known. To replace: one that is not there yet.
SAME: Final = {
    Strategy.FILL: "",
    Strategy.REPLACE: """AND lower(h.street) = lower(v.street) AND lower(h.postal_code) = lower(v.postal_code)
  AND lower(h.city) = lower(v.city) AND v.country IN ('', h.country)""",
}
# The role at the main company, where the row names that one or none.
ROLES: Final = f"""
INSERT INTO {{t}}_further (person_id, n, field, before, after, company_id, role)
WITH RECURSIVE said AS ({{said}}), {_MEMBERS}
SELECT DISTINCT ON (v.person_id) v.person_id, v.n, 'belonging',
       CASE WHEN b.person_id IS NOT NULL THEN {BELONGING_TEXT.format(name="f.name", role="b.role", row="b")} END,
       {BELONGING_TEXT.format(name="f.name", role="v.role", row="b")}, f.id, v.role
FROM said v JOIN {{people}} p ON p.id = v.person_id {{changed}}
JOIN contacts_company f ON f.id = {{main}}
LEFT JOIN contacts_personcompany b ON b.person_id = v.person_id AND b.company_id = f.id AND b.to_on IS NULL
LEFT JOIN LATERAL (
  SELECT h.role FROM members m JOIN contacts_personcompany h ON h.person_id = m.id
  WHERE m.who = v.person_id AND h.company_id = f.id AND h.to_on IS NULL AND h.role <> ''
  ORDER BY m.id <> m.who, m.id LIMIT 1) held ON true
WHERE v.role IS NOT NULL AND {{unlike}}
  AND (v.company_id IS NULL OR v.company_id = f.id OR EXISTS (
    SELECT FROM contacts_companymerge o WHERE o.merged_id = f.id AND o.survivor_id = v.company_id AND o.undone_at IS NULL))
ORDER BY v.person_id, v.n {{order}}
"""
UNLIKE: Final = {Strategy.FILL: "held.role IS NULL", Strategy.REPLACE: "held.role IS DISTINCT FROM v.role"}
INTERESTS: Final = f"""
INSERT INTO {{t}}_further (person_id, n, field, after, interest_id)
WITH RECURSIVE said AS ({{said}}), {_MEMBERS}
SELECT DISTINCT ON (v.person_id, i.id) v.person_id, v.n, 'interest', i.key, i.id
FROM said v CROSS JOIN LATERAL unnest(string_to_array(v.interests, ',')::bigint[]) AS x(id)
JOIN contacts_interest i ON i.id = x.id AND i.is_active AND i.deleted_at IS NULL
WHERE v.interests IS NOT NULL AND NOT EXISTS ({_OURS.format("({interests}) h")} {{same}})
ORDER BY v.person_id, i.id, v.n
"""
SAME_INTEREST: Final = {Strategy.FILL: "", Strategy.REPLACE: "AND h.interest_id = i.id"}

# What reveals a special category goes out of the batch again where nothing lifts the ban, and the row says so (REQ-20).
UNSAID: Final = """
WITH gone AS (
  DELETE FROM {t}_further g WHERE g.interest_id = ANY(%(interests)s) AND NOT EXISTS (
    SELECT FROM unnest(%(sure_people)s::bigint[], %(sure_interests)s::bigint[]) AS y(person_id, interest_id)
    WHERE y.person_id = g.person_id AND y.interest_id = g.interest_id)
  RETURNING g.n, g.after
)
INSERT INTO intake_importproblem (run_id, line, outcome, code, detail)
SELECT %(run)s, r.line, 'warning', %(code)s, g.after FROM gone g JOIN {t} r ON r.n = g.n
"""
# A row that brings somebody in may bring the yes as well.
WOULD_SAY_YES: Final = f"""
SELECT DISTINCT -v.n, p.purpose_id FROM {{t}} v JOIN {{t}}_parts p ON p.statement = v.statement {JUDGED}
WHERE -v.n IN (SELECT person_id FROM {{t}}_further WHERE interest_id = ANY(%(interests)s))
  AND j.status = 'given' AND p.article = 'a' AND p.purpose_id = ANY(%(purposes)s)
"""
ALONE: Final = """
INSERT INTO intake_importproblem (run_id, line, outcome, code, detail)
SELECT %(run)s, v.line, 'warning', 'role_without_company', left(v.role, 200)
FROM ({said}) v WHERE v.role IS NOT NULL AND v.company_id IS NULL
"""
NOTED: Final = "SELECT person_id, field, before, after FROM {t}_further"
POSTAL_IN: Final = """
INSERT INTO contacts_personpostal (person_id, id, street, postal_code, city, country, use)
SELECT person_id, nextval('contacts_address_id_seq'), street, postal_code, city, country, 'work'
FROM {t}_further WHERE field = 'postal' ORDER BY person_id, n
"""
ROLE_CHANGED: Final = """
UPDATE contacts_personcompany b SET role = g.role FROM {t}_further g
WHERE g.field = 'belonging' AND g.before IS NOT NULL AND b.person_id = g.person_id AND b.company_id = g.company_id
  AND b.to_on IS NULL
"""
ROLE_IN: Final = """
INSERT INTO contacts_personcompany (person_id, id, company_id, role)
SELECT person_id, nextval('contacts_address_id_seq'), company_id, role
FROM {t}_further WHERE field = 'belonging' AND before IS NULL
"""
INTEREST_IN: Final = """
INSERT INTO contacts_personinterest (person_id, interest_id, since, via, actor_kind, actor_id)
SELECT person_id, interest_id, %(moment)s, %(via)s, %(actor_kind)s, %(actor_id)s FROM {t}_further WHERE field = 'interest'
"""

# What the run wrote goes where it still stands as written.
_GOES = """
WITH back AS ({deleted}),
newer AS (UPDATE contacts_person SET version = version + 1, updated_at = %(moment)s WHERE id IN (SELECT person_id FROM back))
INSERT INTO contacts_fieldchange (person_id, field, before, after, actor_kind, actor_id, via)
SELECT person_id, field, after, before, %(actor_kind)s, %(actor_id)s, %(via)s FROM back
"""
_LINES = "c.run_id = %(run)s AND c.field = '{0}' AND c.after IS NOT NULL AND c.person_id IN ({{people}})"
POSTAL_BACK: Final = _GOES.replace(
    "{deleted}",
    f"""DELETE FROM contacts_personpostal a USING contacts_fieldchange c
  WHERE {_LINES.format("postal")} AND a.person_id = c.person_id AND {POSTAL_TEXT.format("a")} = c.after
  RETURNING c.person_id, c.field, c.before, c.after""",
)
INTEREST_BACK: Final = _GOES.replace(
    "{deleted}",
    f"""DELETE FROM contacts_personinterest h USING contacts_fieldchange c, contacts_interest i
  WHERE {_LINES.format("interest")} AND h.person_id = c.person_id AND h.interest_id = i.id AND i.key = c.after
    AND NOT EXISTS (SELECT FROM contacts_fieldchange d WHERE d.person_id = c.person_id AND d.field = c.field
                    AND d.id > c.id AND c.after IN (d.before, d.after))
  RETURNING c.person_id, c.field, c.before, c.after""",
)
# Over all batches: before the first, after the last. A role is what stands between the company's name and its time.
_ROLES = f"""
SELECT c.person_id, b.id, (array_agg(c.before ORDER BY c.id))[1] AS before, (array_agg(c.after ORDER BY c.id DESC))[1] AS after
FROM contacts_fieldchange c JOIN contacts_personcompany b ON b.person_id = c.person_id AND b.to_on IS NULL
JOIN contacts_company f ON f.id = b.company_id
WHERE {_LINES.format("belonging")} AND starts_with(c.after || ', ', f.name || ', ')
GROUP BY c.person_id, b.id, f.name, b.role, b.from_on, b.to_on
HAVING (array_agg(c.after ORDER BY c.id DESC))[1] = {BELONGING_TEXT.format(name="f.name", role="b.role", row="b")}
"""
ROLE_BACK: Final = (
    _GOES.replace(
        "{deleted}",
        f"""DELETE FROM contacts_personcompany b USING ({_ROLES}) c
  WHERE c.before IS NULL AND b.person_id = c.person_id AND b.id = c.id
  RETURNING c.person_id, 'belonging' AS field, c.before, c.after""",
    ),
    _GOES.replace(
        "{deleted}",
        f"""UPDATE contacts_personcompany b
  SET role = coalesce(substr(left(c.before, length(c.before) - length(c.after) + length(f.name) + length(b.role) + 2),
                             length(f.name) + 3), '')
  FROM ({_ROLES}) c, contacts_company f
  WHERE c.before IS NOT NULL AND b.person_id = c.person_id AND b.id = c.id AND f.id = b.company_id
    AND starts_with(c.before || ', ', f.name || ', ')
  RETURNING c.person_id, 'belonging' AS field, c.before, c.after""",
    ),
)


def decide(stage: str, params: Mapping[str, Any], *, people: str, strategy: str, tried: bool) -> None:
    """Decides in `{t}_further` what comes to those held already; a trial says as well what would come in with new people."""
    stages.run(FURTHER, stage)
    if strategy in {Strategy.FILL, Strategy.REPLACE}:
        changed = "LEFT JOIN {t}_changes g ON g.person_id = v.person_id AND g.field = 'company_id'"
        main = "coalesce(g.after::bigint, p.company_id)"
        parts = {"people": people, "changed": changed, "main": main, **(WOULD_STAND if tried else STANDS)}
        _fill(stage, params, KNOWN, Strategy(strategy), **parts)
        _refuse_unfit(stage, params, tried=tried)


def try_new(stage: str, params: Mapping[str, Any]) -> None:
    """Says in a trial which rows that bring somebody in have a role without a company, or an interest that may not be held."""
    if not params["further"]:
        return
    stages.run(FURTHER.replace("TABLE", "TABLE IF NOT EXISTS", 1), stage)
    stages.run("TRUNCATE {t}_further", stage)
    _run(ALONE, stage, params, said=WOULD_BE_NEW)
    _run(INTERESTS, stage, params, said=WOULD_BE_NEW, same="", **STANDS)
    _refuse_unfit(stage, params, tried=True)


def write_new(stage: str, params: Mapping[str, Any]) -> None:
    """Writes what the rows say of the new people of a batch, whose answers are written: it is the file's first word."""
    if not params["further"]:
        return
    stages.run(FURTHER, stage)
    _run(ALONE, stage, params, said=NEW)
    parts = {"people": "contacts_person", "changed": "", "main": "p.company_id", **STANDS}
    _fill(stage, params, NEW, Strategy.FILL, **parts)
    _refuse_unfit(stage, params, tried=False)
    _write(stage, params)
    stages.run("DROP TABLE {t}_further", stage)


def write(stage: str, params: Mapping[str, Any]) -> None:
    """Writes what was decided; its lines in the history are written with the others'."""
    if params["further"]:
        _write(stage, params)


def put_back(stage: str, params: Mapping[str, Any], people: str) -> None:
    """What the run wrote of some people goes, unless it was changed since."""
    for sql in (POSTAL_BACK, *ROLE_BACK, INTEREST_BACK):
        stages.run(sql.replace("{people}", people), stage, params)


def _fill(stage: str, params: Mapping[str, Any], said: str, strategy: Strategy, **parts: str) -> None:
    order = "DESC" if strategy == Strategy.REPLACE else ""
    if "postal" in params["further"]:
        _run(POSTAL, stage, params, said=said, same=SAME[strategy], **parts)
    if "role" in params["further"]:
        _run(ROLES, stage, params, said=said, unlike=UNLIKE[strategy], order=order, **parts)
    if "interests" in params["further"]:
        _run(INTERESTS, stage, params, said=said, same=SAME_INTEREST[strategy], **parts)


def _refuse_unfit(stage: str, params: Mapping[str, Any], *, tried: bool) -> None:
    lifting: dict[int, set[int]] = params["lifting"]
    barred = [one for one, purposes in lifting.items() if not purposes]
    asked = {one: purposes for one, purposes in lifting.items() if purposes}
    none: dict[str, Any] = {"sure_people": [], "sure_interests": []}
    if barred:
        stages.run(UNSAID, stage, {**params, **none, "interests": barred, "code": "special_condition_missing"})
    if asked:
        told = {"interests": list(asked), "purposes": sorted({purpose for lift in asked.values() for purpose in lift})}
        concerned = "SELECT DISTINCT person_id FROM {t}_further WHERE interest_id = ANY(%(interests)s)"
        people = [person for (person,) in stages.rows(concerned, stage, told)]
        yes = who_say_explicit_yes(people, told["purposes"])
        yes |= set(stages.rows(WOULD_SAY_YES, stage, {**params, **told})) if tried else set()
        sure = [(person, one) for person, purpose in yes for one, lift in asked.items() if purpose in lift]
        ours = {"sure_people": [one[0] for one in sure], "sure_interests": [one[1] for one in sure]}
        stages.run(UNSAID, stage, {**params, **ours, **told, "code": "explicit_consent_missing"})


def _write(stage: str, params: Mapping[str, Any]) -> None:
    for sql in (POSTAL_IN, ROLE_CHANGED, ROLE_IN, INTEREST_IN):
        stages.run(sql, stage, params)


def _run(sql: str, stage: str, params: Mapping[str, Any], **parts: str) -> None:
    for name, part in parts.items():
        sql = sql.replace(f"{{{name}}}", part)
    stages.run(sql, stage, params)
