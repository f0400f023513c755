"""Cards of people as phones and mail programs hand them over: vCard 2.1, 3.0 and 4.0 (RFC 6350), several in one file.

What names somebody and how they are reached is read. Photos, birthdays, notes and whatever else a card holds are left out.
"""

from __future__ import annotations

import quopri
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

from django.utils.translation import gettext_lazy as _

from samtykke.intake.channels.file.rows import MAX_CELL, MAX_XLSX_ROWS, Refusal, Row, refuse_file

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER: Final = (
    "first_name", "last_name", "full name", "title", "company", "emails", "phones", "street", "postal_code", "city",
    "postal_country",
)  # fmt: skip
READ: Final = frozenset(
    {"BEGIN", "END", "N", "FN", "ORG", "TITLE", "EMAIL", "TEL", "ADR", "KIND", "X-ABSHOWAS", "AGENT"}
)
# What says nothing of the person, and is not worth a word when it is left out.
SILENT: Final = frozenset({"VERSION", "PRODID", "REV", "UID", "SORT-STRING", "CLASS", "SOURCE"})
NOBODY: Final = frozenset({"group", "org", "location", "application", "device", "company"})
LONGEST_LINE: Final = 1 << 20
_HEAD = re.compile(r"(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<params>(?:;(?:\"[^\"]*\"|[^\":])*)?):(?P<value>.*)", re.DOTALL)
_QUOTED = re.compile(r";(?:ENCODING=)?QUOTED-PRINTABLE[;:]", re.IGNORECASE)
_CHARSET = re.compile(r";CHARSET=\"?([\w-]+)", re.IGNORECASE)
_PREFERRED = re.compile(r"[;,=\"]pref(?:=1)?(?:[;,\"]|$)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(slots=True)
class Property:
    """One line of a card."""

    name: str
    params: str
    value: str

    @property
    def parts(self) -> list[str]:
        """Its value, taken apart where it has parts."""
        return [_plain(part) for part in re.split(r"(?<!\\);", self.value)]


@dataclass(slots=True)
class Card:
    """What was read of one card, and the line it begins on."""

    line: int
    said: list[Property] = field(default_factory=list)
    is_whole: bool = False

    def all(self, name: str) -> list[Property]:
        """Every line of a name, the preferred ones first."""
        found = [one for one in self.said if one.name == name]
        return sorted(found, key=lambda one: _PREFERRED.search(one.params) is None)

    def first(self, name: str) -> list[str]:
        """The parts of the first line of a name."""
        found = self.all(name)
        return found[0].parts if found else []


class VcardTable:
    """The cards of a file as rows. They are read once through, in constant memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._size = max(1, stream.seek(0, 2))
        stream.seek(0)
        if not stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(b"BEGIN:VCARD"):
            raise refuse_file(_("This is not a file of cards (vCard)."), "not_vcard")
        stream.seek(0)
        self.header = list(HEADER)
        self.warnings: list[Refusal] = []
        self._left_out: dict[str, None] = {}

    @property
    def description(self) -> dict[str, str]:
        """How it was read."""
        return {"encoding": "vCard"}

    def read_share(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return min(1.0, self._stream.tell() / self._size)

    def rows(self) -> Iterator[Row]:
        """One row a card; those that are no people, or break off, refused."""
        for count, card in enumerate(self._cards(), 1):
            if count > MAX_XLSX_ROWS:
                raise refuse_file(
                    _("The file has more than %(count)s rows.") % {"count": MAX_XLSX_ROWS}, "too_many_rows"
                )
            yield _row(card)
        if self._left_out:
            self.warnings.append(Refusal("unused_columns", ", ".join(self._left_out)[:500]))

    def _cards(self) -> Iterator[Card]:
        card: Card | None = None
        inside = 0  # a card of somebody's agent, within a card (2.1)
        for line, one in self._properties():
            is_begin, is_end = (one.name == name and one.value.strip().upper() == "VCARD" for name in ("BEGIN", "END"))
            if is_begin and card is not None and card.said and card.said[-1].name == "AGENT":
                inside += 1
            elif is_begin:
                if card is not None:
                    yield card
                card = Card(line)
            elif is_end and inside:
                inside -= 1
            elif is_end and card is not None:
                card.is_whole = True
                yield card
                card = None
            elif card is not None and not inside:
                card.said.append(one)
        if card is not None:
            yield card

    def _properties(self) -> Iterator[tuple[int, Property]]:
        for line, text in self._unfolded():
            found = _HEAD.fullmatch(text)
            if found:
                yield line, Property(found["name"].upper(), found["params"], _decoded(found["params"], found["value"]))

    def _unfolded(self) -> Iterator[tuple[int, str]]:
        """Lines put together again where they were folded; of what is not read, the beginning alone is looked at."""
        begun, waiting, kept, soft = 0, "", False, False
        for line, text in self._lines():
            if text[:1] in {" ", "\t"} or soft:
                if kept and len(waiting) <= LONGEST_LINE:
                    waiting = waiting.removesuffix("=") + text if soft else waiting + text[1:]
                soft = soft and text.endswith("=")
                continue
            if kept:
                yield begun, waiting
            begun, waiting, kept = line, text, self._is_read(text)
            soft = text.endswith("=") and _QUOTED.search(text) is not None
        if kept:
            yield begun, waiting

    def _is_read(self, text: str) -> bool:
        head = re.split(r"[;:]", text, maxsplit=1)[0].rpartition(".")[2].upper()
        if head in READ:
            return True
        if ":" in text and head not in SILENT and re.fullmatch(r"[A-Z-]{2,30}", head):
            self._left_out[head] = None
        return False

    def _lines(self) -> Iterator[tuple[int, str]]:
        line = 0
        while piece := self._stream.readline(LONGEST_LINE):
            line += 1
            begun = piece
            while len(piece) == LONGEST_LINE and not piece.endswith(b"\n"):
                piece = self._stream.readline(LONGEST_LINE)
            yield (
                line,
                _text(begun.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf") if line == 1 else begun.rstrip(b"\r\n")),
            )


def _row(card: Card) -> Row:
    kind = [*card.first("KIND"), *card.first("X-ABSHOWAS"), ""][0].strip().casefold()
    family, given, further, *_rest = [*card.first("N"), "", "", ""]
    _box, _flat, street, city, _region, code, country, *_rest = [*card.first("ADR"), *[""] * 7]
    cells = [
        f"{given} {further}".strip(),
        family,
        "" if given or family else next(iter(card.first("FN")), ""),
        next(iter(card.first("TITLE")), ""),
        next(iter(card.first("ORG")), ""),
        " ".join(_plain(one.value).removeprefix("mailto:").replace(" ", "") for one in card.all("EMAIL")),
        " ".join(re.sub(r"[^\d+]", "", _plain(one.value).partition(";")[0]) for one in card.all("TEL")),
        " ".join(street.split()),
        code,
        city,
        country,
    ]
    refusal = None
    if not card.is_whole:
        refusal = Refusal("broken_card")
    elif kind in NOBODY:
        refusal = Refusal("not_a_person")
    elif any("\0" in cell for cell in cells):
        refusal = Refusal("nul_byte")
    elif any(len(cell) > MAX_CELL for cell in cells):
        refusal = Refusal("cell_too_long", str(MAX_CELL))
    return Row(card.line, [] if refusal else [" ".join(cell.split()) for cell in cells], refusal)


def _decoded(params: str, value: str) -> str:
    """The value as it was meant; of 2.1, where letters are written out as bytes."""
    if not _QUOTED.search(params + ":"):
        return value
    charset = _CHARSET.search(params)
    raw = quopri.decodestring(value.encode("latin-1", "replace"))
    try:
        return raw.decode(charset[1] if charset else "utf-8")
    except (LookupError, UnicodeDecodeError):
        return _text(raw)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda hit: " " if hit[1] in "nN" else hit[1], value).strip()
