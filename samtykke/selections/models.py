"""Saved selections: criteria that are asked anew each time, and lists of people somebody put together."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.models import User
from samtykke.contacts.models import Person

NAME_LENGTH = 120
MOST_COLUMNS = 8


class Kind(models.TextChoices):
    """Whether people are found each time, or stand in a list."""

    CRITERIA = "criteria", _("Selection")
    LIST = "list", _("Static list")


class Share(models.TextChoices):
    """Who sees a selection; whom they see in it is their own sight."""

    ME = "me", _("Only me")
    TEAM = "team", _("My teams")
    EVERYBODY = "everybody", _("Everybody who sees people")


class Sort(models.TextChoices):
    """The order of people: each is read from an index."""

    NAME = "name", _("Name")
    NEWEST = "newest", _("Newest first")


class SelectionQuerySet(models.QuerySet["Selection"]):
    def existing(self) -> Self:
        """Those not in the bin."""
        return self.filter(deleted_at__isnull=True)

    def binned(self) -> Self:
        """Those in the bin, the latest first."""
        return self.filter(deleted_at__isnull=False).order_by("-deleted_at", "-id")


class Selection(models.Model):
    """Criteria with a name, or a static list; with the columns and the order in which its people are shown.

    `is_view`: it stands over the list of people as a way to see it.
    """

    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CRITERIA)
    criteria = models.JSONField(null=True)
    columns = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    sort = models.CharField(max_length=8, choices=Sort.choices, default=Sort.NAME)
    is_view = models.BooleanField(default=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="selections")
    share = models.CharField(max_length=10, choices=Share.choices, default=Share.ME)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.IntegerField(default=1, db_default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection")
        verbose_name_plural = _("selections")
        indexes = [models.Index(fields=["name", "id"], name="selections_by_name")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="selections_named"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="selections_kind"),
            models.CheckConstraint(condition=Q(share__in=Share.values), name="selections_share"),
            models.CheckConstraint(condition=Q(sort__in=Sort.values), name="selections_sort"),
            models.CheckConstraint(
                condition=Q(kind="list", criteria__isnull=True) | Q(kind="criteria", criteria__isnull=False),
                name="selections_has_criteria",
            ),
        ]

    def __str__(self) -> str:
        return f"selection:{self.pk}"

    @property
    def is_list(self) -> bool:
        """Whether its people stand in it, and are not found."""
        return self.kind == Kind.LIST


class Member(models.Model):
    """That a person stands in a static list. `batch`: what was added together, and can be taken out together."""

    pk = models.CompositePrimaryKey("person_id", "selection_id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    selection = models.ForeignKey(
        Selection, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    batch = models.BigIntegerField()
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    added_by_kind = models.CharField(max_length=12)
    added_by_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["selection", "person"], name="selections_members_of")]

    def __str__(self) -> str:
        return f"member:{self.person_id}/{self.selection_id}"


class TakenOut(models.Model):
    """That a person was just taken out of a list, as they stood in it: for an hour, so that it can be undone as a whole."""

    pk = models.CompositePrimaryKey("person_id", "selection_id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    selection = models.ForeignKey(
        Selection, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    removal = models.BigIntegerField()
    batch = models.BigIntegerField()
    added_at = models.DateTimeField(editable=False)
    added_by_kind = models.CharField(max_length=12)
    added_by_id = models.BigIntegerField()
    taken_out_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["selection", "removal"], name="selections_taken_out_as_one"),
            models.Index(fields=["taken_out_at"], name="selections_taken_out_at"),
        ]

    def __str__(self) -> str:
        return f"taken_out:{self.person_id}/{self.selection_id}"
