"""The heart: events are the truth, evidence is what may be forgotten, records derive.

Product rules 1–12 (`docs/architecture.md`); Art. 5(2), 6, 7, 21; REQ-14, 16, 80, 84.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from samtykke.contacts.models import Person
from samtykke.core.clock import now
from samtykke.core.fields import NextId
from samtykke.purposes.models import CollectionPoint, LegalBasis, Purpose, Source, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable


class Status(models.TextChoices):
    """Where a person stands on a purpose. Only `given` and `in_force` permit, inside their time."""

    REQUESTED = "requested", pgettext_lazy("status", "Asked")
    PENDING_CONFIRMATION = "pending_confirmation", pgettext_lazy("status", "Awaiting confirmation")
    GIVEN = "given", pgettext_lazy("status", "Given")
    REFUSED = "refused", pgettext_lazy("status", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("status", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("status", "Expired")
    INVALIDATED = "invalidated", pgettext_lazy("status", "Not valid")
    IN_FORCE = "in_force", pgettext_lazy("status", "In force")
    OBJECTED = "objected", pgettext_lazy("status", "Objected")
    ENDED = "ended", pgettext_lazy("status", "Ended")
    UNKNOWN = "unknown", pgettext_lazy("status", "Not known")


PERMITTING = frozenset({Status.GIVEN, Status.IN_FORCE})
NOES = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.OBJECTED})
ANSWERS = PERMITTING | NOES | {Status.ENDED}
QUESTIONS = frozenset({Status.REQUESTED, Status.PENDING_CONFIRMATION, Status.UNKNOWN})
NOTES = frozenset({Status.EXPIRED, Status.INVALIDATED})


class ActBy(models.TextChoices):
    """Whose act it was; who recorded it is the actor."""

    PERSON = "person", pgettext_lazy("act", "the person")
    CONTROLLER = "controller", pgettext_lazy("act", "the company")


class EvidenceKind(models.TextChoices):
    """What shows it. Only some kinds show the person's own act (rule 2)."""

    DOUBLE_OPT_IN = "double_opt_in", pgettext_lazy("evidence", "Double opt-in")
    WEB_FORM = "web_form", pgettext_lazy("evidence", "Web form")
    PAPER = "paper", pgettext_lazy("evidence", "Signed paper")
    RECORDING = "recording", pgettext_lazy("evidence", "Recording")
    PORTAL = "portal", pgettext_lazy("evidence", "The person's own page")
    EMAIL = "email", pgettext_lazy("evidence", "E-mail")
    NOTE = "note", pgettext_lazy("evidence", "Note by staff")
    IMPORT = "import", pgettext_lazy("evidence", "Imported proof")
    SALE = "sale", pgettext_lazy("evidence", "Sale")


SHOWS_ACT = frozenset(
    {
        EvidenceKind.DOUBLE_OPT_IN,
        EvidenceKind.WEB_FORM,
        EvidenceKind.PAPER,
        EvidenceKind.RECORDING,
        EvidenceKind.PORTAL,
    }
)
EXISTING_CUSTOMER = "existing_customer"


def _fits(field: str) -> Q:
    """Which Art. 6 letters a status may stand on."""
    consent = [
        Status.GIVEN,
        Status.REFUSED,
        Status.WITHDRAWN,
        Status.REQUESTED,
        Status.PENDING_CONFIRMATION,
    ]
    other = [Status.IN_FORCE, Status.ENDED]
    free = [Status.OBJECTED, Status.EXPIRED, Status.INVALIDATED, Status.UNKNOWN]
    return (
        Q(status__in=consent, **{field: "a"})
        | (Q(status__in=other) & Q(**{f"{field}__in": list("bcdef")}))
        | Q(status__in=free)
    )


class ConsentEventQuerySet(models.QuerySet["ConsentEvent"]):
    def of(self, person: Person | int) -> Self:
        """Those of one person."""
        return self.filter(person_id=person if isinstance(person, int) else person.pk)

    def newest_first(self) -> Self:
        """In the order things happened, newest first."""
        return self.order_by("-occurred_at", "-id")


