"""Stopping and starting again: each test stops what it started itself."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from samtykke import embedded
from tests.running.started import Served, run, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture
def stoppable(data_dir: Path) -> Iterator[Served]:
    """A product that runs, for one test alone."""
    running = Served(data_dir)
    try:
        running.wait_ready()
        yield running
    finally:
        running.clean_up()


def test_it_stops_within_ten_seconds_and_starts_again_within_ten(stoppable):
    assert stoppable.stop(signal.SIGTERM) < 10
    assert stoppable.process.returncode == 0
    assert not (stoppable.data_dir / "pg18" / "postmaster.pid").exists()
    started = time.monotonic()
    again = Served(stoppable.data_dir)
    try:
        wait_for(lambda: again.ask("/healthz")[0] == 200, 30, lambda: again.said, again.process)
        taken = time.monotonic() - started
        os.kill(again.process.pid, signal.SIGKILL)
        again.process.wait()
        wait_for(lambda: again.ask("/healthz")[0] == 0, 10)
        # What a kill leaves behind is found and taken over.
        third = Served(stoppable.data_dir)
        try:
            third.wait_ready()
            assert third.stop() < 10
        finally:
            third.clean_up()
    finally:
        again.clean_up()
    assert taken < 10 * float(os.environ.get("PATIENCE", "2")), taken


def test_a_newer_database_is_refused_in_one_sentence(served):
    server = embedded.Server(folder=served.data_dir)
    with server.connect(embedded.OWNER, embedded.DATABASE) as owner:
        owner.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('contacts', '9999_from_the_future', now())"
        )
    told = run(served.data_dir, "migrate")
    with server.connect(embedded.OWNER, embedded.DATABASE) as owner:
        owner.execute("DELETE FROM django_migrations WHERE name = '9999_from_the_future'")
    assert told.returncode == 1
    assert told.stderr.startswith(
        "This database was written by a newer version of Samtykke (contacts.9999_from_the_future)"
    )
    assert len(told.stderr.strip().splitlines()) == 1
