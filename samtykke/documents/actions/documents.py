"""Documents: added, described, linked to people, put in the bin and back, erased with their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.actions.changes import locked
from samtykke.contacts.actions.company_rows import company_to_change
from samtykke.contacts.queries import lock, survivor_id
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.documents import queries, store
from samtykke.documents.access import company_of
from samtykke.documents.actions.versions import held, told, written
from samtykke.documents.models import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_PEOPLE,
    Document,
    DocumentPerson,
    PersonPhoto,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.contacts.models import Company
    from samtykke.core.actors import Actor, Via
    from samtykke.documents.actions.versions import Passed


@transaction.atomic
def add(
    file: Passed,
    *,
    title: str = "",
    note: str = "",
    people: Iterable[int] = (),
    company: Company | None = None,
    sale_id: int | None = None,
    project_id: int | None = None,
    by: Actor,
    via: Via,
) -> Document:
    """Keeps a file as a document of somebody or something. Without a title it is called as the file is. The same file of the
    same people and the same company once more is the document that is there.
    """
    concerned, name = _to_be_concerned(people), file.found.name
    document: Document = Document.objects.create(
        title=_title(title or name.rpartition(".")[0] or name),
        note=_note(note),
        company_id=_company(company),
        sale_id=sale_id,
        project_id=project_id,
        actor_kind=by.kind.value,
        actor_id=by.id,
    )
    DocumentPerson.objects.bulk_create(DocumentPerson(person_id=one, document=document) for one in concerned)
    version = written(document, file, number=1, by=by)
    known = queries.same_as(version, concerned)
    if known is not None:
        erase([document.pk])
        return known
    told(Deed.DOCUMENT_ADDED, document, by=by, via=via)
    return document


@transaction.atomic
def change(
    document: Document,
    *,
    title: str,
    note: str,
    company: Company | None,
    version: int | None = None,
    by: Actor,
    via: Via,
) -> Document:
    """Changes what is said of a document. With a `version`, refuses when somebody changed it in between."""
    document = held(document)
    wanted: dict[str, Any] = {
        "title": _title(title),
        "note": _note(note),
        "company_id": company.pk if company else None,
    }
    if wanted["company_id"] == company_of(document):
        wanted["company_id"] = document.company_id  # what another stands for stays with its own
    changed = [name for name, said in wanted.items() if getattr(document, name) != said]
    if not changed:
        return document
    if version is not None and version != document.version:
        raise Refused(
            _("Somebody changed this document while you were writing. Look at it again, then save."),
            code="changed_meanwhile",
        )
    if "company_id" in changed:
        _company(company)
        _refuse_nobodys(document, company_id=wanted["company_id"], people=queries.people_ids(document))
    Document.objects.filter(pk=document.pk).update(**wanted, version=F("version") + 1, updated_at=now())
    told(Deed.DOCUMENT_CHANGED, document, by=by, via=via, fields=changed)
    document.refresh_from_db()
    return document


@transaction.atomic
def concern(document: Document, person_id: int, *, by: Actor, via: Via) -> None:
    """Says that a document concerns a person as well. Twice changes nothing."""
    (person,) = _to_be_concerned([person_id])
    document = held(document)
    known = {survivor_id(one) for one in queries.people_ids(document)}
    if person in known:
        return
    if len(known) >= MOST_PEOPLE:
        raise Refused(_("A document concerns at most 50 people."), code="too_many_people", status=422)
    DocumentPerson.objects.create(person_id=person, document=document)
    _touched(document)
    told(Deed.DOCUMENT_CHANGED, document, by=by, via=via, fields=["people"])


@transaction.atomic
def no_longer_concern(document: Document, person_id: int, *, by: Actor, via: Via) -> None:
    """Takes a person away from a document, with whoever was merged into them. Twice changes nothing."""
    document = held(document)
    people = queries.people_ids(document)
    gone = [one for one in people if one == person_id or survivor_id(one) == person_id]
    if not gone:
        return
    _refuse_nobodys(document, company_id=document.company_id, people=set(people) - set(gone))
    told(Deed.DOCUMENT_CHANGED, document, by=by, via=via, fields=["people"])
    DocumentPerson.objects.filter(document=document, person_id__in=gone).delete()
    _touched(document)


@transaction.atomic
def delete(document: Document, *, by: Actor, via: Via) -> None:
    """Puts a document in the recycle bin, with all its versions. Twice changes nothing."""
    if Document.objects.filter(pk=document.pk, deleted_at__isnull=False).exists():
        return
    document = held(document)
    Document.objects.filter(pk=document.pk).update(deleted_at=now())
    told(Deed.DOCUMENT_DELETED, document, by=by, via=via)


@transaction.atomic
def restore(document: Document, *, by: Actor, via: Via) -> None:
    """Takes a document out of the recycle bin. Twice changes nothing."""
    if Document.objects.filter(pk=document.pk, deleted_at__isnull=False).update(deleted_at=None):
        told(Deed.DOCUMENT_RESTORED, document, by=by, via=via)


@transaction.atomic
def erase_person(person_id: int) -> dict[str, int]:
    """Erases a person from the documents (Art. 17): what concerns them alone and belongs to nothing goes with its bytes and
    pictures; of what is shared they lose the link, and the others keep the document. Their photo goes.
    """
    gone = queries.only_theirs(person_id)
    removed = erase(gone)
    removed["documents_documentperson"], _by_table = DocumentPerson.objects.filter(person_id=person_id).delete()
    removed["documents_documentperson"] += len(gone)
    removed["documents_personphoto"], _by_table = PersonPhoto.objects.filter(person_id=person_id).delete()
    return removed


@transaction.atomic
def erase(document_ids: list[int]) -> dict[str, int]:
    """Removes documents for good: rows, keys, bytes and pictures. Says how many rows went from each table."""
    if not document_ids:
        return dict.fromkeys(("documents_document", "documents_documentversion", "documents_documentpreview"), 0)
    store.remove(queries.places(document_ids))
    _count, by_table = Document.objects.filter(pk__in=document_ids).delete()
    return {
        f"documents_{name}": by_table.get(f"documents.{label}", 0)
        for name, label in (
            ("document", "Document"),
            ("documentversion", "DocumentVersion"),
            ("documentpreview", "DocumentPreview"),
        )
    }


def noted_erasure(removed: int, *, by: Actor, via: Via) -> None:
    """Notes that documents went for good."""
    if removed:
        audit.record(Deed.DOCUMENT_ERASED, subject=None, by=by, via=via, removed=removed)


def _to_be_concerned(people: Iterable[int]) -> list[int]:
    """Whom a document is to concern, as they are held; refuses who is in the bin, or may not be changed (Art. 18)."""
    wanted = sorted({survivor_id(person) for person in people})
    if len(wanted) > MOST_PEOPLE:
        raise Refused(_("A document concerns at most 50 people."), code="too_many_people", status=422)
    lock(wanted)
    for person in wanted:
        locked(person)
    return wanted


def _refuse_nobodys(document: Document, *, company_id: int | None, people: Iterable[int]) -> None:
    if company_id is None and document.sale_id is None and document.project_id is None and not list(people):
        raise Refused(
            _("Then it would be about nobody. Put it in the recycle bin instead."), code="nobodys", status=422
        )


def _company(company: Company | None) -> int | None:
    """A company's id, the company held; refuses one in the bin."""
    if company is None:
        return None
    return company_to_change(company.pk).pk


def _title(title: str) -> str:
    said = " ".join(title.replace("\x00", "").split())
    if not said:
        raise Refused(_("Write a title."), code="title_missing", field="title", status=422)
    return said[:LONGEST_TITLE]


def _note(note: str) -> str:
    if len(note) > LONGEST_NOTE:
        raise Refused(_("A note has at most 10,000 characters."), code="note_too_long", field="note", status=422)
    return note.replace("\x00", "").strip()


def _touched(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(version=F("version") + 1, updated_at=now())
