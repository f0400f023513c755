"""The privacy settings: one row a version, so that the gate can be asked about any time. M21."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from samtykke.purposes.models.lists import LegalBasis


class PrivacySettings(models.Model):
    """The settings the gate reads, one row a version: the latest `valid_from` not after `as_of` is in force.

    `only_consent`: ids of the purposes for which nothing but a consent lets us write, no exception of any kind; it can only
    make the rule stricter (check 53). `customer_months`: how long after a sale the exception of REQ-61 holds. `photos`: whether
    a photo of a person may be kept (REQ-21, REQ-50: not, until the company says what for).
    """

    valid_from = models.DateTimeField(db_default=Now())
    role_addresses = models.BooleanField(default=False)
    existing_customers = models.BooleanField(default=False)
    default_basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deleted_days = models.PositiveSmallIntegerField(default=14)
    link_days = models.PositiveSmallIntegerField(default=21, db_default=21)
    confirm_days = models.PositiveSmallIntegerField(default=7, db_default=7)
    customer_months = models.PositiveSmallIntegerField(default=24, db_default=24)
    cool_down_months = models.PositiveSmallIntegerField(default=6, db_default=6)
    only_consent = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True)
    subdivision = models.CharField(max_length=20, blank=True, default="", db_default="")
    photos = models.BooleanField(default=False, db_default=False)
    changed_by_kind = models.CharField(max_length=12)
    changed_by_id = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["valid_from"], name="purposes_settings_at")]

    def __str__(self) -> str:
        return f"settings:{self.pk}"
