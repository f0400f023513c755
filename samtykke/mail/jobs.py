"""What the worker does with the outbox."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.task(queueing_lock="mail.drain")
def drain(timestamp: int = 0) -> None:
    """Hands over what waits."""
