"""What pages show beside a decision: the deciding event with its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.consents.models import ConsentEvent

if TYPE_CHECKING:
    from collections.abc import Iterable


def events_behind(pairs: Iterable[tuple[int, int]]) -> dict[int, ConsentEvent]:
    """The deciding events of (person, event) pairs, with source and purpose, in one query."""
    wanted = list(pairs)
    people, ids = {person for person, _ in wanted}, {event for _, event in wanted}
    found = ConsentEvent.objects.filter(person_id__in=people, id__in=ids).select_related("source", "purpose")
    return {event.id: event for event in found}
