"""What a company answered in the guide and decided of its security measures: who, when, why, and what shows it.

Art. 5(2), 24(1). The questions themselves stand in the code, by key; here are the answers. A change is added and read,
never changed or removed; a report that was printed is kept as it was.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samtykke.accounts.models import User
from samtykke.core.actors import Actor, ActorKind
from samtykke.core.files import LARGEST_FILE, TYPES


class Register(models.TextChoices):
    """Where a question stands."""

    GUIDE = "guide", _("Set-up guide")
    MEASURES = "measures", _("Security measures")


class State(models.TextChoices):
    """How far a question has come."""

    OPEN = "open", pgettext_lazy("point", "Open")
    IN_WORK = "in_work", _("In work")
    DONE = "done", _("Done")
    NOT_RELEVANT = "not_relevant", _("Not relevant")


class OfQuestion(models.Model):
    """What belongs to one question of a register."""

    register = models.CharField(max_length=10, choices=Register.choices)
    key = models.CharField(max_length=60)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.register}:{self.key}"


class Answer(OfQuestion):
    """Where the company stands on one question. Where the database answers, `state` holds what people add to it."""

    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1, db_default=1, editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_by_kind = models.CharField(max_length=12, default=ActorKind.SYSTEM.value)
    changed_by_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "key"], name="governance_answer_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="governance_answer_state"),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_RELEVANT) | ~Q(reason=""), name="governance_answer_reason"
            ),
        ]

    @property
    def changed_by(self) -> Actor:
        """Who answered last."""
        return Actor(ActorKind(self.changed_by_kind), self.changed_by_id)


class AnswerChange(OfQuestion):
    """One change of an answer: its fields before and after. Added, never changed."""

    at = models.DateTimeField(db_default=Now(), editable=False)
    by_kind = models.CharField(max_length=12)
    by_id = models.BigIntegerField(default=0)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["register", "key", "id"], name="governance_change_of")]

    @property
    def by(self) -> Actor:
        """Who changed it."""
        return Actor(ActorKind(self.by_kind), self.by_id)


class EvidenceQuerySet(models.QuerySet["AnswerEvidence"]):
    def kept(self) -> Self:
        """Those not removed."""
        return self.filter(removed_at__isnull=True)

    def named(self) -> Self:
        """Without their bytes, for lists."""
        return self.defer("content")


class AnswerEvidence(OfQuestion):
    """What shows an answer: an address, or a file kept here. Of a removed one its name stays, its bytes go."""

    title = models.CharField(max_length=200)
    url = models.TextField(blank=True, default="")
    type = models.CharField(max_length=20, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    content = models.BinaryField(null=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    by_kind = models.CharField(max_length=12)
    by_id = models.BigIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = EvidenceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["register", "key"], name="governance_evidence_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__regex=r"^https?://", type="", size=0)
                | Q(url="", type__in=TYPES, size__gte=1, size__lte=LARGEST_FILE),
                name="governance_evidence_link_or_file",
            ),
            models.CheckConstraint(
                condition=Q(content__isnull=True) | Q(size=Length("content")), name="governance_evidence_size"
            ),
        ]

    @property
    def by(self) -> Actor:
        """Who kept it."""
        return Actor(ActorKind(self.by_kind), self.by_id)


class ReportCopy(models.Model):
    """A report as it was printed: its bytes, their digest, who and when. Added and read, never changed or removed."""

    language = models.CharField(max_length=2)
    at = models.DateTimeField(db_default=Now(), editable=False)
    by_kind = models.CharField(max_length=12)
    by_id = models.BigIntegerField(default=0)
    answered = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"report:{self.pk}"

    @property
    def by(self) -> Actor:
        """Who printed it."""
        return Actor(ActorKind(self.by_kind), self.by_id)
