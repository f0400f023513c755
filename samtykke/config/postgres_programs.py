"""pg_dump and pg_restore: of the embedded server, else those of the machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management.base import CommandError

from samtykke import embedded
from samtykke.config.env import database

# Import stages come and go; grants make the empty schema anew.
LEFT_OUT: Final = ("--exclude-schema=staging",)


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs."""
    if settings.EMBEDDED:
        return str(embedded.Server(folder=settings.DATA_DIR).programs / name)
    found = shutil.which(name) or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))[-1:]), None
    )
    if found is None:
        raise CommandError(
            f"{name} is not installed: install PostgreSQL's client programs, at least as new as the server."
        )
    return found


def owner_address() -> tuple[list[str], dict[str, str]]:
    """Arguments and environment to reach the database as its owner; a password never stands on a command line."""
    parts = database(settings.OWNER_DATABASE_URL)
    arguments = [f"--dbname={parts['name']}"]
    for option, key in (("--host", "host"), ("--port", "port"), ("--username", "user")):
        if parts[key]:
            arguments.append(f"{option}={parts[key]}")
    environ = dict(os.environ)
    if parts["password"]:
        environ["PGPASSWORD"] = parts["password"]
    if "option:sslmode" in parts:
        environ["PGSSLMODE"] = parts["option:sslmode"]
    return arguments, environ


def last_line(text: bytes) -> str:
    """What a program said last."""
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it did not say why"
