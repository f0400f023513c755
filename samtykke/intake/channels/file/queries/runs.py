"""How far a run has come, and that two workers are never at one batch."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from django.db import Error, connection

from samtykke.intake.models import ImportRun

if TYPE_CHECKING:
    from collections.abc import Iterator

# Held until the transaction ends. A second worker waits for the batch and goes on after it.
CLAIM = "SELECT pg_advisory_xact_lock(hashtext('intake_importrun'), %s::integer)"
KEEP = "UPDATE intake_importrun SET position = %s, counts = %s::jsonb WHERE id = %s"
# Held by the connection that carries a run out, as long as it lives: whoever is killed lets go of it.
ALIVE = "SELECT pg_advisory_lock_shared(hashtext('intake_importrun_alive'), %s::integer)"
LEFT = "SELECT pg_advisory_unlock_shared(hashtext('intake_importrun_alive'), %s::integer)"
# Whether nobody carries a run out, and no job waits that would.
IS_DEAD = """
SELECT NOT EXISTS (SELECT FROM pg_locks
                   WHERE locktype = 'advisory' AND objsubid = 2 AND objid::bigint = %(number)s
                     AND classid::bigint = (hashtext('intake_importrun_alive')::bigint & 4294967295)
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
   AND NOT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = %(job)s AND status IN ('todo', 'doing'))
"""


@contextmanager
def alive(run: int) -> Iterator[None]:
    """Shows, as long as it lasts, that somebody is at the run."""
    with connection.cursor() as cursor:
        cursor.execute(ALIVE, [run % 2**31])
    try:
        yield
    finally:
        with suppress(Error), connection.cursor() as cursor:  # a connection that is gone has let go of it
            cursor.execute(LEFT, [run % 2**31])


def job_of(run: int) -> str:
    """The name under which one job at a time waits for a run."""
    return f"import-{run}"


def is_dead(run: int) -> bool:
    """Whether a run that is said to be running is carried out by nobody, and nobody will."""
    with connection.cursor() as cursor:
        cursor.execute(IS_DEAD, {"number": run % 2**31, "job": job_of(run)})
        return bool(cursor.fetchone()[0])


def claim(run: int) -> None:
    """Takes the run for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [run % 2**31])


def standing(run: int) -> tuple[int, dict[str, int]]:
    """The last row whose batch was committed, and what the batches brought so far."""
    position, counts = ImportRun.objects.values_list("position", "counts").get(pk=run)
    return position, counts


def keep(run: int, position: int, counts: dict[str, int]) -> None:
    """Notes how far the run has come, in the transaction of the batch."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [position, json.dumps(counts), run])


def cancel_asked(run: int) -> bool:
    """Whether somebody asked the run to stop."""
    return ImportRun.objects.filter(pk=run, cancel_asked_at__isnull=False).exists()
