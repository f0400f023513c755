"""Who is in a selection: counted, page by page, and as a set others build on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction

from samtykke.contacts.models import Person, PersonQuerySet
from samtykke.core.pagination import BACKWARDS, Page, page
from samtykke.core.refused import Refused
from samtykke.selections import criteria
from samtykke.selections.compiler import WIDE, Holds, compiled
from samtykke.selections.criteria import Condition, Group, Operator
from samtykke.selections.models import Selection, Sort
from samtykke.selections.registry import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from samtykke.selections.compiler import Compiled
    from samtykke.selections.registry import Known, Reader

# As many as anybody reads of a number that changes while they look.
COUNTED: Final = 10_000
PATIENCE: Final = 2_000
ORDERS: Final[dict[str, tuple[list[str], bool]]] = {Sort.NAME: (["sort_key", "id"], False), Sort.NEWEST: (["id"], True)}
# How many are looked at for a page, and how often, before everybody is asked about.
CHUNK, ROUNDS = 500, 3
# As many selections as may stand on each other.
DEEPEST: Final = 5


@dataclass(frozen=True, slots=True)
class Count:
    """How many people; `is_more`: at least so many. None: it takes longer than anybody waits while they write."""

    people: int | None
    is_more: bool = False


def root_of(selection: Selection) -> Group:
    """What a selection asks; a list asks for its people. What cannot be read is refused."""
    if selection.is_list:
        return criteria.all_of(Condition("selection", Operator.ANY_OF, (str(selection.pk),)))
    return criteria.parse(selection.criteria)


def people_in(root: Group, reader: Reader, *, known: dict[str, Known] | None = None) -> PersonQuerySet:
    """The people whom criteria name, of all we hold and the reader sees. Everything that selects people comes through here."""
    return reader.sight.people().filter(Holds(compiled(root, reader, known=known)))


def count_in(root: Group, reader: Reader, *, at_once: bool = False, known: dict[str, Known] | None = None) -> Count:
    """How many people criteria name, counted no further than anybody reads; `at_once`: or not at all."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _tune(cursor, PATIENCE if at_once else 0)
            found = people_in(root, reader, known=known).order_by()[: COUNTED + 1].count()
            cursor.execute("SET LOCAL statement_timeout = 0")
    except OperationalError:
        return Count(None)
    return Count(min(found, COUNTED), found > COUNTED)


def count_all(root: Group, reader: Reader) -> int:
    """How many people criteria name, all of them."""
    with transaction.atomic(), connection.cursor() as cursor:
        _tune(cursor)
        return people_in(root, reader).order_by().count()


def page_in(
    root: Group,
    reader: Reader,
    *,
    sort: str = Sort.NAME,
    cursor: str | None = None,
    size: int = 50,
    known: dict[str, Known] | None = None,
) -> Page[Person]:
    """A page of the people criteria name: what costs a look at everybody is asked of the few who may stand on it."""
    known = catalogue() if known is None else known
    order, descending = ORDERS[sort]
    told: dict[str, Any] = {"order": order, "descending": descending}
    wide = compiled(root, reader, known=known, is_wide=True)
    if WIDE in wide.text and not (cursor and cursor.startswith(BACKWARDS)):
        likely = reader.sight.people().filter(Holds(wide)).only("pk", *order)
        found = _among_the_next(likely, lambda ids: compiled(root, reader, known=known, among=ids), cursor, size, told)
        if found is not None:
            return found
    people = people_in(root, reader, known=known).select_related("company", "category")
    with transaction.atomic(), connection.cursor() as tuning:
        _tune(tuning)
        return page(people, cursor=cursor, size=size, **told)


def _among_the_next(
    likely: PersonQuerySet, sure: Callable[[list[int]], Compiled], cursor: str | None, size: int, told: dict[str, Any]
) -> Page[Person] | None:
    """A page found among the next people, a few rounds of them; None where they are too rare for that."""
    ids: list[int] = []
    after = cursor
    for _round in range(ROUNDS):
        chunk = page(likely, cursor=after, size=CHUNK, **told)
        ids += [one.pk for one in chunk.items]
        found = Person.objects.filter(Holds(sure(ids)), pk__in=ids).select_related("company", "category")
        shown = page(found, cursor=cursor, size=size, **told)
        if chunk.next is None or shown.next is not None:
            return shown
        after = chunk.next
    return None


