"""One table, partitioned by month on `at` (the SQL stands in migration 0001), append-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from samtykke.core.actors import Actor, ActorKind, Ref, Via

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self


class NextEntry(models.Func):
    """The next number of the trail."""

    template = "nextval('audit_entry_id_seq'::regclass)"
    arity = 0
    output_field = models.BigIntegerField()


class ClockTime(models.Func):
    """The database's clock at the moment of writing, not the start of the transaction."""

    template = "clock_timestamp()"
    arity = 0
    output_field = models.DateTimeField()


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, subject: Ref) -> Self:
        """What was done to one subject."""
        return self.filter(subject_kind=subject.kind, subject_id=subject.id)

    def by(self, actor: Actor) -> Self:
        """What one actor did."""
        return self.filter(actor_kind=actor.kind, actor_id=actor.id)

    def within(self, since: datetime | None, until: datetime | None) -> Self:
        """What was done from `since` until before `until`; either may be open."""
        bounds = {"at__gte": since, "at__lt": until}
        return self.filter(**{name: at for name, at in bounds.items() if at is not None})


class Entry(models.Model):
    """One deed: who did what, to whom, when, by which door. Names fields, counts, ids and codes, never values."""

    pk = models.CompositePrimaryKey("at", "id")
    id = models.BigIntegerField(db_default=NextEntry(), editable=False)
    at = models.DateTimeField(db_default=ClockTime(), editable=False)
    deed = models.TextField()
    subject_kind = models.TextField(null=True)  # noqa: DJ001 - NULL together with the id: about nothing in particular
    subject_id = models.BigIntegerField(null=True)
    actor_kind = models.TextField()
    actor_id = models.BigIntegerField()
    via = models.TextField()
    details = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_entry_subject_whole",
                condition=models.Q(subject_kind__isnull=True, subject_id__isnull=True)
                | models.Q(subject_kind__isnull=False, subject_id__isnull=False),
            ),
            models.CheckConstraint(name="audit_entry_deed_shape", condition=models.Q(deed__regex=r"^[a-z_]+:[a-z_]+$")),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at", "id"], name="audit_entry_subject"),
            models.Index(fields=["actor_kind", "actor_id", "at", "id"], name="audit_entry_actor"),
            models.Index(fields=["deed", "at", "id"], name="audit_entry_deed"),
        ]

    def __str__(self) -> str:
        return f"entry {self.id}"

    @property
    def subject(self) -> Ref | None:
        """What it was done to."""
        if self.subject_kind is None or self.subject_id is None:
            return None
        return Ref(self.subject_kind, self.subject_id)

    @property
    def actor(self) -> Actor:
        """Who did it."""
        return Actor(ActorKind(self.actor_kind), self.actor_id)

    @property
    def door(self) -> Via:
        """The door it came in by."""
        return Via(self.via)
