"""A row of a file in the one form in which it is staged: values normalised, or the reason why it is refused.

Everything that needs no look into the database happens here, while the row is in hand; what is the same for many rows
is settled once and remembered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from samtykke.contacts import addresses, codes
from samtykke.contacts.actions.belonging import LONGEST_CITY, LONGEST_CODE
from samtykke.contacts.models import LONGEST_STREET, NAME_LENGTH
from samtykke.core.clock import CLOCK_SKEW, Precision
from samtykke.core.refused import Refused
from samtykke.intake.channels.file import dates, values
from samtykke.intake.channels.file.choices import MAX_STATEMENTS, Words
from samtykke.intake.channels.file.columns import ALL, BETWEEN, FURTHER, Mapping
from samtykke.intake.channels.file.rows import Refusal, Row, refuse_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from samtykke.intake.channels.file.own_fields import OwnFields

STAGED: Final = (
    "n", "line", "refused", "detail", "warned", "external_id", "first_name", "last_name", "title", "company",
    "org_number", "country", "language", "category_id", "email", "normal", "mobile", "phone", "more_emails",
    "more_phones", "statement", "at", "day_end", "evidence", "comment", "own", "street", "postal_code", "city",
    "postal_country", "role", "interests",
)  # fmt: skip
"""The columns of a stage, in their order."""

LONGEST = {"external_id": 200, "comment": 10_000}
LONGEST_FURTHER = {
    "street": LONGEST_STREET, "postal_code": LONGEST_CODE, "city": LONGEST_CITY, "role": NAME_LENGTH,
}  # fmt: skip
SEVERAL = re.compile(r"[;,\n]")
_PLAIN_EMAIL = re.compile(addresses.PLAIN_ADDRESS)
_SEPARATES = "\t"
_NEUTRALISED = re.compile(r"'[=+\-@＝＋－＠]")
_DAY_END = " 23:59:59.999999"


@dataclass(slots=True)
class Normaliser:
    """Turns rows into the lines of a COPY. `statements` numbers the combinations of words met on the way."""

    mapping: Mapping
    zone: ZoneInfo
    country: str
    categories: dict[str, int]
    interests: dict[str, int]
    moment: datetime
    own: OwnFields
    statements: dict[Words, int] = field(default_factory=dict)
    rows: int = 0
    _rest: int = field(init=False)
    _latest: datetime = field(init=False)
    _latest_here: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._rest = len(FURTHER) + len(self.own.columns)
        self._latest = self.moment + CLOCK_SKEW
        self._latest_here = self._latest.astimezone(self.zone).replace(tzinfo=None)

    def lines(self, rows: Iterable[Row]) -> Iterator[str]:
        """One COPY line per row, refused rows included; rows that are no people by their preset are left out."""
        take = _taker(self.mapping, self.own.columns)
        formula_refused = self.mapping.formula_refused
        for row in rows:
            if row.refusal:
                yield self._refused(row.line, row.refusal)
            elif row.formulas and formula_refused(row):
                yield self._refused(row.line, Refusal("formula"))
            elif (cells := take(row.cells)) is not None:
                yield self._line(row.line, cells)

    def _refused(self, line: int, refusal: Refusal) -> str:
        self.rows += 1
        blank = _SEPARATES * (len(STAGED) - 4)
        return f"{self.rows}\t{line}\t{refusal.code}\t{_escaped(refusal.detail)}{blank}\n"

    def _line(self, line: int, cells: tuple[str, ...]) -> str:
        (
            external_id, first_name, last_name, email, mobile, phone, title, company, org_number, country, language,
            category, purpose, legal_basis, source, status, occurred_at, wording, evidence, comment, *further,
        ) = cells[:-self._rest]  # fmt: skip
        _full_name, _middle_name, more_emails, more_phones, store_legal_basis, zone, *own = cells[-self._rest :]
        warned: list[str] = []
        normal = _normal(email) if email else ""
        if normal is None:
            return self._refused(line, Refusal("invalid_email", email[:100]))
        at, day_end = "", ""
        if occurred_at:
            read = self._time(occurred_at, zone)
            if isinstance(read, Refusal):
                return self._refused(line, read)
            at, day_end = read
        if refusal := _unfit(external_id, first_name, last_name, title, comment, email, mobile, phone):
            return self._refused(line, refusal)
        told = self.own.read(own, warned) if own else ""
        if isinstance(told, Refusal):
            return self._refused(line, told)
        lives = self._further(further, warned) if any(further) else further
        if isinstance(lives, Refusal):
            return self._refused(line, lives)
        place = self._code(country, "country", warned) if country else ""
        words = Words(purpose, legal_basis, source, status, wording, store_legal_basis)
        statement = self.statements.get(words)
        if statement is None:
            statement = self._new_statement(words)
        more = self._more_emails(more_emails, warned) if more_emails else ""
        numbers = self._more_phones(more_phones, place, warned) if more_phones else ""
        self.rows += 1
        parts = (
            str(self.rows), str(line), "", "", "", external_id, first_name, last_name, title, company,
            self._org_number(org_number, place, warned) if org_number else "", place,
            self._code(language, "language", warned) if language else "",
            self._category(category, warned) if category else "", email, normal,
            self._number(mobile, place, warned) if mobile else "", self._number(phone, place, warned) if phone else "",
            more, numbers, str(statement), at, day_end, evidence, comment, told, *lives,
        )  # fmt: skip
        if warned:
            parts = (*parts[:4], BETWEEN.join(warned), *parts[5:])
        text = _SEPARATES.join(parts)
        if "\\" in text or "\n" in text or "\r" in text or text.count(_SEPARATES) >= len(STAGED):
            text = _SEPARATES.join(map(_escaped, parts))
        return text + "\n"

    def _new_statement(self, words: Words) -> int:
        if len(self.statements) >= MAX_STATEMENTS:
            from django.utils.translation import gettext_lazy as _

            raise refuse_file(
                _("The file has too many different purposes, bases and wordings to be judged."), "too_many_statements"
            )
        number = self.statements[words] = len(self.statements)
        return number

    def _time(self, text: str, zone: str) -> tuple[str, str] | Refusal:
        """The time as PostgreSQL reads it in the file's zone, and the end of the day where only the day is known."""
        read = _iso_time(text) or _other_time(text, UTC if zone == "UTC" else self.zone)
        if read is None:
            return Refusal("invalid_date", text[:60])
        written, known = read
        if zone == "UTC" and known.tzinfo is None:
            known = known.replace(tzinfo=UTC)
            written += "+00"
        if known > (self._latest if known.tzinfo else self._latest_here):
            return Refusal("in_the_future", text[:60])
        if len(written) == 10:
            return written, written + _DAY_END
        return (written, f"{written[:10]}{_DAY_END}+00") if len(written) == 13 else (written, "")

    def _code(self, text: str, kind: str, warned: list[str]) -> str:
        code = _codes(kind, text)
        if code is None:
            warned.append(f"unknown_{kind}:{text[:60]}")
        return code or ""

    def _further(self, cells: Sequence[str], warned: list[str]) -> list[str] | Refusal:
        """Where somebody lives, their role, and what interests them, by ids; or which of it is too long."""
        street, postal_code, city, country, role, interests = cells
        for (name, longest), said in zip(LONGEST_FURTHER.items(), (street, postal_code, city, role), strict=True):
            if len(said) > longest:
                return Refusal("column_too_long", f"{name}, {longest}")
        code = self._code(country, "country", warned) if country else ""
        return [street, postal_code, city, code, role, self._interests(interests, warned) if interests else ""]

    def _interests(self, text: str, warned: list[str]) -> str:
        """Interests by their ids; one that the list does not have, or has no longer, is left out with a warning."""
        whole = text.casefold() in self.interests
        found: dict[str, None] = {}
        for part in filter(None, (part.strip() for part in ([text] if whole else SEVERAL.split(text)))):
            pk = self.interests.get(part.casefold())
            if pk is None:
                warned.append(f"unknown_option:{' '.join(part.split())[:60]}")
            else:
                found[str(pk)] = None
        return ",".join(found)

    def _category(self, text: str, warned: list[str]) -> str:
        found = self.categories.get(text.casefold())
        if found is None:
            warned.append(f"unknown_category:{text[:60]}")
            return ""
        return str(found)

    def _number(self, text: str, country: str, warned: list[str]) -> str:
        number = values.phone(text, country or self.country)
        if number is None:
            warned.append(f"invalid_phone:{text[:60]}")
        return number or ""

    def _org_number(self, text: str, country: str, warned: list[str]) -> str:
        number = _org_number(text, country or self.country)
        if number is None:
            warned.append(f"invalid_org_number:{text[:60]}")
        return number or ""

    def _more_emails(self, text: str, warned: list[str]) -> str:
        found = []
        for address in text.split(BETWEEN):
            if _normal(address) is None:
                warned.append(f"invalid_email:{address[:60]}")
            else:
                found.append(f"{address} {_normal(address)}")
        return BETWEEN.join(found)

    def _more_phones(self, text: str, country: str, warned: list[str]) -> str:
        found = []
        for entry in text.split(BETWEEN):
            kind, _colon, number = entry.rpartition(":")
            if plain := self._number(number, country, warned):
                found.append(f"{kind} {plain}")
        return BETWEEN.join(found)


