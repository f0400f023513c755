"""What one person may not do alone: each kind of it registers here, and says how it is done once a second one agrees.

An app registers its own from `apps.py: ready()`, as with everything that a lower app must know of a higher one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

    from samtykke.accounts.models import Approval
    from samtykke.accounts.rights import Right
    from samtykke.core.actors import Ref


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that would change: what it is called, and what it said and would say."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of thing that two persons do.

    `right`: who may ask for it and who may decide it. `state`: what the thing is now, in short. `carry_out` does it, in
    the transaction of the approval, by the one who asked. `lines` says in words what changes.
    """

    key: str
    title: _StrPromise
    right: Right
    name_of: Callable[[Ref], str]
    state: Callable[[Ref, dict[str, Any]], str]
    carry_out: Callable[[Approval], None]
    lines: Callable[[Approval], list[Line]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody would do and may not do alone."""

    kind: str
    subject: Ref
    payload: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)


class SecondPersonNeeded(Refused):
    """One person may not do this alone. Whoever catches it may ask for a second one: `actions.ask(refused.wanted, …)`."""

    def __init__(self, reason: str | _StrPromise, wanted: Wanted) -> None:
        super().__init__(reason, code="second_person", field="reason")
        self.wanted = wanted


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Makes a kind known. A second one of the same key takes its place."""
    _kinds[kind.key] = kind


def kind_named(key: str) -> Kind:
    """The kind of an approval."""
    return _kinds[key]


def kinds() -> list[Kind]:
    """Every kind there is, by key."""
    return [_kinds[key] for key in sorted(_kinds)]


def deciding_rights() -> frozenset[Right]:
    """The rights by which somebody can be the second person: whoever takes one away, or takes over who holds it, must
    not do that alone either.
    """
    return frozenset(kind.right for kind in _kinds.values())
