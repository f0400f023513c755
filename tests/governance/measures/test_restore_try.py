"""Trying a backup: it is read to its end, nothing is brought back, and the day is noted. Art. 32(1)(d)."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from samtykke.config.sealed import Sealing
from samtykke.governance.measures.checks import LAST_RESTORE_TEST, noted_at

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE = "a long passphrase for a trial"


@pytest.fixture
def backup(tmp_path: Path, settings: Any) -> Path:
    """A sealed file as `samtykke backup` writes it, beside a data directory and a passphrase."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    file = tmp_path / "x.backup"
    with file.open("wb") as target:
        sealing = Sealing(target, PASSPHRASE.encode())
        sealing.write(json.dumps({"version": "0.1.0", "made_at": "2026-11-23", "files": []}).encode() + b"\n")
        sealing.write(b"what pg_dump wrote")
        sealing.close()
    return file


def attempt(file: Path) -> str:
    """What the command says."""
    said = StringIO()
    call_command("restore", str(file), "--try", f"--passphrase-file={file.parent / 'passphrase'}", stdout=said)
    return said.getvalue()


def test_a_whole_backup_is_read_and_the_day_noted(backup: Path) -> None:
    """Breaks when trying brings something back, or the register does not learn of it."""
    assert "is whole. Nothing was brought back" in attempt(backup)
    assert noted_at(LAST_RESTORE_TEST) is not None


def test_a_damaged_backup_is_said_and_nothing_noted(backup: Path) -> None:
    """Breaks when a backup counts as tried that nobody could use."""
    whole = bytearray(backup.read_bytes())
    whole[-1] ^= 1
    backup.write_bytes(bytes(whole))
    with pytest.raises(CommandError):
        attempt(backup)
    assert noted_at(LAST_RESTORE_TEST) is None
