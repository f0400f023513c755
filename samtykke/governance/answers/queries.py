"""Where each question stands: what was answered, and what the database finds. Three statements for a whole book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from samtykke.accounts.names import actor_names
from samtykke.governance.answers import checks
from samtykke.governance.answers.checks import COUNTED
from samtykke.governance.answers.words import owners_in
from samtykke.governance.models import Answer, AnswerChange, AnswerEvidence, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from samtykke.core.actors import Actor
    from samtykke.governance.answers.books import Book, Group, Question
    from samtykke.governance.answers.checks import Check, Circumstances, Finding

CHANGES_SHOWN = 30
# The size of one set, counted no further than its own limit.
SIZE = "(SELECT count(*) FROM ({}) AS counted)"
# All of them at once.
SIZES = "SELECT {}"


@dataclass(frozen=True, slots=True)
class Standing:
    """One question as it stands now."""

    question: Question
    answer: Answer
    finding: Finding | None
    state: State
    is_late: bool
    is_due_again: bool

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self.state in {State.DONE, State.NOT_RELEVANT}


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many are closed, of a step or of a group."""

    key: str
    closed: int
    total: int

    @property
    def is_done(self) -> bool:
        """Whether all of it is closed."""
        return self.closed == self.total


def findings(checks: Mapping[str, Check], given: Circumstances) -> dict[str, Finding]:
    """What each check finds: all their sets are counted in one statement."""
    sizes = _sizes({(key, name): found(given) for key, check in checks.items() for name, found in check.sets.items()})
    return {key: check.judge({name: sizes[key, name] for name in check.sets}, given) for key, check in checks.items()}


def _sizes(sets: dict[tuple[str, str], QuerySet[Any, Any]]) -> dict[tuple[str, str], int]:
    """The size of each set, up to one above what is counted."""
    sizes = dict.fromkeys(sets, 0)
    names: list[tuple[str, str]] = []
    parts: list[str] = []
    params: list[Any] = []
    for name, found in sets.items():
        limited = found.order_by().values_list("pk")[: COUNTED + 1]
        try:
            sql, values = limited.query.sql_with_params()
        except EmptyResultSet:
            continue
        names.append(name)
        parts.append(SIZE.format(sql))
        params += values
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(SIZES.format(", ".join(parts)), params)
            sizes.update(zip(names, cursor.fetchone() or (), strict=True))
    return sizes


def standings(book: Book, given: Circumstances | None = None) -> list[Standing]:
    """Every question of a book, in its order."""
    given = given or checks.circumstances()
    answers = {row.key: row for row in Answer.objects.filter(register=book.register).select_related("owner")}
    found = findings({q.key: q.check for q in book.questions if q.check is not None}, given)
    return [
        _standing(book, question, answers.get(question.key), found.get(question.key), given)
        for question in book.questions
    ]


def _standing(
    book: Book, question: Question, answer: Answer | None, finding: Finding | None, given: Circumstances
) -> Standing:
    answer = answer or Answer(register=book.register, key=question.key, version=0)
    state, is_due_again = State(answer.state), False
    if question.answers_itself and finding is not None:
        if state != State.NOT_RELEVANT:
            state = State.DONE if finding.is_met else State.IN_WORK if state == State.IN_WORK else State.OPEN
    elif state == State.DONE and answer.review_on is not None and answer.review_on < given.day:
        state, is_due_again = State.IN_WORK, True
    is_open = state not in {State.DONE, State.NOT_RELEVANT}
    is_late = is_open and answer.due_on is not None and answer.due_on < given.day
    return Standing(question, answer, finding, state, is_late, is_due_again)


def progress_by_step(book: Book, found: Iterable[Standing]) -> list[Progress]:
    """How far each step is."""
    steps = {group.key: group.step for group in book.groups}
    return _counted(list(book.steps), [(steps[one.question.group], one) for one in found])


def progress_by_group(groups: Iterable[Group], found: Iterable[Standing]) -> dict[str, Progress]:
    """How far each group is, by its key."""
    counted = _counted([group.key for group in groups], [(one.question.group, one) for one in found])
    return {progress.key: progress for progress in counted}


def _counted(keys: list[str], found: list[tuple[str, Standing]]) -> list[Progress]:
    return [
        Progress(key, sum(one.is_closed for of, one in found if of == key), sum(of == key for of, _one in found))
        for key in keys
    ]


def evidence_of(book: Book, question: Question) -> list[AnswerEvidence]:
    """What shows the answer, the newest first."""
    kept = AnswerEvidence.objects.kept().named().filter(register=book.register, key=question.key)
    return list(kept.order_by("-id"))


def all_evidence(book: Book) -> dict[str, list[AnswerEvidence]]:
    """What shows the answers of a book, by question."""
    found: dict[str, list[AnswerEvidence]] = {}
    for row in AnswerEvidence.objects.kept().named().filter(register=book.register).order_by("id"):
        found.setdefault(row.key, []).append(row)
    return found


def changes_of(book: Book, question: Question) -> list[AnswerChange]:
    """How the answer came to be, the newest change first."""
    found = AnswerChange.objects.filter(register=book.register, key=question.key)
    return list(found.order_by("-id")[:CHANGES_SHOWN])


def names_of(changes: list[AnswerChange], evidence: Iterable[AnswerEvidence], *others: Actor) -> dict[Actor, str]:
    """Who did all that, by name, with the owners that the changes speak of; at most two queries."""
    actors = [change.by for change in changes] + [row.by for row in evidence]
    return actor_names([*actors, *owners_in(changes), *others])
