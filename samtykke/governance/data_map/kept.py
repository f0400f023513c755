"""What a workbook says in columns that the product fills itself: never taken, and never dropped without a word. REQ-94."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from samtykke.governance.data_map import queries
from samtykke.governance.data_map.queries import NOBODYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samtykke.governance.data_map.queries import MapLine

LANGUAGES: Final = ("nb", "en")
# What the configuration says of a live row. One that lists several things says the same in any order.
FILLED: Final = ("people", "kind", "fields", "purpose", "basis", "sources", "access", "recipients", "retention")
LISTS: Final = frozenset({"fields", "basis", "sources", "access", "recipients"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell that was not taken: its row in the sheet, its column, what the file says, what stands, and where that is
    changed."""

    line: int
    key: str
    column: str
    said: str
    stands: str
    place: str
    address: str


class Live:
    """The live rows as they stand now, in the languages a workbook may have gone out in."""

    def __init__(self, lines: Iterable[MapLine]) -> None:
        self.lines = {line.key: line for line in lines}

    @cached_property
    def told(self) -> list[dict[str, MapLine]]:
        """The same rows in each language; asked only where a cell differs."""
        found = []
        for language in LANGUAGES:
            with override(language):
                found.append({line.key: line for line in queries.live_lines()})
        return found

    def kept(self, line: int, cells: Mapping[str, str]) -> list[Kept]:
        """The cells of a live row that say something else than the product does."""
        row = self.lines.get(cells["id"])
        if row is None:
            return []
        return [
            Kept(line, row.key, column, cells[column], str(getattr(row, column)), *_place(row, column))
            for column in FILLED
            if column in cells and not self._says(row, column, cells[column])
        ]

    def _says(self, row: MapLine, column: str, text: str) -> bool:
        if _same(column, getattr(row, column), text):
            return True
        return any(_same(column, getattr(lines[row.key], column), text) for lines in self.told if row.key in lines)


def _same(column: str, stands: str, text: str) -> bool:
    if column in LISTS:
        return {_folded(part) for part in stands.split(",")} == {_folded(part) for part in text.split(",")}
    return _folded(stands) == _folded(text)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _place(row: MapLine, column: str) -> tuple[str, str]:
    """The page where what stands in a column is changed, with its name."""
    if column == "people":
        known = row.category_key != NOBODYS
        address = (
            reverse("purposes:categories-item", args=[row.category_key]) if known else reverse("purposes:categories")
        )
        return (row.people if known else _("Categories")), address
    if column == "access":
        return _("Roles"), reverse("accounts:roles")
    if column == "sources":
        return _("Sources"), reverse("purposes:sources")
    if column in {"kind", "fields"}:
        return _("Fields about people"), reverse("governance:fields")
    page = "purposes:bases" if column == "basis" else "purposes:purposes-item"
    return row.purpose, reverse(page, args=[row.purpose_key])
