from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from samtykke.audit import actions, queries
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.clock import now

pytestmark = pytest.mark.django_db

THIS_MONTH = f"audit_entry_{now():%Y_%m}"
TABLES = ["audit_entry", "audit_entry_default", THIS_MONTH]
CHANGES = ["UPDATE {} SET deed = 'x:y'", "DELETE FROM {}", "TRUNCATE {}"]


@pytest.fixture
def entry() -> None:
    actions.record(Deed.PERSON_CREATED, subject=Ref.person(1), by=Actor.system(), via=Via.COMMAND)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.usefixtures("entry")
def test_the_application_cannot_change_what_is_written(table: str, change: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run(change.format(table))
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_trigger_refuses_the_owner_too(table: str, change: str) -> None:
    with as_owner() as owner, pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner.execute(change.format(table))


def test_a_month_made_later_is_append_only_from_the_start() -> None:
    later = queries.month_after(now().date(), 9)
    assert queries.make_month(later)
    table = f"audit_entry_{later:%Y_%m}"
    for change in CHANGES:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run(change.format(table))
    assert triggers_of(table) == ["append_only"]
    assert rights_on(table) == []


def test_the_functions_run_as_the_owner_with_a_fixed_search_path() -> None:
    rows = run(
        "SELECT proname, prosecdef, proconfig, proowner::regrole::text FROM pg_proc "
        "WHERE proname IN ('audit_make_month', 'audit_drop_month') ORDER BY proname"
    )
    for _, definer, config, owner in rows:
        assert definer
        assert "search_path=pg_catalog, pg_temp" in config
        assert owner == settings.OWNER_ROLE


@pytest.mark.usefixtures("entry")
def test_the_trail_is_written_into_the_partition_of_its_month() -> None:
    [(table,)] = run("SELECT tableoid::regclass::text FROM audit_entry")
    assert table == THIS_MONTH


def test_an_entry_without_a_month_of_its_own_is_kept_and_moved_when_the_month_is_made() -> None:
    run(
        "INSERT INTO audit_entry (at, deed, actor_kind, actor_id, via, details) "
        "VALUES ('2021-05-17 12:00+00', 'person:viewed', 'user', 1, 'staff', '{}')"
    )
    where = "SELECT tableoid::regclass::text FROM audit_entry WHERE at < '2022-01-01'"
    assert run(where) == [("audit_entry_default",)]
    assert queries.make_month(date(2021, 5, 1))
    assert run(where) == [("audit_entry_2021_05",)]
    assert triggers_of("audit_entry_default") == ["append_only"]


def run(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def triggers_of(table: str) -> list[str]:
    return [
        name
        for (name,) in run(f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND tgenabled = 'O'")
    ]


def rights_on(table: str) -> list[tuple]:
    return run(
        "SELECT grantee, privilege_type FROM information_schema.role_table_grants "
        f"WHERE table_name = '{table}' AND grantee = '{settings.APP_ROLE}'"
    )


def as_owner() -> psycopg.Connection:
    parts = connection.settings_dict
    return psycopg.connect(
        host=parts["HOST"], port=parts["PORT"] or None, dbname=parts["NAME"], user=settings.OWNER_ROLE
    )
