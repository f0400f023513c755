"""`python -m bench --size 100000 --only 1,2`: runs workloads, prints a table, writes bench.json."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bench.rounds import ROUNDS, say
from bench.server import running

if TYPE_CHECKING:
    from bench.rounds import Result

WORKLOADS = {
    1: "imports",
    2: "eligible",
    4: "basis",
    6: "intake",
    10: "page",
    11: "desk",
    12: "finding",
    14: "selecting",
}


def main() -> int:
    """Answers 0 when every target of the workloads asked for is met."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", default="100000", help="how many people; several with commas")
    parser.add_argument("--only", default="", help="numbers of workloads, with commas (default: all)")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", help="a folder to keep the server and its bases in between two runs")
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    asked = parser.parse_args()
    numbers = [int(number) for number in asked.only.split(",") if number] or list(WORKLOADS)
    unknown = set(numbers) - set(WORKLOADS)
    if unknown:
        parser.error(f"there is no workload {sorted(unknown)[0]}; there are {', '.join(map(str, WORKLOADS))}")
    results: list[Result] = []
    say("Starting a PostgreSQL of the benchmark's own …")
    with running(asked.folder) as bench:
        say(machine() + ", " + ", ".join(f"{name} {value}" for name, value in bench.settings().items()))
        for size in map(int, asked.size.replace("_", "").split(",")):
            for number in numbers:
                workload = import_module(f"bench.{WORKLOADS[number]}")
                say(f"Workload {number}, {size:,}: {workload.__doc__.splitlines()[0]}")
                results += workload.measure(bench, size, rounds=asked.rounds)
                asked.out.write_text(json.dumps([result.as_json() for result in results], indent=1) + "\n")
    sys.stdout.write(table(results))
    sys.stdout.write(
        f"\n{machine()}, load {os.getloadavg()[1]:.1f}, {datetime.now(UTC):%Y-%m-%d}. Written to {asked.out}.\n"
    )
    return 0 if all(result.ok for result in results) else 1


def table(results: list[Result]) -> str:
    """The results in columns."""
    head = ("workload", "size", "product", "denominator", "ratio", "target", "spread", "ok")
    rows = [
        (
            result.workload,
            f"{result.size:,}",
            result.product,
            result.denominator,
            f"{result.ratio:.2f}",
            f"{'≤' if result.at_most else '≥'} {result.target:g}",
            f"{result.spread:.0%}",
            "yes" if result.ok else "NO",
        )
        for result in results
    ]
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]
    ]
    notes = [
        f"  {r.workload}, {r.size:,}: " + ", ".join(f"{k} {v}" for k, v in r.notes.items()) for r in results if r.notes
    ]
    return "\n".join(["", *lines, "", *notes, ""])


def machine() -> str:
    """The shape of the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
