"""What can stand in a line of a selection's people, and what stands there: a fixed number of queries a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.queries import names_of
from samtykke.consents.models import ConsentRecord
from samtykke.contacts import masking
from samtykke.contacts.models import PersonPhone
from samtykke.contacts.queries import primary_emails
from samtykke.core.templatetags.look import status_word
from samtykke.core.templatetags.words import country_name, day_text, language_name
from samtykke.fields.models import Subject
from samtykke.fields.queries import fields_of
from samtykke.fields.values import texts_of
from samtykke.purposes.models import Purpose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Person

    # A column's words for each of some people, by id.
    Tell = Callable[[Sequence[Person]], dict[int, Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its head, what a mask calls it, and what it says of people."""

    key: str
    name: Any
    known_key: str
    tell: Tell


STANDARD = ("email", "company")


def columns() -> dict[str, Column]:
    """Every column there is now, by its key."""
    found = [*_of_people()]
    found += [Column(f"consent.{one.key}", one.name, "", _standing(one)) for one in Purpose.objects.in_order()]
    found += [Column(f"own.{one.key}", one.name, one.known_key, _own(one)) for one in fields_of(Subject.PERSON)]
    return {one.key: one for one in found}


def _of_people() -> list[Column]:
    return [
        Column("email", _("E-mail"), masking.EMAILS, lambda people: dict(primary_emails(one.pk for one in people))),
        Column("phone", _("Phone"), masking.PHONES, _phones),
        Column("company", _("Company"), masking.COMPANY, lambda people: {p.pk: p.company.name for p in people if p.company}),
        Column("title", _("Title"), masking.TITLE, lambda people: {p.pk: p.title for p in people}),
        Column("category", _("Category"), masking.CATEGORY, lambda people: {p.pk: p.category.name for p in people if p.category}),
        Column("language", _("Language"), masking.LANGUAGE, lambda people: {p.pk: language_name(p.language) for p in people}),
        Column("country", _("Country"), masking.COUNTRY, lambda people: {p.pk: country_name(p.country) for p in people}),
        Column("owner", _("Looked after by"), "", _owners),
        Column("registered", _("Registered"), "", lambda people: {p.pk: day_text(p.created_at) for p in people}),
    ]  # fmt: skip


def _phones(people: Sequence[Person]) -> dict[int, str]:
    living = PersonPhone.objects.filter(
        person_id__in=[one.pk for one in people], is_primary=True, retired_at__isnull=True
    )
    return dict(living.values_list("person_id", "number"))


def _owners(people: Sequence[Person]) -> dict[int, str]:
    names = names_of({one.owner_id for one in people if one.owner_id})
    return {one.pk: names.get(one.owner_id or 0, "") for one in people}


def _standing(purpose: Purpose) -> Tell:
    def tell(people: Sequence[Person]) -> dict[int, str]:
        records = ConsentRecord.objects.filter(person_id__in=[one.pk for one in people], purpose=purpose)
        return {record.person_id: status_word(record.status_now) for record in records}

    return tell


def _own(field: Any) -> Tell:
    def tell(people: Sequence[Person]) -> dict[int, str]:
        found = texts_of([field], [one.pk for one in people])
        return {pk: str(said.get(field.pk, "")) for pk, said in found.items()}

    return tell


def chosen(keys: Sequence[str]) -> list[Column]:
    """The columns of some keys, of those that exist, in that order; the usual ones where none is chosen."""
    known = columns()
    found = [known[key] for key in keys if key in known]
    return found or [known[key] for key in STANDARD]


def lines(
    people: Sequence[Person], shown: Sequence[Column], mask: Mask
) -> list[tuple[Person, list[tuple[Column, Any]]]]:
    """Each person with the columns and their words; what is covered says so."""
    told = [column.tell(people) for column in shown]
    return [
        (
            one,
            [
                (column, mask.text(column.known_key, said.get(one.pk, "")))
                for column, said in zip(shown, told, strict=True)
            ],
        )
        for one in people
    ]
