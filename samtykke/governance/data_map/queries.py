"""The rows of the map: those the live configuration fills, with what was written beside them, and the company's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts.queries import roles
from samtykke.accounts.rights import Right
from samtykke.contacts.models import Category
from samtykke.core.templatetags.words import day_text, number
from samtykke.governance.data_map.fields import field_lines, kind_of
from samtykke.governance.models import MapRow, UseFigure
from samtykke.purposes.models import Article, DataKind, LegalBasis, Purpose, Source
from samtykke.purposes.queries import privacy_settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from samtykke.governance.data_map.fields import FieldLine

PEOPLE = "people"
NOBODYS = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLine:
    """A row of the map as it is read: on the page, in the workbook, in the record."""

    key: str
    people: str
    kind: str
    purpose: str = ""
    basis: str = ""
    sources: str = ""
    access: str = ""
    recipients: str = ""
    retention: str = ""
    fields: str = ""
    system: str = ""
    note: str = ""
    reviewed_on: date | None = None
    count: int | None = None
    is_live: bool = True
    row: MapRow | None = None
    purpose_key: str = ""
    category_key: str = ""
    kind_key: str = ""
    has_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class _Kind:
    key: str
    name: str
    fields: tuple[FieldLine, ...]

    @property
    def has_sensitive(self) -> bool:
        return any(line.is_sensitive for line in self.fields)


def map_lines() -> list[MapLine]:
    """Every row of the map: the live ones by purpose and category, then the company's own. A fixed number of queries."""
    return [*live_lines(), *own_lines()]


def live_lines() -> list[MapLine]:
    """A row for each category of people, active purpose and kind of data, as the configuration stands now."""
    beside = {row.live_key: row for row in MapRow.objects.existing().beside_live()}
    words = _Words()
    categories: list[Category | None] = [*Category.objects.offered(), None]
    return [
        _with_hand(line, beside.get(line.key))
        for purpose in words.purposes
        for category in categories
        for kind in words.kinds_of(purpose)
        for line in [words.line(purpose, category, kind)]
    ]


def own_lines(rows: Iterable[MapRow] | None = None) -> list[MapLine]:
    """The rows the company wrote whole."""
    found = MapRow.objects.existing().own().select_related("purpose", "legal_basis").order_by("id")
    return [own_line(row) for row in (found if rows is None else rows)]


def own_line(row: MapRow) -> MapLine:
    """One row of the company's own, as it is read."""
    return MapLine(
        key=f"R{row.pk}", people=row.people, kind=row.kind,
        purpose=row.purpose.name if row.purpose else "", basis=row.legal_basis.name if row.legal_basis else "",
        sources=row.sources, access=row.access, recipients=row.recipients, retention=row.retention, system=row.system,
        note=row.note, reviewed_on=row.reviewed_on, is_live=False, row=row,
        purpose_key=row.purpose.key if row.purpose else "",
    )  # fmt: skip


def live_line(key: str) -> MapLine | None:
    """One live row by its key."""
    return next((line for line in live_lines() if line.key == key), None)


def _with_hand(line: MapLine, row: MapRow | None) -> MapLine:
    if row is None:
        return line
    return replace(line, system=row.system, note=row.note, reviewed_on=row.reviewed_on, row=row)


def retention_months(purpose: Purpose, category: Category | None) -> int | None:
    """How long people of a category are kept for a purpose: the shorter of the two periods (M11, REQ-24)."""
    said = (purpose.retention_months, getattr(category, "retention_months", None))
    return min((months for months in said if months is not None), default=None)


