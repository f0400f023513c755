"""What staff do with people: a meeting, a call, a task, a note, a mail; who takes part, and the secret of a calendar feed.

A participant's row carries a copy of what orders a person's activities and says when they were last in contact, so that a
card and a question about everybody are answered by an index alone. `actions.copying` keeps it. M27.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samtykke.contacts.models import Company, Person
from samtykke.core.actors import Actor, ActorKind

LONGEST_TITLE, LONGEST_TEXT = 300, 20_000
# What the trail calls one: “activity” is there the work for another controller.
SUBJECT: Final = "customer_activity"
# A day before or after these is a slip of the pen; nothing lasts longer than this, so that a calendar reads few rows.
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, tzinfo=UTC)
LONGEST: Final = timedelta(days=31)


class ActivityKind(models.TextChoices):
    """What was or will be done."""

    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Call")
    TASK = "task", _("Task")
    NOTE = "note", pgettext_lazy("activity", "Note")
    MAIL = "mail", _("E-mail")


class ActivityStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", pgettext_lazy("activity", "Cancelled")


class Direction(models.TextChoices):
    """Who called or wrote."""

    OUTGOING = "out", _("From us")
    INCOMING = "in", _("To us")


class Outcome(models.TextChoices):
    """How a call went."""

    REACHED = "reached", _("Reached")
    NOT_REACHED = "not_reached", _("Not reached")
    MESSAGE = "message", _("Left a message")


# What counts as having been in contact, once it is done.
CONTACTS: Final = (ActivityKind.MEETING, ActivityKind.CALL, ActivityKind.MAIL)
# What stands in the calendar by its own time; a task stands there on the day it is due.
TIMED: Final = (ActivityKind.MEETING, ActivityKind.CALL)
PLACE: Final = {"deleted_at__isnull": True}


class ActivityQuerySet(models.QuerySet["Activity"]):
    def existing(self) -> Self:
        """Those not in the recycle bin."""
        return self.filter(deleted_at__isnull=True)

    def open_tasks(self) -> Self:
        """Tasks that are not done."""
        return self.existing().filter(kind=ActivityKind.TASK, status=ActivityStatus.PLANNED)


class Activity(models.Model):
    """One thing done or to be done. `at` is what it is ordered by: when it takes place, is due, or was done.

    `owner_id` is the user whose it is. A mail names the mail it became (`mail_id`) and the purpose it was written for.
    """

    kind = models.CharField(max_length=8, choices=ActivityKind.choices)
    title = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    status = models.CharField(max_length=10, choices=ActivityStatus.choices, default=ActivityStatus.PLANNED)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    all_day = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, editable=False)
    direction = models.CharField(max_length=3, choices=Direction.choices, blank=True, default="")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    owner_id = models.BigIntegerField(null=True, blank=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sale_id = models.BigIntegerField(null=True, blank=True)
    project_id = models.BigIntegerField(null=True, blank=True)
    purpose_key = models.CharField(max_length=60, blank=True, default="")
    mail_id = models.BigIntegerField(null=True, editable=False)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, editable=False)
    at = models.DateTimeField(editable=False)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(default=0)
    via = models.CharField(max_length=20)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.IntegerField(default=1, db_default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            models.Index(fields=["company", "status", "at", "id"], name="activities_of_company", condition=Q(**PLACE)),
            models.Index(
                fields=["starts_at", "id"], name="activities_calendar", condition=Q(starts_at__isnull=False, **PLACE)
            ),
            models.Index(
                fields=["owner_id", "starts_at"], name="activities_own", condition=Q(starts_at__isnull=False, **PLACE)
            ),
            models.Index(
                fields=["owner_id", "due_on", "id"],
                name="activities_tasks",
                condition=Q(kind="task", status="planned", **PLACE),
            ),
            models.Index(fields=["due_on"], name="activities_due", condition=Q(due_on__isnull=False, **PLACE)),
            models.Index(
                fields=["remind_at"],
                name="activities_to_remind",
                condition=Q(remind_at__isnull=False, reminded_at__isnull=True, status="planned", **PLACE),
            ),
            models.Index(fields=["mail_id"], name="activities_mail", condition=Q(mail_id__isnull=False)),
            models.Index(
                fields=["sale_id", "status", "at", "id"], name="activities_sale", condition=Q(sale_id__isnull=False)
            ),
            models.Index(
                fields=["project_id", "status", "at", "id"],
                name="activities_project",
                condition=Q(project_id__isnull=False),
            ),
            models.Index(fields=["deleted_at"], name="activities_deleted", condition=Q(deleted_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ActivityKind.values), name="activities_kind"),
            models.CheckConstraint(condition=Q(status__in=ActivityStatus.values), name="activities_status"),
            models.CheckConstraint(
                condition=Q(direction__in=["", *Direction.values]) & Q(outcome__in=["", *Outcome.values]),
                name="activities_call_words",
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("title"), LONGEST_TITLE))
                & Q(LessThanOrEqual(Length("text"), LONGEST_TEXT)),
                name="activities_length",
            ),
            models.CheckConstraint(
                condition=Q(status="done", done_at__isnull=False) | (~Q(status="done") & Q(done_at__isnull=True)),
                name="activities_done_when",
            ),
            models.CheckConstraint(
                condition=(Q(starts_at__isnull=True) | Q(starts_at__gte=FIRST, starts_at__lt=LAST))
                & (Q(due_on__isnull=True) | Q(due_on__gte=FIRST.date(), due_on__lt=LAST.date()))
                & Q(at__gte=FIRST, at__lt=LAST),
                name="activities_dates",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__gte=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST),
                name="activities_ends_after",
            ),
            models.CheckConstraint(condition=Q(outcome="") | Q(kind="call"), name="activities_outcome_of_call"),
            models.CheckConstraint(condition=Q(due_on__isnull=True) | Q(kind="task"), name="activities_due_task"),
            models.CheckConstraint(
                condition=~Q(kind="meeting") | Q(starts_at__isnull=False), name="activities_meeting_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"activity:{self.pk}"

    @property
    def actor(self) -> Actor:
        """Who wrote it down."""
        return Actor(ActorKind(self.actor_kind), self.actor_id)

    @property
    def name(self) -> str:
        """What it is called: its title, else its kind."""
        return self.title or str(self.get_kind_display())

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status == ActivityStatus.PLANNED


class Standing(models.TextChoices):
    """Where an activity stands among those of a person."""

    PLANNED = "planned"
    PAST = "past"
    GONE = "gone"


class Participant(models.Model):
    """A person who takes part. `at`, `standing` and `is_contact` are copied from the activity, which no row refers to."""

    pk = models.CompositePrimaryKey("person_id", "activity_id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="activities"
    )
    activity_id = models.BigIntegerField()
    at = models.DateTimeField()
    standing = models.CharField(max_length=8, choices=Standing.choices)
    is_contact = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["person", "standing", "at", "activity_id"], name="activities_of_person"),
            models.Index(fields=["activity_id"], name="activities_people"),
            models.Index(fields=["person", "at"], name="activities_last_contact", condition=Q(is_contact=True)),
            models.Index(fields=["at", "person"], name="activities_contact_since", condition=Q(is_contact=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="activities_standing"),
        ]

    def __str__(self) -> str:
        return f"participant:{self.person_id}/{self.activity_id}"


class Attendant(models.Model):
    """One of the staff who takes part, beside whose it is."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="attendants")
    user_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "user_id"], name="activities_attends_once")]
        indexes = [models.Index(fields=["user_id", "activity"], name="activities_attending")]

    def __str__(self) -> str:
        return f"attendant:{self.user_id}/{self.activity_id}"


class CalendarFeed(models.Model):
    """A user's calendar for another program. The token is random and kept only as its SHA-256 (REQ-91)."""

    user_id = models.BigIntegerField()
    token_hash = models.BinaryField(max_length=32, unique=True)
    with_names = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id"], condition=Q(revoked_at__isnull=True), name="activities_one_feed"
            )
        ]

    def __str__(self) -> str:
        return f"feed:{self.pk}"
