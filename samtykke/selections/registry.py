"""The fields by which people are selected: each app tells its own, at run time, as purposes and fields come and go.

Registering the same name again replaces what it told. A later app adds its own in `apps.py: ready()` and needs nothing else:
the builder, the sentence, the compiler and the API read the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from samtykke.contacts.access import EVERYBODY, Sight
from samtykke.contacts.masking import NOTHING, Mask

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.selections.criteria import Condition, Operator
    from samtykke.selections.sql.writing import Writing


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: whom they see, what is covered for them, and the user, where it is one."""

    sight: Sight = EVERYBODY
    mask: Mask = NOTHING
    user: User | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One field to select by.

    `sql` writes what is asked as SQL about the person of the statement; it is asked for the operators that are not an
    opposite of another. `offers`: what may be chosen, by key; `names`: what chosen keys are called, of those that exist
    for the reader, where there are more than a page offers. `said`: what it is called in a sentence; `sentences`: whole sentences of
    operators, with %(value)s. `known_key`: what a mask calls it. `number_unit` stands beside a number.
    """

    key: str
    name: Any
    heading: Any
    operators: tuple[Operator, ...]
    sql: Callable[[Writing, Condition], str]
    offers: Callable[[Reader], Mapping[str, Any]] | None = None
    names: Callable[[Iterable[str], Reader], Mapping[str, Any]] | None = None
    known_key: str = ""
    said: Any = ""
    sentences: Mapping[Operator, Any] = field(default_factory=dict)
    number_unit: str = ""
    check: Callable[[Condition, Reader], str | None] | None = None

    def called(self, keys: Iterable[str], reader: Reader) -> Mapping[str, Any]:
        """The names of chosen keys, of those that exist for the reader."""
        if self.names is not None:
            return self.names(keys, reader)
        known = self.offers(reader) if self.offers else {}
        return {key: known[key] for key in keys if key in known}


Teller = Callable[[], Iterable[Known]]
_tellers: dict[str, Teller] = {}


def register(app: str, tell: Teller) -> None:
    """Adds an app's fields."""
    _tellers[app] = tell


def catalogue() -> dict[str, Known]:
    """Every field there is now, by its key, heading by heading."""
    return {one.key: one for one in _all()}


def _all() -> Iterator[Known]:
    return (one for tell in _tellers.values() for one in tell())
