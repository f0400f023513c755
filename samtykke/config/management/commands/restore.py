"""Brings a backup back into an empty data directory."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from samtykke.config.health import QUARANTINE
from samtykke.config.passphrase import passphrase
from samtykke.config.postgres_programs import last_line, owner_address, program
from samtykke.config.sealed import PIECE, NotOpened, Reading, opened
from samtykke.core.clock import now

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Reads the whole file first: a damaged one changes nothing."""

    help = "Bring a backup back into an empty data directory, then migrate it to this version."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="the backup")
        parser.add_argument(
            "--release",
            action="store_true",
            help="end the quarantine of a restored copy: the erasures and withdrawals since its backup are repeated",
        )
        parser.add_argument("--passphrase-file", help="a file that holds the passphrase; else it is asked for")
        parser.add_argument(
            "--try",
            action="store_true",
            dest="only_try",
            help="open the backup and read it to its end without bringing anything back; the day is noted",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask before restoring")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restores, or with --release lets a restored copy work again."""
        if options["release"] == bool(options["file"]):
            raise CommandError("Name the backup, or ask for --release.", returncode=2)
        if options["release"]:
            return self._release()
        if options["only_try"]:
            return self._try(options)
        return self._restore(options)

    def _release(self) -> None:
        if not quarantine().exists():
            raise CommandError("This is no restored copy in quarantine.")
        quarantine().unlink()
        self.stdout.write("The quarantine is over.")

    def _try(self, options: dict[str, Any]) -> None:
        """Reads a backup to its end and notes that it was done, for the register of security measures (Art. 32(1)(d))."""
        file, secret = Path(options["file"]), passphrase(options["passphrase_file"], twice=False)
        try:
            about = check(file, secret)
        except NotOpened as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        (settings.DATA_DIR / "last-restore-test").write_text(now().isoformat(), encoding="utf-8")
        self.stdout.write(
            f"The backup of {about['made_at']} (version {about['version']}) opens and is whole. Nothing was brought back."
        )

    def _restore(self, options: dict[str, Any]) -> None:
        refuse_what_is_not_empty()
        file, secret = Path(options["file"]), passphrase(options["passphrase_file"], twice=False)
        try:
            self._say("Checking the backup …")
            about = check(file, secret)
            self._confirm(about, yes=options["yes"])
            self._say("Restoring …")
            quarantine().parent.mkdir(parents=True, exist_ok=True)
            quarantine().touch(mode=0o600)  # first: a copy that was restored half is one too
            restore(file, secret)
        except NotOpened as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        self._say("Bringing the database up to date …")
        call_command("migrate", verbosity=0)
        self.stdout.write(
            f"Restored the backup of {about['made_at']} (version {about['version']}). It is in quarantine: repeat the "
            "erasures and withdrawals made since then, then run samtykke restore --release. Start with: samtykke serve"
        )

    def _confirm(self, about: dict[str, Any], *, yes: bool) -> None:
        if yes:
            return
        self._say(f"This backup was made at {about['made_at']} by version {about['version']}.")
        try:
            answer = input(f"Restore it into {settings.DATA_DIR}? Type yes: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was restored.")

    def _say(self, text: str) -> None:
        self.stderr.write(text, style_func=str)


def quarantine() -> Path:
    """The file that says: this is a restored copy, and what was erased since its backup may be back."""
    return Path(settings.DATA_DIR) / QUARANTINE


def refuse_what_is_not_empty() -> None:
    """A restore never writes over people that are there."""
    connection.close()
    if "django_migrations" in connection.introspection.table_names():
        raise CommandError(
            f"There is a database already (data directory {settings.DATA_DIR}): restore only into an empty one, "
            "named by SAMTYKKE_DATA_DIR or SAMTYKKE_DATABASE_URL."
        )
    connection.close()


def check(file: Path, secret: bytes) -> dict[str, Any]:
    """Opens every piece, and answers what the backup says of itself."""
    with file.open("rb") as source:
        reading = Reading(opened(source, secret))
        about: dict[str, Any] = json.loads(reading.line())
        for _ in reading.rest():
            pass
    return about


def restore(file: Path, secret: bytes) -> None:
    """Writes the files, then hands the rest to pg_restore in one transaction."""
    with file.open("rb") as source:
        reading = Reading(opened(source, secret))
        about = json.loads(reading.line())
        for name, size in about["files"]:
            _write(name, size, reading)
        arguments, environ = owner_address()
        command = [
            program("pg_restore"),
            "--no-owner",
            "--no-acl",
            "--exit-on-error",
            "--single-transaction",
            *arguments,
        ]
        with tempfile.TemporaryFile() as errors:
            with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=errors, env=environ) as run:
                assert run.stdin is not None  # noqa: S101 - asked for above
                try:
                    for piece in reading.rest():
                        run.stdin.write(piece)
                    run.stdin.close()
                except BrokenPipeError:
                    run.wait()
            if run.returncode:
                errors.seek(0)
                raise CommandError(f"The database could not be restored: {last_line(errors.read())}")


def _write(name: str, size: int, reading: Reading) -> None:
    target = (settings.DATA_DIR / name).resolve()
    if not target.is_relative_to(Path(settings.DATA_DIR).resolve()):
        raise CommandError("The backup names a file outside the data directory; nothing more was restored.")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    left = size
    with open(target, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        while left:
            piece = reading.read(min(PIECE, left))
            file.write(piece)
            left -= len(piece)
