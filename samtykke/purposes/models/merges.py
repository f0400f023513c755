"""Two entries of a list made one: which, when, by whom, and whether it was taken back."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q


class ItemMergeQuerySet(models.QuerySet["ItemMerge"]):
    def standing(self) -> Self:
        """Those not taken back."""
        return self.filter(undone_at__isnull=True)


class ItemMerge(models.Model):
    """An entry of a list whose people and companies got another instead. The history of each names the instant, and by it
    all of them go back together.
    """

    slug = models.CharField(max_length=60)
    gone_id = models.BigIntegerField()
    stays_id = models.BigIntegerField()
    moved = models.IntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)

    objects = ItemMergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "gone_id"], condition=Q(undone_at__isnull=True), name="purposes_itemmerge_once"
            ),
            models.CheckConstraint(condition=~Q(gone_id=models.F("stays_id")), name="purposes_itemmerge_two"),
        ]

    def __str__(self) -> str:
        return f"item_merge:{self.pk}"
