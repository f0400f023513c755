"""Rows handed over at once, as another system tells of many people: the same set-based way in as a file, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from samtykke.consents.deadlines import inform_by
from samtykke.contacts import queries as contacts
from samtykke.core.clock import now
from samtykke.intake.channels.file import engine
from samtykke.intake.channels.file.queries import again, elsewhere, register
from samtykke.intake.channels.file.rows import Row
from samtykke.intake.models import ImportProblem, ImportRun, Outcome, RunState, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from samtykke.core.actors import Actor, Via
    from samtykke.intake.channels.file.rows import Refusal


@dataclass(slots=True)
class Handed:
    """Rows in memory, as a file has them. Several rows may carry one line: what one entry says of several purposes."""

    header: list[str]
    handed: Sequence[tuple[int, list[str]]]
    warnings: list[Refusal] = field(default_factory=list)

    @property
    def description(self) -> dict[str, str]:
        """How it was read: there was nothing to find out."""
        return {}

    def rows(self) -> Iterator[Row]:
        """The rows, in their order."""
        for line, cells in self.handed:
            yield Row(line, list(cells))

    def read_share(self) -> float:
        """All of it lies here."""
        return 1.0


@dataclass(slots=True)
class Became:
    """What became of one line: who it means, whether they are new, whether anything changed, and what is to be said of it."""

    person_id: int | None = None
    is_new: bool = False
    changed: bool = False
    held: str = ""
    refused: tuple[str, str] | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)


def take_in(
    table: Handed, *, system: str, name: str, choices: dict[str, str], by: Actor, via: Via
) -> tuple[ImportRun, dict[int, Became]]:
    """Brings the rows in, by the ids that `system` has for people: whoever it told of before is changed where the row says
    something, whoever it did not is met by address and name or registered. One run, which can be undone as a unit.
    """
    again.lock()
    contacts.lock_external_ids()
    seen = register.newest_person()
    run = _begun(table, name, choices, by, via)
    engine.stage_table(run, table, newest=seen, system=system)
    found: dict[int, Became] = {}

    def look(stage: str, params: dict[str, Any], some_known: bool) -> None:
        elsewhere.know_as(stage, {**params, "system": system}, some_known=some_known)
        _gather(found, elsewhere.became(stage, some_known=some_known))

    engine.carry_out_at_once(run, seen, look)
    _add_problems(found, run)
    return run, found


def _begun(table: Handed, name: str, choices: dict[str, str], by: Actor, via: Via) -> ImportRun:
    started = now()
    return ImportRun.objects.create(
        name=name[:200],
        size=0,
        sha256="",
        reading={"header": table.header},
        mapping={column: column for column in table.header},
        choices=choices,
        strategy=Strategy.REPLACE,
        whole=True,
        state=RunState.RUNNING,
        actor_kind=by.kind.value,
        actor_id=by.id,
        via=via.value,
        started_at=started,
        inform_by=inform_by(started),
    )


def _gather(found: dict[int, Became], rows: Sequence[tuple[int, int | None, bool, str, bool]]) -> None:
    for line, person_id, is_new, halted, changed in rows:
        one = found.setdefault(line, Became())
        one.person_id = person_id or one.person_id
        one.is_new |= is_new
        one.changed |= changed
        one.held = halted or one.held


def _add_problems(found: dict[int, Became], run: ImportRun) -> None:
    for problem in ImportProblem.objects.filter(run=run).order_by("line", "id"):
        one, said = found.setdefault(problem.line, Became()), (problem.code, problem.detail)
        if problem.outcome == Outcome.REFUSED:
            one.refused = one.refused or said
        elif problem.outcome == Outcome.HELD:
            one.held = one.held or problem.code
        elif said not in one.notes:
            one.notes.append(said)
