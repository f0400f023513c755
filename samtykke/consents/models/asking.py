"""What waits for the person's own press of a button, and the scans that show what was said elsewhere. REQ-14, REQ-18."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now

from samtykke.consents.models.log import ActBy
from samtykke.contacts.models import Person
from samtykke.core.fields import NextId
from samtykke.core.files import LARGEST_FILE
from samtykke.purposes.models import Purpose, Wording


class Confirmation(models.Model):
    """A yes that waits for the button in a mail (REQ-18): for what, by which words, at which address, until when.

    It decides nothing (rule 11). `act_by`: whether the person asked for it, or the company.
    """

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="confirmations"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="consents_confirmation_id_seq"), editable=False)
    purpose = models.ForeignKey(
        Purpose, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    wording = models.ForeignKey(
        Wording, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    email_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    act_by = models.CharField(max_length=10, choices=ActBy.choices)
    asked_via = models.CharField(max_length=20)
    confirmed_at = models.DateTimeField(null=True)
    mail_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(confirmed_at__isnull=True), name="consents_unconfirmed_since"
            )
        ]

    def __str__(self) -> str:
        return f"confirmation:{self.person_id}/{self.id}"


class ConfirmationLink(models.Model):
    """The hash of a token that opens a confirmation: one for each time its mail was handed over. REQ-91."""

    pk = models.CompositePrimaryKey("person_id", "token_hash")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    token_hash = models.BinaryField(max_length=32, unique=True)
    confirmation_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"confirmation:{self.person_id}/{self.confirmation_id}"


class EvidenceFile(models.Model):
    """A scan that shows a consent: part of the evidence, erased with it. PDF, PNG or JPEG, by its first bytes."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="consents_evidencefile_id_seq"), editable=False)
    event_id = models.BigIntegerField(null=True)
    name = models.TextField()
    type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(type__in=["application/pdf", "image/png", "image/jpeg"]), name="consents_file_type"
            ),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=LARGEST_FILE) & Q(size=Length("content")),
                name="consents_file_size",
            ),
        ]

    def __str__(self) -> str:
        return f"file:{self.person_id}/{self.id}"
