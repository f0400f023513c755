"""Why we hold people, by what right, and how they came: the three lists, their texts and their assessments.

Art. 5(1)(b), 6(1); REQ-10, 12, 22, 24. What is fixed once used, the database refuses to change in `actions`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from samtykke.purposes.models.vocabulary import Vocabulary, VocabularyQuerySet, in_language

STORE = "STORE"
EMARKETING = "EMARKETING"


class Article(models.TextChoices):
    """The closed list of Art. 6(1). REQ-10."""

    CONSENT = "a", _("6(1)(a) Consent")
    CONTRACT = "b", _("6(1)(b) Contract")
    LEGAL_OBLIGATION = "c", _("6(1)(c) Legal obligation")
    VITAL_INTERESTS = "d", _("6(1)(d) Vital interests")
    PUBLIC_TASK = "e", _("6(1)(e) Public task")
    LEGITIMATE_INTERESTS = "f", _("6(1)(f) Legitimate interests")


class Channel(models.TextChoices):
    """A channel of communication that a consent may cover."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    PHONE = "phone", _("Phone")
    POST = "post", _("Post")


class LegalBasis(Vocabulary):
    """By what right: an entry of the company's list, tied to one letter of Art. 6(1). REQ-10."""

    article = models.CharField(max_length=1, choices=Article.choices)

    class Meta(Vocabulary.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")

    @property
    def is_consent(self) -> bool:
        """Whether it rests on the person's own yes, Art. 6(1)(a)."""
        return self.article == Article.CONSENT


class InformRule(models.TextChoices):
    """When the privacy confirmation goes out by itself to somebody who came by a source. Art. 13, 14; M21."""

    NEVER = "never", _("Never by itself")
    AT_ONCE = "at_once", _("At once")
    AFTER_DAYS = "after_days", _("After some days, unless told already")
    FIRST_CONTACT = "first_contact", _("On first contact")


class Source(Vocabulary):
    """How a person came in. `from_person` says whether the person gave the data (Art. 13) or others did (Art. 14).

    `inform_rule` says when the confirmation goes out; it holds for who comes from `inform_since` on, the day a rule took the place of “never”. `template_key` names the privacy confirmation that goes out where one does; empty is the standard one. `public_names`
    says the source to the person, in mails and on their own page (Art. 14(2)(f)); where it says nothing, the name does.
    """

    from_person = models.BooleanField(default=False)
    inform_rule = models.CharField(
        max_length=16, choices=InformRule.choices, default=InformRule.NEVER, db_default=InformRule.NEVER
    )
    inform_after_days = models.PositiveSmallIntegerField(default=14, db_default=14)
    inform_since = models.DateTimeField(db_default=Now(), editable=False)
    sender_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    template_key = models.CharField(max_length=60, blank=True, default="", db_default="")
    public_names = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))

    class Meta(Vocabulary.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            *Vocabulary.Meta.constraints,
            # Art. 14(3)(a): the month must not go by before the mail does.
            models.CheckConstraint(
                condition=models.Q(inform_after_days__gte=1, inform_after_days__lte=28),
                name="purposes_source_after_days",
            ),
        ]

    @property
    def sends_confirmation(self) -> bool:
        """Whether the confirmation goes out by itself, now or later."""
        return self.inform_rule != InformRule.NEVER

    def public_name_in(self, language: str) -> str:
        """The source as it is said to the person; a language that says nothing has the name."""
        return self.public_names.get(language) or self.name_in(language)


