"""What hardly changes, looked up once for all letters of a moment: the letterhead, the words, the names of purposes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")
# A change is in every letter that is written so many seconds after it, and later.
SECONDS: Final = 2.0


class Lately:
    """Answers of the last two seconds. One drain has one; it holds nothing about a person."""

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[float, Any]] = {}

    def get(self, name: Hashable, find: Callable[[], T]) -> T:
        """What was found under a name lately, else what is found now."""
        moment = time.monotonic()
        known = self._found.get(name)
        if known is None or moment - known[0] > SECONDS:
            known = self._found[name] = (moment, find())
        return cast("T", known[1])
