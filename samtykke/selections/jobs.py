"""What the worker does for selections."""

from __future__ import annotations

from procrastinate.contrib.django import app

from samtykke.selections import actions


@app.task(queueing_lock="selections.forget_taken_out")
def forget_taken_out(timestamp: int = 0) -> None:
    """Forgets who was taken out of lists, an hour after."""
    actions.forget_taken_out()
