"""What a workbook stores as numbers and styles, shown as the text a person reads in the cell."""

from __future__ import annotations

import re
import tempfile
import weakref
from array import array
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from samtykke.intake.channels.file.rows import MAX_CELL, refuse_file
from samtykke.intake.channels.file.xlsx_archive import damaged, read_xml

if TYPE_CHECKING:
    import zipfile

MAX_SHARED_TEXTS = 8_000_000
MAX_SHARED_BYTES = 1 << 30
MAX_STYLES = 100_000
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_EXACT = 10**15
_LETTERS = re.compile(r"[A-Z]{1,3}")


def column_number(reference: str) -> int:
    """The column of a cell reference, counted from 0: `C7` is 2."""
    letters = _LETTERS.match(reference)
    if not letters:
        raise damaged()
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def number_text(stored: str) -> str:
    """A number without the noise of floating point: `4.7912345678E10` is `47912345678`, `0.30000000000000004` is `0.3`."""
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored
    if not number.is_finite() or number.adjusted() > 30 or number.adjusted() < -30:
        return stored
    if number == number.to_integral_value():
        return str(int(number))
    if abs(number) >= _EXACT:
        return format(number, "f")
    text = format(Decimal(format(float(number), ".15g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def date_text(stored: str, *, from_1904: bool) -> str:
    """A day number as a date, with the time where it has one. Day 60 of the 1900 calendar never was and reads 1900-02-29."""
    try:
        days = float(stored)
    except ValueError:
        return stored
    if not 0 <= days < 2_958_466:
        return number_text(stored)
    whole, rest = divmod(round(days * 86_400), 86_400)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    if whole == 0 and not from_1904:
        return clock
    if from_1904:
        day = datetime(1904, 1, 1) + timedelta(days=whole)  # noqa: DTZ001 - a calendar, not an instant
    elif whole == 60:
        return f"1900-02-29 {clock}" if rest else "1900-02-29"
    else:
        day = datetime(1899, 12, 31 if whole < 60 else 30) + timedelta(days=whole)  # noqa: DTZ001
    return f"{day:%Y-%m-%d} {clock}" if rest else f"{day:%Y-%m-%d}"


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time: d, m, y, h or s outside quotation marks and brackets."""
    if re.search(r"\[(h+|m+|s+)\]", code, re.IGNORECASE):
        return True
    letters = _NOT_LETTERS.sub("", code.split(";")[0]).lower()
    return bool(re.search(r"[dmyhs]", letters)) and "general" not in letters


def date_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """The cell styles that show their number as a date."""
    custom: dict[int, str] = {}
    styles: list[int] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            custom[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")[:500]
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            styles.append(int(attributes.get("numFmtId", "0")))
            if len(styles) > MAX_STYLES:
                raise damaged()

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    if "xl/styles.xml" in archive.namelist():
        try:
            read_xml(archive, "xl/styles.xml", start=start, end=end)
        except ValueError as error:
            raise damaged() from error
    return frozenset(
        number
        for number, kind in enumerate(styles)
        if (is_date_format(custom[kind]) if kind in custom else kind in _BUILT_IN_DATES)
    )


class SharedTexts:
    """The workbook's shared texts, kept on disk with their places in memory, so that size costs no memory."""

    def __init__(self, archive: zipfile.ZipFile, name: str | None) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the table goes
        weakref.finalize(self, self._file.close)
        self._places = array("Q", [0])
        self._recent: dict[int, str] = {}
        if name:
            self._read(archive, name)
        self._file.flush()

    def __getitem__(self, number: int) -> str:
        text = self._recent.get(number)
        if text is None:
            if not 0 <= number < len(self._places) - 1:
                raise damaged()
            begin, end = self._places[number], self._places[number + 1]
            self._file.seek(begin)
            text = self._file.read(end - begin).decode("utf-8", "surrogatepass")
            if len(self._recent) > 20_000:
                self._recent.clear()
            self._recent[number] = text
        return text

    def _read(self, archive: zipfile.ZipFile, name: str) -> None:
        pieces: list[str] = []
        collecting = phonetic = False
        total = length = 0

        def start(name: str, _attributes: dict[str, str]) -> None:
            nonlocal collecting, phonetic, length
            if name == "si":
                pieces.clear()
                length = 0
            elif name == "rPh":
                phonetic = True
            collecting = name == "t" and not phonetic

        def end(name: str) -> None:
            nonlocal collecting, phonetic, total
            collecting = False
            if name == "rPh":
                phonetic = False
            elif name == "si":
                total += self._file.write("".join(pieces).encode("utf-8", "surrogatepass"))
                self._places.append(total)
                if len(self._places) > MAX_SHARED_TEXTS or total > MAX_SHARED_BYTES:
                    raise refuse_file(_("The workbook holds more text than can be read."), "too_much_text")

        def text(piece: str) -> None:
            nonlocal length
            if collecting and length <= MAX_CELL:
                pieces.append(piece)
                length += len(piece)

        read_xml(archive, name, start=start, end=end, text=text)
