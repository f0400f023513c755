"""The fields of people and companies, their lists, what is written in them, and who has what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Left, Lower

from samtykke.contacts.models import Company, CompanyMerge, Person
from samtykke.core.known_fields import KnownField
from samtykke.fields.minimisation import Asked, asked_of
from samtykke.fields.models import (
    INDEXED,
    SEARCHED_TEXTS,
    CompanyFieldValue,
    FieldKind,
    FieldOption,
    FieldValue,
    Subject,
    UserField,
)
from samtykke.purposes.models import FieldDecision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from samtykke.fields.models import Value

VALUES: dict[str, type[FieldValue] | type[CompanyFieldValue]] = {
    Subject.PERSON: FieldValue,
    Subject.COMPANY: CompanyFieldValue,
}
OWNER = {Subject.PERSON: "person_id", Subject.COMPANY: "company_id"}
# As many values as a page may count.
COUNTED = 10_000


def asks(field: UserField) -> Asked | None:
    """What of a person a field seems to hold that needs a reason of its own. REQ-21."""
    return asked_of([field.key, *field.names.values()])


def is_personal(field: UserField) -> bool:
    """Whether what is written is about a person: of a company, where it names one."""
    return field.subject == Subject.PERSON or field.kind == FieldKind.PERSON


def known() -> Iterator[KnownField]:
    """The fields for the data map, masking and the figures of use: read anew each time, as they are the company's."""
    for field in UserField.objects.existing().select_related("group").order_by("group__rank", "group_id", "rank", "id"):
        of_company = field.subject == Subject.COMPANY
        yield KnownField(
            key=field.known_key,
            name=field.name,
            table=VALUES[field.subject]._meta.db_table,
            columns=(field.column,),
            kind="work",
            rows=("field_id", field.pk),
            person_column="ref_id" if of_company else "person_id",
            noted=(field.known_key,),
            of_people=is_personal(field),
            must_be_sensitive=asks(field) is Asked.NATIONAL_NUMBER,
        )


def fields_of(subject: str) -> list[UserField]:
    """The fields of people or of companies, group by group in the company's order."""
    found = UserField.objects.existing().filter(subject=subject).select_related("group")
    return list(found.order_by("group__rank", "group_id", "rank", "id"))


def field_called(subject: str, key: str) -> UserField | None:
    """A field by its key, or by one of its names in any case, as a file or a form says it."""
    if "\x00" in key:
        return None
    found = [one for one in fields_of(subject) if one.key == key.strip()]
    said = key.strip().casefold()
    found = found or [one for one in fields_of(subject) if said in {name.casefold() for name in one.names.values()}]
    return found[0] if found else None


def decisions_of(fields: Iterable[UserField]) -> dict[int, FieldDecision]:
    """What was decided of each field, by its id."""
    by_key = {field.known_key: field.pk for field in fields}
    found = FieldDecision.objects.filter(field__in=by_key).select_related("data_kind").prefetch_related("purposes")
    return {by_key[one.field]: one for one in found}


def options_of(fields: Iterable[UserField]) -> dict[int, list[FieldOption]]:
    """The whole list of each field, retired values too, in one query."""
    listed = [field.pk for field in fields if field.is_listed]
    found: dict[int, list[FieldOption]] = {}
    if listed:
        for option in FieldOption.objects.filter(field_id__in=listed).order_by("rank", "id"):
            found.setdefault(option.field_id, []).append(option)
    return found


def values_of(subject: str, owners: Iterable[int]) -> dict[int, dict[int, list[Value]]]:
    """What is written about each of some people or companies, by field, in one query."""
    owner = OWNER[Subject(subject)]
    found: dict[int, dict[int, list[Value]]] = {}
    for row in VALUES[subject]._default_manager.filter(**{f"{owner}__in": list(owners)}).order_by("id"):
        found.setdefault(getattr(row, owner), {}).setdefault(row.field_id, []).append(row)
    return found


