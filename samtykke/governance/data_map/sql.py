"""What is asked of the base for the figures of the data map: one statement each, over everybody who is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    from samtykke.core.known_fields import KnownField

PERSON = "contacts_person"
# How many are held: what the shares are shares of.
HELD = "SELECT count(*) FROM contacts_person WHERE deleted_at IS NULL"
# Who may be used for which purpose, by category and source: what permits and has not run out, of people who are held.
STANDING = """
SELECT r.purpose_id || '/' || coalesce(p.category_id, 0) || '/' || p.origin_source_id, count(*), max(r.recorded_at)::date
FROM consents_consentrecord r JOIN contacts_person p ON p.id = r.person_id
WHERE p.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM contacts_merge m WHERE m.merged_id = p.id AND m.undone_at IS NULL)
  AND r.status IN ('given', 'in_force') AND (r.expires_at IS NULL OR r.expires_at > now())
GROUP BY r.purpose_id, p.category_id, p.origin_source_id
"""
# How many are of each category, and when one last came.
OF_CATEGORY = """
SELECT coalesce(category_id, 0)::text, count(*), max(created_at)::date
FROM contacts_person WHERE deleted_at IS NULL GROUP BY category_id
"""
# Whom no mail was ever handed over for, and when the last of them came.
NEVER_WRITTEN_TO = """
SELECT 'people', count(*), max(p.created_at)::date FROM contacts_person p
WHERE p.deleted_at IS NULL AND NOT EXISTS (SELECT FROM mail_mail m WHERE m.person_id = p.id AND m.version_id IS NOT NULL)
"""
# By source, door and place: how many came, how many of them have said yes to something, when the last came.
CAME = """
SELECT p.origin_source_id || '/' || p.origin_via || '/' || coalesce(p.origin_point_id, 0), count(*),
       count(*) FILTER (WHERE EXISTS (
           SELECT FROM consents_consentrecord r WHERE r.person_id = p.id AND r.status = 'given')),
       max(p.origin_at)::date
FROM contacts_person p WHERE p.deleted_at IS NULL
GROUP BY p.origin_source_id, p.origin_via, p.origin_point_id
"""
# The same by month, for the last twelve.
CAME_IN_MONTH = """
SELECT origin_source_id || '/' || origin_via || '/' || coalesce(origin_point_id, 0) || '/'
       || to_char(origin_at AT TIME ZONE 'UTC', 'YYYY-MM'), count(*)
FROM contacts_person
WHERE deleted_at IS NULL AND origin_at >= date_trunc('month', now() AT TIME ZONE 'UTC') - interval '11 months'
GROUP BY origin_source_id, origin_via, origin_point_id, to_char(origin_at AT TIME ZONE 'UTC', 'YYYY-MM')
"""
# How many each key of the API brought, and when the last.
BY_KEY = """
SELECT origin_actor_id::text, count(*), max(origin_at)::date FROM contacts_person
WHERE deleted_at IS NULL AND origin_actor_kind = 'integration' GROUP BY origin_actor_id
"""
COLUMNS_OF = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
LAST_CHANGED = "SELECT max(at)::date FROM contacts_fieldchange WHERE field = ANY(%s)"


def filled(field: KnownField, columns: set[str]) -> sql.Composed:
    """How many people have a field filled, and when the last of its rows was made; `columns` are those of its table."""
    has = sql.SQL(" OR ").join(
        sql.SQL("coalesce(t.{}::text, '') NOT IN ('', '[]', '{{}}')").format(sql.Identifier(column))
        for column in field.columns
    )
    born = sql.SQL("max(t.created_at)::date") if "created_at" in columns else sql.SQL("NULL::date")
    living = sql.SQL("AND t.retired_at IS NULL") if "retired_at" in columns else sql.SQL("")
    if field.table == PERSON:
        source: sql.Composable = sql.SQL("contacts_person t")
        who = sql.SQL("t.id")
        here = sql.SQL("t.deleted_at IS NULL")
    else:
        source = sql.SQL("{} t JOIN contacts_person p ON p.id = t.person_id").format(sql.Identifier(field.table))
        who, here = sql.SQL("t.person_id"), sql.SQL("p.deleted_at IS NULL")
    return sql.SQL("SELECT count(DISTINCT {who}), {born} FROM {source} WHERE {here} {living} AND ({filled})").format(
        who=who, born=born, source=source, here=here, living=living, filled=has
    )
