"""Fields marked as sensitive are covered for who lacks the right to read them: one place says which, and how it looks.

Art. 25(2), 32; product.md M23. What is covered cannot be searched, narrowed by, edited blindly or taken out in a file. A
person's name is never covered: it says who is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from samtykke.accounts.access import NotAllowed
from samtykke.accounts.rights import Right, Scope
from samtykke.contacts.models import Category, Company
from samtykke.purposes.models import FieldDecision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.accounts.models import ApiKey, User
    from samtykke.contacts.models import Person, PersonEmail, PersonPhone, PersonQuerySet

TITLE, COMPANY, CATEGORY = "person.title", "person.company", "person.category"
LANGUAGE, COUNTRY, EXTERNAL_ID = "person.language", "person.country", "person.external_id"
EMAILS, PHONES = "person.emails", "person.phones"
COMPANIES, POSTAL, INTERESTS = "person.companies", "person.postal", "person.interests"
# What a field is called in changes, forms and files → its key in core.known_fields.
KEYS: Final[dict[str, str]] = {
    "title": TITLE,
    "company": COMPANY,
    "company_id": COMPANY,
    "company_name": COMPANY,
    "org_number": COMPANY,
    "category": CATEGORY,
    "category_id": CATEGORY,
    "language": LANGUAGE,
    "country": COUNTRY,
    "external_id": EXTERNAL_ID,
    "external_ids": "person.external_ids",
    "email": EMAILS,
    "emails": EMAILS,
    "primary_email": EMAILS,
    "email_kind": EMAILS,
    "email_use": EMAILS,
    "phone": PHONES,
    "phones": PHONES,
    "primary_phone": PHONES,
    "phone_kind": PHONES,
    "phone_use": PHONES,
    "belonging": COMPANIES,
    "role": COMPANIES,
    **dict.fromkeys(("postal", "street", "postal_code", "city", "postal_country"), POSTAL),
    "interest": INTERESTS,
    "interests": INTERESTS,
}
# In a choice and in a file, where no other words stand beside it.
DOTS: Final = "•••"
HIDDEN = gettext_lazy("hidden")


def _covered() -> SafeString:
    return format_html('<span aria-hidden="true">{}</span><span class="only-heard">{}</span>', DOTS, HIDDEN)


COVERED: Any = lazy(_covered, SafeString)()


@dataclass(frozen=True, slots=True)
class Mask:
    """The keys of the fields that are covered for somebody."""

    keys: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.keys)

    def hides(self, name: str) -> bool:
        """Whether a field is covered, by its key or by the name it has in a change, a form or a file."""
        return name in self.keys or KEYS.get(name) in self.keys

    def text(self, name: str, said: Any) -> Any:
        """What is shown of a field: what it says, or that it is covered; nothing where nothing is said."""
        return COVERED if said and self.hides(name) else said

    def cell(self, name: str, said: Any) -> Any:
        """The same for a file."""
        return str(HIDDEN) if self.hides(name) else said

    def cover(self, person: Person) -> Person:
        """The person as they are shown. The row in memory is for reading alone afterwards."""
        if not self:
            return person
        row: Any = person
        for name in ("title", "language", "country", "external_id"):
            setattr(row, name, self.text(name, getattr(row, name)))
        if self.hides(COMPANY) and row.company_id:
            row.company_id = None
            row.company = Company(name=COVERED)
        if self.hides(CATEGORY) and row.category_id:
            row.category_id = None
            row.category = Category(names=dict.fromkeys(("nb", "en"), COVERED))
        return person

    def cover_emails(self, rows: Iterable[PersonEmail]) -> list[PersonEmail]:
        """Addresses as they are shown."""
        return [_with(row, "address", COVERED) for row in rows] if self.hides(EMAILS) else list(rows)

    def cover_phones(self, rows: Iterable[PersonPhone]) -> list[PersonPhone]:
        """Numbers as they are shown."""
        return [_with(row, "number", COVERED) for row in rows] if self.hides(PHONES) else list(rows)

    def choices(self, rows: Iterable[PersonEmail]) -> list[tuple[str, str]]:
        """Addresses to choose from, by the id of their row; covered ones are told apart by their place."""
        hidden = self.hides(EMAILS)
        return [(str(row.id), f"{DOTS} {place}" if hidden else row.address) for place, row in enumerate(rows, 1)]

    def refuse(self, *names: str) -> None:
        """Lets nobody change blindly what they may not read."""
        if any(map(self.hides, names)):
            raise NotAllowed((Right.PEOPLE_SENSITIVE,))


NOTHING = Mask()


def sensitive_fields() -> frozenset[str]:
    """The keys of the fields that the company has marked as sensitive."""
    return frozenset(FieldDecision.objects.filter(is_sensitive=True).values_list("field", flat=True))


def mask_of_key(key: ApiKey) -> Mask:
    """What is covered for an API key."""
    return NOTHING if key.has_scope(Scope.PERSONS_SENSITIVE) else Mask(sensitive_fields())


def mask_of(user: User) -> Mask:
    """What is covered for a user; asked once in a request, whose user is one and the same object."""
    if user.has_right(Right.PEOPLE_SENSITIVE):
        return NOTHING
    known: Mask | None = user.__dict__.get("_mask")
    if known is None:
        known = user.__dict__["_mask"] = Mask(sensitive_fields())
    return known


def first_with_mask(people: PersonQuerySet, user: User) -> Person | None:
    """The first of some people; the same question asks what is covered for the user, where nobody has asked it yet."""
    if user.has_right(Right.PEOPLE_SENSITIVE) or "_mask" in user.__dict__:
        return people.first()
    covered = ArraySubquery(FieldDecision.objects.filter(is_sensitive=True).values("field"))
    found: Any = people.annotate(covered_fields=covered).first()
    if found is not None:
        user.__dict__["_mask"] = Mask(frozenset(found.covered_fields))
    return cast("Person | None", found)


def _with(row: Any, name: str, said: Any) -> Any:
    setattr(row, name, said)
    return row
