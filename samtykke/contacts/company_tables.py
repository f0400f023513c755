"""Which tables name a company: each app tells its own in `ready()`, so that a merge can say what comes with it.

Nothing of them moves. What is shown of a company is read over `queries.company_and_merged`, and written to who stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from psycopg import sql

from samtykke.contacts.sql import ALL_OF, COUNT_SOME

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Pointing:
    """A table that names a company in a column, and what its rows are called beside their number.

    `of_people`: rows about people are counted by who sees them, never here.
    """

    table: str
    column: str
    word: _StrPromise
    of_people: bool = False


_pointing: dict[tuple[str, str], Pointing] = {}
# More of one kind than these are not counted one by one.
COUNTED = 10_000


def tell(table: str, column: str, word: _StrPromise, *, of_people: bool = False) -> None:
    """Says that a table names a company. The same table and column again replaces it."""
    _pointing[table, column] = Pointing(table, column, word, of_people)


def told() -> dict[tuple[str, str], Pointing]:
    """Everything that was told, by table and column."""
    return dict(_pointing)


def pointing_at(company_id: int) -> list[tuple[str, int]]:
    """What names a company but people, in words with its number, counted no further than COUNTED; none is left out."""
    kinds = [kind for kind in _pointing.values() if not kind.of_people]
    if not kinds:
        return []
    one = sql.SQL(COUNT_SOME)
    parts = [
        one.format(sql.Identifier(kind.table), sql.Identifier(kind.column), sql.Literal(COUNTED)) for kind in kinds
    ]
    columns = sql.SQL(", ").join(sql.SQL("({})").format(part) for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(ALL_OF).format(columns), [company_id] * len(kinds))
        counts = cursor.fetchone()
    return [(str(kind.word), count) for kind, count in zip(kinds, counts, strict=True) if count]
