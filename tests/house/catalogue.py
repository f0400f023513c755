"""Asking PostgreSQL's own catalogue what the schema is."""

from __future__ import annotations

from typing import Any

from django.db import connection

from samtykke.core import personal_data

# Ours: tables in `public` that are no partitions, and none of the frameworks'.
TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1
"""
WITH_PERSON = """
SELECT DISTINCT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attname = 'person_id' ORDER BY 1
"""
COLUMNS = """
SELECT a.attname FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
UNIQUE_INDEXES = """
SELECT t.relname, i.relname, x.indisprimary, pg_get_indexdef(x.indexrelid),
       ARRAY(SELECT a.attname FROM unnest(x.indkey::int[]) k JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k)
FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = 'public' AND x.indisunique AND NOT t.relispartition ORDER BY 1, 2
"""
FOREIGN_KEYS = """
SELECT child.relname, parent.relname, k.conname FROM pg_constraint k
JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid
WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY 1, 3
"""
ROW_TRIGGERS = """
SELECT t.relname, g.tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
WHERE NOT g.tgisinternal AND (g.tgtype & 1) = 1 ORDER BY 1, 2
"""


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of one question to the catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall())


def names(sql: str, *values: Any) -> list[str]:
    """The first column of each row."""
    return [row[0] for row in rows(sql, *values)]


def columns(table: str) -> list[str]:
    """The columns of a table, in their order."""
    return names(COLUMNS, f"public.{table}")


def tables_of_people() -> list[str]:
    """Every table with a person_id."""
    return names(WITH_PERSON)


def registered() -> dict[str, personal_data.PersonalData]:
    """Which part of the registry answers for which table."""
    return {table: part for part in personal_data.registered() for table in part.tables}
