"""A workbook that comes back: which columns it has, what each row says, and what cannot be read. REQ-95."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samtykke.core.refused import Refused
from samtykke.governance.data_map.workbook import COLUMNS, column_name
from samtykke.intake.channels.file.xlsx_reader import XlsxTable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from samtykke.intake.channels.file.rows import Row

NEEDED = ("id", "people", "kind")
MOST_ROWS, MOST_BYTES = 10_000, 10 << 20
LETTERS = 26


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be taken: its number in the sheet, the column, a sentence."""

    line: int
    column: str
    sentence: str


@dataclass(slots=True)
class Reading:
    """What was read: the known columns in their order, those left out of the file, those nobody knows, rows, faults."""

    columns: list[str]
    missing: list[str]
    ignored: list[str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_workbook(stream: BinaryIO, name: str) -> Reading:
    """Reads the first sheet with a header. Columns are found by name in either language, in any order; formulas are not
    computed. A column that the map needs and the file lacks refuses the file by its name.
    """
    if PurePath(name).suffix.lower() != ".xlsx":
        raise _refused(_("Hand in the workbook as .xlsx, as it was taken out."), "unknown_format")
    if stream.seek(0, 2) > MOST_BYTES:
        raise _refused(_("The workbook is larger than 10 MB."), "too_large")
    stream.seek(0)
    table = XlsxTable(stream)
    places, reading = _columns(table.header)
    for row in table.rows():
        if len(reading.rows) + len(reading.faults) >= MOST_ROWS:
            raise _refused(_("The workbook has more than 10,000 rows."), "too_many_rows")
        _read(row, places, table.header, reading)
    return reading


def _columns(header: list[str]) -> tuple[dict[int, str], Reading]:
    known = {_folded(word): column for column, words in COLUMNS.items() for word in (column, *words.values())}
    places: dict[int, str] = {}
    ignored = []
    for place, word in enumerate(header):
        column = known.get(_folded(word))
        if column is None:
            ignored.append(word)
        elif column in places.values():
            raise _refused(_("The column “%s” stands twice.") % word, "column_twice")
        else:
            places[place] = column
    missing = [column for column in COLUMNS if column not in places.values()]
    for column in NEEDED:
        if column in missing:
            raise _refused(
                _("The column “%(name)s” is missing. Columns in the file: %(found)s.")
                % {"name": column_name(column), "found": ", ".join(header[:20])},
                "column_missing",
            )
    return places, Reading(list(places.values()), missing, [word for word in ignored if word])


def _read(row: Row, places: dict[int, str], header: list[str], reading: Reading) -> None:
    formulas = [place for place in row.formulas if place in places]
    if row.refusal is not None:
        reading.faults.append(Fault(row.line, "", _("The row cannot be read: a cell is too long or damaged.")))
    elif formulas:
        where = f"{_letter(formulas[0])}{row.line}"
        sentence = _("Cell %(cell)s holds a formula or an error. Write what it comes to.") % {"cell": where}
        reading.faults.append(Fault(row.line, header[formulas[0]], sentence))
    else:
        cells = {column: row.cells[place].strip() for place, column in places.items()}
        if any(cells.values()):
            reading.rows.append({"line": row.line, "cells": cells})


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def _folded(word: str) -> str:
    return " ".join(word.split()).casefold()


def _refused(sentence: str, code: str) -> Refused:
    return Refused(sentence, code=code, field="file", status=422)


def as_json(reading: Reading) -> dict[str, Any]:
    """What is kept beside the rows until somebody approves them."""
    return {
        "columns": reading.columns,
        "missing": reading.missing,
        "ignored": reading.ignored,
        "faults": [[fault.line, fault.column, fault.sentence] for fault in reading.faults],
    }


def faults_of(kept: Iterable[list[Any]]) -> list[Fault]:
    """The faults as they were kept."""
    return [Fault(*fault) for fault in kept]
