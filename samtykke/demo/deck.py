"""Drawing so that even a small demo shows everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

T = TypeVar("T")


class Deck(Generic[T]):
    """Cards dealt until none is left, then shuffled anew: each turns up as often as its weight, the rare ones too."""

    def __init__(self, weights: Mapping[T, int], rng: Random) -> None:
        self._all = [card for card, weight in weights.items() for _ in range(weight)]
        self._left: list[T] = []
        self._rng = rng

    def draw(self) -> T:
        """The next card."""
        if not self._left:
            self._left = self._all.copy()
            self._rng.shuffle(self._left)
        return self._left.pop()
