"""CSV as it comes: read as a stream, each bad row refused by itself with the line it begins on.

A broken quotation mark costs the line it stands on, not the rest of the file.
"""

from __future__ import annotations

import csv
import io
import os
import re
import weakref
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from samtykke.intake.channels.file.encoding import LONGEST_LINE, Encoding, detect
from samtykke.intake.channels.file.rows import (
    MAX_CELL,
    MAX_CSV_ROWS,
    Refusal,
    Row,
    checked_header,
    fitted,
    is_header_again,
    refuse_file,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
SAMPLE = 20
LOOK_AHEAD = 8_000_000
LOOK_AHEAD_IN_ALL = 256_000_000
_UNREADABLE = re.compile("[\ud800-\udfff]")
_QUOTES = re.compile('"+')


class CsvTable:
    """A CSV file: encoding and separator found out, header checked, rows streamed."""

    def __init__(self, stream: BinaryIO) -> None:
        self.warnings: list[Refusal] = []
        self._spare = 0
        self._stream = stream
        self._size = stream.seek(0, os.SEEK_END)
        if not self._size:
            raise refuse_file(_("The file is empty."), "empty_file")
        self.encoding: Encoding = detect(stream)
        text = io.TextIOWrapper(stream, self.encoding.codec, self.encoding.errors, newline="")
        weakref.finalize(self, _let_go, text)
        self._lines = _Lines(text)
        self.separator = self._sniff()
        self._records = _Records(self._lines, self.separator)
        self.header = self._read_header()

    @property
    def description(self) -> dict[str, str]:
        return {"encoding": self.encoding.name, "separator": SEPARATORS[self.separator]}

    def read_share(self) -> float:
        return min(1.0, self._stream.tell() / self._size)

    def rows(self) -> Iterator[Row]:
        width, header, clean, spare = len(self.header), self.header, self.encoding.clean, self._spare
        first = header[0]
        count = 0
        for line, cells, refusal in self._records:
            if refusal:
                yield Row(line, cells, refusal)
                continue
            if not any(cells):
                continue
            if cells[0].strip() == first and is_header_again(cells, header):
                self.warnings.append(Refusal("header_again", str(line)))
                continue
            count += 1
            if count > MAX_CSV_ROWS:
                raise refuse_file(
                    _("The file has more than %(count)s rows.") % {"count": MAX_CSV_ROWS}, "too_many_rows"
                )
            if not clean and _UNREADABLE.search("".join(cells)):
                yield Row(line, cells, Refusal("unreadable_bytes", self.encoding.name))
                continue
            yield fitted(line, cells, width, spare)

    def _sniff(self) -> str:
        """The separator under which most of the first lines have as many cells as the header, then the one with most cells."""
        lines = self._lines.peek(SAMPLE)
        if lines and (named := re.fullmatch(r'\ufeff?"?sep=(.)"?\s*', lines[0])) and named[1] in SEPARATORS:
            self._lines.drop(1)
            return named[1]
        while lines and not lines[0].strip(" \r\n\ufeff"):
            self._lines.drop(1)
            lines = self._lines.peek(SAMPLE)
        return max(SEPARATORS, key=lambda separator: _agreement(lines, separator))

    def _read_header(self) -> list[str]:
        for line, cells, refusal in self._records:
            if refusal:
                raise refuse_file(_("The header row on line %(line)s cannot be read.") % {"line": line}, "bad_header")
            if any(cell.strip() for cell in cells):
                if "\0" in "".join(cells) or _UNREADABLE.search("".join(cells)):
                    raise refuse_file(
                        _("The header row on line %(line)s cannot be read.") % {"line": line}, "bad_header"
                    )
                names = checked_header(cells)
                self._spare = len(cells) - len(names)
                return names
        raise refuse_file(_("The file is empty."), "empty_file")


def _let_go(text: io.TextIOWrapper) -> None:
    """Leaves the file to its owner, who may have closed it."""
    with suppress(ValueError):
        text.detach()


def _agreement(lines: list[str], separator: str) -> tuple[int, int]:
    try:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=separator) if cells]
    except csv.Error:
        return (0, 0)
    if not widths or widths[0] == 1:
        return (0, 0)
    return (sum(width == widths[0] for width in widths), widths[0])


