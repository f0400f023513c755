"""Nightly work on the trail."""

from __future__ import annotations

from procrastinate.contrib.django import app

from samtykke.audit import actions


@app.task(queueing_lock="audit.tend_months")
def tend_months(timestamp: int = 0) -> None:
    """Makes the months to come and drops those past retention."""
    actions.tend_months()
