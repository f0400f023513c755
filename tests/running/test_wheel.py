"""The wheel is whole: built, installed elsewhere without the network, it serves."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.running.started import Served, environ, remove

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (made,) = folder.glob("*.whl")
    return made


def test_it_holds_everything_that_runs_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "samtykke/config/grants.sql" in names
    for kind in ("templates", "static", "locale"):
        for path in (ROOT / "samtykke" / kind).rglob("*"):
            if path.is_file() and path.suffix not in {".mo", ".part", ".pyc"}:
                assert path.relative_to(ROOT).as_posix() in names
    for po in (ROOT / "samtykke" / "locale").rglob("*.po"):
        assert po.with_suffix(".mo").relative_to(ROOT).as_posix() in names
    assert [n for n in names if not n.startswith(("samtykke/", "samtykke-"))] == []


def test_installed_elsewhere_it_starts_the_demo(wheel, data_dir):
    elsewhere = data_dir.parent / "venv"
    try:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", elsewhere], check=True)
        python = elsewhere / "bin" / "python"
        # Its dependencies are those installed here: no network, and no sight of this checkout.
        site = elsewhere / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
        (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps"]
        done = subprocess.run([*pip, str(wheel)], capture_output=True, text=True, env=environ(data_dir, PYTHONPATH=""))
        assert done.returncode == 0, done.stderr
        place = [str(python), "-c", "import samtykke; print(samtykke.__file__)"]
        found = subprocess.run(
            place, capture_output=True, text=True, cwd="/", env=environ(data_dir, PYTHONPATH="")
        ).stdout
        assert found.startswith(str(elsewhere))
        served = Served(
            data_dir,
            cli=[str(elsewhere / "bin" / "samtykke")],
            SAMTYKKE_DEMO="1",
            PYTHONPATH="",
        )
        try:
            served.wait_ready(180)
        finally:
            served.clean_up()
    finally:
        remove(data_dir.parent)
