"""What the tests of the API ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache

from tests.factories import approve_store
from tests.intake.api.calls import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def nobody_has_failed() -> Iterator[None]:
    """Each test begins, and leaves, without failed keys counted."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def erp(db: None) -> Caller:
    """Another system that may do everything."""
    approve_store()
    return Caller()
