"""What a directory needs before it can be served: a migrated database and collected static files."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from importlib import resources
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SERVING: Final = {"_SAMTYKKE_SERVING": "1"}


def own(*words: str) -> list[str]:
    """The command line of one of our own words, in a process of its own."""
    return [sys.executable, "-m", "samtykke.cli", *words]


def run(*words: str, **environ: str) -> None:
    """Runs one of our words and passes its trouble on as one sentence."""
    done = subprocess.run(
        own(*words), check=False, capture_output=True, text=True, env=os.environ | environ, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        lines = [line for line in (done.stderr or done.stdout).strip().splitlines() if line.strip()]
        raise CommandError(f"`samtykke {words[0]}` failed: {lines[-1] if lines else done.returncode}")


def bring_up_to_date(say: Callable[[str], None]) -> None:
    """Migrates as the owner and collects static files, each only where something has changed."""
    migrated, collected = settings.DATA_DIR / "migrated", settings.DATA_DIR / "static" / ".collected"
    state = database_state()
    if not _says(migrated, state) or has_unapplied():
        say("Bringing the database up to date …")
        run("migrate", "--verbosity=0")
        migrated.write_text(state, encoding="utf-8")
    state = static_state()
    if not _says(collected, state):
        say("Collecting the static files …")
        run("collectstatic", "--noinput", "--clear", "--verbosity=0", **SERVING)
        collected.write_text(state, encoding="utf-8")


def database_state() -> str:
    """What the last full migration was made with: the version, the database, and what grants and seeds say."""
    text = f"{version('samtykke')} {settings.DATABASE_URL}"
    for package, name in (
        ("samtykke.config", "grants.sql"),
        ("samtykke.purposes", "seed.py"),
        ("samtykke.accounts", "seed.py"),
    ):
        file = resources.files(package).joinpath(name)
        text += file.read_text(encoding="utf-8") if file.is_file() else ""
    return hashlib.sha256(text.encode()).hexdigest()


def has_unapplied() -> bool:
    """Whether migrations wait."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def static_state() -> str:
    """The version, and of a checkout also the newest of its files."""
    folders = [str(folder) for folder in settings.STATICFILES_DIRS]
    files = [
        os.stat(os.path.join(at, name)) for folder in folders for at, _, names in os.walk(folder) for name in names
    ]
    return f"{version('samtykke')} {len(files)} {max((file.st_mtime_ns for file in files), default=0)}"


def _says(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
