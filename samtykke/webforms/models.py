"""Forms that people fill in on the web, and each version of them that was published. M12, M15; REQ-12, 14, 35."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from samtykke.purposes.models import CollectionPoint, in_language

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LONGEST_SLUG, LONGEST_ADDRESS = 60, 500
SLOWEST, MOST_LINK_DAYS = 3, 30


class Unknown(models.TextChoices):
    """What is done with somebody who is not held yet; the visitor is told the same in each case (REQ-92)."""

    CREATE = "create", pgettext_lazy("unknown submitter", "Register them")
    HOLD = "hold", pgettext_lazy("unknown submitter", "Hold for review")
    REFUSE = "refuse", pgettext_lazy("unknown submitter", "Refuse")


class FormState(models.TextChoices):
    """Where a form stands."""

    DRAFT = "draft", pgettext_lazy("web form", "Draft")
    PUBLISHED = "published", pgettext_lazy("web form", "Published")
    RETIRED = "retired", pgettext_lazy("web form", "Retired")


class WebFormQuerySet(models.QuerySet["WebForm"]):
    def existing(self) -> Self:
        """All but those in the bin."""
        return self.filter(deleted_at__isnull=True)

    def in_order(self) -> Self:
        """With the place each stands for, by name of its address."""
        return self.select_related("point", "point__purpose", "point__legal_basis", "point__source").order_by("slug")


class WebForm(models.Model):
    """A form at `/f/<slug>/`. Why people who send it are held, and by what right, says its collection point; whether it is
    retired too. `draft`: the definition being written (`webforms.definition`); people see the newest `FormVersion`.

    `redirect_to` is one of `redirects`. `link_days` empty: as the privacy settings say. `slowest`: what is sent in fewer
    seconds was no human. `style`: `{"accent": "#0b5a75", "font": "page"}`. `edition` counts changes, so that two who write hear of each other.
    One in the bin (`deleted_at`) was never sent anything, and is retired too.
    """

    slug = models.CharField(max_length=LONGEST_SLUG, unique=True)
    point = models.OneToOneField(CollectionPoint, on_delete=models.PROTECT, related_name="+")
    allowed_origins = ArrayField(models.CharField(max_length=LONGEST_ADDRESS), default=list, blank=True)
    redirects = ArrayField(models.CharField(max_length=LONGEST_ADDRESS), default=list, blank=True)
    redirect_to = models.CharField(max_length=LONGEST_ADDRESS, blank=True, default="")
    unknown = models.CharField(max_length=8, choices=Unknown.choices, default=Unknown.CREATE)
    double_opt_in = models.BooleanField(default=True)
    link_days = models.PositiveSmallIntegerField(null=True, blank=True)
    slowest = models.PositiveSmallIntegerField(default=2)
    style = models.JSONField(default=dict, blank=True)
    draft = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=1)
    published = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = WebFormQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(slug__regex=SLUG_PATTERN), name="webforms_form_slug"),
            models.CheckConstraint(condition=Q(unknown__in=Unknown.values), name="webforms_form_unknown"),
            models.CheckConstraint(condition=Q(slowest__lte=SLOWEST), name="webforms_form_slowest"),
            models.CheckConstraint(
                condition=Q(link_days__isnull=True) | Q(link_days__gte=1, link_days__lte=MOST_LINK_DAYS),
                name="webforms_form_link_days",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.point.name

    def name_in(self, language: str) -> str:
        """The name in a language, with fallback."""
        return in_language(self.point.names, language) or self.slug

    @property
    def state(self) -> FormState:
        """Where it stands."""
        if self.point.retired_at is not None:
            return FormState.RETIRED
        return FormState.PUBLISHED if self.published else FormState.DRAFT


class FormVersion(models.Model):
    """A form as it was published: what people saw. PostgreSQL refuses any change.

    `definition` is that of the draft with the wording of each box named by id per language.
    """

    form = models.ForeignKey(WebForm, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    languages = ArrayField(models.CharField(max_length=8))
    text_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(db_default=Now(), editable=False)
    published_by_kind = models.CharField(max_length=12)
    published_by_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="webforms_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="webforms_version_number"),
        ]

    def __str__(self) -> str:
        return f"form-version:{self.pk}"
