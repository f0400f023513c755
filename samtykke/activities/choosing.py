"""Choosing people by a search: those that are chosen, and whom a text finds among those one sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.contacts.access import visible_to
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import search_people, survivor_id
from samtykke.core.pagination import BIGGEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

FOUND, MOST, LONGEST = 8, 50, 200


def numbers(said: Iterable[str]) -> list[int]:
    """The ids in what a form sent; what is no number of ours is nobody's, and is kept as such so that it is refused."""
    ids = [int(one) if one.isdecimal() and len(one) < 19 else 0 for one in list(said)[: MOST + 1]]
    return list(dict.fromkeys(one if one <= BIGGEST else 0 for one in ids))


def chosen(user: User, ids: list[int]) -> list[Person]:
    """Those of some ids that the user sees."""
    wanted = {survivor_id(one) for one in ids[:MOST] if one}
    found = visible_to(user).filter(pk__in=wanted).select_related("company").order_by("sort_key", "id")
    return list(map(mask_of(user).cover, found)) if wanted else []


def candidates(user: User, text: str, *, without: Iterable[Person]) -> list[Person]:
    """Whom a text finds beside those that are chosen."""
    if not text.strip():
        return []
    mask = mask_of(user)
    found = search_people(text[:LONGEST], among=visible_to(user), without=mask.keys)
    others = found.exclude(pk__in=[person.pk for person in without]).select_related("company")
    return list(map(mask.cover, others.order_by("sort_key", "id")[:FOUND]))
