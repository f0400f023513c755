"""Counting the desk's figures anew."""

from __future__ import annotations

import contextlib
import logging
from typing import Any

from django.db import DatabaseError, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from samtykke.core.clock import now
from samtykke.governance.desk.counting import COUNTERS, Counts
from samtykke.governance.models import Figure

log = logging.getLogger(__name__)


def count_figures() -> int:
    """Counts every figure and keeps it with its time; says how many. A counter that fails leaves its figures as they
    were, with the time they had, and is logged.
    """
    kept = 0
    for counter in COUNTERS:
        try:
            with transaction.atomic():
                kept += _keep(counter())
        except DatabaseError:
            log.exception("the desk could not count %s", counter.__name__)
    return kept


def count_later() -> None:
    """Asks the worker to count; what waits to be counted already is not counted twice."""
    job: Any = app.configure_task("samtykke.governance.jobs.count_figures", queueing_lock="governance.count_figures")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer()


def _keep(counts: Counts) -> int:
    at = now()
    figures = [
        Figure(key=key, count=told.count, details=told.details, counted_at=at) for key, told in sorted(counts.items())
    ]
    Figure.objects.bulk_create(
        figures, update_conflicts=True, unique_fields=["key"], update_fields=["count", "details", "counted_at"]
    )
    return len(figures)
