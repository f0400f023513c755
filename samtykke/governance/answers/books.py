"""A book of questions: its groups, its points, and where each is mended. The texts stand in the code, the answers in tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from samtykke.accounts.rights import Right
    from samtykke.governance.answers.checks import Check
    from samtykke.governance.models import Register


@dataclass(frozen=True, slots=True)
class Place:
    """The page that answers or mends something: what it is called, its address, and the right that opens it."""

    name: _StrPromise
    url_name: str
    args: tuple[str, ...] = ()
    right: Right | None = None

    @property
    def address(self) -> str:
        """Its address; "" where no such page exists in this version."""
        try:
            return reverse(self.url_name, args=self.args)
        except NoReverseMatch:
            return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One point: the question, help to answer it, why the law asks. `check`: what the database finds of it.

    `decides`: the check ticks the point itself, both ways, and nobody can tick it by hand; without it the finding only
    helps to decide. `told` is the sentence for the record of processing where a measure stands (Art. 30(1)(g)).
    """

    key: str
    group: str
    text: _StrPromise
    help: _StrPromise
    law: _StrPromise
    places: tuple[Place, ...] = ()
    check: Check | None = None
    decides: bool = True
    told: _StrPromise | None = None

    @property
    def answers_itself(self) -> bool:
        """Whether the database, and nobody else, says that it is done."""
        return self.check is not None and self.decides


@dataclass(frozen=True, slots=True)
class Group:
    """A step or a part of one; `step` is the chapter it belongs to."""

    key: str
    step: str
    title: _StrPromise
    lead: _StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The questions of one register, in order, in groups, in steps."""

    register: Register
    title: _StrPromise
    lead: _StrPromise
    steps: dict[str, _StrPromise]
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    by_key: dict[str, Question] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {question.key: question for question in self.questions})


_books: dict[str, Book] = {}


def keep(book: Book) -> None:
    """Adds a book; called when the app is ready."""
    _books[book.register] = book


def book_of(register: str) -> Book:
    """The book of a register."""
    return _books[register]