class ConsentEvent(models.Model):
    """One fact, append-only: somebody gave, refused, withdrew, objected … Neither text nor address stands in it.

    `occurred_at` is when it was so, `recorded_at` when we learnt it (the database's clock, inside the INSERT).
    `via` is the door; `channels` what it covers; `email_id`/`phone_id` the rows of the addresses it covers.
    """

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="events"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="consents_consentevent_id_seq"), editable=False)
    purpose = models.ForeignKey(
        Purpose, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    status = models.CharField(max_length=24, choices=Status.choices)
    legal_basis = models.ForeignKey(
        LegalBasis, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    article = models.CharField(max_length=1, blank=True, default="")
    source = models.ForeignKey(
        Source, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    via = models.CharField(max_length=20)
    act_by = models.CharField(max_length=10, choices=ActBy.choices)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    precision = models.CharField(max_length=8, default="instant")
    recorded_at = models.DateTimeField(editable=False)
    wording = models.ForeignKey(
        Wording, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    shown_hash = models.CharField(max_length=64, blank=True, default="")
    scope = models.IntegerField(default=1)
    point = models.ForeignKey(
        CollectionPoint, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    email_id = models.BigIntegerField(null=True)
    phone_id = models.BigIntegerField(null=True)
    channels = models.CharField(max_length=40, blank=True, default="")
    expires_at = models.DateTimeField(null=True)
    permission = models.CharField(max_length=20, blank=True, default="")
    evidence_kind = models.CharField(max_length=16, choices=EvidenceKind.choices, blank=True, default="")
    voids_id = models.BigIntegerField(null=True)
    run_id = models.BigIntegerField(null=True)
    commitment = models.BinaryField(max_length=32, editable=False)

    objects = ConsentEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="consents_event_status"),
            models.CheckConstraint(condition=_fits("article"), name="consents_event_status_fits_basis"),
            models.CheckConstraint(
                condition=Q(legal_basis__isnull=True, article="")
                | Q(legal_basis__isnull=False, article__in=list("abcdef")),
                name="consents_event_article_of_basis",
            ),
            models.CheckConstraint(condition=Q(act_by__in=ActBy.values), name="consents_event_act_by"),
            models.CheckConstraint(
                condition=Q(channels__regex=r"^((email|phone|post|sms)(,(email|phone|post|sms))*)?$"),
                name="consents_event_channels",
            ),
            models.CheckConstraint(
                condition=(Q(status=Status.INVALIDATED) & Q(voids_id__isnull=False))
                | (~Q(status=Status.INVALIDATED) & Q(voids_id__isnull=True)),
                name="consents_event_voids",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.GIVEN)
                | (~Q(evidence_kind="") & (Q(wording__isnull=False) | ~Q(shown_hash=""))),
                name="consents_event_given_is_shown",
            ),
            models.CheckConstraint(
                condition=Q(permission="") | Q(permission=EXISTING_CUSTOMER, article="f", status=Status.IN_FORCE),
                name="consents_event_permission",
            ),
            models.CheckConstraint(
                condition=Q(occurred_at__lte=models.F("recorded_at")), name="consents_event_not_in_the_future"
            ),
        ]

    def __str__(self) -> str:
        return f"event:{self.person_id}/{self.id}"


class ConsentEvidence(models.Model):
    """What may be forgotten of an event: the salt, the proof, the comment, the text shown. Erasure deletes it."""

    pk = models.CompositePrimaryKey("person_id", "event_id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    event_id = models.BigIntegerField()
    salt = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=16, choices=EvidenceKind.choices, blank=True, default="")
    reference = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    at = models.DateTimeField(null=True)
    place = models.TextField(blank=True, default="")
    comment = models.TextField(blank=True, default="")
    shown_text = models.TextField(blank=True, default="")
    # What a law or a rule wants known besides: the five of an existing customer (REQ-61), the way of a double opt-in (REQ-18),
    # that a child's age was asked (REQ-19).
    facts = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"evidence:{self.person_id}/{self.event_id}"

    @property
    def mailed_at(self) -> datetime | None:
        """Of a double opt-in: when its mail was handed over."""
        told = (self.facts or {}).get("mailed_at")
        return datetime.fromisoformat(told) if told else None

    @property
    def age(self) -> dict[str, Any]:
        """Of a yes to what is offered to children: the age that was enough, or the parent who approved."""
        return (self.facts or {}).get("age") or {}

    @property
    def link_sha256(self) -> str:
        """Of a double opt-in: the hash of the link that was pressed."""
        return str((self.facts or {}).get("link_sha256", ""))


class ConsentRecordQuerySet(models.QuerySet["ConsentRecord"]):
    def of(self, person: Person | int) -> Self:
        """Those of one person."""
        return self.filter(person_id=person if isinstance(person, int) else person.pk)

    def permitting(self, at: datetime | None = None) -> Self:
        """Those that let us process at an instant (default: now). A status not named here permits nothing (rule 1)."""
        return self.filter(status__in=PERMITTING).filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at or now()))

    def with_names(self) -> Self:
        """With purpose, basis, source and wording at hand."""
        return self.select_related("purpose", "legal_basis", "source", "wording")


