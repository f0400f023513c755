"""Running a file in a test: the text of a CSV, and what is chosen for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from samtykke.core.actors import Actor, Via
from samtykke.intake.channels.file import actions
from samtykke.intake.models import ImportRun
from tests.factories import approve_store


def received(text: str | bytes, name: str = "people.csv", **chosen: Any) -> ImportRun:
    approve_store()
    content = text if isinstance(text, bytes) else text.encode()
    run = actions.receive([content], name, by=Actor.system(), via=Via.FILE)
    settings = {key: chosen.pop(key) for key in ("preset", "mapping", "strategy", "whole") if key in chosen}
    return actions.choose(run, choices=chosen, **settings)


def imported(text: str | bytes, name: str = "people.csv", **chosen: Any) -> ImportRun:
    run = actions.carry_out(received(text, name, **chosen))
    assert run.failure is None, run.failure
    return run


def tried(text: str | bytes, name: str = "people.csv", **chosen: Any) -> ImportRun:
    run = actions.try_out(received(text, name, **chosen))
    assert run.failure is None, run.failure
    return run


def counts(run: ImportRun) -> dict[str, int]:
    """The counts that are not nought."""
    from samtykke.intake.channels.file.engine import COUNTS

    return {name: run.counts[name] for name in COUNTS if run.counts[name]}


def problems(run: ImportRun) -> list[tuple[int, str, str]]:
    return list(run.problems.order_by("line", "id").values_list("line", "outcome", "code"))


def stored(path: str) -> bool:
    return Path(path).exists()
