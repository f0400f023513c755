"""What is done about activities by itself."""

from __future__ import annotations

from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from samtykke.activities import actions


@app.task(queueing_lock="activities.remind")
def remind(timestamp: int = 0) -> None:
    """Reminds of what is due, and brings mails to where their letters stand."""
    if not connection.in_atomic_block:
        close_old_connections()
    actions.remind_due()
    actions.settle_mails()
