"""What waits for a second person, and whether two are asked for at all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from samtykke.accounts.models.users import User
from samtykke.core.actors import Ref
from samtykke.core.clock import now

if TYPE_CHECKING:
    from typing import Self

WAITS_FOR = timedelta(days=7)


class ApprovalState(models.TextChoices):
    """Where something stands that one person asked for."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def waiting(self) -> Self:
        """Those that a second person can still decide."""
        return self.filter(state=ApprovalState.WAITING, expires_at__gt=now())

    def over(self) -> Self:
        """Those that were decided, taken back, or never answered in time; the latest first."""
        return self.exclude(state=ApprovalState.WAITING, expires_at__gt=now()).order_by("-id")


def end_of_waiting() -> object:
    """When something that is asked for now is no longer waited for."""
    return now() + WAITS_FOR


class Approval(models.Model):
    """One thing that somebody asked for and somebody else decides (four eyes, REQ-99).

    `kind` names what it is (`accounts.second`), `payload` how it is done, `before` how it stood when it was asked for,
    `seen` the same in short: whoever approves, approves that and nothing that came in between.
    """

    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    payload = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    seen = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.WAITING)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="approvals_asked")
    asked_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField(default=end_of_waiting, editable=False)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="approvals_decided")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["asked_by"], name="accounts_approval_asker")]
        constraints = [
            models.CheckConstraint(name="accounts_approval_state", condition=Q(state__in=ApprovalState.values)),
            # Never about a person in the register: the table is no part of what is held about one.
            models.CheckConstraint(name="accounts_approval_no_person", condition=~Q(subject_kind="person")),
            models.CheckConstraint(name="accounts_approval_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="accounts_approval_decided",
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            # Four eyes: nobody approves or refuses what they asked for; only they take it back.
            models.CheckConstraint(
                name="accounts_approval_second",
                condition=Q(state="waiting")
                | (Q(state="taken_back", decided_by=F("asked_by")))
                | (Q(state__in=["approved", "refused"]) & ~Q(decided_by=F("asked_by"))),
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"],
                condition=Q(state="waiting"),
                name="accounts_approval_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"approval {self.pk}"

    @property
    def subject(self) -> Ref:
        """What it is about."""
        return Ref(self.subject_kind, self.subject_id)

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be decided."""
        return self.state == ApprovalState.WAITING and self.expires_at > now()

    @property
    def standing(self) -> str:
        """Where it stands: a state, or `expired` where nobody answered in time."""
        return "expired" if self.state == ApprovalState.WAITING and not self.is_waiting else self.state


class FourEyesChange(models.Model):
    """That somebody switched the second person on or off, and why. The latest row holds; without one it is on."""

    is_on = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="accounts_foureyes_reason", condition=Q(is_on=True) | ~Q(reason=""))]

    def __str__(self) -> str:
        return f"four eyes {'on' if self.is_on else 'off'}"
