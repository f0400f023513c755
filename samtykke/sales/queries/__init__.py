"""Sales and projects: found, on cards, and the people who are part of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, F, Func, OuterRef, Subquery, Value
from psycopg import sql

from samtykke.accounts.models import User
from samtykke.consents import together
from samtykke.contacts.models import Merge, Person
from samtykke.contacts.queries import one_and_merged
from samtykke.sales.models import PartRole, Project, ProjectPerson, Sale, SalePerson, Thing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from samtykke.contacts.models import PersonQuerySet

T = TypeVar("T", bound=Thing)
SHOWN_OF_A_PERSON = 50


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who is part of a sale or a project, as they are seen: the person who stands for the row's."""

    person: Person
    role: PartRole | None
    is_primary: bool


def table_of(thing: Thing) -> tuple[type[Any], str]:
    """The table of a sale's or a project's people, and its column."""
    return (SalePerson, "sale_id") if isinstance(thing, Sale) else (ProjectPerson, "project_id")


def parts_of(things: Iterable[Thing], *, among: PersonQuerySet) -> dict[int, list[Part]]:
    """The people of each of some sales, or projects, whom somebody sees, the primary one first; two queries at most.
    Two rows of people who are one count once.
    """
    told = list(things)
    if not told:
        return {}
    model, column = table_of(told[0])
    standing = Merge.objects.standing().filter(merged_id=OuterRef("person_id")).values("survivor_id")
    found_rows = model._default_manager.filter(**{f"{column}__in": [one.pk for one in told]})
    rows: list[Any] = list(found_rows.annotate(survivor=Subquery(standing[:1])).select_related("role"))
    stands = {row.person_id: row.survivor for row in rows if row.survivor}
    people = among.in_bulk({stands.get(row.person_id, row.person_id) for row in rows})
    found: dict[int, dict[int, Part]] = {}
    for row in sorted(rows, key=lambda row: (not row.is_primary, row.created_at, row.person_id)):
        person = people.get(stands.get(row.person_id, row.person_id))
        if person is not None:
            found.setdefault(getattr(row, column), {}).setdefault(person.pk, Part(person, row.role, row.is_primary))
    return {pk: list(parts.values()) for pk, parts in found.items()}


def ids_of(thing: Thing) -> list[int]:
    """The ids of everybody who is part of it, merged away or not, in order."""
    model, column = table_of(thing)
    return sorted(model._default_manager.filter(**{column: thing.pk}).values_list("person_id", flat=True))


def rows_of(thing: Thing, person_id: int) -> QuerySet[Any]:
    """The rows that say that a person, or one merged into them, is part of it."""
    model, column = table_of(thing)
    rows: QuerySet[Any] = model._default_manager.filter(
        **{column: thing.pk, "person_id__in": one_and_merged(person_id)}
    )
    return rows


def of_person(rows: QuerySet[T], person_id: int) -> QuerySet[T]:
    """Those of some sales, or projects, that a person, or one merged into them, is part of."""
    model, column = (SalePerson, "sale_id") if rows.model is Sale else (ProjectPerson, "project_id")
    parts: QuerySet[Any] = model._default_manager.filter(person_id__in=one_and_merged(person_id))
    return rows.filter(pk__in=parts.values(column))


def of_the_restricted(model: type[Thing]) -> QuerySet[Any]:
    """The ids of sales, or projects, that somebody is part of whose data may not be changed (Art. 18)."""
    table, column = (SalePerson, "sale_id") if model is Sale else (ProjectPerson, "project_id")
    return together.of_the_restricted(table._default_manager.all()).values(column)


def is_frozen(thing: Thing) -> bool:
    """Whether its words, and who is part of it, stay as they are: somebody who is part of it is restricted."""
    model, column = table_of(thing)
    return together.of_the_restricted(model._default_manager.filter(**{column: thing.pk})).exists()


def owner_names(things: Iterable[Thing]) -> dict[int, str]:
    """The names of the users who look after some sales or projects, by id."""
    ids = {one.owner_id for one in things if one.owner_id}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def titled(rows: QuerySet[T], text: str) -> QuerySet[T]:
    """Those whose title holds words that begin as the text's words do, in any order, folded; by the index of the words.
    Of those that are seen (`access.seen`): a title that is covered is found by none of its words.
    """
    words = " & ".join(f"{word}:*" for word in re.findall(r"[^\W_]+", text.replace("\x00", "")))
    if not words:
        return rows.none()
    held = Func(F("title"), template="to_tsvector('simple', contacts_fold(%(expressions)s))")
    wanted = Func(Value(words), template="to_tsquery('simple', contacts_fold(%(expressions)s))")
    found = Func(held, wanted, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())
    return rows.filter(found, is_covered=False)


# What erasing a person does here: they leave every sale and project, and of what was theirs alone the figures stay.
EMPTIED = """
UPDATE {thing} t SET title = '', note = '', emptied_at = statement_timestamp(), version = version + 1
 WHERE t.company_id IS NULL AND t.emptied_at IS NULL
   AND t.id IN (SELECT {column} FROM {parts} WHERE person_id = %(person)s)
   AND NOT EXISTS (SELECT FROM {parts} o WHERE o.{column} = t.id AND o.person_id <> %(person)s)
"""
REMOVED = "DELETE FROM {parts} WHERE person_id = %(person)s"


def erase_person(person_id: int) -> dict[str, int]:
    """Removes a person from every sale and project (Art. 17), and says how many rows were emptied or went. What was of
    nobody else and of no company keeps its figures, without title and note.
    """
    told = {}
    with connection.cursor() as cursor:
        for thing, parts, column in (
            ("sales_sale", "sales_saleperson", "sale_id"),
            ("sales_project", "sales_projectperson", "project_id"),
        ):
            names = {
                name: sql.Identifier(said) for name, said in (("thing", thing), ("parts", parts), ("column", column))
            }
            for table, statement in ((thing, EMPTIED), (parts, REMOVED)):
                cursor.execute(sql.SQL(statement).format(**names), {"person": person_id})
                told[table] = int(cursor.rowcount)
    return told


def told_of_sales(person_id: int) -> list[tuple[SalePerson, Sale]]:
    """A person's own rows with their sales, also those in the recycle bin."""
    rows = (
        SalePerson._default_manager.filter(person_id=person_id).select_related("role").order_by("created_at", "sale_id")
    )
    sales = Sale._default_manager.select_related("stage", "stage_before", "company", "loss_reason", "product_group")
    found = sales.in_bulk([row.sale_id for row in rows])
    return [(row, found[row.sale_id]) for row in rows if row.sale_id in found]


def told_of_projects(person_id: int) -> list[tuple[ProjectPerson, Project]]:
    """A person's own rows with their projects, also those in the recycle bin."""
    rows = ProjectPerson._default_manager.filter(person_id=person_id).select_related("role")
    rows = rows.order_by("created_at", "project_id")
    found = Project._default_manager.select_related("status", "company").in_bulk([row.project_id for row in rows])
    return [(row, found[row.project_id]) for row in rows if row.project_id in found]