# Who a person stands for: themselves, and whoever was merged into them (REQ-104).
MEMBERS = """
WITH RECURSIVE member(id) AS (
    SELECT %s::bigint
    UNION SELECT m.merged_id FROM contacts_merge m JOIN member ON m.survivor_id = member.id WHERE m.undone_at IS NULL
) SELECT id FROM member
"""


def owners_of(subject: str, owner: int) -> list[int]:
    """Whose rows speak for a person or company: their own first, then those of everybody merged into them."""
    if subject != Subject.PERSON:
        merged = CompanyMerge.objects.standing().filter(survivor_id=owner).order_by("merged_id")
        return [owner, *merged.values_list("merged_id", flat=True)]
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, [owner])
        found = {int(row[0]) for row in cursor.fetchall()}
    return [owner, *sorted(found - {owner})]


def together(subject: str, whose: Mapping[int, list[int]]) -> dict[int, dict[int, list[Value]]]:
    """What is written about each of some people or companies, by field, from the rows of those named for them in turn: the
    first word counts, so that a survivor's own does; of several of a list, all. One query.
    """
    values = values_of(subject, {one for owners in whose.values() for one in owners})
    return {owner: _as_one([values.get(one, {}) for one in owners]) for owner, owners in whose.items()}


def _as_one(told: Iterable[dict[int, list[Value]]]) -> dict[int, list[Value]]:
    found: dict[int, list[Value]] = {}
    for by_field in told:
        for field_id, rows in by_field.items():
            known = found.setdefault(field_id, [])
            held = {row.held for row in known}
            if not known or rows[0].kind == FieldKind.CHOICES:
                known += [row for row in rows if row.held not in held]
    return found


def standing(subject: str, owner: int) -> dict[int, list[Value]]:
    """What is written about a person, with whoever was merged into them, or about a company; by field."""
    return together(subject, {owner: owners_of(subject, owner)})[owner]


def names_behind(values: Iterable[Value], *, among: QuerySet[Person]) -> dict[tuple[str, int], str]:
    """What the people and companies are called that values name, by kind and id; those not `among` are left out."""
    rows = [row for row in values if row.ref_id]
    people = {int(row.ref_id or 0) for row in rows if row.kind == FieldKind.PERSON}
    companies = {int(row.ref_id or 0) for row in rows if row.kind == FieldKind.COMPANY}
    found: dict[tuple[str, int], str] = {}
    if people:
        for person in among.filter(pk__in=people):
            found[FieldKind.PERSON.value, person.pk] = person.full_name or f"#{person.pk}"
    if companies:
        merged = CompanyMerge.objects.standing().values("merged_id")
        for company in Company.objects.filter(Q(deleted_at__isnull=True) | Q(pk__in=merged), pk__in=companies):
            found[FieldKind.COMPANY.value, company.pk] = company.name
    return found


def is_used(field: UserField) -> bool:
    """Whether anything is written in a field."""
    return VALUES[field.subject]._default_manager.filter(field=field).exists()


def is_option_used(option: FieldOption) -> bool:
    """Whether anybody has a value of a list."""
    model = VALUES[option.field.subject]
    return model._default_manager.filter(field_id=option.field_id, option=option).exists()


def option_of(field: UserField, key: str) -> FieldOption | None:
    """A value of a field's list by its key."""
    return FieldOption.objects.select_related("field").filter(field=field, key=key).first()


def use_of(field: UserField) -> int:
    """How many values are written in a field, counted no further than one more than a page shows."""
    return VALUES[field.subject]._default_manager.filter(field=field)[: COUNTED + 1].count()


def use_of_options(field: UserField) -> dict[int, int]:
    """How many have each value of a field's list, by its id."""
    model: type[Any] = VALUES[field.subject]
    rows = model._default_manager.filter(field=field, option__isnull=False).order_by()
    return dict(rows.values_list("option_id").annotate(uses=Count("option_id")))


# As a foreign key would: neither the field, nor its kind, nor its list goes while somebody writes in it.
HOLD = "SELECT id FROM fields_userfield WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


