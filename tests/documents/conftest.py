"""A data directory of its own for each test, so that its files are its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where the files of the test lie."""
    settings.DATA_DIR = tmp_path
    return tmp_path
