"""The rows that need looking at, as the file had them, with the reason: refused, held, doubtful. REQ-95, REQ-94."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from samtykke.core.spreadsheets import csv_lines
from samtykke.intake.channels.file.opening import open_table
from samtykke.intake.channels.file.reasons import sentence_of
from samtykke.intake.models import ImportProblem, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.intake.models import ImportRun

HEAD = ("line", "outcome", "reason")


def problem_lines(run: ImportRun, *, outcomes: tuple[str, ...] = tuple(Outcome.values)) -> Iterator[str]:
    """The lines of a CSV file: line, outcome, reason, then the row as it stood. Mended, it can be imported again."""
    problems = ImportProblem.objects.filter(run=run, outcome__in=outcomes).order_by("line", "id")
    return csv_lines([*HEAD, *run.reading["header"]], _rows(run, problems.iterator(chunk_size=5_000)))


def _rows(run: ImportRun, problems: Iterator[ImportProblem]) -> Iterator[list[str]]:
    problem = next(problems, None)
    if problem is None:
        return
    with Path(run.path).open("rb") as stream:
        for row in open_table(stream, run.name).rows():
            while problem is not None and problem.line <= row.line:
                cells = row.cells if problem.line == row.line else []
                yield [str(problem.line), problem.outcome, sentence_of(problem.code, problem.detail), *cells]
                problem = next(problems, None)
            if problem is None:
                return