def _taker(mapping: Mapping, own: tuple[str, ...]) -> Callable[[list[str]], tuple[str, ...] | None]:
    """From the cells of a row to the values of all our columns, trimmed; the company's own fields last."""
    names = (*ALL, *own)
    if mapping.is_plain:
        places = [mapping.columns[name][0] if name in mapping.columns else -1 for name in names]
        pick = itemgetter(*places)

        def plain(cells: list[str]) -> tuple[str, ...]:
            cells.append("")
            picked = tuple([cell.strip() for cell in pick(cells)])
            return tuple(map(_plain, picked)) if "'" in "".join(picked) else picked

        return plain

    def by_record(cells: list[str]) -> tuple[str, ...] | None:
        record = mapping.record(cells)
        return None if record is None else tuple([_plain(record.get(name, "").strip()) for name in names])

    return by_record


def _plain(cell: str) -> str:
    """A cell without the apostrophe by which exports, ours too, keep a spreadsheet from computing it."""
    return cell[1:] if cell[:1] == "'" and _NEUTRALISED.match(cell) else cell


def _unfit(external_id: str, first_name: str, last_name: str, title: str, comment: str, *ways: str) -> Refusal | None:
    if len(first_name) > NAME_LENGTH or len(last_name) > NAME_LENGTH or len(title) > NAME_LENGTH:
        return Refusal("name_too_long", str(NAME_LENGTH))
    if len(external_id) > LONGEST["external_id"] or len(comment) > LONGEST["comment"]:
        return Refusal("too_long")
    if not (external_id or first_name or last_name or any(ways)):
        return Refusal("nobody")
    return None


