"""What stays of a way in: the runs of files and what they left to look at, and how keys of the API write."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from samtykke.accounts.models import ApiKey
from samtykke.core.clock import now
from samtykke.core.fields import NextId
from samtykke.purposes.models import CollectionPoint, LegalBasis, Purpose, Source, Wording


class Strategy(models.TextChoices):
    """What a row does to a person we hold already."""

    ADD = "add", pgettext_lazy("import strategy", "Add always")
    FILL = "fill", pgettext_lazy("import strategy", "Fill what is empty")
    REPLACE = "replace", pgettext_lazy("import strategy", "Replace")
    SKIP = "skip", pgettext_lazy("import strategy", "Skip")


class RunState(models.TextChoices):
    """How far a run has come."""

    RECEIVED = "received", pgettext_lazy("import", "Received")
    TRYING = "trying", pgettext_lazy("import", "Being tried out")
    TRIED = "tried", pgettext_lazy("import", "Tried out")
    RUNNING = "running", pgettext_lazy("import", "Running")
    DONE = "done", pgettext_lazy("import", "Done")
    CANCELLED = "cancelled", pgettext_lazy("import", "Stopped")
    FAILED = "failed", pgettext_lazy("import", "Failed")
    UNDOING = "undoing", pgettext_lazy("import", "Being undone")
    UNDONE = "undone", pgettext_lazy("import", "Undone")


class ImportRun(models.Model):
    """One file on its way in. What it brought carries the run's id, so that it can be undone as a unit.

    `position` is the last row of the file whose batch has been committed; a run begins again after it.
    """

    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.TextField(blank=True, default="")
    reading = models.JSONField(default=dict)
    preset = models.CharField(max_length=20, blank=True, default="")
    mapping = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    strategy = models.CharField(max_length=8, choices=Strategy.choices, default=Strategy.FILL)
    whole = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.RECEIVED)
    counts = models.JSONField(default=dict)
    rows = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    cancel_asked_at = models.DateTimeField(null=True)
    failure = models.JSONField(null=True)
    point = models.ForeignKey(CollectionPoint, on_delete=models.PROTECT, null=True, related_name="+")
    inform_by = models.DateField(null=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    via = models.CharField(max_length=20)
    # Who last had something done with it: run, go on, stop, undo. Empty: who handed it over.
    asked_by_kind = models.CharField(max_length=12, blank=True, db_default="", default="")
    asked_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undoing_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    tidied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="intake_run_file")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="intake_run_state"),
            models.CheckConstraint(condition=Q(strategy__in=Strategy.values), name="intake_run_strategy"),
        ]

    def __str__(self) -> str:
        return f"import:{self.pk}"

    @property
    def is_busy(self) -> bool:
        """Whether a worker is at it, or about to be."""
        return self.state in {RunState.TRYING, RunState.RUNNING, RunState.UNDOING}

    @property
    def share(self) -> float:
        """How much of the rows is done, from 0 to 1."""
        return min(1.0, self.position / self.rows) if self.rows else 0.0


class Outcome(models.TextChoices):
    """What became of a row that needs looking at."""

    REFUSED = "refused", pgettext_lazy("import outcome", "Refused")
    HELD = "held", pgettext_lazy("import outcome", "Held for review")
    DUPLICATE = "possible_duplicate", pgettext_lazy("import outcome", "Possible duplicate")
    WARNING = "warning", pgettext_lazy("import outcome", "Note")


class ImportProblem(models.Model):
    """A row of a file that was refused, held, may be a duplicate, or was read with a reservation: line and reason.

    What the row said stands in the file alone, but for the faulty value; both are deleted some weeks after the run.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    line = models.BigIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    code = models.CharField(max_length=40)
    detail = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["run", "outcome", "line"], name="intake_problem_of_run")]

    def __str__(self) -> str:
        return f"problem:{self.pk}"


class HeldAnswerQuerySet(models.QuerySet["HeldAnswer"]):
    def open(self) -> Self:
        """Those nobody has looked at yet."""
        return self.filter(settled_at__isnull=True)


