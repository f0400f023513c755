"""The passphrase of a backup: from a file, or typed. Never from the command line, where others could read it."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Final

from django.core.management.base import CommandError

SHORTEST: Final = 15


def passphrase(file: str | None, *, twice: bool) -> bytes:
    """The passphrase as bytes; a new one must be long enough to protect people's data (REQ-99)."""
    if file:
        try:
            text = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The passphrase file {file} cannot be read.") from error
    elif sys.stdin.isatty():
        text = getpass.getpass("Passphrase of the backup: ")
        if twice and getpass.getpass("Once more: ") != text:
            raise CommandError("The two passphrases differ; nothing was written.")
    else:
        raise CommandError("Name a file with the passphrase: --passphrase-file FILE.")
    if len(text) < SHORTEST:
        raise CommandError(f"The passphrase must have at least {SHORTEST} characters.")
    return text.encode()
