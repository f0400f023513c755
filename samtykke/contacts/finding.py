"""The first people and companies a text names, as quick among a million as among a thousand.

Names that begin with one letter are a hundred thousand people's: they are neither fetched nor sorted, but counted out up
to a number that nobody reads on from. What is asked for first is what lies closest (`contacts.named`).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import F, IntegerField, Value

from samtykke.contacts.models import Merge, Person
from samtykke.contacts.named import naming, naming_companies

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from django.db.models import QuerySet

    from samtykke.contacts.models import Company, PersonQuerySet
    from samtykke.contacts.named import Named

# A list that a search makes goes no further; whoever looks for somebody writes one letter more.
MOST: Final = 250
# So many ids are looked through first for a page in their order, and four times as many each time that is too few.
WINDOW: Final = 20_000
CAREFULLY: Final = "SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0"
# To read the words of a name costs ten times what PostgreSQL thinks: it would read them of everybody in a category.
FIRST_FEW: Final = f"{CAREFULLY}; SET LOCAL cpu_operator_cost = 0.025"
AS_USUAL: Final = (
    "SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL max_parallel_workers_per_gather TO DEFAULT; "
    "SET LOCAL cpu_operator_cost TO DEFAULT"
)


@dataclass(frozen=True, slots=True)
class First:
    """Ids of the first people that are named, the closest first, with how close; `is_cut`: there are more."""

    ranks: dict[int, int]
    is_cut: bool = False


def first_people(text: str, *, among: PersonQuerySet, without: Container[str] = (), most: int = MOST) -> First:
    """The first of those `among` some people whom a text names, `most` of them; `without` what is covered for who asks.

    Whoever stands for somebody the text names is found too (REQ-104).
    """
    text = text.replace("\x00", "").strip()
    parts = naming(text, without) if text else []
    with by_index(FIRST_FEW):
        found = _first(parts, lambda part, limit: _own(part, among, limit), most)
        if len(found) <= most:
            whole = [part for part in parts if not part.is_part]
            found = {**_first(whole, lambda part, limit: _merged(part, among, limit), most), **found}
    return _cut(found, most)


def first_companies(text: str, *, among: QuerySet[Company], most: int = MOST) -> First:
    """The same of companies."""
    text = text.replace("\x00", "").strip()
    parts = naming_companies(text) if text else []
    with by_index(FIRST_FEW):
        return _cut(_first(parts, lambda part, limit: _own(part, among, limit), most), most)


def people_after(
    text: str, *, after: int, size: int, among: PersonQuerySet, without: Container[str] = ()
) -> PersonQuerySet:
    """Of those `among` some people whom a text names at least the first `size` whose ids are greater than one: page by
    page all of them. Of very many, no more ids are looked through than it takes.
    """
    after = max(after, 0)
    among = among.filter(pk__gt=after)
    first = first_people(text, among=among, without=without, most=max(size, MOST))
    found, last, step = set(first.ranks), 0, WINDOW
    if first.is_cut:
        found, last = set(), Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
    parts = [part for part in naming(text.replace("\x00", "").strip(), without) if not part.is_part]
    with by_index():
        while len(found) < size and after < last:
            window = among.filter(pk__lte=after + step)
            asked = [rows for part in parts for rows in (_own(part, window, None), _merged(part, window, None))]
            found |= {row_id for _rank, row_id in _read(asked, None)}
            after, step = after + step, step * 4
            among = among.filter(pk__gt=after)
    return Person.objects.filter(pk__in=found)


def _cut(found: dict[int, int], most: int) -> First:
    closest = sorted(found.items(), key=lambda one: one[1])
    return First(dict(closest[:most]), len(closest) > most)


def _first(parts: list[Named], rows: Callable[[Named, int], QuerySet[Any, Any]], most: int) -> dict[int, int]:
    """Reads parts one after the other until there are more than `most`: id → rank. Whoever several of them name is read
    as often, so twice as many are read first, and four times as many each time that is too few.
    """
    limit = 2 * (most + 1)
    while True:
        read = _read([rows(part, limit) for part in parts], limit)
        if len(found := _closest(read)) > most or len(read) < limit:
            return found
        limit *= 4


def _read(parts: list[QuerySet[Any, Any]], limit: int | None) -> list[tuple[int, int]]:
    if not parts:
        return []
    return list((parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])[:limit])


def _closest(read: list[tuple[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for rank, row_id in read:
        found[row_id] = min(rank, found.get(row_id, rank))
    return found


def _own(part: Named, among: QuerySet[Any, Any], most: int | None) -> QuerySet[Any, Any]:
    """Those whose own row, address or number it is."""
    if part.column == "pk":
        return _ranked(part, among.filter(part.condition), "pk", most)
    return _ranked(part, part.rows().filter(person_id__in=among.values("pk")), "person_id", most)


def _merged(part: Named, among: PersonQuerySet, most: int | None) -> QuerySet[Any, Any]:
    """Those who stand for whoever it is."""
    merges = Merge.objects.standing().filter(merged_id__in=part.ids(), survivor_id__in=among.values("pk"))
    return _ranked(part, merges, "survivor_id", most)


def _ranked(part: Named, rows: QuerySet[Any, Any], column: str, most: int | None) -> QuerySet[Any, Any]:
    ranked: QuerySet[Any, Any] = rows.annotate(rank=Value(part.rank, output_field=IntegerField()), found=F(column))
    return ranked.order_by().values_list("rank", "found")[:most]


@contextmanager
def by_index(carefully: str = CAREFULLY) -> Iterator[None]:
    """Lets no statement read a table from its beginning, which seems cheap where many are named and only the first are
    asked for: an import in the order of the alphabet has them all at the end.
    """
    with connection.cursor() as cursor:
        cursor.execute(carefully)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(AS_USUAL)