class HeldAnswer(models.Model):
    """A yes in a file that could not count against what stands, kept for a person to look at. Product rule 3.

    Nothing here permits anything: only the person's own later act lifts a no (rule 2).
    """

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=NextId(sequence="intake_heldanswer_id_seq"), editable=False)
    run_id = models.BigIntegerField()
    line = models.BigIntegerField()
    code = models.CharField(max_length=40)
    purpose = models.ForeignKey(
        Purpose, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    legal_basis = models.ForeignKey(
        LegalBasis, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    source = models.ForeignKey(
        Source, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    wording = models.ForeignKey(
        Wording, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    status = models.CharField(max_length=24, blank=True, default="")
    occurred_at = models.DateTimeField(null=True)
    precision = models.CharField(max_length=8, blank=True, default="")
    evidence = models.TextField(blank=True, default="")
    comment = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by_kind = models.CharField(max_length=12, blank=True, default="")
    settled_by_id = models.BigIntegerField(null=True)

    objects = HeldAnswerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["run_id", "line"], name="intake_held_of_run")]

    def __str__(self) -> str:
        return f"held:{self.person_id}/{self.id}"


class PossibleDuplicate(models.Model):
    """Two people of whom an import could not say whether they are one."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=NextId(sequence="intake_possibleduplicate_id_seq"), editable=False)
    other_person_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    line = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True)
    settled_by_kind = models.CharField(max_length=12, blank=True, default="")
    settled_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run_id", "line"], name="intake_duplicate_of_run"),
            models.Index(fields=["other_person_id"], name="intake_duplicate_other"),
        ]

    def __str__(self) -> str:
        return f"duplicate:{self.person_id}/{self.id}"


class KeyDefaults(models.Model):
    """What stands when a system that writes by a key does not say why, by what right and from where."""

    key = models.OneToOneField(ApiKey, on_delete=models.CASCADE, primary_key=True, related_name="+")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    legal_basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"defaults:{self.pk}"


class StoredAnswerQuerySet(models.QuerySet["StoredAnswer"]):
    def expired(self) -> Self:
        """Those past their time: nobody repeats a call that long after."""
        return self.filter(expires_at__lte=now())


class StoredAnswer(models.Model):
    """What a call with an Idempotency-Key was answered, for who sends it again. Kept a day; erased with the person.

    `call_hash` is a keyed hash of the call, so that nothing can be guessed from it.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    call_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True, default="")
    subject_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()

    objects = StoredAnswerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="intake_answer_expires"),
            models.Index(fields=["subject_id"], name="intake_answer_subject"),
        ]
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="intake_answer_once")]

    def __str__(self) -> str:
        return f"answer:{self.pk}"


class FilingAddress(models.Model):
    """A user's own secret address: a mail that is sent to it too is filed on the cards of those it was with.

    The secret is random and kept only as its SHA-256 (REQ-91): who knows it may write on cards, whatever a From says.
    """

    user_id = models.BigIntegerField()
    token_hash = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id"], condition=Q(revoked_at__isnull=True), name="intake_one_filing_address"
            )
        ]

    def __str__(self) -> str:
        return f"filing-address:{self.pk}"


class FilingOutcome(models.TextChoices):
    """What became of a mail to a filing address."""

    FILED = "filed", pgettext_lazy("filing", "Filed")
    NOBODY = "nobody", pgettext_lazy("filing", "Not filed: nobody known took part in it")
    NOT_ALLOWED = "not_allowed", pgettext_lazy("filing", "Not filed: you may not change people")
    TOO_HEAVY = "too_heavy", pgettext_lazy("filing", "Not filed: it is larger than 30 MB")
    REFUSED = "refused", pgettext_lazy("filing", "Not filed: it was refused")


class FiledMail(models.Model):
    """A mail that came to a filing address, once, however often the server hands it over. It holds no words of it."""

    key = models.BinaryField(max_length=32)
    user_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    outcome = models.CharField(max_length=12, choices=FilingOutcome.choices)
    activity_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user_id", "id"], name="intake_filed_by")]
        constraints = [models.UniqueConstraint(fields=["key", "user_id"], name="intake_filed_once")]

    def __str__(self) -> str:
        return f"filed:{self.pk}"


class MailboxPlace(models.Model):
    """How far a mailbox has been read: up to and with `uid`, as long as the server keeps `validity` (RFC 3501)."""

    mailbox = models.CharField(max_length=64, unique=True)
    validity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"mailbox:{self.pk}"
