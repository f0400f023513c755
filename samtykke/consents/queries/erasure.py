"""The log's rows about a person: reading them for the copy, removing what may be forgotten. Art. 15, 17; REQ-84, 100."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

# What may be forgotten; the facts stay.
REMOVED = (
    "consents_consentevidence",
    "consents_evidencefile",
    "consents_confirmationlink",
    "consents_confirmation",
    "consents_consentrecord",
)


def rows_about(table: str, person_id: int, columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of one of our tables about a person; table and columns are our own names."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE person_id = %s ORDER BY 1, 2", [person_id])
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def erase_person(person_id: int) -> dict[str, int]:
    """Removes evidence, scans, salts, what waits for an answer, and records; the facts stay as commitments that point at nobody any more (REQ-84).

    Returns rows removed per table.
    """
    removed = {}
    with connection.cursor() as cursor:
        for table in REMOVED:
            cursor.execute(f"DELETE FROM {table} WHERE person_id = %s", [person_id])
            removed[table] = int(cursor.rowcount)
    return removed
