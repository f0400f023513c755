"""Where people live, what they are in their company and what interests them, as a file of people says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.contacts.models import PersonCompany, PersonInterest, PersonPostal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from samtykke.contacts.models import Person


def further_of(ids: list[int]) -> Callable[[Person], Iterator[str]]:
    """The cells of each of some people: the first address in four, the role at the main company, interests by their keys."""
    postals = {row.person_id: row for row in PersonPostal.objects.filter(person_id__in=ids).order_by("-id")}
    belongings = PersonCompany.objects.filter(person_id__in=ids, to_on__isnull=True).exclude(role="")
    roles = {
        (person, company): role for person, company, role in belongings.values_list("person_id", "company_id", "role")
    }
    interests: dict[int, list[str]] = {}
    held = PersonInterest.objects.filter(person_id__in=ids).order_by("interest__rank", "interest_id")
    for person_id, key in held.values_list("person_id", "interest__key"):
        interests.setdefault(person_id, []).append(key)

    def cells(person: Person) -> Iterator[str]:
        row = postals.get(person.pk)
        yield from (row.street, row.postal_code, row.city, row.country) if row else ("", "", "", "")
        yield roles.get((person.pk, person.company_id or 0), "")
        yield "; ".join(interests.get(person.pk, []))

    return cells
