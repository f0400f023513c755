"""A CSV of people with two answers each, end to end, against COPY of the same rows into the same tables and indexes.

Product: `samtykke import` in a process of its own, from its start to its end: reading, checking, matching, companies,
addresses, evidence, commitments, records, report. Floor: the rows it wrote, copied into an equal database.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bench.base import FIRMS, SEED, approve_store
from bench.rounds import ROUNDS, Result, Timed, alternate, say, timed
from bench.server import EMPTY, RUN

if TYPE_CHECKING:
    from pathlib import Path

    from bench.server import Bench

OF_FLOOR, MOST_MEMORY = 0.4, 400
READY = "bench_ready"
NAIVE = 200
BLOCK = 1 << 20
TABLES = (
    "contacts_company", "contacts_person", "contacts_personemail", "contacts_personphone", "consents_consentevent",
    "consents_consentevidence", "consents_consentrecord", "intake_importproblem", "intake_possibleduplicate",
)  # fmt: skip
HEADER = (
    "external_id", "first_name", "last_name", "email", "mobile", "title", "company", "country", "language", "category",
    "purpose", "legal_basis", "source", "status", "occurred_at", "wording", "evidence", "comment",
)  # fmt: skip
FIRST = ("Kari", "Ola", "Åse", "Bjørn", "Siri", "Jürgen", "Zoë", "Łukasz", "Ingrid", "Øyvind", "Mette", "Göran", "Noah")
LAST = ("Hansen", "Ødegård", "Åsheim", "Tveit", "Nowak", "Müller", "Öberg", "Sæther", "Kjær", "Lien", "Bø", "O’Neill")


def measure(bench: Bench, size: int, *, rounds: int = ROUNDS) -> list[Result]:
    """End to end against the floor, the stage against a raw COPY, the memory, and a naive row."""
    make_ready(bench)
    file = bench.folder / f"people-{size}.csv"
    write_file(file, size)
    bench.clone(READY)
    seconds, memory, told = run_import(bench, file)
    say(f"    first run: {seconds:.1f} s, {memory} MB, {told}")
    dumps = dump(bench, size)
    memories = [memory]

    def product() -> float:
        took, most, _ = run_import(bench, file)
        memories.append(most)
        return took

    ours, floor = alternate(lambda: bench.clone(READY), product, lambda: copy_in(bench, dumps), rounds=rounds)
    staged, raw = stage_alone(bench, file)
    naive = naive_orm(bench) * size / NAIVE
    bench.drop(RUN)
    for path in (file, *dumps.values()):
        path.unlink()
    notes = {
        "rows_per_second": round(size / ours.median),
        "counts": told,
        "stage": f"{staged:.1f} s of it ({staged / ours.median:.0%}), a raw COPY of its rows {raw:.1f} s",
        "naive_orm": f"{naive:.0f} s (from {NAIVE})",
    }
    end_to_end = share("1 import end to end, of the floor's rate", size, ours, floor, OF_FLOOR, **notes)
    peak = Result(
        workload="1 import, memory of the process",
        size=size,
        ratio=max(memories) / MOST_MEMORY,
        target=1.0,
        spread=(max(memories) - min(memories)) / max(memories),
        product=f"{max(memories)} MB",
        denominator=f"{MOST_MEMORY} MB",
    )
    return [end_to_end, peak]


def share(workload: str, size: int, ours: Timed, theirs: Timed, target: float, **notes: object) -> Result:
    """Which share of the denominator's rate the product reaches."""
    return Result(
        workload=workload,
        size=size,
        ratio=theirs.median / ours.median,
        target=target,
        spread=max(ours.spread, theirs.spread),
        product=f"{ours.median:.2f} s",
        denominator=f"{theirs.median:.2f} s",
        at_most=False,
        notes=dict(notes),
    )


def make_ready(bench: Bench) -> None:
    """An empty database in which people may be held."""
    with bench.root("postgres") as root:
        if root.execute("SELECT 1 FROM pg_database WHERE datname = %s", [READY]).fetchone():
            return
    bench.clone(EMPTY, READY)
    approve_store()
    bench.use(EMPTY)
    bench.settle(READY)


