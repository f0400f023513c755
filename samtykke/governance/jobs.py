"""What governing does by itself."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.governance import emptying
from samtykke.governance.data_map import counting, uploads
from samtykke.governance.desk import actions as desk

UPLOADS_FOR = timedelta(days=30)


@app.task(queueing_lock="governance.count_figures")
def count_figures(timestamp: int = 0) -> None:
    """Counts what the compliance desk shows."""
    desk.count_figures()


@app.task(queueing_lock="governance.count_use")
def count_use(timestamp: int = 0) -> None:
    """Counts how much of what is held is used, and forgets workbooks nobody approved within a month."""
    counting.count_use()
    uploads.forget_uploads(now() - UPLOADS_FOR)


@app.task(queueing_lock="governance.empty_bin")
def empty_bin(timestamp: int = 0) -> None:
    """Empties the recycle bin of what has been there long enough and nothing refers to."""
    emptying.empty_bin(by=Actor.system(), via=Via.SYSTEM)
