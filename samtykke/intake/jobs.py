"""What the worker does for the ways in."""

from __future__ import annotations

from datetime import timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from samtykke.core.clock import now
from samtykke.intake import actions as records
from samtykke.intake.channels.api import actions as api
from samtykke.intake.channels.api.sql import changes
from samtykke.intake.channels.email import reading
from samtykke.intake.channels.file import actions, undo
from samtykke.intake.models import ImportRun

# A database that went away comes back; a run then goes on after its last batch.
AGAIN = RetryStrategy(max_attempts=20, wait=5, retry_exceptions={OperationalError, InterfaceError})


def _run(run_id: int) -> ImportRun:
    """The run, over a connection that lives."""
    if not connection.in_atomic_block:
        close_old_connections()
    return ImportRun.objects.get(pk=run_id)


@app.task(retry=AGAIN)
def try_import(run_id: int) -> None:
    """Tries a file out."""
    actions.try_out(_run(run_id))


@app.task(retry=AGAIN)
def run_import(run_id: int) -> None:
    """Runs a file, from the batch after the last one that was committed."""
    actions.carry_out(_run(run_id))


@app.task(retry=AGAIN)
def undo_import(run_id: int) -> None:
    """Undoes a run as a unit."""
    undo.undo(_run(run_id))


@app.task(retry=AGAIN)
def take_in(record_id: int) -> None:
    """Decides what becomes of something that came in."""
    if not connection.in_atomic_block:
        close_old_connections()
    records.take_in(record_id)


@app.task(queueing_lock="intake.tend_records")
def tend_records(timestamp: int = 0) -> None:
    """Reminds once who has not confirmed, notes whose time is over, and forgets after thirty days (REQ-18)."""
    if not connection.in_atomic_block:
        close_old_connections()
    records.remind()
    records.end_unconfirmed()
    records.forget()


@app.task(queueing_lock="intake.tidy_imports")
def tidy_imports(timestamp: int = 0) -> None:
    """Deletes the files of old runs: what refused rows said stands there alone."""
    actions.tidy(now() - timedelta(days=actions.KEPT_DAYS))


@app.task(queueing_lock="intake.forget_stored_answers")
def forget_stored_answers(timestamp: int = 0) -> None:
    """Removes what was kept for calls sent twice, a day after."""
    api.forget_stored_answers()


@app.task(queueing_lock="intake.note_changes_again")
def note_changes_again(timestamp: int = 0) -> None:
    """After a restore: brings what changed in the life before into the numbers of this one, for who asks for changes."""
    changes.note_again()


@app.task(queueing_lock="intake.read_inbox", lock="intake.read_inbox")
def read_inbox(timestamp: int = 0) -> None:
    """Files what came to the filing addresses of staff."""
    if not connection.in_atomic_block:
        close_old_connections()
    reading.read_inbox()
