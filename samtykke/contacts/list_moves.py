"""What moves when two categories, interests, lines of business or ways of collecting are made one: people and companies, as sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import ngettext

from samtykke.contacts import interest_moves
from samtykke.contacts.models import Business, Category, Interest
from samtykke.contacts.sql import COMPANIES_BACK, MOVE_COMPANIES, MOVE_PEOPLE, PEOPLE_BACK
from samtykke.core.templatetags.words import number
from samtykke.purposes.models import CollectedHow
from samtykke.purposes.moving import Mover, moves

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.purposes.moving import Move


def _people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": number(count)}


def _companies(count: int) -> str:
    return ngettext("%(count)s company", "%(count)s companies", count) % {"count": number(count)}


def _runs(statement: str, column: str) -> Callable[[Move], int]:
    def run(move: Move) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("__column__", column), move.params)
            return int(cursor.rowcount)

    return run


def of_people(column: str) -> Mover:
    """What moves the people who have an entry in a column."""
    table = ("contacts_person", column)
    return Mover(table, _runs(MOVE_PEOPLE, column), _runs(PEOPLE_BACK, column), _people)


def of_companies(column: str) -> Mover:
    """What moves the companies that have an entry in a column."""
    table = ("contacts_company", column)
    return Mover(table, _runs(MOVE_COMPANIES, column), _runs(COMPANIES_BACK, column), _companies)


def register() -> None:
    """Lets two of each of these lists be made one."""
    moves(Category, of_people("category_id"), of_companies("category_id"))
    moves(Business, of_companies("business_id"))
    moves(CollectedHow, of_people("collected_how_id"))
    of_interest = ("contacts_personinterest", "interest_id")
    moves(Interest, Mover(of_interest, interest_moves.move, interest_moves.back, _people))
