"""What is written to people and staff: templates and their versions, the mails, and how the hand-over of each went.

A queued mail holds no personal data but ids: it is written when it is handed over, in the recipient's language and with
what is known then. What was written then stays as the archive, with placeholders where the links stood (REQ-91). No
foreign key points at people or users: the person is an id, as in the trail.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samtykke.core.actors import Actor, ActorKind
from samtykke.mail.lately import Lately

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Self

T = TypeVar("T")
KEY_PATTERN = r"^[A-Z0-9]+$"


class TemplateKind(models.TextChoices):
    """What a mail does. Only the first informs by duty, and only such a template can be chosen for a source."""

    PRIVACY = "privacy", _("Privacy confirmation")
    LINK = "link", _("Own link")
    CONFIRMATION = "confirmation", _("Confirmation of a consent")
    REQUEST = "request", _("Request for consent")
    RECEIPT = "receipt", _("Receipt")
    PASSWORD = "password", _("New password")
    INVITATION = "invitation", _("Invitation to staff")
    SECURITY = "security", _("Change to how somebody signs in")
    APPROVAL = "approval", _("Question to a second person")
    DECISION = "decision", _("Answer of a second person")
    MESSAGE = "message", _("E-mail to one person")
    REMINDER = "reminder", _("Reminder of an activity")
    TASK = "task", _("Task from a colleague")
    FORM = "form", _("Confirmation of a form")


# To staff, who have no person's row; every other kind is to a person.
STAFF_KINDS = frozenset(
    {
        TemplateKind.PASSWORD,
        TemplateKind.INVITATION,
        TemplateKind.SECURITY,
        TemplateKind.APPROVAL,
        TemplateKind.DECISION,
        TemplateKind.REMINDER,
        TemplateKind.TASK,
    }
)


class State(models.TextChoices):
    """Where a mail stands. `uncertain`: the server had the whole mail and never said whether it took it."""

    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Held back")
    UNCERTAIN = "uncertain", _("Uncertain")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class TemplateQuerySet(models.QuerySet["Template"]):
    def existing(self) -> Self:
        """Those that are not in the bin."""
        return self.filter(deleted_at__isnull=True)

    def offered(self, kind: str | None = None) -> Self:
        """Those that may be chosen, of one kind where one is named, in the company's order."""
        found = self.existing().filter(is_active=True).order_by("rank", "id")
        return found.filter(kind=kind) if kind else found


