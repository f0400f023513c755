"""What is known of companies, in words: field by field for two side by side, and change by change for the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.queries import names_of
from samtykke.contacts.actions.company_merging import WHOLE
from samtykke.contacts.masking import COVERED
from samtykke.contacts.models import Business, Category
from samtykke.core.known_fields import field_by_key
from samtykke.core.templatetags.words import country_name, organisation_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Company, CompanyChange

NAMES: Final[dict[str, _StrPromise]] = {
    "name": _("Name"),
    "org_number": _("Organisation number"),
    "country": _("Country"),
    "category": _("Category"),
    "business": _("Line of business"),
    "web": _("Web address"),
    "phone": _("Phone"),
    "email": _("General e-mail"),
    "postal": _("Postal address"),
    "visiting": _("Visiting address"),
    "note": _("Note"),
    "owner_id": _("Looked after by"),
}
# What a column of the history is called.
COLUMN_NAMES: Final[dict[str, _StrPromise]] = {
    **{column: NAMES[name] for name, columns in WHOLE.items() for column in columns},
    "country": NAMES["country"],
}
COUNTRIES: Final = frozenset({"country", "postal_country", "visiting_country"})


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """One thing known of both. `takes_other`: what is suggested, nothing known giving way to something known."""

    key: str
    name: str
    survivor: str
    other: str
    differs: bool

    @property
    def is_choice(self) -> bool:
        """Whether there is something to choose: the other says something else."""
        return self.differs and bool(self.other)

    @property
    def takes_other(self) -> bool:
        """Whether the other's is the better suggestion."""
        return self.differs and not self.survivor


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of a company, in words."""

    row: CompanyChange
    who: str
    name: str
    before: str
    after: str


def address_lines(company: Company, which: str) -> list[str]:
    """The postal or the visiting address (`postal`, `visiting`) line by line."""
    street, code, place, country = (getattr(company, column) for column in WHOLE[which])
    return [line for line in (*street.splitlines(), f"{code} {place}".strip(), country_name(country)) if line]


def lines_of_both(survivor: Company, other: Company) -> list[CompanyLine]:
    """What is known of either, and whether the two differ in it."""
    owners = names_of(pk for pk in (survivor.owner_id, other.owner_id) if pk)
    found = []
    for key, name in NAMES.items():
        ours, theirs = _said(survivor, key, owners), _said(other, key, owners)
        columns = WHOLE[key]
        differs = any(getattr(survivor, column) != getattr(other, column) for column in columns)
        if key == "country" and survivor.org_number != other.org_number:
            continue  # comes with the number it belongs to
        if ours or theirs:
            found.append(CompanyLine(key, str(name), ours, theirs, differs))
    return found


def _said(company: Company, key: str, owners: dict[int, str]) -> str:
    match key:
        case "owner_id":
            return owners.get(company.owner_id or 0, "")
        case "country":
            return country_name(company.country)
        case "org_number":
            return organisation_number(company.org_number)
        case "category" | "business":
            related = getattr(company, key)
            return str(related.name) if related else ""
        case "postal" | "visiting":
            return ", ".join(address_lines(company, key))
    return str(getattr(company, key))


def changes_in_words(rows: Iterable[CompanyChange], mask: Mask) -> list[Changed]:
    """Changes as they are read: who, which field, and what it said before and after, where it may be read."""
    told = list(rows)
    users = names_of({row.actor_id for row in told if row.actor_kind == "user"} | _ids(told, "owner_id"))
    items: dict[str, dict[int, str]] = {
        column: {one.pk: one.name for one in model.objects.filter(pk__in=_ids(told, column))}
        for column, model in (("category_id", Category), ("business_id", Business))
    }
    items["owner_id"] = users
    return [
        Changed(
            row,
            users.get(row.actor_id, "") if row.actor_kind == "user" else "",
            _field_name(row.field),
            _value(row.field, row.before, items, mask),
            _value(row.field, row.after, items, mask),
        )
        for row in told
    ]


def _ids(rows: Iterable[CompanyChange], column: str) -> set[int]:
    return {int(value) for row in rows if row.field == column for value in (row.before, row.after) if value}


def _field_name(field: str) -> str:
    known = None if field in COLUMN_NAMES else field_by_key(field)
    return str(COLUMN_NAMES.get(field) or (known.name if known else field))


def _value(field: str, said: str | None, items: dict[str, dict[int, str]], mask: Mask) -> Any:
    if not said:
        return ""
    if field not in COLUMN_NAMES and mask.hides(field):
        return COVERED
    if field in items:
        return items[field].get(int(said), "")
    return country_name(said) if field in COUNTRIES else said
