"""The wheel is whole: built, installed elsewhere without the network, it serves."""

from __future__ import annotations

import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.story.conftest import ROOT, outside

if TYPE_CHECKING:
    from pathlib import Path

    from tests.running import started

pytestmark = pytest.mark.slow


def test_it_holds_everything_that_runs_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "samtykke/config/grants.sql" in names
    for kind in ("templates", "static", "locale"):
        for path in (ROOT / "samtykke" / kind).rglob("*"):
            if path.is_file() and path.suffix not in {".mo", ".part", ".pyc"}:
                assert path.relative_to(ROOT).as_posix() in names
    for po in (ROOT / "samtykke" / "locale").rglob("*.po"):
        assert po.with_suffix(".mo").relative_to(ROOT).as_posix() in names
    assert [n for n in names if not n.startswith(("samtykke/", "samtykke-"))] == []


def test_installed_elsewhere_it_starts_the_demo(installed: Path, demo: started.Served) -> None:
    place = [str(installed / "bin" / "python"), "-c", "import samtykke; print(samtykke.__file__)"]
    found = subprocess.run(place, capture_output=True, text=True, cwd="/", env=outside(demo.data_dir)).stdout
    assert found.startswith(str(installed))
    assert demo.ask("/readyz")[0] == 200
