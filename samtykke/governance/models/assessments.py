"""Screening and assessment of the consequences for privacy, per purpose. Art. 35, 36; REQ-57."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from samtykke.purposes.models import Purpose

if TYPE_CHECKING:
    from datetime import datetime


class Screening(models.Model):
    """Whether a purpose needs an assessment of the consequences: which criteria it meets, and what was decided.

    A new look is a new version; an old one is never changed.
    """

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="screenings")
    version = models.PositiveIntegerField()
    criteria = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    listed = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    needs_assessment = models.BooleanField()
    reason = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_by_kind = models.CharField(max_length=12)
    decided_by_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="governance_screening_version")]

    def __str__(self) -> str:
        return f"screening:{self.purpose_id}:{self.version}"


class Conclusion(models.TextChoices):
    """What an assessment of the consequences comes to."""

    PROCEED = "proceed", _("The processing can begin")
    CONSULT = "consult", _("The authority is asked first (Art. 36)")
    STOP = "stop", _("The processing does not begin")


class ImpactQuerySet(models.QuerySet["ImpactAssessment"]):
    def approved(self) -> Self:
        """Those somebody with the right has approved."""
        return self.filter(approved_at__isnull=False)

    def letting(self, at: datetime) -> Self:
        """Those that let a purpose go on at an instant: approved, to proceed, and not past their review."""
        return self.approved().filter(conclusion=Conclusion.PROCEED, approved_at__lte=at, review_on__gt=at.date())


class ImpactAssessment(models.Model):
    """The assessment of the consequences of a purpose for people: a draft until it is approved. Art. 35(7).

    `texts`: description, necessity, measures, opinion, views, consultation. `risks`: a list of what can happen to people,
    each with likelihood and severity from 1 to 4, the measure, and both again after it.
    """

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="impact_assessments")
    version = models.PositiveIntegerField()
    edition = models.IntegerField(default=1, db_default=1, editable=False)
    texts = models.JSONField(default=dict)
    risks = models.JSONField(default=list)
    conclusion = models.CharField(max_length=8, choices=Conclusion.choices, default=Conclusion.PROCEED)
    review_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by_kind = models.CharField(max_length=12, blank=True, default="")
    approved_by_id = models.BigIntegerField(default=0)

    objects = ImpactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="governance_impact_version"),
            models.CheckConstraint(
                condition=models.Q(approved_at__isnull=True) | models.Q(review_on__isnull=False),
                name="governance_impact_approved_has_review",
            ),
        ]

    def __str__(self) -> str:
        return f"impact:{self.purpose_id}:{self.version}"
