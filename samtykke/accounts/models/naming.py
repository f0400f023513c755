"""Whether people are told which members of staff looked at them: a decision with its reason, never undone, only followed."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from samtykke.core.actors import Actor, ActorKind


class NamingDecision(models.Model):
    """One decision; the newest counts, and without any nobody of the staff is named (C-579/21 Pankki S)."""

    are_named = models.BooleanField()
    reason = models.TextField()
    decided_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_by_kind = models.CharField(max_length=12)
    decided_by_id = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="accounts_naming_has_reason")]

    def __str__(self) -> str:
        return f"naming {self.pk}"

    @property
    def actor(self) -> Actor:
        """Who decided."""
        return Actor(ActorKind(self.decided_by_kind), self.decided_by_id)
