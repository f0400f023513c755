"""What stands above the answers: objections to all marketing, restrictions, suppressed addresses. Art. 18, 21."""

from __future__ import annotations

from django.db import models

from samtykke.consents.models.log import ActBy
from samtykke.contacts.models import Person
from samtykke.core.fields import NextId


class Standing(models.Model):
    """What objections, restrictions and suppressions share: append-only, with both times."""

    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(editable=False)
    act_by = models.CharField(max_length=10, choices=ActBy.choices)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    via = models.CharField(max_length=20)

    class Meta:
        abstract = True


class Objection(Standing):
    """An objection to all marketing (Art. 21(2)–(3)), or the voiding of one that was recorded by mistake."""

    class Kind(models.TextChoices):
        MADE = "made"
        VOIDED = "voided"

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="objections"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="consents_objection_id_seq"), editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    voids_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"objection:{self.person_id}/{self.id}"


class Restriction(Standing):
    """A restriction of processing (Art. 18), set or lifted."""

    class Kind(models.TextChoices):
        SET = "set"
        LIFTED = "lifted"

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="restrictions"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="consents_restriction_id_seq"), editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)

    def __str__(self) -> str:
        return f"restriction:{self.person_id}/{self.id}"


class Suppression(Standing):
    """An address we must not use: only a keyed hash of it, and how far it reaches. REQ-100, REQ-101."""

    class Kind(models.TextChoices):
        SET = "set"
        LIFTED = "lifted"

    class Reach(models.TextChoices):
        MARKETING = "marketing"
        ALL = "all"

    fingerprint = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=16)
    reach = models.CharField(max_length=10, choices=Reach.choices)
    kind = models.CharField(max_length=8, choices=Kind.choices)

    class Meta:
        indexes = [models.Index(fields=["fingerprint"], name="consents_suppression_hash")]

    def __str__(self) -> str:
        return f"suppression:{self.pk}"