class _Lines:
    """Physical lines, counted, with the possibility of handing some back."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._returned: deque[str] = deque()
        self.taken = 0

    def next(self) -> str:
        """The next line with its end, or nothing at the end of the file."""
        line = self._returned.popleft() if self._returned else self._read()
        if line:
            self.taken += 1
        return line

    def give_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))
        self.taken -= len(lines)

    def peek(self, count: int) -> list[str]:
        while len(self._returned) < count and (line := self._read()):
            self._returned.append(line)
        return [self._returned[i] for i in range(min(count, len(self._returned)))]

    def drop(self, count: int) -> None:
        for _line in range(count):
            self.next()

    def _read(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            raise refuse_file(_("The file has a line that is too long to be a row of a table."), "line_too_long")
        return line


class _Records:
    """Records with the line they begin on. What one record was read from is kept until the next one is asked for."""

    def __init__(self, lines: _Lines, separator: str) -> None:
        self._lines = lines
        self._separator = separator
        self._current: list[str] = []
        self._looked_ahead = 0

    def __iter__(self) -> Iterator[tuple[int, list[str], Refusal | None]]:
        lines, current = self._lines, self._current
        reader = csv.reader(self._feed(), delimiter=self._separator, strict=True)
        while True:
            current.clear()
            begins = lines.taken + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield self._broken(begins)
                reader = csv.reader(self._feed(), delimiter=self._separator, strict=True)
                continue
            yield begins, cells, self._unfit(cells)

    def _feed(self) -> Iterator[str]:
        take, keep = self._lines.next, self._current.append
        while line := take():
            keep(line)
            yield line

    def _unfit(self, cells: list[str]) -> Refusal | None:
        size = 0
        for line in self._current:
            size += len(line)
            if "\0" in line:
                return Refusal("nul_byte")
        if size > MAX_CELL and any(len(cell) > MAX_CELL for cell in cells):
            return Refusal("cell_too_long", str(MAX_CELL))
        return None

    def _broken(self, begins: int) -> tuple[int, list[str], Refusal | None]:
        """A record that is whole but too long is refused whole; one with a broken quotation mark costs its first line."""
        quoted = False
        size = 0
        seen: list[str] = []
        pending = list(self._current)
        budget = min(LOOK_AHEAD, LOOK_AHEAD_IN_ALL - self._looked_ahead)
        while size <= budget and (line := pending.pop(0) if pending else self._lines.next()):
            seen.append(line)
            size += len(line)
            state = _quoted_after(line, quoted, self._separator)
            if state is None:
                break
            quoted = state
            if not quoted:
                self._lines.give_back(pending)
                return begins, _start_of(seen), Refusal("cell_too_long", str(MAX_CELL))
        self._looked_ahead += size
        self._lines.give_back([*seen[1:], *pending])
        return begins, _start_of(seen), Refusal("broken_quotes")


def _start_of(lines: list[str]) -> list[str]:
    return [lines[0].rstrip("\r\n")[:1000]]


def _quoted_after(line: str, quoted: bool, separator: str) -> bool | None:
    """Whether the end of this line lies inside quotation marks; None where one stands in a place it cannot stand."""
    body = line.rstrip("\r\n")
    for run in _QUOTES.finditer(body):
        count = run.end() - run.start()
        if not quoted:
            if run.start() and body[run.start() - 1] != separator:
                continue
            count -= 1
            quoted = True
        if count % 2:
            quoted = False
            if run.end() < len(body) and body[run.end()] != separator:
                return None
    return quoted
