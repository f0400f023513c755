"""What higher apps answer the purposes and the statement: whom a change leaves uncovered, how people would see it, and how
long people of each category are kept.

Filled in `apps.py: ready()` of the apps that know. Registering again replaces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.purposes.models import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A purpose as it is being written: nothing of it is saved."""

    key: str
    is_marketing: bool
    takes_consent: bool
    texts: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How long people of one category are kept, whatever the purpose: what they are called, months, from when."""

    names: dict[str, str]
    months: int
    since: str

    def is_shorter_than(self, months: int | None) -> bool:
        """Whether it ends before the months that a purpose keeps people after the last contact (M11, REQ-24)."""
        return months is None or self.months < months or (self.months == months and self.since != LAST_CONTACT)


LAST_CONTACT = "last_contact"
# How many people may be reached now and may not once the purpose reaches further, or is switched off. ← consents
_effects: list[Callable[[Purpose, bool, bool], int | None]] = []
# The purpose as a choice on somebody's own page, in the words of the draft. ← preferences
_looks: list[Callable[[Draft], Any]] = []

# How long people are kept by category. ← contacts
_periods: list[Callable[[], list[Period]]] = []


def count_effects(found: Callable[[Purpose, bool, bool], int | None]) -> None:
    """Says who counts the people that a change leaves uncovered."""
    _effects[:] = [found]


def show_looks(found: Callable[[Draft], Any]) -> None:
    """Says who shows a draft as people will see it."""
    _looks[:] = [found]


def tell_periods(found: Callable[[], list[Period]]) -> None:
    """Says who knows how long the people of each category are kept."""
    _periods[:] = [found]


def periods() -> list[Period]:
    """How long the people of each category are kept, in the order of the list; none where a category does not say."""
    return _periods[0]()


def effect(purpose: Purpose, *, widens: bool, is_active: bool) -> int | None:
    """How many people a change leaves uncovered; None where counting them takes too long."""
    return _effects[0](purpose, widens, is_active)


def look(draft: Draft) -> Any:
    """A draft as people will see it."""
    return _looks[0](draft)
