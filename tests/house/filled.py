"""A person of whom every table holds a row, every column filled with something that is found again.

Rows are written past triggers and references, straight from PostgreSQL's catalogue: a table or a column that somebody adds
tomorrow is filled without a line here, unless a CHECK wants something of its own (`SPECIAL`).
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from tests.house.catalogue import registered, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

PERSON = 9_000_001
# Columns that stand for the person, by table or anywhere.
THE_PERSON = {"person_id", "survivor_id", "subject_id", "event_person_id"}
OTHER = 9_000_002
COLUMNS = """
SELECT a.attname, format_type(a.atttypid, NULL), a.atttypmod, a.attgenerated <> '' FROM pg_attribute a
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
CHECKS = """
SELECT t.relname, k.conname FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' AND k.contype = 'c' AND NOT t.relispartition
"""
# What a CHECK, or the way a value is read, asks for.
SPECIAL: dict[tuple[str, str], Any] = {
    ("audit_entry", "subject_kind"): "person",
    ("audit_entry", "deed"): "person:changed",
    ("audit_entry", "actor_kind"): "user",
    # A parent, which its participant names by a number.
    ("activities_activity", "id"): 9_100_001,
    ("activities_participant", "activity_id"): 9_100_001,
    ("activities_activity", "sale_id"): None,
    ("activities_activity", "project_id"): None,
    **dict.fromkeys((("sales_sale", "id"), ("sales_saleperson", "sale_id")), 9_100_002),
    **dict.fromkeys((("sales_project", "id"), ("sales_projectperson", "project_id")), 9_100_003),
    **{(table, column): None for table in ("sales_sale", "sales_project") for column in ("company_id", "emptied_at")},
    ("fields_fieldvalue", "kind"): "text",
    **{("documents_document", column): None for column in ("company_id", "sale_id", "project_id")},
    # Of staff, not of the person: what of it is, the test writes.
    ("selections_selection", "name"): "A selection",
    ("selections_selection", "columns"): [],
    ("selections_selection", "criteria"): None,
    ("fields_companyfieldvalue", "kind"): "person",
    ("fields_companyfieldvalue", "ref_id"): PERSON,
}


class Filled:
    """What was written where: (table, column) → how it reads in the copy, for what can be told apart."""

    def __init__(self) -> None:
        self.marks: dict[tuple[str, str], tuple[str, ...]] = {}
        self._n = 0

    def value(self, table: str, column: str, kind: str, size: int) -> Any:
        """Something of the type that stands nowhere else, noted with the ways it may be read."""
        self._n += 1
        n = self._n
        mark = f"zq{n:04d}x"
        day = date(2001, 1, 1) + timedelta(days=n)
        at = datetime(2001, 1, 1, 11, 30, tzinfo=UTC) + timedelta(days=n)
        made: dict[str, tuple[Any, tuple[str, ...]]] = {
            "text": (mark, (mark,)),
            "character varying": (mark[:size] if size > 0 else mark, (mark[:size] if size > 0 else mark,)),
            "bigint": (7_000_000 + n, (str(7_000_000 + n),)),
            "integer": (1_000_000 + n, (str(1_000_000 + n),)),
            "smallint": (10_000 + n, (str(10_000 + n),)),
            "numeric": (70_000 + n, (str(70_000 + n),)),
            "timestamp with time zone": (at, (at.date().isoformat(),)),
            "date": (day, (day.isoformat(),)),
            "bytea": (mark.encode(), ()),
            "jsonb": (json.dumps({"mark": mark}), (mark,)),
            "text[]": ([mark], (mark,)),
            "character varying[]": ([mark], (mark,)),
            "bigint[]": ([7_000_000 + n], (str(7_000_000 + n),)),
            "boolean": (True, ()),
            "uuid": (f"00000000-0000-4000-8000-{n:012d}", (f"00000000-0000-4000-8000-{n:012d}",)),
        }
        told, marks = made[kind]
        self.marks[table, column] = marks
        return told


@contextmanager
def as_owner_and_never_kept() -> Iterator[None]:
    """The connection as the owner's, past triggers, references and CHECKs, in a transaction that is taken back."""
    connection.close()
    connection.settings_dict["USER"] = settings.OWNER_ROLE
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                for table, name in rows(CHECKS):
                    cursor.execute(
                        sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name))
                    )
            yield
            transaction.set_rollback(True)
    finally:
        connection.close()
        connection.settings_dict["USER"] = settings.APP_ROLE


def fill(special: dict[tuple[str, str], Any]) -> Filled:
    """Writes one row of the person into every registered table; `special` goes before SPECIAL."""
    filled = Filled()
    with connection.cursor() as cursor:
        for table in registered():
            row = _row(table, filled, SPECIAL | special)
            statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, row)),
                sql.SQL(", ").join([sql.Placeholder()] * len(row)),
            )  # fmt: skip
            cursor.execute(statement, list(row.values()))
    return filled


def _row(table: str, filled: Filled, special: dict[tuple[str, str], Any]) -> dict[str, Any]:
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    fields = {field.column: field for field in model._meta.concrete_fields}
    row: dict[str, Any] = {}
    for column, kind, modifier, is_made in rows(COLUMNS, f"public.{table}"):
        if is_made:
            continue
        if (table, column) in special:
            row[column] = special[table, column]
        elif column in THE_PERSON or (table, column) == ("contacts_person", "id"):
            row[column] = PERSON
        elif column in ("other_id", "merged_id", "other_person_id"):
            row[column] = OTHER
        else:
            row[column] = _of(
                fields.get(column), filled.value(table, column, kind, modifier - 4), filled, (table, column)
            )
    return row


def _of(field: Any, drawn: Any, filled: Filled, place: tuple[str, str]) -> Any:
    """What was drawn, or what the column takes: a choice, or a row that is there."""
    choices = getattr(field, "choices", None)
    if choices:
        filled.marks[place] = (str(choices[0][0]),)
        return choices[0][0]
    related = getattr(field, "related_model", None)
    if related and not place[1].endswith("person_id"):
        first = related.objects.order_by("pk").values_list("pk", flat=True).first()
        if first is not None:
            filled.marks[place] = ()
            return first
    return drawn
