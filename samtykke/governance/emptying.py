"""The recycle bin, emptied each night of what nothing refers to any more. Art. 5(1)(e); M21; REQ-24.

People stay in the bin: erasing somebody, with what the law wants kept as proof (REQ-100), is not built yet. So do purposes,
legal bases, sources, recipients, roles and templates: they say what people were told and who has read about them (Art. 5(2)).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from samtykke.accounts.models import Team
from samtykke.activities import actions as activities
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts.models import Business, Category, Company, CompanyMerge, FieldChange
from samtykke.core.clock import now
from samtykke.documents import actions as documents
from samtykke.documents.models import Document
from samtykke.documents.queries import of_the_restricted
from samtykke.fields.queries import naming_company
from samtykke.purposes.models import CollectedHow, DataKind
from samtykke.purposes.queries import privacy_settings
from samtykke.sales import actions as sales
from samtykke.sales.models import LossReason, PartRole, ProductGroup, ProjectStatus, Stage

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from samtykke.core.actors import Actor, Via

# In this order: a company that goes lets go of its category.
EMPTIED: Final[tuple[type[Model], ...]] = (
    Company, Category, Business, CollectedHow, DataKind, Team, Stage, LossReason, ProductGroup, ProjectStatus, PartRole,
)  # fmt: skip
# The columns under which the history of people names them, by id.
NAMED_AS: Final[dict[type[Model], str]] = {
    Company: "company_id", Category: "category_id", CollectedHow: "collected_how_id",
}  # fmt: skip
# What stands about a company goes with it, and refers to nobody else's keeping of it.
GO_ALONG: Final = frozenset({"fields_companyfieldvalue", "contacts_companychange", "contacts_companypair"})
# Under which columns a standing merge of companies remembers them.
REMEMBERED: Final[dict[type[Model], str]] = {Category: "category_id", Business: "business_id"}
# So many go in one transaction.
PIECE: Final = 1_000


def empty_bin(*, by: Actor, via: Via) -> int:
    """Removes for good what has been in the bin longer than the privacy settings say. Says how many."""
    before = now() - timedelta(days=privacy_settings().deleted_days)
    removed = _documents_emptied(before, by, via)
    removed += activities.empty_bin(before, by=by, via=via) + sales.remove_deleted(before, by=by, via=via)
    return removed + sum(_emptied(model, before, by, via) for model in EMPTIED)


def _documents_emptied(before: datetime, by: Actor, via: Via) -> int:
    """Documents that lay in the bin long enough go with their bytes, but for those of people who may not be changed."""
    total = 0
    while True:
        with transaction.atomic():
            rows = Document.objects.filter(deleted_at__lt=before).exclude(pk__in=of_the_restricted())
            found = list(rows.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)[:PIECE])
            documents.erase(found)
            documents.noted_erasure(len(found), by=by, via=via)
        total += len(found)
        if len(found) < PIECE:
            return total


def to_be_removed(model: type[Model], before: datetime) -> QuerySet[Any]:
    """Those of a list that were put in the bin before an instant, came with no product, and to which nothing refers."""
    rows: QuerySet[Any] = model._base_manager.filter(deleted_at__lt=before)
    if any(column.name == "is_standard" for column in model._meta.get_fields()):
        rows = rows.filter(is_standard=False)
    for relation in model._meta.get_fields(include_hidden=True):
        column: Any = getattr(relation, "field", None)
        if column is not None and column.many_to_one and relation.auto_created and not relation.concrete:
            if column.model._meta.db_table in GO_ALONG and model is Company:
                continue
            users = column.model._base_manager.filter(**{column.attname: OuterRef("pk")})
            if column.model is CompanyMerge:  # one that was undone refers to nobody's keeping
                users = users.filter(undone_at__isnull=True)
            rows = rows.filter(~Exists(users))
    if model is Company:
        rows = rows.filter(~Exists(naming_company(OuterRef("pk"))))
        rows = rows.filter(~Exists(Document.objects.filter(company_id=OuterRef("pk"))))
    if model in REMEMBERED:
        rows = _without_those_remembered(rows, REMEMBERED[model])
    return _without_those_of_the_history(rows, model)


def _without_those_remembered(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """Leaves out what a split of two companies would give back."""
    number = Cast(OuterRef("pk"), TextField())
    for said in (KeyTextTransform(column, "own"), KeyTextTransform(0, KeyTransform(column, "chosen"))):
        rows = rows.filter(~Exists(CompanyMerge.objects.standing().annotate(said=said).filter(said=number)))
    return rows


def _without_those_of_the_history(rows: QuerySet[Any], model: type[Model]) -> QuerySet[Any]:
    """Leaves out what somebody's history names: their own copy still says it (Art. 15)."""
    if model not in NAMED_AS:
        return rows
    number = Cast(OuterRef("pk"), TextField())
    named = FieldChange.objects.filter(field=NAMED_AS[model])
    return rows.filter(~Exists(named.filter(Q(before=number))), ~Exists(named.filter(Q(after=number))))


def _emptied(model: type[Model], before: datetime, by: Actor, via: Via) -> int:
    total = 0
    while True:
        with transaction.atomic():
            rows = to_be_removed(model, before).select_for_update(of=("self",), skip_locked=True).order_by("pk")
            found = list(rows.values_list("pk", flat=True)[:PIECE])
            model._base_manager.filter(pk__in=found).delete()
            if found:
                record(
                    Deed.BIN_EMPTIED, subject=None, by=by, via=via, of=str(model._meta.model_name), removed=len(found)
                )
        total += len(found)
        if len(found) < PIECE:
            return total
