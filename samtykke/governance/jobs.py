"""What governing does by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from samtykke.governance.desk import actions as desk


@app.task(queueing_lock="governance.count_figures")
def count_figures(timestamp: int = 0) -> None:
    """Counts what the compliance desk shows."""
    desk.count_figures()
