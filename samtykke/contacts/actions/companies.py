"""Companies: registered, changed, put in the recycle bin and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts import queries
from samtykke.contacts.actions.company_fields import FIELDS, fill
from samtykke.contacts.actions.company_rows import (
    as_text,
    company_to_change,
    locked_companies,
    note_company,
    refuse_merged_away,
    save,
    values_of,
)
from samtykke.contacts.models import Company
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from samtykke.contacts.models import Business, Category
    from samtykke.core.actors import Actor, Via

__all__ = ["FIELDS"]


@transaction.atomic
def create_company(
    name: str,
    *,
    org_number: str = "",
    country: str = "",
    category: Category | None = None,
    business: Business | None = None,
    by: Actor,
    via: Via,
    run_id: int | None = None,
    **more: Any,
) -> Company:
    """Registers a company; `more` is what else is known, by the names of FIELDS.

    A number is checked by its country (default: the organisation's) and stands for one company.
    """
    company = Company(run_id=run_id)
    told = {"name": name, "org_number": org_number, "country": country, "category": category, "business": business}
    fill(company, {**told, **more})
    save(company)
    record(Deed.COMPANY_CREATED, subject=Ref("company", company.pk), by=by, via=via)
    return company


@transaction.atomic
def change_company(
    company: Company, *, changes: dict[str, Any], version: int | None = None, by: Actor, via: Via
) -> Company:
    """Changes a company. With a `version`, refuses when somebody changed it in between."""
    company = company_to_change(company.pk)
    before = values_of(company)
    fill(company, changes)
    after = values_of(company)
    changed = sorted(column for column in before if before[column] != after[column])
    if not changed:
        return company
    if version is not None and version != company.version:
        raise Refused(
            _("Somebody changed this company while you were writing. Look at it again, then save."),
            code="changed_meanwhile",
        )
    save(company, changed)
    noted = [(column, as_text(before[column]), as_text(after[column])) for column in changed]
    note_company(company.pk, noted, by=by, via=via)
    return company


@transaction.atomic
def find_or_create_company(
    name: str, *, org_number: str = "", country: str = "", by: Actor, via: Via, run_id: int | None = None
) -> Company:
    """The company with the number, else with the name in any case, else a new one."""
    draft = Company()
    fill(draft, {"name": name, "org_number": org_number, "country": country})
    found = queries.company_like(draft.name, draft.org_number, draft.country)
    return found or create_company(name, org_number=org_number, country=country, by=by, via=via, run_id=run_id)


@transaction.atomic
def delete_company(company: Company, *, by: Actor, via: Via) -> Company:
    """Puts a company in the recycle bin; its people stay, and still show its name."""
    company = locked_companies([company.pk])[company.pk]
    if company.deleted_at is None:
        company.deleted_at = now()
        save(company, ["deleted_at"])
        record(Deed.COMPANY_DELETED, subject=Ref("company", company.pk), by=by, via=via)
    return company


@transaction.atomic
def restore_company(company: Company, *, by: Actor, via: Via) -> Company:
    """Takes a company out of the recycle bin, unless another has its number now, or stands for it."""
    company = locked_companies([company.pk])[company.pk]
    if company.deleted_at is not None:
        refuse_merged_away(company.pk)
        company.deleted_at = None
        save(company, ["deleted_at"])
        record(Deed.COMPANY_RESTORED, subject=Ref("company", company.pk), by=by, via=via)
    return company
