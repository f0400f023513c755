"""What these tables hold about a person: in which lists they stand. Art. 15, 17, 20.

A selection by criteria holds no people: one chosen in it by their number is a number, and goes with them. What somebody
typed to search by (a name, an address, a number) and what they called the selection may name a person; it cannot be told
from other words, and is for whoever erases to look for.
"""

from __future__ import annotations

from typing import Any

from samtykke.core import personal_data
from samtykke.selections import queries

FIELDS: dict[str, dict[str, str]] = {
    "selections_member": {
        **dict.fromkeys(("person_id", "selection_id", "batch", "added_by_kind", "added_by_id"), "technical"),
        "added_at": "history",
    },
}


def register() -> None:
    """Adds this table to the registry."""
    personal_data.register(
        personal_data.PersonalData(
            name="selections", tables=tuple(FIELDS), fields=FIELDS, export=export, erase=queries.erase_person
        )
    )


def export(person_id: int) -> dict[str, Any]:
    """The lists in which a person stands, and since when; what was added together has one number."""
    rows = queries.lists_of(person_id)
    names = queries.names_of_lists(row.selection_id for row in rows)
    lists = [
        {
            "list": names.get(row.selection_id, ""),
            "number": row.selection_id,
            "added_together": row.batch,
            "since": row.added_at.isoformat(),
        }
        for row in rows
    ]
    return {"lists": lists} if lists else {}
