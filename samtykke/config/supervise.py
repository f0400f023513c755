"""Keeps the web server and the worker running, and stops them together.

Each child has a process group of its own, so that Ctrl-C reaches us alone and we decide the order; what a child leaves
behind when it dies is ended with it. A child is started again at any exit we did not ask for, 0 included: a worker that
loses its database ends with 0.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from samtykke.embedded import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LONGEST_WAIT: Final = 30.0
STOP_WITHIN: Final = 7.5  # of the ten seconds we promise; the database takes the rest


@dataclass(slots=True)
class Child:
    """One program that must be running."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """Starts it in a group of its own; it is asked to end should we vanish."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command, env=dict(self.environ), start_new_session=True, preexec_fn=die_with_parent
        )

    def signal(self, number: signal.Signals) -> None:
        """Tells the whole group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def ask_to_end(self) -> None:
        """Tells the program itself, which tells its own children."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    @property
    def lives(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass(slots=True)
class Supervisor:
    """Runs the children until it is asked to end."""

    children: list[Child]
    say: Callable[[str], None]
    each_second: Callable[[], None] = lambda: None
    ending: bool = False
    _handlers: dict[int, Any] = field(default_factory=dict)

    def begin(self) -> None:
        """Starts all, and from now on takes the signals."""
        for number in (signal.SIGINT, signal.SIGTERM):
            self._handlers[number] = signal.signal(number, self._end)
        for child in self.children:
            child.start()

    def watch(self, answers: Callable[[], bool], announce: Callable[[], None]) -> None:
        """Announces once that all is up; starts again what ended unasked, until we are asked to end."""
        looked, announced = 0.0, False
        while not self.ending:
            if not announced and answers():
                announced = True
                announce()
            for child in self.children:
                self._look_after(child)
            if time.monotonic() - looked > 1:
                looked = time.monotonic()
                self.each_second()
            time.sleep(0.1)

    def end(self) -> None:
        """Asks all to end, and after the time we promise ends what is left."""
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + STOP_WITHIN
        while any(child.lives for child in self.children) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _look_after(self, child: Child) -> None:
        if child.lives:
            if child.failures and time.monotonic() - child.started > 60:
                child.failures = 0
            return
        if child.process is not None:
            code = child.process.returncode
            child.signal(signal.SIGKILL)
            wait = min(LONGEST_WAIT, 0.5 * 2**child.failures)
            child.failures, child.process = child.failures + 1, None
            child.not_before = time.monotonic() + wait
            self.say(f"The {child.name} ended unasked (code {code}); it starts again in {wait:g} seconds.")
        elif time.monotonic() >= child.not_before:
            child.start()

    def _end(self, number: int, frame: object) -> None:
        self.ending = True
