"""Roles: sets of rights with a name in each language, and how far they let somebody see. Teams: who works together."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.rights import Right
from samtykke.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self


def state_of(*told: Any) -> str:
    """A short text for what something is now; two that are the same have the same."""
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


class Visibility(models.TextChoices):
    """Whose people a role lets somebody see (least visibility, Art. 25(2), REQ-50); each wider than the one before."""

    OWN = "own", _("Only those they own themselves")
    TEAM = "team", _("Those of their own teams")
    ALL = "all", _("Everybody")

    @classmethod
    def widest(cls, found: Iterable[str]) -> Visibility:
        """The widest of several; the narrowest where there is none."""
        order = list(cls)
        return max(map(cls, found), key=order.index, default=cls.OWN)

    def is_wider_than(self, other: str) -> bool:
        """Whether this lets somebody see more than the other."""
        order = list(Visibility)
        return order.index(self) > order.index(Visibility(other))


class RoleQuerySet(models.QuerySet["Role"]):
    def existing(self) -> Self:
        """Those that can be given: not in the bin."""
        return self.filter(deleted_at=None)

    def binned(self) -> Self:
        """Those in the bin, the latest first."""
        return self.exclude(deleted_at=None).order_by("-deleted_at", "-id")


class Role(models.Model):
    """A set of rights with a name in each language. Standard roles come with the product."""

    key = models.SlugField(max_length=40, db_index=False)
    names = models.JSONField(default=dict)
    rights = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    visibility = models.CharField(max_length=4, choices=Visibility, default=Visibility.ALL, db_default=Visibility.ALL)
    is_standard = models.BooleanField(default=False)
    # Who has such a role holds nothing in a session that has not used a second factor (REQ-90).
    needs_second_factor = models.BooleanField(_("Asks for a second factor"), default=False, db_default=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="accounts_role_key"),
            models.CheckConstraint(
                name="accounts_role_visibility", condition=models.Q(visibility__in=Visibility.values)
            ),
            models.CheckConstraint(
                name="accounts_role_standard_stays",
                condition=models.Q(is_standard=False) | models.Q(deleted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the language of the page, else any name there is, else the key."""
        language = (get_language() or "en")[:2]
        return self.names.get(language) or next(iter(self.names.values()), self.key)

    @property
    def state(self) -> str:
        """What the role is, in a short text: another as soon as anything of it changes."""
        return state_of(self.names, sorted(self.rights), self.visibility, self.deleted_at, self.needs_second_factor)

    def holds(self, right: Right) -> bool:
        """Whether the role gives a right."""
        return right.value in self.rights


class TeamQuerySet(models.QuerySet["Team"]):
    def existing(self) -> Self:
        """Those that somebody can be in: not in the bin."""
        return self.filter(deleted_at=None)

    def binned(self) -> Self:
        """Those in the bin, the latest first."""
        return self.exclude(deleted_at=None).order_by("-deleted_at", "-id")


class Team(models.Model):
    """Users who work together. Who sees "those of their own teams" sees what any member of any of their teams owns.

    A team in the bin has no members: it is emptied before it goes there.
    """

    name = models.CharField(_("Name"), max_length=80)
    members: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "accounts.User", related_name="teams", blank=True
    )
    created_at = models.DateTimeField(default=now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=models.Q(deleted_at__isnull=True), name="accounts_team_name"
            )
        ]

    def __str__(self) -> str:
        return f"team {self.pk}"

    @property
    def state(self) -> str:
        """What the team is, in a short text: another as soon as its name or a member changes."""
        return state_of(self.name, sorted(self.members.values_list("pk", flat=True)), self.deleted_at)
