"""The demo as a stranger finds it after the first command: served, with its worker, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.running import started

KEY = "a-key-for-the-stories-0123456789-0123456789"
PASSWORD = "a sentence for the stories"


@pytest.fixture(scope="package")
def demo() -> Iterator[started.Served]:
    """One demo for all stories; each brings people of its own."""
    folder = started.make_folder()
    running = started.Served(
        folder / "data", SAMTYKKE_DEMO="1", SAMTYKKE_DEMO_API_KEY=KEY, SAMTYKKE_DEMO_PASSWORD=PASSWORD
    )
    try:
        running.wait_ready(180)
        yield running
    finally:
        running.clean_up()
        started.remove(folder)
