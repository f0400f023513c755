"""What is held about a person is registered, classified, exportable and erasable (Art. 15, 17, 20)."""

from __future__ import annotations

import json

import pytest

from samtykke.core import personal_data
from tests.house.catalogue import FOREIGN_KEYS, TABLES, columns, names, registered, rows, tables_of_people

pytestmark = pytest.mark.django_db

KINDS = frozenset({"identity", "contact", "work", "preference", "evidence", "history", "technical"})
NOBODY = 0
# Tables with a path to a person that hold nothing about one: why.
NOTHING_HELD: dict[str, str] = {
    "accounts_approval": "what two members of staff decide of roles and users: PostgreSQL refuses a person as its subject",
    "contacts_companymerge": "its survivor and merged are companies",
}
# Columns that stand for a person under another name.
ALIASES = ("survivor_id", "merged_id", "event_person_id", "subject_id")


def about_people() -> set[str]:
    """Every table that names a person: by person_id, by a foreign key, or under another name."""
    found = {*tables_of_people(), "contacts_person"}
    found |= {child for child, parent, _ in rows(FOREIGN_KEYS) if parent in found}
    found |= {table for table in names(TABLES) if set(columns(table)) & set(ALIASES)}
    return found - set(NOTHING_HELD)


def test_every_table_about_people_is_registered() -> None:
    """Breaks when a new table with a path to a person is in no app's personal_data.py."""
    assert about_people() - set(registered()) == set()


def test_every_registered_table_exists() -> None:
    """Breaks when a table was renamed or dropped and the registry still names it."""
    assert set(registered()) - set(names(TABLES)) == set()


def test_every_column_is_classified() -> None:
    """Breaks when a column is added to a registered table and not to its classification, or the other way."""
    differing = {
        table: sorted(set(columns(table)) ^ set(part.fields.get(table, {})))
        for table, part in registered().items()
        if set(columns(table)) != set(part.fields.get(table, {}))
    }
    assert differing == {}


def test_classes_are_the_known_ones() -> None:
    """Breaks when a column is classified by a word that docs/privacy/what-is-stored.md does not explain."""
    found = {
        f"{table}.{column}: {kind}"
        for table, part in registered().items()
        for column, kind in part.fields.get(table, {}).items()
        if kind not in KINDS
    }
    assert found == set()


def test_no_table_is_registered_twice() -> None:
    """Breaks when two apps answer for the same table: one would erase what the other exports."""
    tables = [table for part in personal_data.registered() for table in part.tables]
    assert sorted(tables) == sorted(set(tables))


def test_export_and_erasure_of_nobody_are_empty() -> None:
    """Breaks when an export fails without a person, cannot be written as JSON, or an erasure reports rows."""
    for part in personal_data.registered():
        assert json.dumps(part.export(NOBODY), default=list) is not None
        removed = part.erase(NOBODY)
        assert set(removed) <= set(part.tables)
        assert sum(removed.values()) == 0


def test_every_exemption_is_still_needed() -> None:
    """Breaks when a table that was said to hold nothing is gone."""
    assert set(NOTHING_HELD) - set(names(TABLES)) == set()
