"""What the record of processing says beside the live configuration, and the copies of it that were kept. Art. 30."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from samtykke.purposes.models import TransferGround


class RecordSettings(models.Model):
    """Who else answers beside the controller, and the measures in words where no register tells them. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    officer_name = models.CharField(max_length=200, blank=True, default="")
    officer_contact = models.TextField(blank=True, default="")
    officer_other_tasks = models.TextField(blank=True, default="")
    representative = models.TextField(blank=True, default="")
    joint_controllers = models.TextField(blank=True, default="")
    measures = models.JSONField(default=dict, blank=True)
    version = models.IntegerField(default=1, db_default=1, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(name="governance_recordsettings_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return "record"


class ProcessorActivity(models.Model):
    """What we do on behalf of another controller. Art. 30(2)."""

    controller = models.CharField(max_length=200)
    contact = models.TextField(blank=True, default="")
    representative = models.TextField(blank=True, default="")
    categories = models.TextField()
    country = models.CharField(max_length=2, blank=True, default="")
    transfer_ground = models.CharField(max_length=10, choices=TransferGround.choices, default=TransferGround.NONE)
    transfer_note = models.TextField(blank=True, default="")
    agreement = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.IntegerField(default=1, db_default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(controller="") & ~models.Q(categories=""),
                name="governance_processor_says_whom_and_what",
            )
        ]

    def __str__(self) -> str:
        return f"activity:{self.pk}"


class RecordCopy(models.Model):
    """The record as it stood when it was kept: numbered, never changed."""

    number = models.PositiveIntegerField(unique=True)
    content = models.JSONField()
    note = models.TextField(blank=True, default="")
    kept_at = models.DateTimeField(db_default=Now(), editable=False)
    kept_by_kind = models.CharField(max_length=12)
    kept_by_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"record:{self.number}"
