"""The fields about people that the product knows, told by the app that keeps each: what the data map and masking read.

A field that a company adds is told at run time by a function that reads them from the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownField:
    """One field: a key that stays (`person.title`), its name, the table and columns that hold it, the kind of data it is
    by birth, whether it can be marked sensitive, so that it is masked for who lacks `people:sensitive`, and whether the
    company can do without it.
    """

    key: str
    name: _StrPromise | str
    table: str
    columns: tuple[str, ...]
    kind: str
    can_be_sensitive: bool = True
    can_be_retired: bool = True


_tellers: dict[str, Callable[[], Iterable[KnownField]]] = {}


def register(app: str, tell: Callable[[], Iterable[KnownField]]) -> None:
    """Adds an app's fields. Registering the same app again replaces what it told."""
    _tellers[app] = tell


def known_fields() -> tuple[KnownField, ...]:
    """Every field of every app, in the order the apps and their fields were told."""
    return tuple(one for tell in _tellers.values() for one in tell())


def field_by_key(key: str) -> KnownField | None:
    """The field with a key, if there is one."""
    return next((one for one in known_fields() if one.key == key), None)
