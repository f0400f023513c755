"""What the compliance desk shows, as a job counted it."""

from __future__ import annotations

from django.db import models


class Figure(models.Model):
    """One figure of the desk: a count or a chart, what else was found, and when it was counted. Nobody's data stands here."""

    key = models.CharField(max_length=60, unique=True)
    count = models.BigIntegerField(default=0)
    details = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"figure:{self.key}"
