"""What the tables hold, as one digest each: to see that a call changed nothing."""

from __future__ import annotations

from django.db import connection

from tests.house.catalogue import TABLES, names

# What a look may leave behind: the trail, sessions, and the time a user or a key was last seen.
MAY_GROW = frozenset({"audit_entry", "accounts_session"})
TOUCHED = "'last_used_at', 'last_login', 'last_seen_at'"


def digests(spared: frozenset[str] = MAY_GROW) -> dict[str, str]:
    """Table → digest of its rows, without what a look may touch, all in one statement; `spared` may grow."""
    with connection.cursor() as cursor:
        each = (_digest(table) for table in names(TABLES) if table not in spared)
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())


def _digest(table: str) -> str:
    return (
        f"SELECT '{table}', count(*) || ':' || coalesce(md5(string_agg(line, ',' ORDER BY line)), '')"
        f' FROM (SELECT (to_jsonb(t) - ARRAY[{TOUCHED}])::text AS line FROM public."{table}" t) rows'
    )


def changed(before: dict[str, str]) -> list[str]:
    """The tables that differ from what they were."""
    now = digests(spared=frozenset(names(TABLES)) - before.keys())
    return [table for table in now if now[table] != before.get(table)]