class SourceChange(models.Model):
    """That the rule of a source for informing was changed: what it said before and after. Never edited."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(db_default=Now())
    before = models.JSONField()
    after = models.JSONField()
    changed_by_kind = models.CharField(max_length=12)
    changed_by_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.source_id}@{self.pk}"


class CollectedHow(Vocabulary):
    """How staff met the person they registered: meeting, phone, fair … (M13). It refines the source."""

    from_person = models.BooleanField(default=True)

    class Meta(Vocabulary.Meta):
        verbose_name = _("way of collecting")
        verbose_name_plural = _("ways of collecting")


class DataKind(Vocabulary):
    """A kind of personal data: contact details, purchases, health … REQ-51(c). A special one needs REQ-20."""

    is_special = models.BooleanField(default=False)

    class Meta(Vocabulary.Meta):
        verbose_name = _("kind of data")
        verbose_name_plural = _("kinds of data")


class RecipientRole(models.TextChoices):
    """What a recipient is to the controller, Art. 4(7)–(9), 26, 28."""

    PROCESSOR = "processor", _("Processor")
    CONTROLLER = "controller", _("Controller of its own")
    JOINT = "joint", _("Joint controller")
    AUTHORITY = "authority", _("Public authority")


class TransferGround(models.TextChoices):
    """By what data may leave the EEA, Chapter V. REQ-58."""

    NONE = "none", _("Stays in the EEA")
    ADEQUACY = "adequacy", _("Adequacy decision (Art. 45)")
    CLAUSES = "clauses", _("Standard contractual clauses (Art. 46(2)(c))")
    RULES = "rules", _("Binding corporate rules (Art. 47)")
    DEROGATION = "derogation", _("Derogation (Art. 49)")


class Recipient(models.Model):
    """Who receives personal data: processors with their agreement, and others. Art. 28(3), 30(1)(d)–(e); REQ-52, 58, 59.

    `names` is what staff see; `public_texts` what people read of it, per language. `details` keeps the rest of the
    agreement: subject, duration, nature, sub-processors, right to object, audit, return or deletion.
    """

    names = models.JSONField(default=dict)
    public_texts = models.JSONField(default=dict, blank=True)
    role = models.CharField(max_length=10, choices=RecipientRole.choices, default=RecipientRole.PROCESSOR)
    contact = models.TextField(blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    transfer_ground = models.CharField(max_length=10, choices=TransferGround.choices, default=TransferGround.NONE)
    transfer_note = models.TextField(blank=True, default="")
    agreement = models.TextField(blank=True, default="")
    agreed_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.IntegerField(default=1, db_default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(VocabularyQuerySet)()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~models.Q(names={}), name="purposes_recipient_named")]

    def __str__(self) -> str:
        return f"recipient:{self.pk}"

    @property
    def name(self) -> str:
        """The name in the reader's language, with fallback."""
        return in_language(self.names)


class SpecialCondition(models.TextChoices):
    """The closed list of Art. 9(2) that lets a purpose touch special categories. REQ-20."""

    EXPLICIT_CONSENT = "a", _("9(2)(a) Explicit consent")
    EMPLOYMENT = "b", _("9(2)(b) Employment and social security law")
    VITAL_INTERESTS = "c", _("9(2)(c) Vital interests of somebody who cannot consent")
    MEMBERSHIP = "d", _("9(2)(d) Members of a non-profit body")
    MADE_PUBLIC = "e", _("9(2)(e) Made public by the person")
    LEGAL_CLAIMS = "f", _("9(2)(f) Legal claims")
    PUBLIC_INTEREST = "g", _("9(2)(g) Substantial public interest")
    HEALTH_CARE = "h", _("9(2)(h) Health or social care")
    PUBLIC_HEALTH = "i", _("9(2)(i) Public health")
    RESEARCH = "j", _("9(2)(j) Archiving, research, statistics")


class Purpose(Vocabulary):
    """Why we hold a person. Whether it is marketing is set at birth and fixed once used.

    `ask_before_days`: so long before it ends a consent is asked for again; `dormant_months`: so does one unused for so
    long (REQ-17). `special_condition`: the letter of Art. 9(2), needed where one of its kinds of data is special (REQ-20). `for_children`: offered directly to children, so
    that the age of Art. 8 applies (REQ-19).
    """

    is_marketing = models.BooleanField(default=False)
    public_texts = models.JSONField(default=dict, blank=True)
    approval_texts = models.JSONField(default=dict, blank=True)
    statement_titles = models.JSONField(default=dict, blank=True)
    statement_urls = models.JSONField(default=dict, blank=True)
    retention_months = models.PositiveSmallIntegerField(null=True, blank=True)
    consent_valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    ask_before_days = models.PositiveSmallIntegerField(null=True, blank=True)
    dormant_months = models.PositiveSmallIntegerField(null=True, blank=True)
    special_condition = models.CharField(
        max_length=1, choices=SpecialCondition.choices, blank=True, default="", db_default=""
    )
    special_note = models.TextField(blank=True, default="", db_default="")
    for_children = models.BooleanField(default=False, db_default=False)
    data_kinds: models.ManyToManyField[DataKind, Any] = models.ManyToManyField(
        DataKind, related_name="purposes", blank=True
    )
    recipients: models.ManyToManyField[Recipient, Any] = models.ManyToManyField(
        Recipient, related_name="purposes", blank=True
    )
    bases: models.ManyToManyField[LegalBasis, PurposeBasis] = models.ManyToManyField(
        LegalBasis, through="PurposeBasis", related_name="purposes"
    )

    class Meta(Vocabulary.Meta):
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")