def write_file(file: Path, size: int) -> None:
    """People with names in several alphabets; one in a hundred twice, one in a thousand with an address that is none."""
    rng = random.Random(SEED)
    now = datetime.now(UTC)
    with file.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(HEADER)
        for place in range(size):
            number = place - 1 if place and rng.random() < 0.01 else place
            own = random.Random(number)
            first, last = own.choice(FIRST), f"{own.choice(LAST)}-{number % 9973}"
            domain = f"firm{number % FIRMS}.example"
            lines.writerow(
                (
                    f"ERP-{number}",
                    first,
                    last,
                    f"p{number}@{domain}" if rng.random() > 0.001 else f"p{number}@@{domain}",
                    own.choice(
                        (
                            "",
                            "",
                            f"+47 49 {number % 100:02} 12 34",
                            f"49{number % 1000000:06}",
                            f"004749{number % 1000000:06}",
                        )
                    ),
                    own.choice(("", "", "Daglig leder", "Head of Procurement")),
                    f"Firma {number % FIRMS} AS" if own.random() < 0.4 else "",
                    "NO",
                    own.choice(("nb", "en")),
                    own.choice(("", "Kunde", "Prospect")),
                    "EMARKETING",
                    "61A",
                    "WEBFORM",
                    own.choice(("given", "given", "given", "withdrawn", "refused")),
                    (now - timedelta(minutes=1 + number % 1_000_000)).isoformat(timespec="seconds"),
                    "Ja, send meg nyheter på e-post.",
                    f"skjema {number}",
                    "",
                )
            )


def run_import(bench: Bench, file: Path) -> tuple[float, int, str]:
    """The command in a process of its own: seconds, the most memory it had in MB, and its counts."""
    command = [sys.executable, "-m", "samtykke.cli", "import", str(file), "--json"]
    out = bench.folder / "import.out"
    with out.open("wb") as stdout:
        started = time.perf_counter()
        child = subprocess.Popen(command, env=bench.environment(RUN), stdout=stdout, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        took = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"The import ended with {child.returncode}: {out.read_text()[-300:]}")
    told: dict[str, Any] = json.loads(out.read_text().strip().splitlines()[-1])
    counts = {name: told[name] for name in ("created", "unchanged", "updated", "refused", "held_for_review")}
    return took, usage.ru_maxrss // 1024, " ".join(f"{name}={count}" for name, count in counts.items())


def dump(bench: Bench, size: int) -> dict[str, Path]:
    """What the import wrote, one file a table."""
    files = {}
    with bench.root(RUN) as root:
        for table in TABLES:
            files[table] = bench.folder / f"{table}-{size}.copy"
            statement = f"COPY {table} ({columns(root, table)}) TO STDOUT (FORMAT binary)"
            with files[table].open("wb") as out, root.cursor() as cursor, cursor.copy(statement) as copy:
                for block in copy:
                    out.write(block)
    return files


def columns(root: Any, table: str) -> str:
    """The columns of a table that are written, not generated."""
    found = root.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [table],
    ).fetchone()
    return str(found[0])


def copy_in(bench: Bench, dumps: dict[str, Path]) -> float:
    """The floor: the same rows by COPY into the same tables with the same indexes, triggers asleep. Seconds."""
    with bench.root(RUN) as root:
        root.execute("SET session_replication_role = replica")
        statements = {table: f"COPY {table} ({columns(root, table)}) FROM STDIN (FORMAT binary)" for table in dumps}
        return timed(lambda: [_copy(root, statements[table], file) for table, file in dumps.items()])


def _copy(connection: Any, statement: str, file: Path) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy, file.open("rb") as source:
        while block := source.read(BLOCK):
            copy.write(block)


def stage_alone(bench: Bench, file: Path) -> tuple[float, float]:
    """Seconds to read, check and normalise the file into the stage, and to copy the stage's rows into an equal table."""
    from samtykke.core.actors import Actor, Via
    from samtykke.intake.channels.file import actions, engine
    from samtykke.intake.channels.file.queries import stage as stages

    bench.clone(READY)
    seconds: list[float] = []
    reading = stages.fill

    def noted(stage: str, lines: Any, zone: str) -> None:
        seconds.append(timed(lambda: reading(stage, lines, zone)))

    stages.fill = noted
    try:
        run = actions.receive_path(file, by=Actor.system(), via=Via.COMMAND)
        run = actions.choose(run)
        engine.begin(run)
    finally:
        stages.fill = reading
    return seconds[0], _raw_copy(bench, stages.name_of(run.pk))


def _raw_copy(bench: Bench, stage: str) -> float:
    lines = bench.folder / "stage.copy"
    with bench.root(RUN) as root:
        with lines.open("wb") as out, root.cursor() as cursor, cursor.copy(f"COPY {stage} TO STDOUT (NULL '')") as copy:
            for block in copy:
                out.write(block)
        root.execute(f"CREATE UNLOGGED TABLE staging.raw (LIKE {stage})")
        took = timed(lambda: _copy(root, "COPY staging.raw FROM STDIN (NULL '')", lines))
    lines.unlink()
    return took


def naive_orm(bench: Bench) -> float:
    """The way a loop would go: one object after the other, saved. Seconds for a few; nothing is matched or checked."""
    from bench.naive import save_people

    bench.clone(READY)
    return timed(lambda: save_people(NAIVE))
