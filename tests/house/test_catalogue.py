"""The shape of the tables of people, read from the catalogue (decision 0005), and what else PostgreSQL must not hold."""

from __future__ import annotations

import re

import pytest
from django.db import NotSupportedError, connection, transaction

from tests.house.catalogue import (
    FOREIGN_KEYS,
    ROW_TRIGGERS,
    TABLES,
    UNIQUE_INDEXES,
    WITH_PERSON,
    names,
    rows,
    tables_of_people,
)

pytestmark = pytest.mark.django_db

# Tables with a person_id that are no table of people (parents of participant tables, mail, audit): why.
EXEMPT: dict[str, str] = {
    "mail_mail": "a mail goes to a person or to a user; the person is an id beside the other",
    "intake_intakerecord": "what came in is nobody's until it is confirmed; the person is an id that may be empty",
}
# Unique indexes that may do without person_id, as "table(columns)": why.
EXEMPT_INDEXES: dict[str, str] = {
    "contacts_personlink(token_hash)": "looked up by the hash of its token, before anybody knows whose it is",
    "consents_confirmationlink(token_hash)": "the same of the link in a mail that asks to confirm",
    "contacts_personexternalid(system, external_id)": "looked up by what another system calls somebody: one person for each",
}
# Row triggers that may stand, each a second belt for what a grant already forbids.
BELTS: dict[str, str] = {}


def people() -> list[str]:
    """The tables the rules are about."""
    return [table for table in tables_of_people() if table not in EXEMPT]


def without_person(index_rows: list[tuple[str, str, bool, str, list[str]]]) -> list[str]:
    """Unique indexes of tables of people that do not contain person_id."""
    return [
        f"{table}: {definition}"
        for table, _, _, definition, keys in index_rows
        if table in people() and "person_id" not in keys and not is_exempt(table, keys)
    ]


def is_exempt(table: str, keys: list[str]) -> bool:
    """Whether a unique index is listed with its reason."""
    return f"{table}({', '.join(keys)})" in EXEMPT_INDEXES


def test_there_are_tables_of_people() -> None:
    """Breaks when the walk finds nothing, and every rule below would hold for want of a table."""
    assert {"consents_consentevent", "consents_consentevidence", "consents_consentrecord"} <= set(people())


def test_every_table_of_people_has_a_key_that_begins_with_the_person() -> None:
    """Breaks when a table with a person_id has Django's default id for a primary key."""
    primary = {table: keys for table, _, is_primary, _, keys in rows(UNIQUE_INDEXES) if is_primary}
    definitions = {table: text for table, _, is_primary, text, _ in rows(UNIQUE_INDEXES) if is_primary}
    assert [t for t in people() if t not in primary] == []
    assert [t for t in people() if not re.search(r"\(person_id\b", definitions[t])] == []


def test_every_unique_index_of_a_table_of_people_contains_the_person() -> None:
    """Breaks at UniqueConstraint(fields=["normal"]) on the e-mail addresses: two people may share one."""
    assert without_person(rows(UNIQUE_INDEXES)) == []


def test_nothing_has_a_foreign_key_to_a_table_of_people() -> None:
    """Breaks when a model points a real foreign key at events, records, addresses, or at the person's row."""
    targets = {*tables_of_people(), "contacts_person"}
    assert [f"{child}.{name} → {parent}" for child, parent, name in rows(FOREIGN_KEYS) if parent in targets] == []


def test_tables_of_people_have_no_foreign_keys_checked_row_by_row() -> None:
    """Breaks when a hot table gets a constraint that is checked at each row: `db_constraint=False` was forgotten."""
    assert [f"{child}.{name}" for child, _, name in rows(FOREIGN_KEYS) if child in people()] == []


def test_no_behaviour_hides_in_a_row_trigger_of_a_table_of_people() -> None:
    """Breaks at a FOR EACH ROW trigger: it is slow for sets and does not exist on distributed tables."""
    found = [f"{t}.{name}" for t, name in rows(ROW_TRIGGERS) if t in people() and f"{t}.{name}" not in BELTS]
    assert found == []


def test_every_exemption_is_still_needed() -> None:
    """Breaks when an exempt table or index no longer exists under that name."""
    indexes = {f"{table}({', '.join(keys)})" for table, _, _, _, keys in rows(UNIQUE_INDEXES)}
    assert set(EXEMPT) - set(names(TABLES)) == set()
    assert set(EXEMPT_INDEXES) - indexes == set()


def test_only_plpgsql_is_an_extension() -> None:
    """Breaks when a migration creates citext, pg_trgm or any other extension (decision 0007)."""
    assert names("SELECT extname FROM pg_extension") == ["plpgsql"]


def partitioned(table: str) -> None:
    """Makes the table anew in `staging`, partitioned by hash of the person, with every unique index it has."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE staging.{table} (LIKE public.{table} INCLUDING DEFAULTS INCLUDING GENERATED)"
            " PARTITION BY HASH (person_id)"
        )
        for part in range(2):
            cursor.execute(
                f"CREATE TABLE staging.{table}_{part} PARTITION OF staging.{table}"
                f" FOR VALUES WITH (MODULUS 2, REMAINDER {part})"
            )
        for owner, _, _, definition, keys in rows(UNIQUE_INDEXES):
            if owner == table and not is_exempt(owner, keys):
                here = definition.replace(f"ON public.{table} ", f"ON staging.{table} ")
                assert here != definition
                cursor.execute(here)


def test_the_schema_stands_on_partitioned_tables() -> None:
    """Breaks when a unique index of a table of people lacks person_id: PostgreSQL refuses it on partitions."""
    for table in people():
        with transaction.atomic():
            partitioned(table)
    moved = names("SELECT relname FROM pg_class WHERE relkind = 'p' AND relnamespace = 'staging'::regnamespace")
    assert set(people()) == set(moved)


def test_partitions_would_refuse_a_key_without_the_person() -> None:
    """Breaks when the test above could not fail: it must refuse a unique address."""
    partitioned("consents_consentrecord")
    with (
        pytest.raises(NotSupportedError, match="unique constraint on partitioned table must include"),
        transaction.atomic(),
    ):
        rows("CREATE UNIQUE INDEX ON staging.consents_consentrecord (event_id)")


def test_the_walk_finds_a_table_of_people_by_itself() -> None:
    """Breaks when the question to the catalogue no longer sees a new table with a person_id."""
    assert "contacts_personemail" in names(WITH_PERSON)