def _tune(cursor: Any, patience: int = 0) -> None:
    """Sets of many people are put together in memory, in this transaction alone; in milliseconds it may be too long."""
    cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
    if patience:
        cursor.execute("SET LOCAL statement_timeout = %s", [patience])


def is_in_use(selection: Selection) -> list[Selection]:
    """Other selections that stand on one."""
    key = str(selection.pk)
    found = []
    for one in Selection.objects.existing().filter(kind="criteria").exclude(pk=selection.pk):
        try:
            asked = criteria.conditions_in(criteria.parse(one.criteria))
        except Refused:
            continue
        if any(part.field == "selection" and key in (part.value or ()) for part in asked):  # type: ignore[operator]
            found.append(one)
    return found


# --- Members of lists ---------------------------------------------------------------------------------------------------

ADD = """
INSERT INTO selections_member (person_id, selection_id, batch, added_by_kind, added_by_id)
SELECT q.id, %s, %s, %s, %s FROM ({people}) q (id)
WHERE NOT EXISTS (
  SELECT FROM selections_member k JOIN contacts_merge m ON m.merged_id = k.person_id
  WHERE k.selection_id = %s AND m.survivor_id = q.id AND m.undone_at IS NULL)
ON CONFLICT (person_id, selection_id) DO NOTHING
"""
REMOVE = """
WITH gone AS (
  DELETE FROM selections_member k WHERE k.selection_id = %(selection)s AND k.person_id IN (
    SELECT q.id FROM unnest(%(ids)s::bigint[]) q (id)
    UNION ALL SELECT m.merged_id FROM contacts_merge m
    WHERE m.survivor_id = ANY(%(ids)s::bigint[]) AND m.undone_at IS NULL)
  RETURNING k.*)
INSERT INTO selections_takenout (person_id, selection_id, removal, batch, added_at, added_by_kind, added_by_id)
SELECT person_id, selection_id, %(removal)s, batch, added_at, added_by_kind, added_by_id FROM gone
ON CONFLICT (person_id, selection_id) DO UPDATE SET removal = EXCLUDED.removal, batch = EXCLUDED.batch,
  added_at = EXCLUDED.added_at, added_by_kind = EXCLUDED.added_by_kind, added_by_id = EXCLUDED.added_by_id,
  taken_out_at = statement_timestamp()
"""
PUT_BACK = """
WITH back AS (
  DELETE FROM selections_takenout WHERE selection_id = %(selection)s AND removal = %(removal)s RETURNING *)
INSERT INTO selections_member (person_id, selection_id, batch, added_at, added_by_kind, added_by_id)
SELECT person_id, selection_id, batch, added_at, added_by_kind, added_by_id FROM back
ON CONFLICT (person_id, selection_id) DO NOTHING
"""


def add_members(selection: Selection, people: PersonQuerySet, *, batch: int, kind: str, actor: int) -> int:
    """Puts people in a list who are not in it, be it through somebody merged into them; returns how many. One statement."""
    try:
        sql, values = people.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # nobody can be meant
        return 0
    with connection.cursor() as cursor:
        cursor.execute(ADD.replace("{people}", sql), [selection.pk, batch, kind, actor, *values, selection.pk])
        return int(cursor.rowcount)


def remove_members(selection: Selection, ids: Sequence[int], removal: int) -> int:
    """Takes people out of a list, with everybody merged into them; returns how many rows went. `removal`: to undo it by."""
    with connection.cursor() as cursor:
        cursor.execute(REMOVE, {"selection": selection.pk, "ids": list(ids), "removal": removal})
        return int(cursor.rowcount)


def put_back(selection: Selection, removal: int) -> int:
    """Puts those who were taken out together back as they stood, and returns how many; twice is none."""
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK, {"selection": selection.pk, "removal": removal})
        return int(cursor.rowcount)


def names_of_lists(ids: Iterable[int]) -> dict[int, str]:
    """What lists are called, those in the bin too."""
    return dict(Selection.objects.filter(pk__in=set(ids)).values_list("pk", "name"))