def hold(fields: Iterable[UserField]) -> None:
    """Keeps fields, their kinds and their lists as they are until the transaction ends; many may write at once."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [sorted({field.pk for field in fields})])


def next_rank(rows: QuerySet[Any], step: int) -> int:
    """The rank after the last."""
    return int(rows.aggregate(last=Max("rank"))["last"] or 0) + step


def owners_with(
    field: UserField,
    *,
    equals: str | Decimal | date | bool | int | None = None,
    least: Decimal | date | None = None,
    most: Decimal | date | None = None,
) -> QuerySet[Any]:
    """The ids of the people, or companies, in whose field stands what is asked: exactly `equals` (an option by its id),
    from `least` to `most`, or, where nothing is asked, anything at all. Each reads one index; for `pk__in`.
    """
    rows: QuerySet[Any] = VALUES[field.subject]._default_manager.filter(field=field, kind=field.kind)
    if field.kind in SEARCHED_TEXTS:
        rows = rows.filter(kind__in=[kind.value for kind in SEARCHED_TEXTS])
    if equals is not None:
        rows = _equal(rows, field, equals)
    elif least is None and most is None and field.column != "text":
        rows = rows.filter(**{f"{field.column}__isnull": False})
    if least is not None:
        rows = rows.filter(**{f"{field.column}__gte": least})
    if most is not None:
        rows = rows.filter(**{f"{field.column}__lte": most})
    return rows.order_by().values(OWNER[Subject(field.subject)])


def _equal(rows: QuerySet[Any], field: UserField, said: Any) -> QuerySet[Any]:
    """Texts in any case: by their beginning, which the index holds, then whole."""
    if field.column != "text":
        return rows.filter(**{field.column: said})
    text = str(said)
    if field.kind in SEARCHED_TEXTS:
        beginning = Lower(Left(models.Value(text), INDEXED))
        rows = rows.annotate(beginning=Lower(Left("text", INDEXED))).filter(beginning=beginning)
    found: QuerySet[Any] = rows.annotate(whole=Lower(F("text"))).filter(whole=Lower(models.Value(text)))
    return found


def retired_among(fields: Iterable[UserField], decisions: Mapping[int, FieldDecision]) -> set[int]:
    """The ids of those that are no longer filled in."""
    return {field.pk for field in fields if field.pk in decisions and decisions[field.pk].is_retired}


def fields_in(ids: Iterable[int]) -> list[UserField]:
    """Fields by their ids, those in the bin too, in the company's order."""
    return list(UserField.objects.filter(pk__in=list(ids)).order_by("group__rank", "group_id", "rank", "id"))


def naming(person_id: int) -> list[tuple[UserField, datetime]]:
    """In which fields of other people and of companies a person is named, and since when."""
    rows: list[tuple[UserField, datetime]] = []
    for model in (FieldValue, CompanyFieldValue):
        found = model._default_manager.filter(kind=FieldKind.PERSON, ref_id=person_id, field__kind=FieldKind.PERSON)
        rows += [(row.field, row.created_at) for row in found.select_related("field").order_by("id")]
    return rows


def naming_company(company: Any) -> QuerySet[FieldValue]:
    """What is written about people that names a company."""
    fields = UserField.objects.filter(kind=FieldKind.COMPANY).values("pk")
    return FieldValue._default_manager.filter(field_id__in=fields, ref_id=company)


# What a person has written about them, and where they are named by others.
ERASE = {
    "fields_fieldvalue": """
        DELETE FROM fields_fieldvalue WHERE person_id = %(person)s
           OR (kind = 'person' AND ref_id = %(person)s
               AND field_id IN (SELECT id FROM fields_userfield WHERE kind = 'person'))""",
    "fields_companyfieldvalue": """
        DELETE FROM fields_companyfieldvalue WHERE kind = 'person' AND ref_id = %(person)s
           AND field_id IN (SELECT id FROM fields_userfield WHERE kind = 'person')""",
}


def erase_person(person_id: int) -> dict[str, int]:
    """Removes what these tables hold about a person (Art. 17), and says how many rows went from each."""
    removed = {}
    with connection.cursor() as cursor:
        for table, statement in ERASE.items():
            cursor.execute(statement, {"person": person_id})
            removed[table] = int(cursor.rowcount)
    return removed
