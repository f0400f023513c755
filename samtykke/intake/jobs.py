"""What the worker does for the ways in."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from samtykke.core.clock import now
from samtykke.intake.channels.file import actions, undo
from samtykke.intake.models import ImportRun


@app.task
def try_import(run_id: int) -> None:
    """Tries a file out."""
    actions.try_out(ImportRun.objects.get(pk=run_id))


@app.task
def run_import(run_id: int) -> None:
    """Runs a file, from the batch after the last one that was committed."""
    actions.carry_out(ImportRun.objects.get(pk=run_id))


@app.task
def undo_import(run_id: int) -> None:
    """Undoes a run as a unit."""
    undo.undo(ImportRun.objects.get(pk=run_id))


@app.task(queueing_lock="intake.tidy_imports")
def tidy_imports(timestamp: int = 0) -> None:
    """Deletes the files of old runs: what refused rows said stands there alone."""
    actions.tidy(now() - timedelta(days=actions.KEPT_DAYS))
