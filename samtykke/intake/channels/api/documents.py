"""`/persons/{id}/documents` and `/documents/{id}`: files that concern people. M27."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import File, Form, Query, Router, UploadedFile
from pydantic import Field

from samtykke.accounts.rights import Scope
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.masking import mask_of_key
from samtykke.core.actors import Ref, Via
from samtykke.core.pagination import page
from samtykke.documents import actions
from samtykke.documents import queries as documents
from samtykke.documents.access import seen_by
from samtykke.documents.fields import DOCUMENTS
from samtykke.documents.models import LONGEST_NOTE, LONGEST_TITLE, Document, DocumentVersion
from samtykke.documents.serving import as_file
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.keys import actor_of, key_of, refuse_covered, sight_of_caller
from samtykke.intake.channels.api.operations import reads, writes
from samtykke.intake.channels.api.reading import Told
from samtykke.intake.channels.api.replies import Reply, moved
from samtykke.intake.channels.api.shapes import PageAsked

router = Router(tags=["documents"])


class VersionOut(Told):
    """One version; `marks` names what a PDF would do by itself when it is opened."""

    number: int
    name: str
    media_type: str
    size: int
    sha256: str
    marks: list[str]
    at: datetime


class DocumentOut(Told):
    """A document with its newest version; `GET /documents/{id}/content` is the file."""

    id: int
    title: str
    note: str
    created_at: datetime
    updated_at: datetime
    newest: VersionOut


class DocumentList(Told):
    items: list[DocumentOut]
    next: str | None


class DocumentKept(Told):
    """What was kept: the id under which it is found."""

    id: int


@reads(router, "/persons/{int:person_id}/documents", Scope.PERSONS_READ, gives=DocumentList, also=(404,), moves=True)
def list_documents(request: HttpRequest, person_id: int, asked: Query[PageAsked]) -> Reply:
    """The documents that concern a person, the one with the newest version first."""
    sight = sight_of_caller(request)
    survivor = queries.stands_for(person_id, sight)
    if survivor != person_id:
        return moved(request, survivor)
    rows = documents.newest_of(documents.of_person(_seen(request), person_id))
    found = page(rows, order=["id"], cursor=asked.cursor, size=asked.limit, descending=True)
    audit.look(
        Deed.DOCUMENT_VIEWED, subject=Ref.person(person_id), by=actor_of(request), via=Via.API, shown=len(found.items)
    )
    return Reply(DocumentList(items=[_told(version) for version in found.items], next=found.next))


def _look_into_file(request: HttpRequest) -> None:
    """Has the file scanned before the operation's transaction begins."""
    said: Any = request
    file: Any = request.FILES["file"]
    said.passed = actions.looked_into(file.file, file.name or "", by=actor_of(request), via=Via.API)


@writes(
    router,
    "POST",
    "/persons/{int:person_id}/documents",
    Scope.PERSONS_WRITE,
    gives={201: DocumentKept},
    also=(404,),
    first=_look_into_file,
)
def add_document(
    request: HttpRequest,
    person_id: int,
    file: File[UploadedFile],
    title: Annotated[str, Field(max_length=LONGEST_TITLE)] = Form(""),  # type: ignore[type-arg]
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = Form(""),  # type: ignore[type-arg]
) -> Reply:
    """Keeps a file (`multipart/form-data`) as a document that concerns the person. What it is, is looked for in it; a file that
    is not kept is 422 with what it is. The same file of the same person once more is the document that is there.
    """
    survivor = queries.stands_for(person_id, sight_of_caller(request))
    refuse_covered(request, DOCUMENTS)
    said: Any = request
    document = actions.add(
        said.passed,
        title=title,
        note=note,
        people=[survivor],
        by=actor_of(request),
        via=Via.API,
    )
    headers = {"Location": f"/api/v1/documents/{document.pk}"}
    return Reply(DocumentKept(id=document.pk), status=201, about=survivor, headers=headers)


@reads(router, "/documents/{int:document_id}", Scope.PERSONS_READ, gives=DocumentOut, also=(404,))
def get_document(request: HttpRequest, document_id: int) -> Reply:
    """One document with its newest version."""
    document = _document(request, document_id)
    actions.looked_at(Deed.DOCUMENT_VIEWED, document, by=actor_of(request), via=Via.API)
    return Reply(_told(_version(document)))


@reads(router, "/documents/{int:document_id}/content", Scope.PERSONS_READ, gives=None, also=(404,))
def get_document_content(request: HttpRequest, document_id: int) -> Any:
    """The newest version as a file, in its own media type. That it was taken out is noted."""
    document = _document(request, document_id)
    answer = as_file(_version(document))
    actions.looked_at(
        Deed.DOCUMENT_OPENED, document, by=actor_of(request), via=Via.API, number=document.latest
    )  # fmt: skip
    return answer


@writes(router, "DELETE", "/documents/{int:document_id}", Scope.PERSONS_WRITE, gives={204: None}, also=(404,))
def delete_document(request: HttpRequest, document_id: int) -> Reply:
    """Puts a document in the recycle bin, with its versions. Staff can restore it."""
    actions.delete(_document(request, document_id), by=actor_of(request), via=Via.API)
    return Reply(status=204)


def _seen(request: HttpRequest) -> QuerySet[Document]:
    return seen_by(sight_of_caller(request), mask_of_key(key_of(request)))


def _document(request: HttpRequest, document_id: int) -> Document:
    """A document the key sees; 404 for any other."""
    found = _seen(request).filter(pk=document_id).first() if 0 < document_id <= queries.BIGGEST_ID else None
    if found is None:
        raise Http404
    return found


def _version(document: Document) -> DocumentVersion:
    version = documents.version_of(document, document.latest)
    if version is None:
        raise Http404
    version.document = document
    return version


def _told(version: DocumentVersion) -> DocumentOut:
    document = version.document
    newest = VersionOut(
        number=version.number,
        name=version.name,
        media_type=version.media_type,
        size=version.size,
        sha256=version.sha256,
        marks=list(version.marks),
        at=version.at,
    )
    return DocumentOut(
        id=document.pk,
        title=document.title,
        note=document.note,
        created_at=document.created_at,
        updated_at=document.updated_at,
        newest=newest,
    )