class _Words:
    """What the live rows say, read once for all of them."""

    def __init__(self) -> None:
        self.lines = [line for line in field_lines() if not line.is_retired]
        self.kinds = {kind.key: kind for kind in DataKind.objects.existing()}
        self.purposes = list(
            Purpose.objects.offered().prefetch_related("allowed_bases__legal_basis", "recipients", "data_kinds")
        )
        self.sources = {source.pk: source.name for source in Source.objects.existing()}
        self.on_offer = [source.name for source in Source.objects.offered()]
        self.came_from, self.counts = _figures()
        self.with_customers = privacy_settings().existing_customers
        everybody = list(roles())
        self.readers = [role.name for role in everybody if role.holds(Right.PEOPLE_VIEW)]
        self.sensitive_readers = [
            role.name for role in everybody if role.holds(Right.PEOPLE_VIEW) and role.holds(Right.PEOPLE_SENSITIVE)
        ]

    def kinds_of(self, purpose: Purpose) -> list[_Kind]:
        """The kinds a purpose uses: those it names, and those of the fields that are needed for it."""
        fields: dict[str, list[FieldLine]] = {}
        for line in self.lines:
            if any(chosen.pk == purpose.pk for chosen in line.purposes):
                fields.setdefault(kind_of(line), []).append(line)
        named = [kind.key for kind in purpose.data_kinds.all() if kind.deleted_at is None]
        found = [
            _Kind(key, self.kinds[key].name if key in self.kinds else key, tuple(fields.get(key, ())))
            for key in dict.fromkeys([*named, *fields])
        ]
        return found or [_Kind(NOBODYS, _("Not decided yet"), ())]

    def line(self, purpose: Purpose, category: Category | None, kind: _Kind) -> MapLine:
        """One live row."""
        place = (purpose.pk, category.pk if category else 0)
        came = [self.sources[pk] for pk in self.came_from.get(place, ()) if pk in self.sources]
        months = retention_months(purpose, category)
        readers = self.sensitive_readers if kind.has_sensitive else self.readers
        return MapLine(
            key=f"{purpose.key}/{category.key if category else NOBODYS}/{kind.key}",
            people=category.name if category else _("Without a category"),
            kind=kind.name,
            purpose=purpose.name,
            basis=", ".join(_bases(purpose, with_customers=self.with_customers)),
            sources=", ".join(came or self.on_offer),
            access=", ".join(readers),
            recipients=", ".join(one.name for one in purpose.recipients.all() if one.is_active and not one.deleted_at),
            retention=months_words(months),
            fields=", ".join(str(line.field.name) for line in kind.fields),
            count=self.counts.get(place, 0) if self.counts is not None else None,
            purpose_key=purpose.key,
            category_key=category.key if category else NOBODYS,
            kind_key=kind.key,
            has_sensitive=kind.has_sensitive,
        )


def months_words(months: int | None) -> str:
    """A period in words; none is said too."""
    if months is None:
        return _("Not decided yet")
    return ngettext("%(number)s month", "%(number)s months", months) % {"number": number(months)}


def _bases(purpose: Purpose, *, with_customers: bool) -> list[str]:
    """What a purpose may rest on: marketing on legitimate interests only where the exception for customers is on (REQ-61)."""
    rows = sorted(purpose.allowed_bases.all(), key=lambda row: (not row.is_default, row.legal_basis.rank))
    closed = purpose.is_marketing and not with_customers
    return [
        row.legal_basis.name
        for row in rows
        if row.legal_basis.deleted_at is None
        and not (closed and row.legal_basis.article == Article.LEGITIMATE_INTERESTS)
    ]


def _figures() -> tuple[dict[tuple[int, int], list[int]], dict[tuple[int, int], int] | None]:
    """By purpose and category: the sources people came from, most first, and how many; None while nobody has counted."""
    came: dict[tuple[int, int], list[int]] = {}
    counts: dict[tuple[int, int], int] = {}
    rows = list(UseFigure.objects.filter(about=PEOPLE).order_by("-count", "key"))
    for row in rows:
        purpose, category, source = (int(part) for part in row.key.split("/"))
        came.setdefault((purpose, category), []).append(source)
        counts[purpose, category] = counts.get((purpose, category), 0) + row.count
    return came, counts if rows else None


def counted_at() -> Any:
    """When the figures of the map were counted; None while nobody has."""
    return UseFigure.objects.order_by("-counted_at").values_list("counted_at", flat=True).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a page of the map is narrowed by; empty is everything."""

    purpose: str = ""
    people: str = ""
    only: str = ""

    def matches(self, line: MapLine) -> bool:
        """Whether a row is shown."""
        if self.purpose and line.purpose_key != self.purpose:
            return False
        if self.people and line.category_key != self.people:
            return False
        if self.only == "own":
            return not line.is_live
        if self.only == "unreviewed":
            return line.reviewed_on is None
        return self.only == "everything" or line.count != 0


def reviewed_words(line: MapLine) -> str:
    """When a row was looked at, as a cell."""
    return day_text(line.reviewed_on) if line.reviewed_on else ""


def bases_and_purposes() -> tuple[dict[str, int], dict[str, int]]:
    """Every name and key of the purposes and of the bases, folded, with its id: what a workbook may call them."""
    return _named(Purpose), _named(LegalBasis)


def _named(model: type[Purpose] | type[LegalBasis]) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in model.objects.existing().order_by("id"):
        for word in (item.key, *item.names.values()):
            found.setdefault(" ".join(word.split()).casefold(), item.pk)
    return found
