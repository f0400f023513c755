"""What every change of a company shares: the lock, the write, the values before and after, the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts.actions.company_fields import FIELDS, REFERENCES
from samtykke.contacts.company_queries import company_survivor_id
from samtykke.contacts.models import Company, CompanyChange, CompanyMerge
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from samtykke.contacts.actions.changes import Change
    from samtykke.core.actors import Actor, Via

# The columns of what is written about a company.
COLUMNS = tuple(f"{name}_id" if name in REFERENCES else name for name in FIELDS)


def locked_companies(ids: Iterable[int]) -> dict[int, Company]:
    """Companies as they are now, held until the transaction ends, in the order of their ids."""
    rows = Company.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(ids)).order_by("pk")
    return {row.pk: row for row in rows}


def company_to_change(company_id: int) -> Company:
    """A company held for a change; refuses one in the recycle bin, and one that another stands for."""
    company = locked_companies([company_id])[company_id]
    refuse_merged_away(company_id)
    if company.deleted_at:
        raise Refused(_("This company is in the recycle bin. Restore it first."), code="deleted")
    return company


def refuse_merged_away(company_id: int) -> None:
    """Refuses a company that another stands for: it is split first."""
    if company_survivor_id(company_id) != company_id:
        raise Refused(_("Another company stands for this one. Split them first."), code="merged_already")


def values_of(company: Company) -> dict[str, Any]:
    """What is written about a company, column by column."""
    return {column: getattr(company, column) for column in COLUMNS}


def save(company: Company, changed: Iterable[str] | None = None) -> None:
    """Writes the row, and what it is called to those it stands for; a number another company has is refused."""
    try:
        with transaction.atomic():
            if changed is None:
                company.save(force_insert=True)
                return
            company.version += 1
            company.updated_at = now()
            company.save(update_fields=[*changed, "version", "updated_at"])
            mirror(company)
    except IntegrityError as error:
        if "contacts_company_number" not in str(error):
            raise
        raise Refused(
            _("Another company has this organisation number."), code="org_number_taken", field="org_number"
        ) from error


def mirror(company: Company) -> None:
    """Lets those that were merged into a company be called what it is called, for whatever points to them."""
    merged = CompanyMerge.objects.standing().filter(survivor=company).values("merged_id")
    Company.objects.filter(pk__in=merged).update(**values_of(company))


def note_company(company_id: int, changes: Sequence[Change], *, by: Actor, via: Via, new_version: bool = False) -> None:
    """Writes the values before and after, and names the fields in the trail; what a note says is not repeated."""
    CompanyChange.objects.bulk_create(
        CompanyChange(
            company_id=company_id,
            field=field,
            before=None if field == "note" else before,
            after=None if field == "note" else after,
            actor_kind=by.kind.value,
            actor_id=by.id,
            via=via.value,
        )
        for field, before, after in changes
    )
    if new_version:
        Company.objects.filter(pk=company_id).update(version=F("version") + 1, updated_at=now())
    fields = sorted({field for field, _before, _after in changes})
    record(Deed.COMPANY_CHANGED, subject=Ref("company", company_id), by=by, via=via, fields=fields)


def as_text(value: object) -> str | None:
    """A value as it stands in the history."""
    return None if value is None else str(value)
