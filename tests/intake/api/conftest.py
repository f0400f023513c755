"""What the tests of the API ask for."""

from __future__ import annotations

import pytest

from tests.factories import approve_store
from tests.intake.api.calls import Caller


@pytest.fixture
def erp(db: None) -> Caller:
    """Another system that may do everything."""
    approve_store()
    return Caller()
