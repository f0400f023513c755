"""What changed of a company, two companies that stand for one, and two that may (decision 0017)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class CompanyChange(models.Model):
    """A value of a company before and after. A note and whoever a field names are not repeated here: they may name people."""

    company = models.ForeignKey("contacts.Company", on_delete=models.CASCADE, db_index=False, related_name="changes")
    at = models.DateTimeField(db_default=Now(), editable=False)
    field = models.CharField(max_length=60)
    before = models.TextField(null=True)  # noqa: DJ001 - NULL: there was none; an empty text is a value
    after = models.TextField(null=True)  # noqa: DJ001 - NULL: there is none now
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    via = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["company", "-id"], name="contacts_companychange_order")]

    def __str__(self) -> str:
        return f"company_change:{self.pk}"


class CompanyMergeQuerySet(models.QuerySet["CompanyMerge"]):
    def standing(self) -> Self:
        """Merges not undone."""
        return self.filter(undone_at__isnull=True)


class CompanyMerge(models.Model):
    """Two rows, one company: an overlay over which everything of both is read. Undoing it restores both."""

    survivor = models.ForeignKey("contacts.Company", on_delete=models.CASCADE, db_index=False, related_name="absorbed")
    merged = models.ForeignKey(
        "contacts.Company", on_delete=models.CASCADE, db_index=False, related_name="merged_into"
    )  # fmt: skip
    at = models.DateTimeField(db_default=Now(), editable=False)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)
    undone_by_kind = models.CharField(max_length=12, blank=True, default="", db_default="")
    undone_by_id = models.BigIntegerField(null=True)
    # What the survivor took from the other: column → [before, after]; and what the other was: column → value.
    # Both are emptied by the split that gives them back.
    chosen = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), editable=False)
    own = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), editable=False)

    objects = CompanyMergeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["survivor"], name="contacts_companymerge_survivor"),
            models.Index(fields=["merged"], name="contacts_companymerge_merged"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="contacts_companymerged_once"
            ),
            models.CheckConstraint(condition=~Q(survivor=models.F("merged")), name="contacts_companymerge_two"),
        ]

    def __str__(self) -> str:
        return f"company_merge:{self.pk}"


class CompanyPairReason(models.TextChoices):
    """Why two companies may be one."""

    NAME = "name", _("Same name")
    NUMBER = "number", _("Same organisation number")
    WEB = "web", _("Same web address")


class CompanyPairQuerySet(models.QuerySet["CompanyPair"]):
    def waiting(self) -> Self:
        """Those nobody has judged."""
        return self.filter(told_apart_at__isnull=True)


class CompanyPair(models.Model):
    """Two companies that may be one, found each night by what they share. That they are not is remembered here."""

    pk = models.CompositePrimaryKey("company_id", "other_id")
    company = models.ForeignKey("contacts.Company", on_delete=models.CASCADE, db_index=False, related_name="+")
    other = models.ForeignKey("contacts.Company", on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=8, choices=CompanyPairReason.choices)
    found_at = models.DateTimeField(db_default=Now(), editable=False)
    told_apart_at = models.DateTimeField(null=True, editable=False)
    told_apart_kind = models.CharField(max_length=12, blank=True, default="", db_default="", editable=False)
    told_apart_by_id = models.BigIntegerField(null=True, editable=False)

    objects = CompanyPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(company__lt=models.F("other")), name="contacts_companypair_in_order"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"company_pair:{self.company_id}/{self.other_id}"
