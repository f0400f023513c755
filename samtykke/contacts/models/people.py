"""People and companies, their addresses and phones, what changed of them, and their own links.

A person's row carries its origin: why, by what right, how, when and by whom we came to hold it (M1). Only
`consents.actions.register_person` and its set-based twin write it.
"""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Lower, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from samtykke.contacts.models.pairs import Merge
from samtykke.core.fields import NextId
from samtykke.purposes.models import CollectedHow, CollectionPoint, LegalBasis, Purpose, Source, Vocabulary
from samtykke.purposes.registry import Period

NAME_LENGTH = 500
LIVING = Q(retired_at__isnull=True)


class RetentionFrom(models.TextChoices):
    """From when the months of a category count. REQ-24."""

    LAST_CONTACT = "last_contact", _("The last contact")
    CREATED = "created", _("The day they were registered")
    CONTRACT_END = "contract_end", _("The end of the contract")
    CONSENT_END = "consent_end", _("The end of the consent")


class Category(Vocabulary):
    """What a person or company is to us: prospect, customer, lost customer, supplier … (M10).

    People of it are kept `retention_months` from `retention_from`; beside the months of the purpose the shorter ones
    count (M11). A time that is not known counts from the day of registration.
    """

    retention_months = models.PositiveSmallIntegerField(null=True, blank=True)
    retention_from = models.CharField(
        max_length=12,
        choices=RetentionFrom.choices,
        default=RetentionFrom.LAST_CONTACT,
        db_default=RetentionFrom.LAST_CONTACT.value,
    )

    class Meta(Vocabulary.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    @property
    def period(self) -> Period | None:
        """How long its people are kept; None where it does not say."""
        if self.retention_months is None:
            return None
        return Period(names=self.names, months=self.retention_months, since=self.retention_from)


class Business(Vocabulary):
    """A company's line of business."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("line of business")
        verbose_name_plural = _("lines of business")


class SortKey(models.Func):
    """Norwegian order on any server: Æ Ø Å last, accents folded."""

    function = "contacts_sort_key"
    output_field = models.TextField()


class Company(models.Model):
    """An organisation. Not personal data by itself; an organisation number is unique within its country.

    One that was merged into another lies in the bin, called what the other is called: what points to it goes on pointing
    (decision 0017). The e-mail address is a general one; whoever is a person has a card.
    """

    name = models.TextField()
    org_number = models.CharField(max_length=20, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    web = models.TextField(blank=True, default="", db_default="")
    phone = models.CharField(max_length=32, blank=True, default="", db_default="")
    email = models.TextField(blank=True, default="", db_default="")
    postal_street = models.TextField(blank=True, default="", db_default="")
    postal_code = models.CharField(max_length=20, blank=True, default="", db_default="")
    postal_place = models.CharField(max_length=100, blank=True, default="", db_default="")
    postal_country = models.CharField(max_length=2, blank=True, default="", db_default="")
    visiting_street = models.TextField(blank=True, default="", db_default="")
    visiting_code = models.CharField(max_length=20, blank=True, default="", db_default="")
    visiting_place = models.CharField(max_length=100, blank=True, default="", db_default="")
    visiting_country = models.CharField(max_length=2, blank=True, default="", db_default="")
    note = models.TextField(blank=True, default="", db_default="")
    # Who of the staff looks after it: a user's id, or nobody.
    owner_id = models.BigIntegerField(null=True, blank=True)
    run_id = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.IntegerField(default=1, db_default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    sort_key = models.GeneratedField(
        expression=SortKey(models.F("name")), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        indexes = [
            models.Index(fields=["sort_key", "id"], name="contacts_company_order"),
            models.Index(Lower("name"), name="contacts_company_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "org_number"],
                condition=~Q(org_number="") & Q(deleted_at__isnull=True),
                name="contacts_company_number",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="contacts_company_named"),
            models.CheckConstraint(
                condition=Q(web="") | Q(web__startswith="https://") | Q(web__startswith="http://"),
                name="contacts_company_web",
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[0-9]{4,15}(;ext=[0-9]+)?$"), name="contacts_company_phone"
            ),
        ]

    def __str__(self) -> str:
        return f"company:{self.pk}"

    @property
    def host(self) -> str:
        """The address on the web as it is shown: the name of the host alone."""
        return (urlsplit(self.web).hostname or "").removeprefix("www.") if self.web else ""


class PersonQuerySet(models.QuerySet["Person"]):
    def held(self) -> Self:
        """Those not in the recycle bin and not merged into another: whom every list, search and count shows."""
        return self.filter(deleted_at__isnull=True).filter(
            ~models.Exists(Merge.objects.standing().filter(merged_id=models.OuterRef("pk")))
        )

    def deleted(self) -> Self:
        """Those in the recycle bin."""
        return self.filter(deleted_at__isnull=False)


class Person(models.Model):
    """A natural person we hold. The origin facts are NOT NULL: nobody is held without a why."""

    external_id = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - NULL: no other system knows them
    first_name = models.TextField(blank=True, default="")
    last_name = models.TextField(blank=True, default="")
    title = models.TextField(blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    category = models.ForeignKey(
        Category, on_delete=models.DO_NOTHING, null=True, blank=True, db_constraint=False, related_name="+"
    )
    company = models.ForeignKey(
        Company, on_delete=models.DO_NOTHING, null=True, blank=True, db_constraint=False, related_name="people"
    )
    collected_how = models.ForeignKey(
        CollectedHow,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    origin_purpose = models.ForeignKey(
        Purpose, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    origin_basis = models.ForeignKey(
        LegalBasis, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    origin_source = models.ForeignKey(
        Source, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    origin_point = models.ForeignKey(
        CollectionPoint,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    origin_at = models.DateTimeField()
    origin_actor_kind = models.CharField(max_length=12)
    origin_actor_id = models.BigIntegerField()
    origin_via = models.CharField(max_length=20)

    # Who of the staff looks after the person: a user's id, or nobody. It decides who sees them where a role sees its own.
    owner_id = models.BigIntegerField(null=True, blank=True)

    from_person = models.BooleanField()
    inform_by = models.DateField(null=True)
    informed_at = models.DateTimeField(null=True)

    run_id = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.IntegerField(default=1, db_default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by_kind = models.CharField(max_length=12, blank=True, default="", db_default="", editable=False)
    deleted_by_id = models.BigIntegerField(null=True, editable=False)
    sort_key = models.GeneratedField(
        expression=SortKey(models.F("last_name"), models.F("first_name")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["sort_key", "id"], name="contacts_person_order"),
            models.Index(fields=["external_id"], name="contacts_person_external"),
            models.Index(
                fields=["inform_by", "id"],
                condition=Q(informed_at__isnull=True, from_person=False, deleted_at__isnull=True),
                name="contacts_person_duty",
            ),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="contacts_person_deleted"),
            models.Index(
                fields=["owner_id", "sort_key", "id"],
                condition=Q(owner_id__isnull=False),
                name="contacts_person_owner",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_person=True) | Q(inform_by__isnull=False), name="contacts_person_duty_has_date"
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("first_name"), NAME_LENGTH))
                & Q(LessThanOrEqual(Length("last_name"), NAME_LENGTH)),
                name="contacts_person_name_length",
            ),
        ]

    def __str__(self) -> str:
        return f"person:{self.pk}"

    @property
    def full_name(self) -> str:
        """First and last name, or an empty text where none is known."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def must_be_informed(self) -> bool:
        """Whether the duty of Art. 14 is still open. REQ-36."""
        return not self.from_person and self.informed_at is None


class AddressKind(models.TextChoices):
    """Whether a natural person stands behind an address. REQ-60."""

    PERSONAL = "personal", _("Personal")
    ROLE = "role", _("Role")


class AddressUse(models.TextChoices):
    WORK = "work", _("Work")
    PRIVATE = "private", _("Private")
    OTHER = "other", _("Other")


class PersonEmail(models.Model):
    """An address of a person. A changed address is a new row, never an edit: consents name the row's id (rule 12)."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="emails"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="contacts_address_id_seq"), editable=False)
    address = models.TextField()
    normal = models.TextField()
    fingerprint = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=8, choices=AddressKind.choices, default=AddressKind.PERSONAL)
    use = models.CharField(max_length=8, choices=AddressUse.choices, default=AddressUse.WORK)
    is_primary = models.BooleanField(default=False)
    run_id = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["normal"], opclasses=["text_pattern_ops"], name="contacts_email_normal")]
        constraints = [
            models.UniqueConstraint(fields=["person", "normal"], name="contacts_email_once"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_primary=True) & LIVING, name="contacts_email_one_primary"
            ),
            models.CheckConstraint(condition=~Q(normal=""), name="contacts_email_not_empty"),
        ]

    def __str__(self) -> str:
        return f"email:{self.person_id}/{self.id}"


class PhoneKind(models.TextChoices):
    MOBILE = "mobile", _("Mobile")
    WORK = "work", _("Work")
    HOME = "home", _("Home")
    OTHER = "other", _("Other")


class PersonPhone(models.Model):
    """A phone of a person, E.164. A changed number is a new row."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="phones"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="contacts_address_id_seq"), editable=False)
    number = models.CharField(max_length=32)
    kind = models.CharField(max_length=8, choices=PhoneKind.choices, default=PhoneKind.MOBILE)
    use = models.CharField(max_length=8, choices=AddressUse.choices, default=AddressUse.WORK)
    is_primary = models.BooleanField(default=False)
    run_id = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["number"], name="contacts_phone_number")]
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="contacts_phone_once"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_primary=True) & LIVING, name="contacts_phone_one_primary"
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^\+[0-9]{4,15}(;ext=[0-9]+)?$"), name="contacts_phone_e164"
            ),
        ]

    def __str__(self) -> str:
        return f"phone:{self.person_id}/{self.id}"


class FieldChange(models.Model):
    """A value before and after. It is the person's: exported with them, erased with them; the trail names fields only."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="changes"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="contacts_fieldchange_id_seq"), editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    field = models.CharField(max_length=60)
    before = models.TextField(null=True)  # noqa: DJ001 - NULL: there was none; an empty text is a value
    after = models.TextField(null=True)  # noqa: DJ001 - NULL: there is none now
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    via = models.CharField(max_length=20)
    run_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"change:{self.person_id}/{self.id}"


class LinkUse(models.TextChoices):
    """What a person's own link is for; a token serves one use only. REQ-91."""

    PREFERENCES = "preferences", _("Preferences")
    CONFIRMATION = "confirmation", _("Confirmation")


class PersonLink(models.Model):
    """A person's own link. The token is random, kept only as its SHA-256, expires and can be revoked. REQ-91."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="links"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="contacts_personlink_id_seq"), editable=False)
    use = models.CharField(max_length=16, choices=LinkUse.choices)
    token_hash = models.BinaryField(max_length=32, unique=True)
    email_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link:{self.person_id}/{self.id}"
