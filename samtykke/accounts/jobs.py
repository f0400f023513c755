"""Hourly work on what limits the public doors."""

from __future__ import annotations

from procrastinate.contrib.django import app

from samtykke.accounts import limits


@app.task(queueing_lock="accounts.forget_attempts")
def forget_attempts(timestamp: int = 0) -> None:
    """Removes notes of attempts older than a day."""
    limits.forget()
