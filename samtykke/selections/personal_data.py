"""What these tables hold about a person: in which lists they stand, and where staff typed a detail of theirs. Art. 15, 17, 20.

A selection by criteria holds no people: one chosen in it by their number is a number, and goes with them. A typed e-mail
address, phone number, external id or full name is found and emptied; part of a name, and what somebody called the
selection, cannot be told from other words, and is for whoever erases to look for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.core import personal_data
from samtykke.selections import queries
from samtykke.selections.sql import about

if TYPE_CHECKING:
    from samtykke.selections.models import Member, TakenOut

ROW = dict.fromkeys(("person_id", "selection_id", "batch", "added_by_kind", "added_by_id"), "technical")
FIELDS: dict[str, dict[str, str]] = {
    "selections_member": {**ROW, "added_at": "history"},
    "selections_takenout": {**ROW, "removal": "technical", "added_at": "history", "taken_out_at": "history"},
    # Of staff; a person's are the words in criteria that are a detail of theirs.
    "selections_selection": {
        **dict.fromkeys(("id", "name", "kind", "columns", "sort", "is_view", "owner_id", "share"), "technical"),
        **dict.fromkeys(("created_at", "version", "deleted_at"), "technical"),
        **dict.fromkeys(("criteria", "updated_at"), "history"),
    },
}


def register() -> None:
    """Adds these tables to the registry; what was typed is found by details that others erase."""
    personal_data.register(
        personal_data.PersonalData(
            name="selections",
            tables=tuple(FIELDS),
            fields=FIELDS,
            export=export,
            erase=about.erase_person,
            erases_early=True,
        )
    )


def export(person_id: int) -> dict[str, Any]:
    """The lists in which a person stands, and since when (what was added together has one number); those they were taken
    out of within the hour; and the words by which staff keep looking for them.
    """
    rows, gone = about.lists_of(person_id), about.taken_out_of(person_id)
    names = queries.names_of_lists(about.numbers_of([*rows, *gone]))
    told = {
        "lists": [_told(row, names) for row in rows],
        "taken_out": [{**_told(row, names), "taken_out_at": row.taken_out_at.isoformat()} for row in gone],
        "searched_by": [
            {"selection": pk, "words": said, "changed_at": at.isoformat()} for pk, said, at in about.typed_of(person_id)
        ],
    }
    return {name: part for name, part in told.items() if part}


def _told(row: Member | TakenOut, names: dict[int, str]) -> dict[str, Any]:
    return {
        "list": names.get(row.selection_id, ""),
        "number": row.selection_id,
        "added_together": row.batch,
        "since": row.added_at.isoformat(),
    }
