"""pg_dump and pg_restore: of the embedded server, else those of the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from samtykke import embedded
from samtykke.config.env import database

# Import stages come and go; grants make the empty schema anew.
LEFT_OUT: Final = ("--exclude-schema=staging",)


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs, at least as new as the server it talks to."""
    own = str(embedded.Server(folder=settings.DATA_DIR).programs / name)
    if settings.EMBEDDED:
        return own
    server = connection.cursor().connection.info.server_version // 10000
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    candidates = [str(folder / name) for folder in folders]
    for found in [*candidates, shutil.which(name) or ""]:
        if found and Path(found).exists() and _major(found) >= server:
            return found
    # Ours are new enough for every server of today, but cannot speak TLS.
    if "option:sslmode" not in database(settings.OWNER_DATABASE_URL) and server <= int(embedded.VERSION):
        return own
    raise CommandError(f"{name} is missing: install the client programs of PostgreSQL {server} or newer.")


def _major(path: str) -> int:
    told = subprocess.run([path, "--version"], check=False, capture_output=True, text=True).stdout
    return int(told.split()[2].split(".")[0]) if told.strip() else 0


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
