"""What interests a person, as the card shows it: the company's list by group, each with whether it holds and since when."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Q

from samtykke.contacts.models import Interest, PersonInterest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.contacts.models import InterestGroup


@dataclass(frozen=True, slots=True)
class Choice:
    """One interest: held since `row.since`, or not held. A retired one is shown where it is held."""

    interest: Interest
    row: PersonInterest | None

    @property
    def is_special(self) -> bool:
        """Whether it reveals a special category of data (Art. 9)."""
        kind = self.interest.data_kind
        return kind is not None and kind.is_special

    @property
    def is_retired(self) -> bool:
        """Whether it is given to nobody new."""
        return not self.interest.is_active or self.interest.deleted_at is not None


def choices_for(members: Sequence[int]) -> list[tuple[InterestGroup | None, list[Choice]]]:
    """Every interest on offer or held, by group, in the company's order; two queries."""
    held = {row.interest_id: row for row in PersonInterest.objects.filter(person_id__in=members).order_by("-since")}
    shown = Interest.objects.filter(Q(is_active=True, deleted_at__isnull=True) | Q(pk__in=held))
    ordered = shown.select_related("group", "data_kind").order_by("group__rank", "group_id", "rank", "id")
    grouped = groupby((Choice(one, held.get(one.pk)) for one in ordered), key=lambda choice: choice.interest.group)
    return [(group, list(choices)) for group, choices in grouped]


def held_by(members: Sequence[int]) -> list[Interest]:
    """What interests a person, in the company's order."""
    held = PersonInterest.objects.filter(person_id__in=members).values("interest_id")
    return list(Interest.objects.filter(pk__in=held).order_by("group__rank", "group_id", "rank", "id"))
