"""The product as an operator starts it: real processes, a data directory of their own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

CLI = [sys.executable, "-m", "samtykke.cli"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environ(data_dir: Path, **more: str) -> dict[str, str]:
    """What an operator's shell has: none of the test suite's settings."""
    kept = {n: v for n, v in os.environ.items() if not n.lstrip("_").startswith(("SAMTYKKE_", "DJANGO_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)  # else every process compiles Django anew
    return kept | {"SAMTYKKE_DATA_DIR": str(data_dir)} | more


def run(
    data_dir: Path, *words: str, check: bool = False, text: str | None = None, cli: list[str] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """One word of the console script, to its end."""
    done = subprocess.run(
        [*(cli or CLI), *words],
        env=environ(data_dir, **more),
        capture_output=True,
        text=True,
        timeout=120,
        input=text or "",
    )
    if check and done.returncode:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def make_folder() -> Path:
    """A folder that other system users may walk through, as /var/lib is."""
    folder = Path(tempfile.mkdtemp(prefix="samtykke-run-"))
    folder.chmod(0o711)
    return folder


class Served:
    """`samtykke serve --with-worker` as a child."""

    def __init__(self, data_dir: Path, *, cli: list[str] | None = None, **more: str) -> None:
        self.data_dir, self.port = data_dir, free_port()
        self.log = (data_dir.parent / f"serve-{self.port}.txt").open("w+")
        self.process = subprocess.Popen(
            [*(cli or CLI), "serve", "--with-worker", "--port", str(self.port)],
            env=environ(data_dir, **more),
            stdout=self.log,
            stderr=self.log,
            stdin=subprocess.DEVNULL,
            cwd="/" if cli else None,
        )

    @property
    def said(self) -> str:
        return Path(self.log.name).read_text(encoding="utf-8")

    def ask(self, path: str) -> tuple[int, Any]:
        """Status and JSON of an address; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                told = error.read()
                return error.code, json.loads(told) if error.headers.get_content_type() == "application/json" else told
        except (urllib.error.URLError, OSError):
            return 0, None

    def wait_ready(self, seconds: float = 90) -> None:
        """Until /readyz says so."""
        wait_for(
            lambda: self.ask("/readyz")[0] == 200, seconds, lambda: f"{self.ask('/readyz')}\n{self.said}", self.process
        )

    def children(self, word: str) -> list[int]:
        """The ids of the child processes on whose command line a word stands."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
                command = (entry / "cmdline").read_bytes().split(b"\0")
                if int(parent) == self.process.pid and word.encode() in command:
                    found.append(int(entry.name))
        return found

    def stop(self, number: signal.Signals = signal.SIGINT) -> float:
        """Asks it to end, and answers how long that took."""
        started = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(30)
        return time.monotonic() - started

    def clean_up(self) -> None:
        """Ends it whatever the test did."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.stop(signal.SIGTERM)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()


def wait_for(done: Any, seconds: float, told: Any = lambda: "", process: Any = None) -> None:
    """Until something is so, or the test fails with what is told."""
    deadline = time.monotonic() + seconds
    while not done():
        ended = process is not None and process.poll() is not None
        assert not ended, f"ended: {told()}"
        assert time.monotonic() < deadline, told()
        time.sleep(0.1)


def remove(folder: Path) -> None:
    """Removes a folder and the PostgreSQL that may still run in it."""
    from samtykke import embedded

    for cluster in folder.glob("*/pg*/postmaster.pid"):
        pid = int(cluster.read_text().splitlines()[0])
        if embedded._is_postgres_of(pid, cluster.parent):
            os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)
