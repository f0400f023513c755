"""Sales and projects: what a company may buy, what is worked on together, and which people and users are part of it. M27.

A sale or a project is of a company, of people, of both, or of nobody. Who it concerns stands in tables of people
(decision 0005), so that the copy, the erasure and the merge of a person reach it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samtykke.contacts.models import Company, Person
from samtykke.purposes.models import Vocabulary

LONGEST_TITLE, LONGEST_NOTE = 200, 10_000
WHOLE_DIGITS, DECIMALS = 12, 2
MOST: Final = Decimal(10) ** WHOLE_DIGITS
# A day before or after these is a slip of the pen.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
CERTAIN: Final = 100


class StageKind(models.TextChoices):
    """What it means that a sale stands in a stage."""

    OPEN = "open", pgettext_lazy("sale", "Open")
    WON = "won", pgettext_lazy("sale", "Won")
    LOST = "lost", pgettext_lazy("sale", "Lost")


class Stage(Vocabulary):
    """A step on the way of a sale. What it means, open, won or lost, stays once it is made."""

    kind = models.CharField(
        max_length=4, choices=StageKind.choices, default=StageKind.OPEN, db_default=StageKind.OPEN.value
    )
    probability = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta(Vocabulary.Meta):
        verbose_name = _("stage of a sale")
        verbose_name_plural = _("stages of a sale")
        constraints = [
            *Vocabulary.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=StageKind.values), name="sales_stage_kind"),
            models.CheckConstraint(condition=Q(probability__lte=CERTAIN), name="sales_stage_probability"),
            # What a sale refers to, so that PostgreSQL knows whether it is open.
            models.UniqueConstraint(fields=["id", "kind"], name="sales_stage_of_kind"),
        ]


class LossReason(Vocabulary):
    """Why a sale was lost."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("reason for a loss")
        verbose_name_plural = _("reasons for a loss")


class ProductGroup(Vocabulary):
    """What is sold, in groups: similar goods and services are what an existing customer may be told of. REQ-61."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("product group")
        verbose_name_plural = _("product groups")


class ProjectStatus(Vocabulary):
    """Where a project stands."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("status of a project")
        verbose_name_plural = _("statuses of a project")


