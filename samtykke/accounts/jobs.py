"""Hourly work on what limits the public doors, and on sessions whose time is over."""

from __future__ import annotations

from procrastinate.contrib.django import app

from samtykke.accounts import limits, sessions


@app.task(queueing_lock="accounts.forget_attempts")
def forget_attempts(timestamp: int = 0) -> None:
    """Removes notes of attempts older than a day."""
    limits.forget()


@app.task(queueing_lock="accounts.forget_sessions")
def forget_sessions(timestamp: int = 0) -> None:
    """Removes sessions whose time is over."""
    sessions.forget_expired()
