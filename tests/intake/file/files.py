"""Files for the tests, made in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import xlsxwriter

from samtykke.intake.channels.file.csv_reader import CsvTable
from samtykke.intake.channels.file.rows import Row
from samtykke.intake.channels.file.xlsx_reader import XlsxTable


def csv_table(text: str | bytes, codec: str = "utf-8") -> CsvTable:
    return CsvTable(io.BytesIO(text if isinstance(text, bytes) else text.encode(codec)))


def csv_rows(text: str | bytes, codec: str = "utf-8") -> list[Row]:
    return list(csv_table(text, codec).rows())


def workbook(fill: Callable[[xlsxwriter.Workbook], Any], **options: Any) -> io.BytesIO:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    fill(book)
    book.close()
    return stream


def sheet_of(rows: list[list[Any]], **options: Any) -> XlsxTable:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return XlsxTable(workbook(fill, **options))


def changed_part(stream: io.BytesIO, name: str, content: bytes) -> io.BytesIO:
    """The same archive with one part put in the place of another, or added."""
    changed = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return changed
