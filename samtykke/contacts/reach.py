"""How a person is reached and where they belong, as their card shows it: theirs and of those merged into them, in one read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from samtykke.contacts.masking import COMPANIES, COVERED
from samtykke.contacts.models import PersonEmail, PersonPhone, PersonPostal
from samtykke.contacts.queries import as_one
from samtykke.contacts.sql import REACH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Person


@dataclass(frozen=True, slots=True)
class Belonging:
    """A time at a company. `id` is 0 where nothing but the main company is known; `is_gone`: it lies in the bin."""

    person_id: int
    id: int
    company_id: int
    name: str
    role: str
    from_on: date | None
    to_on: date | None
    is_main: bool
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """What a card shows of how somebody is reached, and where they belong and belonged."""

    emails: list[PersonEmail]
    phones: list[PersonPhone]
    postals: list[PersonPostal]
    companies: list[Belonging]


def reach_of(person: Person, members: Sequence[int], mask: Mask) -> Reach:
    """A person's own rows first, then those of whoever is merged into them, as the reader may see them; one query."""
    with connection.cursor() as cursor:
        cursor.execute(REACH, {"members": list(members), "person": person.pk})
        found = [(kind, json.loads(told)) for kind, told in cursor.fetchall()]
    rows: dict[str, list[Any]] = {"email": [], "phone": [], "postal": [], "company": [], "main": []}
    for kind, told in found:
        rows[kind].append(told)
    emails = as_one(_in_order(map(_email, rows["email"]), person.pk), person.pk)
    phones = as_one(_in_order((PersonPhone(**told) for told in rows["phone"]), person.pk), person.pk)
    return Reach(
        mask.cover_emails(emails),
        mask.cover_phones(phones),
        [] if mask.hides("postal") else _in_order((PersonPostal(**told) for told in rows["postal"]), person.pk),
        _companies(person, rows["company"], rows["main"], mask),
    )


def _email(told: dict[str, Any]) -> PersonEmail:
    return PersonEmail(**told)


def _in_order(rows: Iterable[Any], person_id: int) -> list[Any]:
    return sorted(rows, key=lambda row: (row.person_id != person_id, not getattr(row, "is_primary", False), row.id))


def _companies(person: Person, rows: list[dict[str, Any]], main: list[dict[str, Any]], mask: Mask) -> list[Belonging]:
    """The main company first, then the others of now, then those of the past, the latest first."""
    if mask.hides("company") or mask.hides(COMPANIES):
        return []
    found = [_belonging(person, told) for told in rows]
    if not any(one.is_main for one in found):
        found += [_belonging(person, told) for told in main]
    by_time = sorted(found, key=lambda one: (one.to_on or date.max, one.from_on or date.min, one.id), reverse=True)
    return sorted(by_time, key=lambda one: (not one.is_main, one.to_on is not None))


def _belonging(person: Person, told: dict[str, Any]) -> Belonging:
    days = {name: date.fromisoformat(told[name]) if told[name] else None for name in ("from_on", "to_on")}
    is_main = told["person_id"] == person.pk and told["company_id"] == person.company_id and days["to_on"] is None
    return Belonging(**{**told, **days}, is_main=is_main)


def covered_reach(mask: Mask) -> dict[str, Any]:
    """What stands in the place of rows that are covered, so that the card says that it is covered and not that there is none."""
    return {
        "postal_covered": COVERED if mask.hides("postal") else "",
        "companies_covered": COVERED if mask.hides("company") or mask.hides(COMPANIES) else "",
    }
