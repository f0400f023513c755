"""The tabs of a card: each app adds those whose pages are its own, and no card knows the apps above it.

A tab belongs to a card by its name: `person`, `company`, and what other apps have cards of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab: the key its page names itself by, its name, the address it leads to by the id of the card, and its place.

    `rights`: any one of them opens it (none: whoever sees the card). `changes`: absent where the card may not be changed.
    """

    card: str
    key: str
    name: _StrPromise
    url_name: str
    order: int
    rights: tuple[str, ...] = ()
    changes: bool = False


_tabs: dict[tuple[str, str], Tab] = {}


def register(*tabs: Tab) -> None:
    """Adds tabs. The same card and key again replaces one."""
    _tabs.update({(tab.card, tab.key): tab for tab in tabs})


def tabs_of(card: str) -> list[Tab]:
    """The tabs of a card, in order."""
    return sorted((tab for tab in _tabs.values() if tab.card == card), key=lambda tab: (tab.order, tab.key))
