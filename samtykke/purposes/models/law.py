"""What the law of each country says in numbers, from when, and the days off of the company's own calendar. REQ-02, REQ-19.

A number of the law is never a constant of the code: Denmark raised the age of Art. 8 in 2024, and more will move.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import Now

# What holds where a country says nothing of its own.
EU = "EU"
KEY_OF_LAW = r"^[a-z0-9_]+(\.[a-z0-9_]+)?$"


class LawParameterQuerySet(models.QuerySet["LawParameter"]):
    def standing(self) -> Self:
        """Those that were not taken back before their day."""
        return self.filter(withdrawn_at__isnull=True)

    def holding(self, country: str, on: date) -> Self:
        """Those in force in a country on a day, its own before the common ones, the newest first."""
        own_first = models.Case(models.When(country=EU, then=1), default=0)
        found = self.standing().filter(country__in=[country.upper(), EU], valid_from__lte=on)
        return found.order_by("key", own_first, "-valid_from", "-id")


class LawParameter(models.Model):
    """One number or choice of the law, in one country, from a day on; a later row of the same key and country ends it.

    Rows are added and never edited. One that is not in force yet may be taken back: a bill that did not pass.
    `is_checked`: somebody has read the source; the shipped rows that nobody has read yet say so.
    """

    country = models.CharField(max_length=2)
    key = models.CharField(max_length=60)
    valid_from = models.DateField()
    value = models.JSONField(null=True)
    source = models.TextField()
    note = models.TextField(blank=True, default="")
    is_checked = models.BooleanField(default=True)
    is_shipped = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_by_kind = models.CharField(max_length=12)
    changed_by_id = models.BigIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = LawParameterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(country__regex=r"^[A-Z]{2}$"), name="purposes_law_country"),
            models.CheckConstraint(condition=models.Q(key__regex=KEY_OF_LAW), name="purposes_law_key"),
            models.CheckConstraint(condition=~models.Q(source=""), name="purposes_law_source"),
            models.UniqueConstraint(
                fields=["country", "key", "valid_from"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="purposes_law_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}/{self.key}@{self.valid_from}"


class CalendarDay(models.Model):
    """A day that the company's own calendar says differently: off though the law's calendar works, or the other way."""

    day = models.DateField(primary_key=True)
    is_off = models.BooleanField(default=True)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_by_kind = models.CharField(max_length=12)
    changed_by_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="purposes_calendar_name")]

    def __str__(self) -> str:
        return f"{self.day}"
