"""Workbooks (XLSX) to work in: written row by row, every text a text cell, so that no spreadsheet runs it. REQ-94."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000
DEFAULT_WIDTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name (at most 31 characters), its head, its rows, the width of each column in characters, and for a
    column by number the words that may be chosen in it.
    """

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()
    choices: Sequence[tuple[int, Sequence[str]]] = ()


def as_xlsx(*sheets: Sheet, title: str, author: str) -> bytes:
    """The sheets as one file. Numbers stay numbers; everything else is text."""
    told = BytesIO()
    book = xlsxwriter.Workbook(
        told, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    )
    book.set_properties({"title": title, "author": author})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        _write(book.add_worksheet(sheet.title[:31]), sheet, head, cell)
    book.close()
    return told.getvalue()


def _write(page: Any, sheet: Sheet, head: Any, cell: Any) -> None:
    for column in range(len(sheet.head)):
        page.set_column(column, column, sheet.widths[column] if column < len(sheet.widths) else DEFAULT_WIDTH)
    page.freeze_panes(1, 0)
    for column, words in sheet.choices:
        page.data_validation(1, column, 10_000, column, {"validate": "list", "source": list(words)})
    for column, word in enumerate(sheet.head):
        page.write_string(0, column, word, head)
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                page.write_number(number, column, value, cell)
            else:
                page.write_string(number, column, "" if value is None else str(value)[:LONGEST_CELL], cell)
