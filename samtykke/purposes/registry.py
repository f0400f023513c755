"""What higher apps answer the editor of a purpose: whom a change leaves uncovered, and how people would see it.

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


# How many people may be reached now and may not once the purpose reaches further, or is switched off. ← consents
_effects: list[Callable[[Purpose, bool, bool], int | None]] = []
# The purpose as a choice on somebody's own page, in the words of the draft. ← preferences
_looks: list[Callable[[Draft], Any]] = []


def count_effects(found: Callable[[Purpose, bool, bool], int | None]) -> None:
    """Says who counts the people that a change leaves uncovered."""
    _effects[:] = [found]


def show_looks(found: Callable[[Draft], Any]) -> None:
    """Says who shows a draft as people will see it."""
    _looks[:] = [found]


def effect(purpose: Purpose, *, widens: bool, is_active: bool) -> int | None:
    """How many people a change leaves uncovered; None where counting them takes too long."""
    return _effects[0](purpose, widens, is_active)


def look(draft: Draft) -> Any:
    """A draft as people will see it."""
    return _looks[0](draft)
