"""What the worker does with the outbox."""

from __future__ import annotations

from datetime import timedelta

from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from samtykke.core.clock import now
from samtykke.mail import hand_over

TRANSMITTED_FOR = timedelta(days=30)


@app.task(queueing_lock="mail.drain")
def drain(timestamp: int = 0) -> None:
    """Hands over what is due."""
    if not connection.in_atomic_block:
        close_old_connections()
    hand_over.drain()


@app.task(queueing_lock="mail.forget_transmitted")
def forget_transmitted(timestamp: int = 0) -> None:
    """Removes the messages that the demo's Outbox kept, a month after."""
    hand_over.forget_transmitted(now() - TRANSMITTED_FOR)
