"""What other systems call a person: one id in each of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from samtykke.contacts.models.people import Person
from samtykke.core.fields import NextId


class PersonExternalId(models.Model):
    """The id that one other system has for a person. `Person.external_id` is the one that staff and files write, of no
    system in particular; these are written by the systems themselves.

    Whoever is merged into another keeps theirs, and a split gives it back: an id is looked up, then who stands for its person.
    """

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="external_ids"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="contacts_address_id_seq"), editable=False)
    system = models.CharField(max_length=60)
    external_id = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "external_id"], name="contacts_externalid_once"),
            models.UniqueConstraint(fields=["person", "system"], name="contacts_externalid_one_of_a_system"),
            models.CheckConstraint(condition=Q(system__regex=r"^[A-Z0-9]+$"), name="contacts_externalid_system"),
            models.CheckConstraint(condition=~Q(external_id=""), name="contacts_externalid_not_empty"),
        ]

    def __str__(self) -> str:
        return f"external-id:{self.person_id}/{self.id}"
