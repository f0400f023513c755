"""Two rows that stand for one person, and two that may: the overlay of a merge (REQ-104), and what is found each night."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> Self:
        """Merges not undone."""
        return self.filter(undone_at__isnull=True)

    def standing_at(self, at: datetime) -> Self:
        """Merges that stood at an instant."""
        return self.filter(at__lte=at).filter(Q(undone_at__isnull=True) | Q(undone_at__gt=at))


class Merge(models.Model):
    """Two rows, one person: an overlay. Nothing moves in the log; undoing it restores both (REQ-104)."""

    survivor = models.ForeignKey(
        "contacts.Person", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="absorbed"
    )
    merged = models.ForeignKey(
        "contacts.Person", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="merged_into"
    )
    at = models.DateTimeField(db_default=Now(), editable=False)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)
    undone_by_kind = models.CharField(max_length=12, blank=True, default="")
    undone_by_id = models.BigIntegerField(null=True)
    # The values the survivor took from the other: column → [before, after]. Emptied by the split that gives them back.
    chosen = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), editable=False)

    objects = MergeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["survivor"], name="contacts_merge_survivor"),
            models.Index(fields=["merged"], name="contacts_merge_merged"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="contacts_merged_once"
            ),
            models.CheckConstraint(condition=~Q(survivor=models.F("merged")), name="contacts_merge_two"),
        ]

    def __str__(self) -> str:
        return f"merge:{self.pk}"


class PairReason(models.TextChoices):
    """Why two cards may be one person's."""

    EMAIL = "email", _("Same e-mail")
    NAME = "name", _("Same name and company")
    PHONE = "phone", _("Same phone")
    SIMILAR = "similar", _("Similar name, same company")


class PairQuerySet(models.QuerySet["PossiblePair"]):
    def waiting(self) -> Self:
        """Those nobody has judged: neither said to be two, nor merged since."""
        return self.filter(told_apart_at__isnull=True)


class PossiblePair(models.Model):
    """Two people who may be one, found each night by what they share. That they are not the same is remembered here."""

    pk = models.CompositePrimaryKey("person_id", "other_id")
    person = models.ForeignKey(
        "contacts.Person", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    other = models.ForeignKey(
        "contacts.Person", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    reason = models.CharField(max_length=8, choices=PairReason.choices)
    found_at = models.DateTimeField(db_default=Now(), editable=False)
    told_apart_at = models.DateTimeField(null=True, editable=False)
    told_apart_kind = models.CharField(max_length=12, blank=True, default="", db_default="", editable=False)
    told_apart_by_id = models.BigIntegerField(null=True, editable=False)

    objects = PairQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["other"], name="contacts_pair_other"),
            models.Index(
                fields=["person", "other"], condition=Q(told_apart_at__isnull=True), name="contacts_pair_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(person__lt=models.F("other")), name="contacts_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"pair:{self.person_id}/{self.other_id}"
