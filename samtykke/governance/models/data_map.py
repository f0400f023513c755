"""What a company adds to its data map by hand, and the figures a job counts for it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Now

from samtykke.purposes.models import LegalBasis, Purpose


class MapRowQuerySet(models.QuerySet["MapRow"]):
    def existing(self) -> Self:
        """Those that are not in the bin."""
        return self.filter(deleted_at__isnull=True)

    def own(self) -> Self:
        """The rows the company wrote whole: other systems, paper."""
        return self.filter(live_key="")

    def beside_live(self) -> Self:
        """What was written beside rows that the configuration fills."""
        return self.exclude(live_key="")


class MapRow(models.Model):
    """A row of the company's own, or, where `live_key` names a row that the configuration fills, what stands beside it.

    A row about people elsewhere names categories of people, never somebody. Art. 30(1); product.md M8.
    """

    live_key = models.CharField(max_length=200, blank=True, default="")
    people = models.TextField(blank=True, default="")
    kind = models.TextField(blank=True, default="")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    legal_basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sources = models.TextField(blank=True, default="")
    access = models.TextField(blank=True, default="")
    recipients = models.TextField(blank=True, default="")
    retention = models.TextField(blank=True, default="")
    system = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by_kind = models.CharField(max_length=12, blank=True, default="")
    reviewed_by_id = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.IntegerField(default=1, db_default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MapRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["live_key"], condition=~models.Q(live_key=""), name="governance_maprow_live_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(live_key="") | (~models.Q(people="") & ~models.Q(kind="")),
                name="governance_maprow_says_who_and_what",
            ),
        ]

    def __str__(self) -> str:
        return f"map:{self.pk}"


class MapUpload(models.Model):
    """A workbook that was handed in and waits to be approved: its rows as they were read; nothing of it is in the map."""

    name = models.CharField(max_length=200)
    reading = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    uploaded_at = models.DateTimeField(db_default=Now(), editable=False)
    uploaded_by_kind = models.CharField(max_length=12)
    uploaded_by_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"upload:{self.pk}"


class UseFigure(models.Model):
    """How much something is used, as a job counted it: how many of how many, and when last. Nobody's data stand here."""

    about = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    count = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    last_on = models.DateField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "key"], name="governance_usefigure_once")]

    def __str__(self) -> str:
        return f"{self.about}:{self.key}"