class ConsentRecord(models.Model):
    """The current answer of one person for one purpose, derived from events by the fold; rebuildable at any time."""

    pk = models.CompositePrimaryKey("person_id", "purpose_id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="records"
    )
    purpose = models.ForeignKey(
        Purpose, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    status = models.CharField(max_length=24, choices=Status.choices)
    pending = models.CharField(max_length=24, choices=Status.choices, blank=True, default="")
    legal_basis = models.ForeignKey(
        LegalBasis, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    article = models.CharField(max_length=1, blank=True, default="")
    source = models.ForeignKey(
        Source, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    act_by = models.CharField(max_length=10, choices=ActBy.choices)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    via = models.CharField(max_length=20)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    event_person_id = models.BigIntegerField()
    event_id = models.BigIntegerField()
    wording = models.ForeignKey(
        Wording, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    shown_hash = models.CharField(max_length=64, blank=True, default="")
    scope = models.IntegerField(default=1)
    email_id = models.BigIntegerField(null=True)
    phone_id = models.BigIntegerField(null=True)
    channels = models.CharField(max_length=40, blank=True, default="")
    expires_at = models.DateTimeField(null=True)
    permission = models.CharField(max_length=20, blank=True, default="")
    evidence_kind = models.CharField(max_length=16, blank=True, default="")
    own_yes_at = models.DateTimeField(null=True)
    own_opt_in_at = models.DateTimeField(null=True)

    objects = ConsentRecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["purpose", "person"], condition=Q(status__in=sorted(NOES)), name="consents_record_noes"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="consents_record_status"),
            models.CheckConstraint(condition=_fits("article"), name="consents_record_status_fits_basis"),
        ]

    def __str__(self) -> str:
        return f"record:{self.person_id}/{self.purpose_id}"

    @property
    def status_now(self) -> str:
        """The status at this instant: a yes whose time is over is `expired`."""
        if self.status in PERMITTING and self.expires_at is not None and self.expires_at <= now():
            return Status.EXPIRED
        return self.status

    @property
    def is_no(self) -> bool:
        """Whether the person's no, or a no recorded for them, stands."""
        return self.status in NOES

    @property
    def rests_on_consent(self) -> bool:
        """Whether the answer is about consent, Art. 6(1)(a)."""
        return self.article == "a"


def values(statuses: Iterable[str]) -> list[str]:
    """Statuses as plain text, sorted, for SQL parameters."""
    return sorted(str(status) for status in statuses)
