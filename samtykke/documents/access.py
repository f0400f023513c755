"""Who sees which documents: who sees somebody it concerns, and nobody of them is hidden for a reason. REQ-93.

A document of nobody is seen with what it belongs to: its company, its sale, its project. People in the bin do not open one: if all lie there, it is hidden with
them, and comes back with them. Whoever is restricted hides what concerns them, as they are hidden themselves. Where documents are
marked as sensitive, what concerns anybody is seen by nobody who may not read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q
from django.shortcuts import get_object_or_404

from samtykke.accounts.rights import Right
from samtykke.consents.together import hidden_from
from samtykke.contacts.access import STANDS_FOR, sight_of
from samtykke.contacts.company_queries import company_survivor_id
from samtykke.contacts.masking import mask_of
from samtykke.contacts.models import Company, Person
from samtykke.documents.fields import DOCUMENTS
from samtykke.documents.models import Document, DocumentPerson
from samtykke.sales.access import seen as seen_deals
from samtykke.sales.models import Project, Sale

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samtykke.accounts.models import User
    from samtykke.contacts.access import Sight
    from samtykke.contacts.masking import Mask

# Which company stands for the one a row names (decision 0017).
COMPANY_STANDS_FOR = (
    "coalesce((SELECT s.survivor_id FROM contacts_companymerge s"
    " WHERE s.merged_id = %(expressions)s AND s.undone_at IS NULL), %(expressions)s)"
)


def stands_for(column: str = "person_id") -> Func:
    """Who stands for the person of a row."""
    template = STANDS_FOR.format(person="%(expressions)s")
    return Func(F(column), template=template, output_field=BigIntegerField())


def concerned(sight: Sight) -> QuerySet[DocumentPerson]:
    """Who is concerned by documents, of those somebody sees: rows with `stands`, the id of the person as they are held."""
    rows = DocumentPerson.objects.annotate(stands=stands_for()).filter(sight.about("person_id"))
    return rows.filter(Exists(Person.objects.held().filter(pk=OuterRef("stands"))))


def whom(sight: Sight, document: Document) -> dict[int, int]:
    """Whom a document concerns, of those somebody sees: by the id in the row, the id of who stands for it."""
    rows: Any = concerned(sight).filter(document=document)
    return dict(rows.values_list("person_id", "stands"))


def seen_in(sight: Sight, documents: QuerySet[Document]) -> QuerySet[Document]:
    """Those of some documents that are seen."""
    everybody = DocumentPerson.objects.filter(document_id=OuterRef("pk"))
    if sight.without:
        documents = documents.filter(~Exists(hidden_from(sight, everybody)))
    company = Func(OuterRef("company_id"), template=COMPANY_STANDS_FOR, output_field=BigIntegerField())
    owner = Exists(Company.objects.filter(pk=company, deleted_at__isnull=True))
    somebody = Exists(concerned(sight).filter(document_id=OuterRef("pk")))
    of_what = Q(company_id__isnull=True) | Q(owner)
    for column, model in (("sale_id", Sale), ("project_id", Project)):
        deal = Exists(seen_deals(model, sight).filter(pk=OuterRef(column)))
        of_what &= Q(**{f"{column}__isnull": True}) | Q(deal)
    return documents.filter(somebody | (~Exists(everybody) & of_what))


def uncovered(mask: Mask, documents: QuerySet[Document]) -> QuerySet[Document]:
    """Those of some documents that may be read: of nobody, where what concerns people is covered."""
    if not mask.hides(DOCUMENTS):
        return documents
    return documents.filter(~Exists(DocumentPerson.objects.filter(document_id=OuterRef("pk"))))


def seen_by(sight: Sight, mask: Mask) -> QuerySet[Document]:
    """Every document that is seen, none in the bin."""
    return uncovered(mask, seen_in(sight, Document.objects.filter(deleted_at__isnull=True)))


def visible_to(user: User) -> QuerySet[Document]:
    """The documents a user sees."""
    return seen_by(sight_of(user), mask_of(user)) if user.has_right(Right.PEOPLE_VIEW) else Document.objects.none()


def in_the_bin_for(user: User) -> QuerySet[Document]:
    """The documents in the recycle bin, for who may restore them."""
    if not user.has_right(Right.PEOPLE_DELETE):
        return Document.objects.none()
    return uncovered(mask_of(user), seen_in(sight_of(user), Document.objects.filter(deleted_at__isnull=False)))


def company_of(document: Document) -> int | None:
    """The company a document belongs to, or which stands for it."""
    return company_survivor_id(document.company_id) if document.company_id else None


def document_for(user: User, document_id: int) -> Document:
    """The document behind an id; 404 for which the user does not see."""
    return get_object_or_404(visible_to(user), pk=document_id)


def opened_by(user: User, document_id: int) -> Document:
    """The same, also in the bin where the user may restore."""
    found = visible_to(user).filter(pk=document_id).first()
    return found or get_object_or_404(in_the_bin_for(user), pk=document_id)
