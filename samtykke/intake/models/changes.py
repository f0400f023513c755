"""Whose card changed, for systems that keep up."""

from __future__ import annotations

from django.db import models


class PersonChange(models.Model):
    """That something about a person changed, and in which transaction last: its number, as PostgreSQL counts them.

    Statement triggers write it, so that no way of changing anybody can forget it.
    """

    person_id = models.BigIntegerField(primary_key=True)
    act = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["act", "person_id"], name="intake_change_order")]

    def __str__(self) -> str:
        return f"change-of:{self.person_id}"
