"""What every list of the company has in common: a key, names per language, an order, and nothing really deleted."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Lower, Now
from django.utils.translation import get_language

KEY_PATTERN = r"^[A-Z0-9]+$"


def answering_language(texts: dict[str, str], language: str | None = None) -> str:
    """The language that answers a reader of `language` (default: the page's): it, else English, else whichever there is."""
    wanted = (language or get_language() or "en").split("-")[0]
    wanted = "nb" if wanted == "no" else wanted
    return next((code for code in (wanted, "en", *texts) if texts.get(code)), "")


def in_language(texts: dict[str, str], language: str | None = None) -> str:
    """The text in `language` (default: the reader's), else in English, else whichever there is."""
    return texts.get(answering_language(texts, language), "")


class VocabularyQuerySet(models.QuerySet[Any]):
    def existing(self) -> Self:
        """Those that are not in the bin."""
        return self.filter(deleted_at__isnull=True)

    def offered(self) -> Self:
        """Those that may be chosen for something new, in the company's order."""
        return self.existing().filter(is_active=True).order_by("rank", "id")

    def in_order(self) -> Self:
        """All that exist, in the company's order."""
        return self.existing().order_by("rank", "id")


class Vocabulary(models.Model):
    """An item of a list the company keeps: a stable key, a name per language, an order, never really deleted."""

    key = models.CharField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict, blank=True)
    rank = models.IntegerField(default=0)
    is_standard = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VocabularyQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=models.Q(key__regex=KEY_PATTERN), name="%(app_label)s_%(class)s_key"),
            models.UniqueConstraint(
                Lower(KeyTextTransform("nb", "names")),
                condition=models.Q(deleted_at__isnull=True),
                name="%(app_label)s_%(class)s_name_nb",
            ),
            models.UniqueConstraint(
                Lower(KeyTextTransform("en", "names")),
                condition=models.Q(deleted_at__isnull=True),
                name="%(app_label)s_%(class)s_name_en",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the reader's language, with fallback."""
        return in_language(self.names)

    @property
    def description(self) -> str:
        """The description in the reader's language, with fallback."""
        return in_language(self.descriptions)

    def name_in(self, language: str) -> str:
        """The name in a language, with fallback."""
        return in_language(self.names, language)
