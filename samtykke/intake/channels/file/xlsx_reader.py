"""XLSX as it comes: one sheet read as a stream, every cell as the text a person sees. Formulas are never computed."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from samtykke.intake.channels.file.rows import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_XLSX_ROWS,
    Refusal,
    Row,
    checked_header,
    fitted,
    is_header_again,
    refuse_file,
)
from samtykke.intake.channels.file.xlsx_archive import XmlPart, damaged, open_archive, read_xml
from samtykke.intake.channels.file.xlsx_cells import SharedTexts, column_number, date_styles, date_text, number_text

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from typing import BinaryIO

HEADER_WITHIN = 20
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_UNFIT = re.compile("[\0\ud800-\udfff]")


class _Sheet(NamedTuple):
    name: str
    part: str


class XlsxTable:
    """The first sheet of a workbook that has a header, its rows streamed."""

    def __init__(self, stream: BinaryIO) -> None:
        self.warnings: list[Refusal] = []
        self._archive = open_archive(stream)
        self._book = _Book(self._archive)
        self._texts = SharedTexts(self._archive, self._book.shared_texts)
        self._dates = date_styles(self._archive)
        self._sheet, self._header_line, cells = self._find_header()
        self.header = checked_header(cells)
        self._part: _SheetPart | None = None

    @property
    def description(self) -> dict[str, str]:
        return {"sheet": self._sheet.name}

    def read_share(self) -> float:
        if self._part is None:
            return 0.0
        return self._part.share(self._archive.getinfo(self._sheet.part).file_size)

    def rows(self) -> Iterator[Row]:
        width, count = len(self.header), 0
        self._part = self._open(self._sheet)
        for row in self._part:
            if row.line <= self._header_line or not any(row.cells):
                continue
            if row.refusal is None and is_header_again(row.cells, self.header):
                self.warnings.append(Refusal("header_again", str(row.line)))
                continue
            count += 1
            if count > MAX_XLSX_ROWS:
                raise refuse_file(
                    _("The sheet has more than %(count)s rows.") % {"count": MAX_XLSX_ROWS}, "too_many_rows"
                )
            yield row if row.refusal else _whole(row, width)

    def _open(self, sheet: _Sheet) -> _SheetPart:
        return _SheetPart(self._archive, sheet.part, self._texts, self._dates, from_1904=self._book.from_1904)

    def _find_header(self) -> tuple[_Sheet, int, list[str]]:
        """The first row with two cells or more among the first rows of a sheet; titles above it are skipped and said."""
        for sheet in self._book.sheets:
            first: Row | None = None
            for number, row in enumerate(self._open(sheet)):
                if sum(bool(cell.strip()) for cell in row.cells) > 1:
                    if first is not None:
                        self.warnings.append(Refusal("rows_above_header", str(row.line)))
                    return sheet, row.line, row.cells
                first = first or (row if any(row.cells) else None)
                if number > HEADER_WITHIN:
                    break
            if first is not None:
                return sheet, first.line, first.cells
        raise refuse_file(_("The workbook is empty."), "empty_file")


def _whole(row: Row, width: int) -> Row:
    """Empty cells are absent in a sheet: a short row is filled up."""
    if len(row.cells) < width:
        row.cells.extend([""] * (width - len(row.cells)))
    return fitted(row.line, row.cells, width, 0, row.formulas)


class _Book:
    """What the workbook says about itself: its visible sheets in order, its shared texts, its calendar."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.from_1904 = False
        names = set(archive.namelist())
        targets: dict[str, str] = {}
        found: list[tuple[str, str]] = []

        def relation(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")

        def book(name: str, attributes: dict[str, str]) -> None:
            if name == "workbookPr":
                self.from_1904 = attributes.get("date1904", "0") in {"1", "true"}
            elif name == "sheet" and attributes.get("state", "visible") == "visible":
                key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                found.append((attributes.get("name", "")[:100], key))

        if "xl/_rels/workbook.xml.rels" in names:
            read_xml(archive, "xl/_rels/workbook.xml.rels", start=relation)
        read_xml(archive, "xl/workbook.xml", start=book)
        self.sheets = [_Sheet(name, targets[key]) for name, key in found if targets.get(key) in names]
        self.shared_texts = next((t for t in targets.values() if t.endswith("sharedStrings.xml") and t in names), None)


class _SheetPart:
    """The rows of one sheet, parsed piece by piece."""

    def __init__(
        self, archive: zipfile.ZipFile, part: str, texts: SharedTexts, dates: frozenset[int], *, from_1904: bool
    ) -> None:
        self._xml = XmlPart(archive, part).on(start=self._start, end=self._end, text=self._text)
        self._texts = texts
        self._dates = dates
        self._from_1904 = from_1904
        self._ready: list[Row] = []
        self._line = 0
        self._cells: list[str] = []
        self._formulas: list[int] = []
        self._refusal: Refusal | None = None
        self._column = -1
        self._kind = ""
        self._style = 0
        self._value: list[str] = []
        self._length = 0
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._phonetic = False

    def __iter__(self) -> Iterator[Row]:
        more = True
        while more:
            more = self._xml.feed()
            yield from self._ready
            self._ready.clear()

    def share(self, size: int) -> float:
        return self._xml.share(size)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "v" or (name == "t" and not self._phonetic):
            self._into = self._value
        elif name == "f":
            self._formula = self._into = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "row":
            self._line = _positive(attributes.get("r"), self._line + 1)
            self._cells, self._formulas, self._refusal, self._column = [], [], None, -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._column = column_number(reference) if reference else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = _positive(attributes.get("s"), 0)
        self._value, self._formula, self._into, self._length = [], None, None, 0

    def _text(self, piece: str) -> None:
        if self._into is not None and self._length <= 2 * MAX_CELL:
            self._into.append(piece)
            self._length += len(piece)

    def _end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name == "row":
            self._ready.append(Row(self._line, self._cells, self._refusal, tuple(self._formulas)))
        elif name == "rPh":
            self._phonetic = False
        elif name in {"v", "t", "f"}:
            self._into = None

    def _end_cell(self) -> None:
        text = self._shown("".join(self._value))
        if self._formula is not None or self._kind == "e":
            self._formulas.append(self._column)
        if self._formula is not None:
            text = text or "=" + "".join(self._formula)
        if not text:
            return
        if self._column >= MAX_COLUMNS:
            self._refusal = Refusal("too_many_cells", str(MAX_COLUMNS))
            return
        if len(text) > MAX_CELL:
            self._refusal = Refusal("cell_too_long", str(MAX_CELL))
            text = text[:1000]
        if self._column >= len(self._cells):
            self._cells.extend([""] * (self._column + 1 - len(self._cells)))
        self._cells[self._column] = text

    def _shown(self, value: str) -> str:
        if self._kind == "s":
            if not value.strip().isdecimal():
                raise damaged()
            return self._unescaped(self._texts[int(value)])
        if self._kind == "n" and value:
            return date_text(value, from_1904=self._from_1904) if self._style in self._dates else number_text(value)
        if self._kind == "b":
            return {"1": "true", "0": "false"}.get(value, value)
        if self._kind == "d":
            return value.replace("T", " ")
        return "" if self._kind == "e" else self._unescaped(value)

    def _unescaped(self, text: str) -> str:
        """Workbooks write some characters as `_x000D_`; a NUL or half a character hidden that way is refused."""
        if "_x" in text and (plain := _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)) != text:
            text = plain
            if unfit := _UNFIT.search(text):
                self._refusal = Refusal("nul_byte") if unfit[0] == "\0" else Refusal("unreadable_bytes", "XLSX")
                text = _UNFIT.sub("\ufffd", text)
        return text


def _positive(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else otherwise
