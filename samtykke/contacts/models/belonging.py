"""Where a person belongs and lives, and what interests them: companies with roles and times, postal addresses, interests."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from samtykke.contacts.models.people import NAME_LENGTH, AddressUse, Company, Person
from samtykke.core.fields import NextId
from samtykke.purposes.models import DataKind, Vocabulary

LONGEST_STREET = 500


class PersonCompany(models.Model):
    """A time of a person at a company, with the role. Without an end it is not over.

    `Person.company` is the main one now. A person whose main company has no row here simply belongs to it, since when and
    as what is not said: nothing is written for each of a million imported people.
    """

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="belongings"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="contacts_address_id_seq"), editable=False)
    company = models.ForeignKey(
        Company, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="belongings"
    )
    role = models.TextField(blank=True, default="")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["company", "person"], name="contacts_personcompany_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "company"], condition=Q(to_on__isnull=True), name="contacts_personcompany_now_once"
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")),
                name="contacts_personcompany_in_order",
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("role"), NAME_LENGTH)), name="contacts_personcompany_role"
            ),
        ]

    def __str__(self) -> str:
        return f"belonging:{self.person_id}/{self.id}"


class Folded(models.Func):
    """Text as it is looked for: lower case, accents away, å as a, ø as o."""

    function = "contacts_fold"
    output_field = models.TextField()


class PersonPostal(models.Model):
    """A postal address. Nothing refers to it, so a change is an edit; the history keeps what stood."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="postals"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="contacts_address_id_seq"), editable=False)
    street = models.TextField(blank=True, default="")
    postal_code = models.CharField(max_length=20, blank=True, default="")
    city = models.CharField(max_length=200, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    use = models.CharField(max_length=8, choices=AddressUse.choices, default=AddressUse.WORK)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    city_key = models.GeneratedField(
        expression=Folded(models.F("city")), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    class Meta:
        indexes = [models.Index(fields=["city_key", "person"], name="contacts_postal_city")]
        constraints = [
            models.CheckConstraint(condition=~Q(street="", postal_code="", city=""), name="contacts_postal_not_empty"),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("street"), LONGEST_STREET)), name="contacts_postal_street"
            ),
            models.CheckConstraint(condition=Q(use__in=AddressUse.values), name="contacts_postal_use"),
        ]

    def __str__(self) -> str:
        return f"postal:{self.person_id}/{self.id}"


class InterestGroup(Vocabulary):
    """A heading under which interests stand."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("group of interests")
        verbose_name_plural = _("groups of interests")


class Interest(Vocabulary):
    """What somebody may be interested in. Its kind of data says whether it reveals a special category (Art. 9, REQ-20)."""

    data_kind = models.ForeignKey(DataKind, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(InterestGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Vocabulary.Meta):
        verbose_name = _("interest")
        verbose_name_plural = _("interests")


class PersonInterest(models.Model):
    """That something interests a person: since when it is known, how it came in, and who recorded it.

    `as_two`: the two rows as they stood before two interests were made one, so that it can be taken back exactly.
    """

    pk = models.CompositePrimaryKey("person_id", "interest_id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="interests"
    )
    interest = models.ForeignKey(
        Interest, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    since = models.DateTimeField(db_default=Now(), editable=False)
    via = models.CharField(max_length=20)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    as_two = models.JSONField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["interest", "person"], name="contacts_personinterest_of")]

    def __str__(self) -> str:
        return f"interest:{self.person_id}/{self.interest_id}"