class PurposeBasis(models.Model):
    """A basis that a purpose allows; one of them is its default. 61C and 61E need the law they cite (Art. 6(3))."""

    purpose = models.ForeignKey(Purpose, on_delete=models.CASCADE, related_name="allowed_bases")
    legal_basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="+")
    is_default = models.BooleanField(default=False)
    citation = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "legal_basis"], name="purposes_basis_once"),
            models.UniqueConstraint(
                fields=["purpose"], condition=models.Q(is_default=True), name="purposes_one_default_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose_id}/{self.legal_basis_id}"


class PurposeVersion(models.Model):
    """What was in force from `valid_from`: whether the purpose was active, and the reach of its texts.

    A wider purpose or a new recipient raises `scope`; a consent to a narrower text does not cover it (REQ-17).
    `content` keeps the texts, periods and allowed bases as they stood (REQ-10, REQ-14); the gate does not read it.
    """

    purpose = models.ForeignKey(Purpose, on_delete=models.CASCADE, related_name="versions")
    valid_from = models.DateTimeField(db_default=Now())
    is_active = models.BooleanField()
    scope = models.PositiveIntegerField(default=1)
    content = models.JSONField(default=dict)
    changed_by_kind = models.CharField(max_length=12)
    changed_by_id = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["purpose", "valid_from"], name="purposes_version_at")]

    def __str__(self) -> str:
        return f"{self.purpose_id}@{self.pk}"


class Wording(models.Model):
    """The exact text a person says yes to, one version in one language; never edited. Art. 7(1), REQ-12, REQ-14."""

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="wordings")
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    scope = models.PositiveIntegerField(default=1)
    text = models.TextField()
    statement_title = models.TextField(blank=True, default="")
    statement_url = models.TextField(blank=True, default="")
    channels = ArrayField(models.CharField(max_length=8, choices=Channel.choices), default=list)
    text_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by_kind = models.CharField(max_length=12)
    created_by_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "language", "version"], name="purposes_wording_version"),
            models.CheckConstraint(condition=~models.Q(text=""), name="purposes_wording_text"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose_id}:{self.language}:{self.version}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def approved(self) -> Self:
        """Those somebody with the right has approved."""
        return self.filter(approved_at__isnull=False)

    def holding(self, at: datetime) -> Self:
        """Those that carry Art. 6(1)(f) at an instant: approved and not past their review with its grace. REQ-22."""
        return self.approved().filter(approved_at__lte=at, lapses_at__gt=at)


class Assessment(models.Model):
    """The balancing test behind legitimate interests (Art. 6(1)(f), REQ-22): a draft until it is approved.

    `texts` holds the answers per language: interest, necessity, alternatives, expectations, impact, safeguards, result.
    """

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="assessments")
    version = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)
    review_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by_kind = models.CharField(max_length=12, blank=True, default="")
    approved_by_id = models.BigIntegerField(default=0)
    lapses_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="purposes_assessment_version"),
            models.CheckConstraint(
                condition=models.Q(approved_at__isnull=True)
                | models.Q(review_on__isnull=False, lapses_at__isnull=False),
                name="purposes_assessment_approved_has_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose_id}:{self.version}"


class FieldDecision(models.Model):
    """What the company decided of one field about people: for which purposes it is kept, what kind of data it is, and
    whether it is sensitive, so that only who holds `people:sensitive` reads it. `field` is a key of core.known_fields.
    """

    field = models.CharField(max_length=120, unique=True)
    data_kind = models.ForeignKey(DataKind, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    purposes: models.ManyToManyField[Purpose, Any] = models.ManyToManyField(
        Purpose, related_name="field_decisions", blank=True
    )
    is_sensitive = models.BooleanField(default=False)
    is_retired = models.BooleanField(default=False)
    note = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_by_kind = models.CharField(max_length=12)
    decided_by_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.field


class CollectionPoint(models.Model):
    """The *where* of an event: a form, a mailbox, an import, a chat site. Part of the commitment.

    `purpose`, `legal_basis` and `source`: why people who come in here are held, by what right, and how they came (M17); `owner_id`: which
    user looks after it. A retired one takes nothing more in (`purposes.queries.refuse_retired`).
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    legal_basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    owner_id = models.BigIntegerField(null=True)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="purposes_point_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def name(self) -> str:
        """The name in the reader's language, with fallback."""
        return in_language(self.names) or self.key
