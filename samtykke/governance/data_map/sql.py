"""What is asked of the base for the figures of the data map: one statement each, over everybody who is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from samtykke.contacts.queries import HELD

if TYPE_CHECKING:
    from samtykke.core.known_fields import KnownField

PERSON = "contacts_person"
# How many are held: what the shares are shares of.
ALL = f"SELECT count(*) FROM contacts_person p WHERE {HELD}"
# Who may be used for which purpose, by category and source: what permits and has not run out, of people who are held.
STANDING = f"""
SELECT r.purpose_id || '/' || coalesce(p.category_id, 0) || '/' || p.origin_source_id, count(*), max(r.recorded_at)::date
FROM consents_consentrecord r JOIN contacts_person p ON p.id = r.person_id
WHERE {HELD}
  AND r.status IN ('given', 'in_force') AND (r.expires_at IS NULL OR r.expires_at > now())
GROUP BY r.purpose_id, p.category_id, p.origin_source_id
"""
# How many are of each category, and when one last came.
OF_CATEGORY = f"""
SELECT coalesce(p.category_id, 0)::text, count(*), max(p.created_at)::date
FROM contacts_person p WHERE {HELD} GROUP BY p.category_id
"""
# Whether a mail was ever handed over for somebody, or for one who was merged into them.
WRITTEN_TO = """
(EXISTS (SELECT FROM mail_mail w WHERE w.person_id = p.id AND w.version_id IS NOT NULL)
 OR EXISTS (SELECT FROM contacts_merge g JOIN mail_mail w ON w.person_id = g.merged_id
            WHERE g.survivor_id = p.id AND g.undone_at IS NULL AND w.version_id IS NOT NULL))
"""
# Whom no mail was ever handed over for, and when the last of them came.
NEVER_WRITTEN_TO = f"""
SELECT 'people', count(*), max(p.created_at)::date FROM contacts_person p WHERE {HELD} AND NOT {WRITTEN_TO}
"""
# By source, door and place: how many came, how many of them have said yes to something, when the last came.
CAME = f"""
SELECT p.origin_source_id || '/' || p.origin_via || '/' || coalesce(p.origin_point_id, 0), count(*),
       count(*) FILTER (WHERE EXISTS (
           SELECT FROM consents_consentrecord r WHERE r.person_id = p.id AND r.status = 'given')),
       max(p.origin_at)::date
FROM contacts_person p WHERE {HELD}
GROUP BY p.origin_source_id, p.origin_via, p.origin_point_id
"""
# The same by month, for the last twelve.
CAME_IN_MONTH = f"""
SELECT p.origin_source_id || '/' || p.origin_via || '/' || coalesce(p.origin_point_id, 0) || '/'
       || to_char(p.origin_at AT TIME ZONE 'UTC', 'YYYY-MM'), count(*)
FROM contacts_person p
WHERE {HELD} AND p.origin_at >= date_trunc('month', now() AT TIME ZONE 'UTC') - interval '11 months'
GROUP BY p.origin_source_id, p.origin_via, p.origin_point_id, to_char(p.origin_at AT TIME ZONE 'UTC', 'YYYY-MM')
"""
# How many each key of the API brought, and when the last.
BY_KEY = f"""
SELECT p.origin_actor_id::text, count(*), max(p.origin_at)::date FROM contacts_person p
WHERE {HELD} AND p.origin_actor_kind = 'integration' GROUP BY p.origin_actor_id
"""
COLUMNS_OF = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
LAST_CHANGED = "SELECT max(at)::date FROM contacts_fieldchange WHERE field = ANY(%s)"
# Whose rows of another table are: one's own, and those of whoever was merged into one.
WHOSE = """
LEFT JOIN contacts_merge g ON g.merged_id = t.{who} AND g.undone_at IS NULL
JOIN contacts_person p ON p.id = coalesce(g.survivor_id, t.{who})
"""


def filled(field: KnownField, columns: set[str]) -> sql.Composed:
    """How many people have a field filled, and when the last of its rows was made; `columns` are those of its table."""
    of = "p" if field.table == PERSON else "t"
    has = sql.SQL(" OR ").join(
        sql.SQL("coalesce({}::text, '') NOT IN ('', '[]', '{{}}')").format(sql.Identifier(of, column))
        for column in field.columns
    )
    born = (
        sql.SQL("max({})::date").format(sql.Identifier(of, "created_at"))
        if "created_at" in columns
        else sql.SQL("NULL::date")
    )
    living: sql.Composable = (
        sql.SQL("AND {} IS NULL").format(sql.Identifier(of, "retired_at")) if "retired_at" in columns else sql.SQL("")
    )
    people, source = sql.SQL("count(*)"), sql.Composed([sql.SQL("contacts_person p")])
    if field.table != PERSON:
        people = sql.SQL("count(DISTINCT p.id)")
        whose = sql.SQL(WHOSE).format(who=sql.Identifier(field.person_column))
        source = sql.SQL("{} t {}").format(sql.Identifier(field.table), whose)
    if field.rows:
        column, value = field.rows
        living = sql.SQL("{} AND {} = {}").format(living, sql.Identifier(of, column), sql.Literal(value))
    return sql.SQL("SELECT {people}, {born} FROM {source} WHERE {held} {living} AND ({filled})").format(
        people=people, born=born, source=source, held=sql.SQL(HELD), living=living, filled=has
    )
