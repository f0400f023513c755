"""What is written after a view's transaction has ended and before its answer leaves.

A view that only reads runs where PostgreSQL refuses a write. A look is told here instead, and written once that
transaction is over, in one of its own. The answer waits for it: nobody sees what the trail did not note.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_waiting: ContextVar[list[Callable[[], None]] | None] = ContextVar("samtykke_afterwards", default=None)


def afterwards(act: Callable[[], None]) -> None:
    """Does `act` when the view being answered has ended; outside of an answer, at once."""
    waiting = _waiting.get()
    if waiting is None:
        act()
    else:
        waiting.append(act)


@contextmanager
def answering() -> Iterator[None]:
    """Collects what is to be written afterwards, and writes it when the answer stands."""
    waiting: list[Callable[[], None]] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for act in waiting:
        act()
