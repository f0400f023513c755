"""Lists of documents, whom they concern, their pictures; and every file that a row names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import F

from samtykke.consents import together
from samtykke.contacts.company_queries import company_and_merged
from samtykke.contacts.models import Person
from samtykke.contacts.queries import one_and_merged
from samtykke.documents.models import Document, DocumentPerson, DocumentPreview, DocumentVersion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

# What concerns this person and nobody else, and belongs to nothing else.
ONLY_THEIRS: Final = """
SELECT d.id FROM documents_document d JOIN documents_documentperson p ON p.document_id = d.id AND p.person_id = %s
WHERE d.company_id IS NULL AND d.sale_id IS NULL AND d.project_id IS NULL
  AND NOT EXISTS (SELECT FROM documents_documentperson o WHERE o.document_id = d.id AND o.person_id <> p.person_id)
ORDER BY d.id FOR UPDATE OF d
"""
# No photo comes in while all of them go.
PHOTOS_ALONE: Final = "LOCK TABLE documents_personphoto IN SHARE ROW EXCLUSIVE MODE"


def hold_photos() -> None:
    """Waits for photos that are coming in, and lets no more in until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(PHOTOS_ALONE)


def newest_of(documents: QuerySet[Document]) -> QuerySet[DocumentVersion]:
    """The newest version of each of some documents, with the document."""
    found = DocumentVersion.objects.filter(number=F("document__latest"), document__in=documents)
    return found.select_related("document")


def of_person(documents: QuerySet[Document], person_id: int) -> QuerySet[Document]:
    """Those that concern a person, or somebody who was merged into them."""
    rows = DocumentPerson.objects.filter(person_id__in=one_and_merged(person_id))
    return documents.filter(pk__in=rows.values("document_id"))


def of_company(documents: QuerySet[Document], company_id: int) -> QuerySet[Document]:
    """Those that belong to a company, or to one that was merged into it."""
    return documents.filter(company_id__in=company_and_merged(company_id))


def version_of(document: Document, number: int) -> DocumentVersion | None:
    """One version of a document."""
    return DocumentVersion.objects.filter(document=document, number=number).first()


def versions_of(document: Document) -> QuerySet[DocumentVersion]:
    """All versions, the newest first."""
    return DocumentVersion.objects.filter(document=document).order_by("-number")


def previews_of(version: DocumentVersion) -> QuerySet[DocumentPreview]:
    """The pictures of a version, in order."""
    return DocumentPreview.objects.filter(of=version).order_by("page")


def people_ids(document: Document) -> list[int]:
    """The ids of the people a document concerns, as the rows say them."""
    return list(
        DocumentPerson.objects.filter(document=document).order_by("person_id").values_list("person_id", flat=True)
    )


def people_named(ids: Iterable[int]) -> dict[int, Person]:
    """People by their ids."""
    return Person.objects.in_bulk(list(ids))


def same_as(version: DocumentVersion, people: list[int]) -> Document | None:
    """An earlier document with the same newest file, of exactly the same people and things; none in the bin."""
    new = version.document
    belongs = {name: getattr(new, name) for name in ("company_id", "sale_id", "project_id")}
    same = DocumentVersion.objects.filter(sha256=version.sha256, number=F("document__latest")).values("document_id")
    found = Document.objects.filter(pk__in=same, deleted_at__isnull=True, **belongs).exclude(pk=new.pk)
    found = found.filter(people__person_id=people[0]) if people else found.filter(people__isnull=True)
    return next((one for one in found.order_by("pk")[:10] if people_ids(one) == people), None)


def only_theirs(person_id: int) -> list[int]:
    """The ids of the documents that go with a person, locked."""
    with connection.cursor() as cursor:
        cursor.execute(ONLY_THEIRS, [person_id])
        return [int(row[0]) for row in cursor.fetchall()]


def of_the_restricted() -> QuerySet[DocumentPerson, Any]:
    """The ids of documents that concern somebody whose data may not be changed (Art. 18)."""
    rows: QuerySet[DocumentPerson, Any] = together.of_the_restricted(DocumentPerson.objects.all())
    return rows.values("document_id")


def places(document_ids: Iterable[int]) -> list[str]:
    """Where the files of some documents lie: versions and pictures."""
    ids = list(document_ids)
    versions = DocumentVersion.objects.filter(document_id__in=ids).values_list("place", flat=True)
    pictures = DocumentPreview.objects.filter(of__document_id__in=ids).values_list("place", flat=True)
    return [*versions, *pictures]


def known_places() -> set[str]:
    """Every file that a row names."""
    versions = DocumentVersion.objects.values_list("place", flat=True)
    return set(versions.iterator()) | set(DocumentPreview.objects.values_list("place", flat=True).iterator())
