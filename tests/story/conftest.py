"""The demo as a stranger finds it: built as a wheel, installed elsewhere without the network, served with its worker.

One for all stories: tests/plugin_order.py keeps them in one process of a parallel run.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import started

ROOT = Path(__file__).resolve().parents[2]
KEY = "a-key-for-the-stories-0123456789-0123456789"
PASSWORD = "a sentence for the stories"


@pytest.fixture(scope="package")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="package")
def installed(wheel: Path) -> Iterator[Path]:
    """An environment that holds the wheel; its dependencies are those installed here."""
    folder = started.make_folder()
    elsewhere = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", elsewhere], check=True)
    # No network, and no sight of this checkout.
    site = elsewhere / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", "--python", str(elsewhere / "bin" / "python"), "install", "--quiet"]
    done = subprocess.run(
        [*pip, "--no-index", "--no-deps", str(wheel)], capture_output=True, text=True, env=outside(folder / "data")
    )
    assert done.returncode == 0, done.stderr
    yield elsewhere
    started.remove(folder)


def outside(data_dir: Path) -> dict[str, str]:
    """What the shell of somebody has who has no checkout."""
    return started.environ(data_dir, PYTHONPATH="")


@pytest.fixture(scope="package")
def demo(installed: Path) -> Iterator[started.Served]:
    """One demo for all stories; each brings people of its own."""
    running = started.Served(
        installed.parent / "data",
        cli=[str(installed / "bin" / "samtykke")],
        PYTHONPATH="",
        SAMTYKKE_DEMO="1",
        SAMTYKKE_DEMO_API_KEY=KEY,
        SAMTYKKE_DEMO_PASSWORD=PASSWORD,
    )
    try:
        running.wait_ready(180)
        yield running
    finally:
        running.clean_up()


def shell(demo: started.Served, *words: str) -> str:
    """What one word of the installed console script says, which joins the running product."""
    cli = [str(demo.data_dir.parent / "venv" / "bin" / "samtykke")]
    return started.run(demo.data_dir, *words, check=True, cli=cli, PYTHONPATH="", SAMTYKKE_DEMO="1").stdout
