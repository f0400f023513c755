"""A file becomes a version: looked into, scanned, sealed, numbered. Whoever comes second gets the next number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samtykke.audit import actions as audit
from samtykke.audit.afterwards import afterwards
from samtykke.audit.deeds import Deed
from samtykke.consents import together
from samtykke.contacts.queries import survivor_id
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.core.uploads import too_large
from samtykke.documents import kinds, queries, scanning, store
from samtykke.documents.models import MOST_VERSIONS, Document, DocumentVersion

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via
    from samtykke.documents.kinds import Found

LARGE_FILE = 413


@dataclass(frozen=True, slots=True)
class Passed:
    """A file that was looked into and that the scanner let through: of nothing else is a version made. Art. 32."""

    content: IO[bytes]
    found: Found


def looked_into(content: IO[bytes], name: str, *, by: Actor, via: Via) -> Passed:
    """Says what a file is; refuses one that is too large, of no kind we keep, or that the scanner does not pass.

    To be done before a transaction begins: a scanner may take a minute, and nothing is to wait for it.
    """
    if content.seek(0, 2) > settings.LARGEST_DOCUMENT:
        raise Refused(too_large(settings.LARGEST_DOCUMENT), code="file_too_large", field="file", status=LARGE_FILE)
    found = kinds.recognise(content, name)
    try:
        scanning.scan(content)
    except Refused as refused:
        code = refused.code

        def tell() -> None:  # outlives the refusal
            audit.record(Deed.DOCUMENT_REFUSED, subject=None, by=by, via=via, reason=code)

        afterwards(tell)
        raise
    return Passed(content, found)


def held(document: Document) -> Document:
    """The document as it is now, its people and itself held until the transaction ends; refuses where one is restricted."""
    together.refuse_restricted(together.hold(queries.people_ids(document)))
    found = Document.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    if found.deleted_at:
        raise Refused(_("This document is in the recycle bin. Restore it first."), code="deleted")
    return found


@transaction.atomic
def add_version(document: Document, file: Passed, *, by: Actor, via: Via) -> DocumentVersion:
    """Adds a newer version. The same file as the newest once more is that version."""
    return _next(held(document), file, by=by, via=via)


@transaction.atomic
def restore_version(document: Document, number: int, *, by: Actor, via: Via) -> DocumentVersion:
    """Makes an earlier version the newest, as a version of its own; what came between stays."""
    document = held(document)
    earlier = queries.version_of(document, number)
    if earlier is None:
        raise Refused(_("There is no such version."), code="unknown_version", status=404)
    found = kinds.Found(earlier.kind, earlier.name, tuple(earlier.marks))
    with store.opened(earlier) as content:
        return _next(document, Passed(content, found), by=by, via=via, restored_from=number)


def _next(document: Document, file: Passed, *, by: Actor, via: Via, **more: Any) -> DocumentVersion:
    if document.latest >= MOST_VERSIONS:
        raise Refused(_("This document has 200 versions, which is the most."), code="too_many_versions")
    newest = queries.version_of(document, document.latest)
    version = written(document, file, number=document.latest + 1, by=by, **more)
    if newest is not None and newest.sha256 == version.sha256:
        store.remove([version.place])
        version.delete()
        return newest
    Document.objects.filter(pk=document.pk).update(
        latest=version.number, version=F("version") + 1, updated_at=now()
    )  # fmt: skip
    told(Deed.DOCUMENT_VERSION_ADDED, document, by=by, via=via, number=version.number)
    return version


def written(
    document: Document, file: Passed, *, number: int, by: Actor, restored_from: int | None = None
) -> DocumentVersion:
    """The file sealed and its row; pictures of it are made by the worker."""
    kept, found = store.keep(file.content), file.found
    version = DocumentVersion.objects.create(
        document=document,
        number=number,
        place=kept.place,
        key=kept.key,
        size=kept.size,
        sha256=kept.sha256,
        media_type=found.kind.media_type,
        name=found.name,
        marks=list(found.marks),
        restored_from=restored_from,
        actor_kind=by.kind.value,
        actor_id=by.id,
    )
    if found.kind.is_drawn:
        from procrastinate.contrib.django import app

        app.configure_task("samtykke.documents.jobs.draw").defer(version_id=version.pk)
    return version


def told(deed: Deed, document: Document, *, by: Actor, via: Via, **details: Any) -> None:
    """Notes a deed with everybody it concerns; of nobody, with the document."""
    for subject in subjects(document):
        audit.record(deed, subject=subject, by=by, via=via, document=document.pk, **details)


def looked_at(deed: Deed, document: Document, *, by: Actor, via: Via, **details: Any) -> None:
    """Notes a look with everybody it concerns (Art. 32, REQ-98)."""
    for subject in subjects(document):
        audit.look(deed, subject=subject, by=by, via=via, document=document.pk, **details)


def subjects(document: Document) -> list[Ref]:
    """What an entry of the trail about a document is about."""
    people = {survivor_id(person) for person in queries.people_ids(document)}
    return [Ref.person(person) for person in sorted(people)] or [Ref("document", document.pk)]
