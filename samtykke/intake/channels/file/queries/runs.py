"""How far a run has come, and that two workers are never at one batch."""

from __future__ import annotations

import json

from django.db import connection

from samtykke.intake.models import ImportRun

# Held until the transaction ends. A second worker waits for the batch and goes on after it.
CLAIM = "SELECT pg_advisory_xact_lock(hashtext('intake_importrun'), %s::integer)"
KEEP = "UPDATE intake_importrun SET position = %s, counts = %s::jsonb WHERE id = %s"


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
