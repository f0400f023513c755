"""An encrypted copy of everything: the database, the keys and the uploaded files."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from samtykke.config.passphrase import passphrase
from samtykke.config.postgres_programs import LEFT_OUT, last_line, owner_address, program
from samtykke.config.sealed import PIECE, Sealing
from samtykke.core.clock import now

if TYPE_CHECKING:
    from argparse import ArgumentParser

MADE_AGAIN: Final = frozenset(
    {"run", "static", "pgbin", "migrated", "socket-folder", "last-backup", "last-restore-test"}
)


class Command(BaseCommand):
    """Writes the file beside its place and moves it there when it is whole."""

    help = "Write an encrypted copy of everything to FILE."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="where to; unnamed: samtykke-<time>.backup in this folder")
        parser.add_argument("--passphrase-file", help="a file that holds the passphrase; else it is asked for")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(options["file"] or f"samtykke-{now():%Y%m%dT%H%M%SZ}.backup").absolute()
        if target.exists():
            raise CommandError(f"{target} exists already; backups are never overwritten.")
        if target.resolve().is_relative_to(settings.DATA_DIR.resolve()):
            raise CommandError("A backup does not lie in what it copies: name a place outside the data directory.")
        secret = passphrase(options["passphrase_file"], twice=True)
        part = target.with_name(target.name + ".part")
        try:
            with open(part, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                sealing = Sealing(file, secret)
                write_everything(sealing)
                sealing.close()
                file.flush()
                os.fsync(file.fileno())
            part.rename(target)
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error.strerror}.") from error
        finally:
            part.unlink(missing_ok=True)
        (settings.DATA_DIR / "last-backup").write_text(now().isoformat(), encoding="utf-8")
        size = target.stat().st_size / 1024**2
        self.stdout.write(f"Wrote {target} ({size:.1f} MiB). Without its passphrase nobody can read it, you included.")


def write_everything(sealing: Sealing) -> None:
    """First a line that says what follows, then the files, then the database to the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        _write(sealing, str(cursor.fetchone()[0]))


def _write(sealing: Sealing, snapshot: str) -> None:
    """The database as it was before the files were listed: each file its rows name is among them."""
    found = [(path, path.stat().st_size) for path in files_to_keep(settings.DATA_DIR)]
    about = {
        "version": version("samtykke"),
        "made_at": now().isoformat(),
        "files": [[path.relative_to(settings.DATA_DIR).as_posix(), size] for path, size in found],
    }
    sealing.write(json.dumps(about).encode() + b"\n")
    for path, size in found:
        try:
            with path.open("rb") as file:
                _copy(file, sealing, size)
        except FileNotFoundError:  # erased meanwhile
            _copy(io.BytesIO(), sealing, size)
    arguments, environ = owner_address()
    command = [
        program("pg_dump"),
        f"--snapshot={snapshot}",
        "--format=custom",
        "--no-owner",
        "--no-acl",
        *LEFT_OUT,
        *arguments,
    ]
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=environ) as dump:
            assert dump.stdout is not None  # noqa: S101 - asked for above
            shutil.copyfileobj(dump.stdout, sealing, PIECE)
        if dump.returncode:
            errors.seek(0)
            raise CommandError(f"The database could not be copied: {last_line(errors.read())}")


def files_to_keep(folder: Path) -> list[Path]:
    """Keys and uploaded files of a data directory; not the server's own files nor what is made again."""
    kept = []
    for path in sorted(folder.rglob("*")):
        first = path.relative_to(folder).parts[0]
        left_out = first in MADE_AGAIN or (first.startswith("pg") and (folder / first / "PG_VERSION").exists())
        if path.is_file() and not left_out and ".log" not in path.suffixes and path.suffix != ".lock":
            kept.append(path)
    return kept


def _copy(file: IO[bytes], sealing: Sealing, size: int) -> None:
    """Exactly as many bytes as were announced, whatever happens to the file meanwhile."""
    left = size
    while left:
        piece = file.read(min(PIECE, left)) or b"\0" * left
        sealing.write(piece)
        left -= len(piece)
