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


@pytest.fixture(autouse=True)
def horizon_of_this_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's oldest running transaction is of the whole server, and other databases of it run other tests."""
    from samtykke.intake.channels.api.sql import changes

    here = (
        "coalesce((SELECT min(backend_xid::text::bigint) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid()), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"
    )
    known = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    assert known in changes.SINCE
    monkeypatch.setattr(changes, "SINCE", changes.SINCE.replace(known, here))
