"""What every reader of a file yields, whatever the format: numbered rows of text, or a row refused with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.utils.translation import gettext_lazy as _

from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.utils.functional import _StrPromise

MAX_CELL = 10_000
MAX_COLUMNS = 500
MAX_CSV_ROWS = 5_000_000
MAX_XLSX_ROWS = 200_000


class Refusal(NamedTuple):
    """Why a row does not come in: a stable code (`reasons.py` has the sentence) and what it is about."""

    code: str
    detail: str = ""


class Row(NamedTuple):
    """One row as the file has it. `line` is the number a person sees: the line the record begins on, or the row of the sheet.

    `formulas` are the columns whose cell was computed by a formula.
    """

    line: int
    cells: list[str]
    refusal: Refusal | None = None
    formulas: tuple[int, ...] = ()


class Table(Protocol):
    """A file opened for reading: its header, what was found out about it, and its rows once through."""

    header: list[str]
    warnings: list[Refusal]

    @property
    def description(self) -> dict[str, str]:
        """How the file was read: encoding, separator, sheet."""

    def rows(self) -> Iterator[Row]:
        """The rows after the header, refused ones included, in constant memory."""

    def read_share(self) -> float:
        """How much of the file has been read, from 0 to 1."""


def refuse_file(reason: str | _StrPromise, code: str) -> Refused:
    """The whole file does not come in."""
    return Refused(reason, code=code, field="file", status=422)


def checked_header(cells: Sequence[str]) -> list[str]:
    """The column names, trimmed; a name that stands twice is refused by name, for nobody could say which one is meant."""
    names = [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise refuse_file(_("The file has no header row."), "no_header")
    if len(names) > MAX_COLUMNS:
        raise refuse_file(_("The file has more than %(count)s columns.") % {"count": MAX_COLUMNS}, "too_many_columns")
    seen: set[str] = set()
    for name in names:
        folded = name.casefold()
        if folded and folded in seen:
            raise refuse_file(
                _("The column “%(name)s” stands twice in the header.") % {"name": name[:100]}, "duplicate_column"
            )
        seen.add(folded)
    return names


def is_header_again(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row repeats the header, as happens where exports were pasted together."""
    return [" ".join(cell.split()) for cell in cells[: len(header)]] == list(header)


def fitted(line: int, cells: list[str], width: int, spare: int = 0, formulas: tuple[int, ...] = ()) -> Row:
    """A row of exactly `width` cells. What stands in the `spare` nameless columns is dropped; a row of another length is refused."""
    found = len(cells)
    if found != width:
        if found < width or any(cells[width + spare :]):
            return Row(line, cells, Refusal("ragged", f"{found}/{width}"))
        del cells[width:]
    return Row(line, cells, None, formulas)
