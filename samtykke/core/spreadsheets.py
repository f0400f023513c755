"""Cells as text that no spreadsheet runs. REQ-94."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BYTE_ORDER_MARK = "\ufeff"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


def as_text(value: object) -> str:
    """A cell that stays text: what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_FORMULA) or text.startswith(STARTS_FORMULA) else text


class _Line:
    def write(self, line: str) -> str:
        return line


def csv_lines(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of a CSV file for people: UTF-8 with a mark that spreadsheets know, every cell neutral."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow([as_text(cell) for cell in head])
    for row in rows:
        yield writer.writerow([as_text(cell) for cell in row])