def _normal(address: str) -> str | None:
    if _PLAIN_EMAIL.match(address):
        return address.lower()
    try:
        return addresses.normal_email(address)
    except Refused:
        return None


def _iso_time(text: str) -> tuple[str, datetime] | None:
    """The shapes that need no thought: `2024-01-31`, `31.01.2024`, `2024-01-31 10:00:00` with or without zone."""
    if len(text) == 10 and text[2] == text[5] == ".":
        text = f"{text[6:]}-{text[3:5]}-{text[:2]}"
    if len(text) < 10 or text[4] != "-" or text[7] != "-" or text < "1900":
        return None
    if not text.isascii() or (len(text) != 10 and (len(text) < 16 or text[10] not in " T" or text[13] != ":")):
        return None
    try:
        return text, datetime.fromisoformat(text)
    except ValueError:
        return None


@lru_cache(maxsize=10_000)
def _other_time(text: str, zone: ZoneInfo) -> tuple[str, datetime] | None:
    read = dates.moment(text, zone)
    if read is None:
        return None
    if read.precision == Precision.DAY:
        day: date = read.at.astimezone(zone).date()
        return day.isoformat(), datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a calendar day of the zone
    return read.at.isoformat(sep=" "), read.at


@lru_cache(maxsize=10_000)
def _codes(kind: str, text: str) -> str | None:
    try:
        return codes.country_code(text) if kind == "country" else codes.language_code(text)
    except Refused:
        return None


@lru_cache(maxsize=50_000)
def _org_number(text: str, country: str) -> str | None:
    try:
        return codes.org_number(text, country)
    except Refused:
        return None


def _escaped(text: str) -> str:
    """A value as the text format of COPY wants it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
