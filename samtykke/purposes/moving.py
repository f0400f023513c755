"""Which lists may have two entries made one, and who moves what stands on them: apps add theirs in `ready()`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import Vocabulary


@dataclass(frozen=True, slots=True)
class Move:
    """From which entry to which, at which instant, by whom; `undoes` is the instant of the move that is taken back."""

    gone: int
    stays: int
    at: datetime
    by: Actor
    via: Via
    undoes: datetime | None = None

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of a statement that moves."""
        return {
            "gone": self.gone, "stays": self.stays, "at": self.at, "actor_kind": self.by.kind.value,
            "actor_id": self.by.id, "via": self.via.value, "undoes": self.undoes,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mover:
    """One column that names an entry: (table, column), how many rows are moved by a statement, and how many go back.

    `says` tells how many there are, in words: “1,204 people”.
    """

    column: tuple[str, str]
    move: Callable[[Move], int]
    back: Callable[[Move], int]
    says: Callable[[int], str]


_movers: dict[type[Vocabulary], dict[tuple[str, str], Mover]] = {}


def moves(model: type[Vocabulary], *movers: Mover) -> None:
    """Lets two entries of a list be made one. The same column again replaces its mover."""
    _movers.setdefault(model, {}).update({mover.column: mover for mover in movers})


def movers_of(model: type[Vocabulary]) -> list[Mover]:
    """Who moves what stands on the entries of a list; nobody where no two may be made one."""
    return list(_movers.get(model, {}).values())
