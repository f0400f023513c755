"""Folders for what is started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty data directory, removed with whatever runs in it."""
    folder = started.make_folder()
    yield folder / "data"
    started.remove(folder)


@pytest.fixture(scope="package")
def _product() -> Iterator[started.Served]:
    """One product that runs, with its worker, for every test that leaves it running."""
    folder = started.make_folder()
    running = started.Served(folder / "data")
    try:
        running.wait_ready()
        yield running
    finally:
        running.clean_up()
        started.remove(folder)


@pytest.fixture
def served(_product: started.Served) -> started.Served:
    """The product, ready: whoever was here before may have killed a part of it that is only just coming back."""
    _product.wait_ready()
    return _product
