"""What is held and not used, and where data come from, out of the figures that the job counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from samtykke.accounts.models import ApiKey
from samtykke.contacts.models import Category, Merge
from samtykke.core.clock import now
from samtykke.core.pagination import BACKWARDS, encode, id_in
from samtykke.core.templatetags.words import door
from samtykke.governance.data_map import counting
from samtykke.governance.data_map.fields import field_lines
from samtykke.governance.models import UseFigure
from samtykke.intake.models import ImportRun, KeyDefaults
from samtykke.mail.models import Mail
from samtykke.purposes.models import CollectionPoint, Source, in_language

if TYPE_CHECKING:
    from datetime import date

    from samtykke.contacts.models import Person, PersonQuerySet
    from samtykke.governance.data_map.fields import FieldLine

# How many people a page shows, and how many it looks through for them.
PAGE, LOOKED_THROUGH = 50, 5_000
# Filled for so few of a hundred, or not touched for so long: worth asking whether it is needed.
FEW, LONG_AGO = 5, timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Use:
    """How many of how many have something, and when it was last used."""

    count: int = 0
    total: int = 0
    last_on: date | None = None

    @property
    def share(self) -> int:
        """The share in percent, rounded down; a few are never none."""
        return max(100 * self.count // self.total, 1) if self.count and self.total else 0

    @property
    def is_low(self) -> bool:
        """Whether few have it, or nobody has touched it for a year."""
        old = self.last_on is None or self.last_on < now().date() - LONG_AGO
        return self.total > 0 and (self.share < FEW or old)


def figures(about: str) -> dict[str, Use]:
    """The figures of one kind, by key."""
    rows = UseFigure.objects.filter(about=about)
    return {row.key: Use(row.count, row.total, row.last_on) for row in rows}


def fields_in_use() -> list[tuple[FieldLine, Use]]:
    """Each field with how much it is filled, the emptiest first; retired ones last."""
    known = figures(counting.FIELD)
    rows = [(line, known.get(line.field.key, Use())) for line in field_lines()]
    return sorted(rows, key=lambda row: (row[0].is_retired, row[1].count))


def categories_in_use() -> list[tuple[Category, Use]]:
    """Each category with how many people are of it, the emptiest first."""
    known = figures(counting.CATEGORY)
    rows = [(category, known.get(str(category.pk), Use())) for category in Category.objects.in_order()]
    return sorted(rows, key=lambda row: row[1].count)


def never_written_to() -> Use:
    """How many people no mail was ever written to."""
    return figures(counting.NEVER).get("people", Use())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Those found in a stretch of people, the cursors of the next and the one before, and whether more may come although few
    were found: then the stretch that is looked through at once has ended."""

    people: list[Person]
    next: str | None = None
    previous: str | None = None
    is_cut: bool = False


def never_written(people: PersonQuerySet, cursor: str | None = None) -> Stretch:
    """Those among some people to whom no mail was ever written, in the order they came. So many are looked through at once,
    whoever was written to: where nearly everybody was, a page costs no more than a full one.
    """
    back = bool(cursor and cursor.startswith(BACKWARDS))
    place = id_in(cursor.removeprefix(BACKWARDS) if cursor else None)
    way, beyond = ("-pk", {"pk__lt": place}) if back else ("pk", {"pk__gt": place})
    stretch = people.filter(**beyond).order_by(way).values("pk")[:LOOKED_THROUGH]
    found = list(_unwritten(people.filter(**beyond, pk__in=stretch)).order_by(way)[: PAGE + 1])
    shown, last = found[:PAGE], None
    if len(found) <= PAGE:
        last = stretch[LOOKED_THROUGH - 1 : LOOKED_THROUGH].first()
    goes_on = encode([last["pk"]]) if last else encode([shown[-1].pk]) if len(found) > PAGE else None
    here = encode([shown[0].pk if shown else place + (-1 if back else 1)]) if cursor else None
    if back:
        return Stretch(shown[::-1], here, BACKWARDS + goes_on if goes_on else None, last is not None)
    return Stretch(shown, goes_on, BACKWARDS + here if here else None, last is not None)


def _unwritten(people: PersonQuerySet) -> PersonQuerySet:
    """Neither they nor anybody who was merged into them was ever written to (`sql.WRITTEN_TO`)."""
    written = Mail.objects.filter(version__isnull=False)
    merged = Merge.objects.standing().filter(survivor_id=OuterRef("pk"))
    through = merged.filter(Exists(written.filter(person_id=OuterRef("merged_id"))))
    return people.exclude(Exists(written.filter(person_id=OuterRef("pk")))).exclude(Exists(through))


@dataclass(slots=True)
class Way:
    """A way in: its source, door and place, how many came by month and in all, how many of them said yes, when last."""

    name: str
    via: str
    place: str
    from_person: bool
    came: Use = field(default_factory=Use)
    months: dict[str, int] = field(default_factory=dict)

    @property
    def consented(self) -> int:
        """The share in percent of those who came this way and have said yes to something."""
        return 100 * self.came.total // self.came.count if self.came.count else 0


def ways() -> list[Way]:
    """Every way people came in, the most used first, then sources that nobody came by."""
    sources = {source.pk: source for source in Source.objects.existing()}
    points = {point.pk: point for point in CollectionPoint.objects.all()}
    found: dict[str, Way] = {}
    for key, came in figures(counting.WAY).items():
        source_id, via, point_id = key.split("/")
        source, point = sources.get(int(source_id)), points.get(int(point_id))
        found[key] = Way(
            name=source.name if source else _("A source that is gone"),
            via=door(via),
            place=in_language(point.names) or point.key if point else "",
            from_person=bool(source and source.from_person),
            came=came,
        )
    for key, use in figures(counting.MONTH).items():
        way, month = key.rsplit("/", 1)
        if way in found:
            found[way].months[month] = use.count
    used = {int(key.split("/")[0]) for key in found}
    unused = [Way(source.name, "", "", source.from_person) for pk, source in sources.items() if pk not in used]
    return [*sorted(found.values(), key=lambda way: -way.came.count), *unused]


def last_months(count: int = 12) -> list[str]:
    """The months of the figures, the oldest first."""
    today = now().date()
    place = today.year * 12 + today.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(place - count + 1, place + 1)]


def keys_in_use() -> list[tuple[ApiKey, KeyDefaults | None, Use]]:
    """Each key of the API with what stands by default, how many people it brought, and when it was last used."""
    known = figures(counting.KEY)
    defaults = {row.key_id: row for row in KeyDefaults.objects.select_related("purpose", "legal_basis", "source")}
    return [(key, defaults.get(key.pk), known.get(str(key.pk), Use())) for key in ApiKey.objects.order_by("-id")]


def imports(most: int = 50) -> list[ImportRun]:
    """The newest files that were read in."""
    return list(ImportRun.objects.order_by("-id")[:most])
