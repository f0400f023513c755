"""What came in by a way that is neither a file nor a key, and what became of it. M12; REQ-14, REQ-18, REQ-92."""

from __future__ import annotations

from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from samtykke.purposes.models import CollectionPoint


class Arrival(models.TextChoices):
    """By which way something came; the same words as the doors of `core.actors.Via`."""

    WEB_FORM = "web_form", pgettext_lazy("way in", "Web form")
    EMAIL = "email", pgettext_lazy("way in", "E-mail")
    CHAT = "chat", pgettext_lazy("way in", "Chat")


class RecordState(models.TextChoices):
    """Where something that came in stands. Before it is accepted it is nobody's word (rule 11)."""

    RECEIVED = "received", pgettext_lazy("submission", "Just received")
    PENDING = "pending_confirmation", pgettext_lazy("submission", "Waits to be confirmed")
    HELD = "held", pgettext_lazy("submission", "Held for review")
    ACCEPTED = "accepted", pgettext_lazy("submission", "Accepted")
    REFUSED = "refused", pgettext_lazy("submission", "Refused")
    SPAM = "spam", pgettext_lazy("submission", "Spam")
    EXPIRED = "expired", pgettext_lazy("submission", "Never confirmed")


# What goes with all it said, thirty days after it came: nobody confirmed it, or nobody wanted it (REQ-18).
FORGOTTEN: Final = (RecordState.PENDING, RecordState.EXPIRED, RecordState.REFUSED, RecordState.SPAM)
LONGEST_WHY: Final = 40


class IntakeRecordQuerySet(models.QuerySet["IntakeRecord"]):
    def waiting(self) -> Self:
        """Those that wait for their button to be pressed."""
        return self.filter(state=RecordState.PENDING)

    def of_person(self, person_ids: object) -> Self:
        """Those of people by their ids, or a sub-select of them."""
        return self.filter(person_id__in=person_ids)


class IntakeRecord(models.Model):
    """One thing that came in: where, when, what became of it and why (a word of `intake.reasons`).

    `said` is sealed: what was said and which versions were shown (`intake.said.Said`). `address_key` is the keyed hash of the
    address it names. `token_hash` is of the one-time token it was sent with: sent again it is the same record. `asked_at`: when the mail with the
    button was queued; a record that waits without it stands in line behind another of its address. `pressed_hash`: the hash
    of the link that was pressed.
    """

    point = models.ForeignKey(CollectionPoint, on_delete=models.PROTECT, db_index=False, related_name="+")
    channel = models.CharField(max_length=12, choices=Arrival.choices)
    at = models.DateTimeField(db_default=Now(), editable=False)
    state = models.CharField(max_length=24, choices=RecordState.choices, default=RecordState.RECEIVED)
    why = models.CharField(max_length=LONGEST_WHY, blank=True, default="")
    person_id = models.BigIntegerField(null=True)
    address_key = models.BinaryField(max_length=32, null=True)
    said = models.TextField()
    token_hash = models.BinaryField(max_length=32, null=True, unique=True)
    asked_at = models.DateTimeField(null=True)
    mail_id = models.BigIntegerField(null=True)
    reminded_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    pressed_hash = models.BinaryField(max_length=32, null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_kind = models.CharField(max_length=12, blank=True, default="")
    settled_by_id = models.BigIntegerField(null=True)
    version = models.IntegerField(default=1)

    objects = IntakeRecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "id"], name="intake_record_by_state"),
            models.Index(fields=["point", "id"], name="intake_record_of_point"),
            models.Index(
                fields=["person_id", "id"], name="intake_record_of_person", condition=Q(person_id__isnull=False)
            ),
            models.Index(fields=["address_key", "id"], name="intake_record_of_address"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RecordState.values), name="intake_record_state"),
            models.CheckConstraint(condition=Q(channel__in=Arrival.values), name="intake_record_channel"),
            models.CheckConstraint(
                condition=~Q(state=RecordState.PENDING) | Q(expires_at__isnull=False), name="intake_record_pending_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"submission:{self.pk}"


class IntakeLink(models.Model):
    """The hash of a token that opens a record for confirming: one for each time its mail was handed over. REQ-91."""

    record = models.ForeignKey(IntakeRecord, on_delete=models.CASCADE, db_constraint=False, related_name="links")
    token_hash = models.BinaryField(max_length=32, unique=True)

    def __str__(self) -> str:
        return f"submission-link:{self.pk}"


class IntakeTally(models.Model):
    """How many came in at a place on a day, and what became of them: what is left once the records are gone."""

    point = models.ForeignKey(CollectionPoint, on_delete=models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    what = models.CharField(max_length=24)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["point", "day", "what"], name="intake_tally_once")]

    def __str__(self) -> str:
        return f"tally:{self.pk}"
