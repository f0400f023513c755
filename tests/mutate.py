"""Takes each rule of the heart away in turn, and expects a test to notice: `make mutate`.

The package and its tests are copied; in the copy one small text is replaced (tests/mutations.py says which), and the
tests that ought to notice are run. A mutation that no test notices ends with 1, as does a text that is no longer there.

    python -m tests.mutate                     all of them
    python -m tests.mutate --only "rule 2"     those whose name or rule holds this text
    python -m tests.mutate --list              what there is
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutations import MUTATIONS, Mutation

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("samtykke", "tests", "pyproject.toml", "hatch_build.py", "manage.py", "CHANGELOG.md", "README.md")
PYTEST = (
    "-q",
    "-x",
    "-n",
    "0",
    "-p",
    "no:randomly",
    "-p",
    "no:cacheprovider",
    "-p",
    "tests.mutate",
    "--no-header",
    "--reuse-db",
)
NOTICED, SURVIVED = 1, 0
TIME_LIMIT = 900
ALL_TIME_LIMIT = 3600


@dataclass(frozen=True)
class Outcome:
    """What became of one mutation."""

    mutation: Mutation
    word: str
    seconds: float = 0.0
    told: str = ""

    @property
    def is_right(self) -> bool:
        """Whether a test noticed."""
        return self.word == "noticed"


def pytest_configure() -> None:
    """Where a generated history fails, that is enough: finding the smallest one would take minutes."""
    from hypothesis import Phase, settings

    settings.register_profile("unshrunk", phases=[Phase.explicit, Phase.generate], print_blob=False)
    settings.load_profile("unshrunk")


def copy(folder: Path) -> None:
    """The package and its tests, without what was compiled."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, folder / name)


def run(folder: Path, tests: Sequence[str], *, anew: bool = False) -> subprocess.CompletedProcess[str]:
    """Runs some tests in the copy; `anew` builds the database first and takes its time."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", *PYTEST, *(["--create-db"] if anew else []), *tests]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=ALL_TIME_LIMIT if anew else TIME_LIMIT,
    )


def tried(mutation: Mutation, folder: Path) -> Outcome:
    """Applies one mutation in the copy, runs its tests, and takes it back."""
    path = folder / mutation.file
    original = path.read_text(encoding="utf-8") if path.exists() else ""
    if original.count(mutation.old) != 1:
        return Outcome(mutation, f"stale: found {original.count(mutation.old)} times")
    began = time.monotonic()
    path.write_text(original.replace(mutation.old, mutation.new), encoding="utf-8")
    try:
        result = run(folder, mutation.tests, anew="/migrations/" in mutation.file)
    except subprocess.TimeoutExpired:
        return Outcome(mutation, "noticed", time.monotonic() - began, "ran too long")
    finally:
        path.write_text(original, encoding="utf-8")
    words = {NOTICED: "noticed", SURVIVED: "SURVIVED"}
    word = words.get(result.returncode, f"broken: pytest ended with {result.returncode}")
    return Outcome(mutation, word, time.monotonic() - began, first_failure(result.stdout))


def first_failure(output: str) -> str:
    """The test that noticed, from what pytest said."""
    lines = [line for line in output.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return lines[0].split(" - ")[0].split("::")[-1] if lines else ""


def line(outcome: Outcome) -> str:
    """One row of the table."""
    mutation = outcome.mutation
    return f"{mutation.rule:<10} {mutation.name:<62} {outcome.word:<12} {outcome.seconds:5.1f} s  {outcome.told}"


def say(text: str) -> None:
    """Writes a line at once: a run takes minutes."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def chosen(words: Sequence[str]) -> list[Mutation]:
    """The mutations whose rule or name holds one of the words; all, if there are none."""
    if not words:
        return list(MUTATIONS)
    return [m for m in MUTATIONS if any(word.lower() in f"{m.rule} {m.name}".lower() for word in words)]


def holds_unchanged(folder: Path, mutations: Sequence[Mutation]) -> bool:
    """Whether the tests pass before anything is taken away, on a new database and on one used again, as every mutation finds
    it: otherwise a failure would prove nothing."""
    tests = sorted({test for mutation in mutations for test in mutation.tests})
    for anew in (True, False):
        result = run(folder, tests if anew else tests[:3], anew=anew)
        if result.returncode:
            say(result.stdout[-4000:])
            say(
                "The tests fail without any mutation. Mend that first."
                if anew
                else "They fail on a database used again."
            )
            return False
    return True


def main() -> int:
    """Tries every mutation asked for and prints a table."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutate", description="Remove rules; expect failing tests.")
    asked.add_argument("--only", nargs="*", default=[], metavar="TEXT", help="only those whose rule or name holds this")
    asked.add_argument("--list", action="store_true", help="list the mutations")
    options = asked.parse_args()
    mutations = chosen(options.only)
    if options.list:
        say("\n".join(f"{m.rule:<10} {m.name:<62} {m.file}" for m in mutations))
        return 0
    import tests.plugin_database  # noqa: F401 - starts one PostgreSQL for all runs

    with tempfile.TemporaryDirectory(prefix="samtykke-mutate-") as name:
        folder = Path(name)
        copy(folder)
        if not holds_unchanged(folder, mutations):
            return 1
        outcomes = []
        for mutation in mutations:
            outcomes.append(tried(mutation, folder))
            say(line(outcomes[-1]))
    wrong = [outcome for outcome in outcomes if not outcome.is_right]
    say(f"{len(outcomes) - len(wrong)} of {len(outcomes)} mutations were noticed.")
    return 1 if wrong or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
