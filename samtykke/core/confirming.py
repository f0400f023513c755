"""What the tokens at `/c/<token>/` may open beside the confirmations of `consents`: the apps below say it here.

Filled in `apps.py: ready()`. Registering a name again replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Opens:
    """What a kind of token opens: `find` it by the readable token (None: unknown), its `language`, and the two answers of its page.

    `show` reads alone; `act` is what the press of the one button does.
    """

    find: Callable[[str], Any]
    language: Callable[[Any], str]
    show: Callable[[HttpRequest, str, Any], HttpResponse]
    act: Callable[[HttpRequest, str, Any], HttpResponse]


_kinds: dict[str, Opens] = {}


def register(name: str, opens: Opens) -> None:
    """Adds a kind of token."""
    _kinds[name] = opens


def behind(token: str) -> tuple[Opens, Any] | None:
    """What a readable token opens, and how it is shown."""
    for opens in _kinds.values():
        found = opens.find(token)
        if found is not None:
            return opens, found
    return None
