"""The people of a company: those who belong to it now, and those who have left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from samtykke.contacts.models import Merge, Person, PersonCompany

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from samtykke.contacts.models import PersonQuerySet

# So many who have left are shown, those who left last first.
SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who has left: as what, from when, until when."""

    person: Person
    role: str
    from_on: date | None
    to_on: date


def people_of(companies: Collection[int], among: PersonQuerySet) -> PersonQuerySet:
    """Those `among` some people who belong to a company now, by its ids: as their main one, or beside another."""
    beside = PersonCompany.objects.filter(company__in=companies, to_on__isnull=True).values("person_id")
    survivors = Merge.objects.standing().filter(merged__in=beside).values("survivor_id")
    mainly = Person.objects.filter(company__in=companies).values("pk")
    # By their ids, as a set: an OR would have the planner walk everybody in order.
    return among.filter(pk__in=mainly.union(beside, survivors))


def former_of(companies: Collection[int], among: PersonQuerySet) -> list[Former]:
    """Those `among` some people who have left a company, by its ids, and do not belong to it now, the last first."""
    left = PersonCompany.objects.filter(company__in=companies, to_on__isnull=False).order_by(
        "-to_on", "person_id", "id"
    )
    rows = list(left[: 4 * SHOWN])
    if not rows:
        return []
    stands = dict(
        Merge.objects.standing()
        .filter(merged__in=[row.person_id for row in rows])
        .values_list("merged_id", "survivor_id")
    )
    ids = {stands.get(row.person_id, row.person_id) for row in rows}
    here = set(people_of(companies, among.filter(pk__in=ids)).values_list("pk", flat=True))
    people = among.in_bulk(ids - here)
    found: dict[int, Former] = {}
    for row in rows:
        who = people.get(stands.get(row.person_id, row.person_id))
        if who and row.to_on and who.pk not in found:
            found[who.pk] = Former(who, row.role, row.from_on, row.to_on)
    return list(found.values())[:SHOWN]
