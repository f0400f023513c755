"""Measuring: the product and its denominator in turn, three times, each from the same beginning; medians judged."""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3


@dataclass(slots=True, kw_only=True)
class Result:
    """One line of the table. `ratio` is judged against `target`; `at_most`: smaller is better."""

    workload: str
    size: int
    ratio: float
    target: float
    spread: float
    product: str = ""
    denominator: str = ""
    at_most: bool = True
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the target is met."""
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def as_json(self) -> dict[str, object]:
        """The line as it goes into bench.json."""
        return {
            "workload": self.workload,
            "size": self.size,
            "ratio": round(self.ratio, 3),
            "target": self.target,
            "spread": round(self.spread, 3),
            "ok": self.ok,
            "product": self.product,
            "denominator": self.denominator,
            **self.notes,
        }


@dataclass(slots=True)
class Timed:
    """What the rounds of one side took, in seconds."""

    name: str
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """The distance from the fastest to the slowest, as a share of the median."""
        return (max(self.seconds) - min(self.seconds)) / self.median


def say(text: str) -> None:
    """Tells what is being done while it is done."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def timed(work: Callable[[], object]) -> float:
    """Seconds by the wall clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def alternate(
    begin: Callable[[], object],
    product: Callable[[], float],
    denominator: Callable[[], float],
    *,
    rounds: int = ROUNDS,
) -> tuple[Timed, Timed]:
    """Each side once per round, in turn first; `begin` puts the database back before each."""
    ours, theirs = Timed("product"), Timed("denominator")
    for number in range(rounds):
        sides = [(ours, product), (theirs, denominator)]
        for side, work in sides if number % 2 == 0 else sides[::-1]:
            begin()
            side.seconds.append(work())
            say(f"    round {number + 1}: {side.name} {side.seconds[-1]:.2f} s")
    return ours, theirs


def slower(workload: str, size: int, ours: Timed, theirs: Timed, *, target: float, **notes: object) -> Result:
    """How many times longer the product takes than the denominator."""
    return Result(
        workload=workload,
        size=size,
        ratio=ours.median / theirs.median,
        target=target,
        spread=max(ours.spread, theirs.spread),
        product=f"{ours.median:.2f} s",
        denominator=f"{theirs.median:.2f} s",
        notes=dict(notes),
    )