class Template(models.Model):
    """A mail the company writes again and again: a key, a kind and a name per language. Its words are versions."""

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=16, choices=TemplateKind.choices)
    names = models.JSONField(default=dict)
    rank = models.IntegerField(default=0)
    is_standard = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=KEY_PATTERN), name="mail_template_key"),
            models.CheckConstraint(condition=Q(kind__in=TemplateKind.values), name="mail_template_kind"),
            models.CheckConstraint(
                condition=Q(is_standard=False) | Q(deleted_at__isnull=True, is_active=True),
                name="mail_template_standard_stays",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the reader's language, with fallback."""
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """The name in a language, else in English, else any there is."""
        return self.names.get(language[:2]) or self.names.get("en") or next(iter(self.names.values()), self.key)


class TemplateVersion(models.Model):
    """The words of a template in one language; a version is written, never edited. The newest one counts."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    subject = models.TextField()
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by_kind = models.CharField(max_length=12)
    created_by_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "language", "version"], name="mail_version_once"),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(body=""), name="mail_version_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.template_id}:{self.language}:{self.version}"

    @property
    def author(self) -> Actor:
        """Who wrote it."""
        return Actor(ActorKind(self.created_by_kind), self.created_by_id)


class MailRun(models.Model):
    """A template to a whole set of people, queued piece by piece; how far it is, the deliveries say.

    `audience` names the set in `samtykke.mail.registry`. `place` is where the last piece that was committed ended: a run
    goes on behind it. `total` counts what is queued so far; `filled_at` says that nobody is left.
    """

    kind = models.CharField(max_length=16, choices=TemplateKind.choices)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=40, blank=True, default="", db_default="")
    place = models.JSONField(null=True, editable=False)
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    filled_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(default=0)
    via = models.CharField(max_length=16, default="staff", db_default="staff")

    def __str__(self) -> str:
        return f"mail run {self.pk}"

    @property
    def actor(self) -> Actor:
        """Who started it."""
        return Actor(ActorKind(self.actor_kind), self.actor_id)

    @property
    def is_filling(self) -> bool:
        """Whether people are still being looked for."""
        return self.filled_at is None and self.cancelled_at is None


class MailQuerySet(models.QuerySet["Mail"]):
    def of_person(self, *people: int) -> Self:
        """What was or will be written to one person, whose ids are those of everybody merged into them too."""
        return self.filter(person_id__in=people)

    def of_user(self, user_id: int) -> Self:
        """What was or will be written to one user."""
        return self.filter(user_id=user_id)

    def to_people(self) -> Self:
        """Those to people."""
        return self.filter(person_id__isnull=False)

    def to_staff(self) -> Self:
        """Those to users."""
        return self.filter(user_id__isnull=False)


class Mail(models.Model):
    """One mail to one recipient. From `version` on it is what was written; before the hand-over that is empty."""

    kind = models.CharField(max_length=16, choices=TemplateKind.choices)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="mails")
    person_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    # Whoever sent something in and is no person yet: the record of it.
    intake_id = models.BigIntegerField(null=True)
    address_id = models.BigIntegerField(null=True)
    purpose_key = models.CharField(max_length=60, blank=True, default="")
    subject_override = models.TextField(blank=True, default="")
    language_wanted = models.CharField(max_length=8, blank=True, default="")
    about_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(default=0)
    via = models.CharField(max_length=16)

    # To the member of staff who writes the template, with examples for values and links that open nothing.
    is_trial = models.BooleanField(default=False, db_default=False)

    version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=8, blank=True, default="")
    subject = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    sent_to = models.TextField(blank=True, default="")
    # Which version of the privacy statement stood behind the link: its name, `nb-2`; none of ours: empty (REQ-35).
    statement = models.CharField(max_length=16, blank=True, default="", db_default="")

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person_id__isnull=False, user_id__isnull=True, intake_id__isnull=True)
                | Q(person_id__isnull=True, user_id__isnull=False, intake_id__isnull=True)
                | Q(person_id__isnull=True, user_id__isnull=True, intake_id__isnull=False),
                name="mail_to_one",
            ),
            models.CheckConstraint(condition=Q(kind__in=TemplateKind.values), name="mail_mail_kind"),
        ]
        indexes = [
            models.Index(fields=["person_id", "id"], name="mail_of_person", condition=Q(person_id__isnull=False)),
            models.Index(fields=["user_id", "id"], name="mail_of_user", condition=Q(user_id__isnull=False)),
            models.Index(fields=["intake_id"], name="mail_of_intake", condition=Q(intake_id__isnull=False)),
            models.Index(fields=["kind", "id"], name="mail_of_kind"),
            models.Index(fields=["statement"], name="mail_with_statement", condition=~Q(statement="")),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"

    @property
    def actor(self) -> Actor:
        """Who asked for it."""
        return Actor(ActorKind(self.actor_kind), self.actor_id)

    @property
    def is_to_staff(self) -> bool:
        """Whether it is to a user."""
        return self.user_id is not None

    @property
    def is_to_sender(self) -> bool:
        """Whether it is to whoever sent something in, and is no person yet."""
        return self.intake_id is not None

    def once(self, name: str, find: Callable[[], T]) -> T:
        """What was looked up under a name while this mail is written or judged; it lives as long as this object does."""
        found: dict[str, Any] = self.__dict__.setdefault("_looked_up", {})
        if name not in found:
            found[name] = find()
        return cast("T", found[name])

    def lately(self, name: Hashable, find: Callable[[], T]) -> T:
        """The same for what hardly changes and is about nobody: shared by the letters of a drain, two seconds at most."""
        lately: Lately = self.__dict__.setdefault("_lately", Lately())
        return lately.get(name, find)

    def anew(self) -> Mail:
        """The same mail, of which nothing has been looked up yet: what it was written by may have changed since."""
        made = copy(self)
        made.__dict__.pop("_looked_up", None)
        return made

    def share(self, lately: Lately) -> None:
        """Has this mail know what the letters before it found lately."""
        self.__dict__["_lately"] = lately


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """Those whose turn is to come."""
        return self.filter(state=State.QUEUED)

    def open(self) -> Self:
        """Those whose end is not known: waiting, under way, or uncertain."""
        return self.filter(state__in=(State.QUEUED, State.SENDING, State.UNCERTAIN))


class Delivery(models.Model):
    """How the hand-over of one mail goes. `sending` is committed before the first word to the server.

    One that was queued `in_bulk` lets those pass that somebody waits for.
    `not_before` of a queued one is when it is its turn; of an uncertain one, when it goes out once more by itself.
    `reason` is a word of `samtykke.mail.reasons`; `code` what the server answered; `note` says that it was repeated.
    """

    mail = models.OneToOneField(
        Mail, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="delivery"
    )
    run = models.ForeignKey(MailRun, on_delete=models.PROTECT, null=True, db_index=False, related_name="deliveries")
    in_bulk = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=200, blank=True, default="")
    not_before = models.DateTimeField(db_default=Now(), null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True, default="")
    code = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=20, blank=True, default="")
    transmitted = models.BinaryField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="mail_delivery_state"),
            models.CheckConstraint(
                condition=~Q(state="queued") | Q(not_before__isnull=False), name="mail_queued_has_its_turn"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("queued", "refused", "failed", "cancelled")) | ~Q(message_id=""),
                name="mail_under_way_has_message_id",
            ),
        ]
        indexes = [
            models.Index(
                fields=["in_bulk", "not_before", "mail"],
                name="mail_due",
                condition=Q(state__in=("queued", "uncertain")),
            ),
            models.Index(fields=["state", "mail"], name="mail_by_state"),
            models.Index(fields=["run", "state"], name="mail_of_run", condition=Q(run__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class Transport(models.Model):
    """The mail server as a whole, one row: since when it does not answer, and when it is asked again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    down_since = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True, default="")
    code = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="mail_transport_one_row")]

    def __str__(self) -> str:
        return "transport"

    @property
    def is_down(self) -> bool:
        """Whether the server did not answer when it was last asked."""
        return self.down_since is not None
