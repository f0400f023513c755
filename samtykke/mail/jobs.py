"""What the worker does with the outbox."""

from __future__ import annotations

from datetime import timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from samtykke.core.clock import now
from samtykke.mail import actions, hand_over

TRANSMITTED_FOR = timedelta(days=30)
# A database that went away comes back; a run then goes on after its last piece.
AGAIN = RetryStrategy(max_attempts=20, wait=5, retry_exceptions={OperationalError, InterfaceError})


@app.task(queueing_lock="mail.drain")
def drain(timestamp: int = 0) -> None:
    """Hands over what is due."""
    if not connection.in_atomic_block:
        close_old_connections()
    hand_over.drain()


@app.task(retry=AGAIN)
def carry_on(run_id: int) -> None:
    """Queues the rest of a run, or takes the rest of a cancelled one back."""
    if not connection.in_atomic_block:
        close_old_connections()
    while actions.carry_on(run_id):
        pass


@app.task(queueing_lock="mail.forget_transmitted")
def forget_transmitted(timestamp: int = 0) -> None:
    """Removes the messages that the demo's Outbox kept, a month after."""
    hand_over.forget_transmitted(now() - TRANSMITTED_FOR)