class PartRole(Vocabulary):
    """What somebody is in a sale or a project: decides, uses it, leads it."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("role in a sale or project")
        verbose_name_plural = _("roles in sales and projects")


def _within(column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": FIRST_DAY, f"{column}__lte": LAST_DAY})


class Thing(models.Model):
    """What a sale and a project share. `owner_id` is a user. The title is empty where the person it was about is erased."""

    title = models.TextField()
    note = models.TextField(blank=True, default="", db_default="")
    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    owner_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.IntegerField(default=1, db_default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    emptied_at = models.DateTimeField(null=True, editable=False)

    # For whoever reads it (`access.seen`): somebody is part of it whom they do not see, and its words may be about them.
    is_covered = False

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(emptied_at__isnull=False) | ~Q(title=""), name="%(app_label)s_%(class)s_titled"
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("title"), LONGEST_TITLE))
                & Q(LessThanOrEqual(Length("note"), LONGEST_NOTE)),
                name="%(app_label)s_%(class)s_length",
            ),
        ]

    @property
    def name(self) -> str:
        """What it is called; its number where the title is covered, or went with the person it was about."""
        return f"#{self.pk}" if self.is_covered or not self.title else self.title


class Sale(Thing):
    """Something that may be sold: how much, how likely, when. `kind` is its stage's, which PostgreSQL holds it to."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=4, choices=StageKind.choices)
    # The open stage it stood in before it was won or lost: where it goes back to.
    stage_before = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    amount = models.DecimalField(max_digits=WHOLE_DIGITS + DECIMALS, decimal_places=DECIMALS, default=Decimal(0))
    currency = models.CharField(max_length=3)
    probability = models.PositiveSmallIntegerField()
    expected_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    loss_reason = models.ForeignKey(
        LossReason, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    product_group = models.ForeignKey(
        ProductGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        indexes = [
            models.Index(
                fields=["expected_on", "id"], condition=Q(deleted_at__isnull=True), name="sales_sale_expected"
            ),
            models.Index(fields=["amount", "id"], condition=Q(deleted_at__isnull=True), name="sales_sale_amount"),
            models.Index(
                fields=["stage", "expected_on", "id"], condition=Q(deleted_at__isnull=True), name="sales_sale_stage"
            ),
            models.Index(
                fields=["owner_id", "expected_on", "id"], condition=Q(owner_id__isnull=False), name="sales_sale_owner"
            ),
            models.Index(fields=["company", "id"], condition=Q(company__isnull=False), name="sales_sale_company"),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="sales_sale_deleted"),
        ]
        constraints = [
            *Thing.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gte=0), name="sales_sale_amount_not_negative"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="sales_sale_currency"),
            models.CheckConstraint(condition=Q(probability__lte=CERTAIN), name="sales_sale_probability"),
            models.CheckConstraint(
                condition=Q(expected_on__gte=FIRST_DAY, expected_on__lte=LAST_DAY) & _within("closed_on"),
                name="sales_sale_days",
            ),
            models.CheckConstraint(
                condition=Q(kind=StageKind.LOST, loss_reason__isnull=False)
                | (~Q(kind=StageKind.LOST) & Q(loss_reason__isnull=True)),
                name="sales_sale_lost_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind=StageKind.OPEN, closed_on__isnull=True)
                | (~Q(kind=StageKind.OPEN) & Q(closed_on__isnull=False)),
                name="sales_sale_closed_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"sale:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Neither won nor lost."""
        return self.kind == StageKind.OPEN

    @property
    def is_won(self) -> bool:
        """Whether it was sold."""
        return self.kind == StageKind.WON

    @property
    def is_lost(self) -> bool:
        """Whether it came to nothing."""
        return self.kind == StageKind.LOST


class Project(Thing):
    """Something that is worked on, with people and users who take part."""

    status = models.ForeignKey(ProjectStatus, on_delete=models.PROTECT, related_name="+", db_index=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        indexes = [
            models.Index(fields=["status", "id"], condition=Q(deleted_at__isnull=True), name="sales_project_status"),
            models.Index(fields=["company", "id"], condition=Q(company__isnull=False), name="sales_project_company"),
            models.Index(fields=["owner_id", "id"], condition=Q(owner_id__isnull=False), name="sales_project_owner"),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="sales_project_deleted"),
        ]
        constraints = [
            *Thing.Meta.constraints,
            models.CheckConstraint(condition=_within("starts_on") & _within("ends_on"), name="sales_project_days"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="sales_project_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"project:{self.pk}"


class SalePerson(models.Model):
    """That a person is part of a sale, and as what. At most one of a sale is primary: whoever writes holds the sale."""

    pk = models.CompositePrimaryKey("person_id", "sale_id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    sale = models.ForeignKey(
        Sale, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="people"
    )
    role = models.ForeignKey(
        PartRole,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    is_primary = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["sale", "person"], name="sales_saleperson_sale")]

    def __str__(self) -> str:
        return f"sale_person:{self.person_id}/{self.sale_id}"


class ProjectPerson(models.Model):
    """That a person takes part in a project, and as what."""

    pk = models.CompositePrimaryKey("person_id", "project_id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    project = models.ForeignKey(
        Project, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="people"
    )
    role = models.ForeignKey(
        PartRole,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    is_primary = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["project", "person"], name="sales_projectperson_project")]

    def __str__(self) -> str:
        return f"project_person:{self.person_id}/{self.project_id}"


class ProjectUser(models.Model):
    """That one of the staff takes part in a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="users")
    user_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user_id"], name="sales_projectuser_once")]
        indexes = [models.Index(fields=["user_id"], name="sales_projectuser_user")]

    def __str__(self) -> str:
        return f"project_user:{self.pk}"
