"""What the application's role may do, read back from the catalogue (decision 0007)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from tests.house.catalogue import TABLES, names, rows

pytestmark = pytest.mark.django_db

FACTS = frozenset(
    {
        "consents_consentevent",
        "consents_objection",
        "consents_restriction",
        "consents_suppression",
        "audit_entry",
        "purposes_statementversion",
        "webforms_formversion",
        "governance_answerchange",
        "governance_reportcopy",
    }
)
READ_ONLY = frozenset({"django_migrations"})
CHANGING = {"UPDATE", "DELETE", "TRUNCATE"}
GIVEN = """
SELECT table_name, privilege_type FROM information_schema.role_table_grants
WHERE table_schema = 'public' AND grantee = %s
"""
PARTITIONS = """
SELECT part.relname, part.oid::regclass::text FROM pg_inherits
JOIN pg_class part ON part.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
WHERE parent.relname = ANY(%s) AND part.relkind IN ('r', 'p')
"""
OWNED = """
SELECT relnamespace::regnamespace::text || '.' || relname FROM pg_class WHERE relowner = %s::regrole
"""


def given() -> dict[str, set[str]]:
    """Table → privileges of the application's role."""
    found: dict[str, set[str]] = {}
    for table, privilege in rows(GIVEN, settings.APP_ROLE):
        found.setdefault(table, set()).add(privilege)
    return found


def facts() -> list[str]:
    """The fact tables that exist, with their partitions."""
    existing = [table for table in names(TABLES) if table in FACTS]
    return existing + names(PARTITIONS, existing)


def test_the_tests_work_as_the_application() -> None:
    """Breaks when the suite runs as the owner and would prove nothing."""
    assert names("SELECT current_user") == [settings.APP_ROLE]
    assert settings.APP_ROLE != settings.OWNER_ROLE


def test_fact_tables_may_be_added_to_and_read_and_nothing_else() -> None:
    """Breaks when grants.sql forgets a fact table or a partition of one."""
    privileges = given()
    assert set(FACTS) - set(facts()) == set()
    assert {t: p & CHANGING for t, p in privileges.items() if t in facts() and p & CHANGING} == {}
    for table in FACTS:
        assert privileges[table] == {"INSERT", "SELECT"}


def test_a_changed_fact_is_refused_also_where_no_row_is_meant() -> None:
    """Breaks when the privilege is there after all: PostgreSQL must refuse before it looks for rows."""
    for table in facts():
        for sql in (f"DELETE FROM public.{table} WHERE false", f"TRUNCATE public.{table}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows(sql)


def test_the_other_tables_may_be_worked_with() -> None:
    """Breaks when a new table was made after the grants were run."""
    expected = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    privileges = given()
    found = {
        table: sorted(expected - privileges.get(table, set()))
        for table in names(TABLES)
        if table not in FACTS | READ_ONLY and expected - privileges.get(table, set())
    }
    assert found == {}


def test_the_history_of_migrations_is_read_only() -> None:
    """Breaks when the application could pretend that a migration ran."""
    assert given()["django_migrations"] == {"SELECT"}


def test_the_application_makes_nothing_outside_staging() -> None:
    """Breaks when the application's role may CREATE in `public`, or owns a table outside `staging`."""
    for schema in ("public", "pg_catalog"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows(f"CREATE TABLE {schema}.house (id int)")
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows("CREATE SCHEMA house")
    assert [name for name in names(OWNED, settings.APP_ROLE) if not name.startswith(("staging.", "pg_toast."))] == []
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE staging.house (id int)")


def test_the_application_can_neither_drop_nor_alter() -> None:
    """Breaks when the application's role owns a table, or is a member of the owner."""
    for table in names(TABLES):
        with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
            rows(f'ALTER TABLE public."{table}" ADD COLUMN house int')
    member = "SELECT pg_has_role(%s, %s, 'MEMBER')"
    assert rows(member, settings.APP_ROLE, settings.OWNER_ROLE) == [(False,)]


def test_the_application_cannot_step_past_the_triggers() -> None:
    """Breaks when the application may set session_replication_role, or is a superuser."""
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows("SET LOCAL session_replication_role = replica")
    attributes = "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = %s"
    assert rows(attributes, settings.APP_ROLE) == [(False, False, False, False)]
