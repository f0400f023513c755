"""Documents, their versions, the pictures made of them, and the people they concern. M27.

The bytes lie sealed in the data directory under a random name (store.py); the key of each file lies here, sealed by the
installation's key. A file whose row is gone is a file nobody can open.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual

from samtykke.contacts.models import Person
from samtykke.core.fields import NextId
from samtykke.documents.kinds import BY_TYPE, Kind

LONGEST_TITLE, LONGEST_NOTE, LONGEST_NAME = 200, 10_000, 120
# Of a sealed photo, as text.
LONGEST_PICTURE: Final = 200_000
MOST_PEOPLE: Final = 50
MOST_VERSIONS: Final = 200


class Document(models.Model):
    """A document: what it is called, what it belongs to, which of its versions is the newest (`latest`)."""

    title = models.CharField(max_length=LONGEST_TITLE)
    note = models.TextField(max_length=LONGEST_NOTE, blank=True, default="")
    company_id = models.BigIntegerField(null=True)
    sale_id = models.BigIntegerField(null=True)
    project_id = models.BigIntegerField(null=True)
    latest = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="documents_document_title"),
            models.CheckConstraint(condition=Q(latest__gte=1), name="documents_document_latest"),
        ]
        indexes = [
            models.Index(fields=[column, "id"], condition=Q(**{f"{column}__isnull": False}), name=f"documents_{name}")
            for column, name in (("company_id", "company"), ("sale_id", "sale"), ("project_id", "project"))
        ]

    def __str__(self) -> str:
        return f"document:{self.pk}"


class Sealed(models.Model):
    """A file that lies sealed in the data directory: its random name there, its key, and how many plain bytes it has."""

    place = models.CharField(max_length=32, unique=True)
    key = models.CharField(max_length=200)
    size = models.BigIntegerField()

    class Meta:
        abstract = True


class DocumentVersion(Sealed):
    """One state of a document: the file as it was sent, and what was found in it.

    `marks` names what a PDF would do by itself (marks.py). `drawn_at` says that pictures were tried; `pages` how many it has.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=LONGEST_NAME)
    marks = models.JSONField(default=list)
    restored_from = models.PositiveIntegerField(null=True)
    drawn_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="documents_version_number"),
            models.CheckConstraint(condition=Q(number__gte=1, size__gte=1), name="documents_version_counts"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="documents_version_sha256"),
        ]

    def __str__(self) -> str:
        return f"document_version:{self.pk}"

    @property
    def kind(self) -> Kind:
        """What the file is."""
        return BY_TYPE[self.media_type]

    @property
    def by(self) -> Any:
        """Who added it."""
        from samtykke.core.actors import Actor, ActorKind

        return Actor(ActorKind(self.actor_kind), self.actor_id)


class DocumentPreview(Sealed):
    """A picture of one page of a version, made here. WebP."""

    of = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, db_index=False, related_name="previews")
    page = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "page"], name="documents_preview_page")]

    def __str__(self) -> str:
        return f"document_preview:{self.pk}"


class DocumentPerson(models.Model):
    """A person whom a document concerns. Of somebody merged into another it is the other's too (REQ-104)."""

    pk = models.CompositePrimaryKey("person_id", "document_id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    document = models.ForeignKey(Document, on_delete=models.CASCADE, db_constraint=False, related_name="people")
    at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"document_person:{self.person_id}/{self.document_id}"


class PersonPhoto(models.Model):
    """A photo of a person, small, square and sealed in the row (WebP): erased with it, in one statement.

    One that was changed or taken away waits for its Undo and goes with the night (`removed_at`). Of somebody merged into
    another it stays theirs (REQ-104).
    """

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="documents_photo_id_seq"), editable=False)
    picture = models.TextField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(removed_at__isnull=True), name="documents_photo_one_each"
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("picture"), LONGEST_PICTURE)), name="documents_photo_picture"
            ),
        ]

    def __str__(self) -> str:
        return f"person_photo:{self.person_id}/{self.id}"


def newest() -> models.QuerySet[DocumentVersion]:
    """The newest version of each document, with the document."""
    return DocumentVersion.objects.filter(number=F("document__latest")).select_related("document")
