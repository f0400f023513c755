"""The fields about people that the product knows, told by the app that keeps each: what the data map and masking read.

A field that a company adds is told at run time by a function that reads them from the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownField:
    """One field: a key that stays (`person.title`), its name, the table and columns that hold it, the kind of data it is
    by birth, whether it can be marked sensitive, so that it is masked for who lacks `people:sensitive`, and whether the
    company can do without it.

    `rows`: the column and value that tell its rows from others of the table; `person_column`: whose a row is; `noted`: what
    the history of changes calls it, where not by its columns. What is not `of_people` is decided of, and is in no data map.
    `only_decided`: it is kept nowhere until the company decides of it, and stands in the data map only then.
    """

    key: str
    name: _StrPromise | str
    table: str
    columns: tuple[str, ...]
    kind: str
    can_be_sensitive: bool = True
    can_be_retired: bool = True
    must_be_sensitive: bool = False
    rows: tuple[str, int] | None = None
    person_column: str = "person_id"
    noted: tuple[str, ...] = ()
    of_people: bool = True
    only_decided: bool = False


_tellers: dict[str, Callable[[], Iterable[KnownField]]] = {}


def register(app: str, tell: Callable[[], Iterable[KnownField]]) -> None:
    """Adds an app's fields. Registering the same app again replaces what it told."""
    _tellers[app] = tell


def known_fields() -> tuple[KnownField, ...]:
    """Every field about people of every app, in the order the apps and their fields were told."""
    return tuple(one for one in _all() if one.of_people)


def field_by_key(key: str) -> KnownField | None:
    """The field with a key, if there is one; also one about companies."""
    return next((one for one in _all() if one.key == key), None)


def _all() -> Iterator[KnownField]:
    return (one for tell in _tellers.values() for one in tell())
