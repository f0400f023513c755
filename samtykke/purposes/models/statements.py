"""The privacy statement: what is being written, and what has been published. Art. 13, 14; M18."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class StatementDraft(models.Model):
    """The privacy statement of one language as it is being written: text by section. Nobody outside reads it.

    `edition` counts what was kept, so that two who write at once hear of each other; 0: nothing yet.
    """

    language = models.CharField(max_length=8, unique=True)
    sections = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(db_default=Now())
    changed_by_kind = models.CharField(max_length=12)
    changed_by_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"statement:{self.language}"


class StatementVersion(models.Model):
    """The privacy statement as it was published, one version in one language. The database refuses any change. REQ-35.

    `sections` keeps key, heading and text of each part; `facts` how the company was set up then, so that it can be seen
    whether the statement still says what is so; `untold_reason` why it was published although the register holds something
    that its text does not name.
    """

    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    sections = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    text_hash = models.CharField(max_length=64)
    untold_reason = models.TextField(blank=True, default="", db_default="")
    published_at = models.DateTimeField(db_default=Now(), editable=False)
    published_by_kind = models.CharField(max_length=12)
    published_by_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "version"], name="purposes_statement_version"),
            models.CheckConstraint(condition=~models.Q(sections=[]), name="purposes_statement_has_text"),
        ]

    def __str__(self) -> str:
        return f"statement:{self.language}:{self.version}"

    @property
    def name(self) -> str:
        """What the version is called in an address: `nb-2`."""
        return f"{self.language}-{self.version}"
