"""Migrations say what the models say, and nothing that a managed PostgreSQL could not do."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command

from tests.house.code import modules

EXTENSIONS = re.compile(r"\w+Extension\b|CREATE\s+EXTENSION", re.IGNORECASE)
# Newer than 15, or from an extension.
TOO_NEW = re.compile(
    r"\buuidv7\s*\(|WITHOUT\s+OVERLAPS|\bMERGE\s+INTO\b[^;]*\bRETURNING\b|\bcitext\b|gin_trgm_ops", re.IGNORECASE
)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    """Breaks when a model was changed and `makemigrations` not run."""
    told = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=told, stderr=told)
    except SystemExit:
        pytest.fail(told.getvalue())


@pytest.mark.django_db
def test_djangos_own_checks_find_nothing() -> None:
    """Breaks when a model, an address or a setting is put together wrongly. The commands of operators leave these checks
    out: what ships was checked, and each start would be a second longer."""
    call_command("check", databases=["default"], fail_level="WARNING", stdout=StringIO(), stderr=StringIO())


def test_nothing_asks_for_an_extension() -> None:
    """Breaks at CREATE EXTENSION, or one of Django's …Extension operations (decision 0007)."""
    found = [f"{m.name}: {hit.group()}" for m in modules() for hit in EXTENSIONS.finditer(m.text)]
    assert [line for line in found if "pg_extension" not in line] == []


def test_no_sql_is_newer_than_postgresql_15() -> None:
    """Breaks at uuidv7(), WITHOUT OVERLAPS, MERGE … RETURNING, citext, trigram indexes."""
    assert [f"{m.name}: {hit.group()}" for m in modules() for hit in TOO_NEW.finditer(m.text)] == []
