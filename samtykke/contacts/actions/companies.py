"""Companies: registered, changed, put in the recycle bin and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import organisation
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts import queries
from samtykke.contacts.codes import country_code, org_number
from samtykke.contacts.models import NAME_LENGTH, Business, Category, Company
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

FIELDS = ("name", "org_number", "country", "category", "business")


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
) -> Company:
    """Registers a company. A number is checked by its country (default: the organisation's) and stands for one company."""
    company = Company(category=category, business=business, run_id=run_id)
    _fill(company, {"name": name, "org_number": org_number, "country": country})
    _save(company)
    record(Deed.COMPANY_CREATED, subject=Ref("company", company.pk), by=by, via=via)
    return company


@transaction.atomic
def change_company(
    company: Company, *, changes: dict[str, Any], version: int | None = None, by: Actor, via: Via
) -> Company:
    """Changes a company. With a `version`, refuses when somebody changed it in between."""
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise TypeError(f"a company has no {', '.join(sorted(unknown))}")
    company = _locked(company)
    if company.deleted_at:
        raise Refused(_("This company is in the recycle bin. Restore it first."), code="deleted")
    before = {name: getattr(company, name) for name in FIELDS}
    _fill(company, changes)
    changed = sorted(name for name in FIELDS if getattr(company, name) != before[name])
    if not changed:
        return company
    if version is not None and version != company.version:
        raise Refused(
            _("Somebody changed this company while you were writing. Look at it again, then save."),
            code="changed_meanwhile",
        )
    _save(company, changed)
    record(Deed.COMPANY_CHANGED, subject=Ref("company", company.pk), by=by, via=via, fields=changed)
    return company


@transaction.atomic
def find_or_create_company(
    name: str, *, org_number: str = "", country: str = "", by: Actor, via: Via, run_id: int | None = None
) -> Company:
    """The company with the number, else with the name in any case, else a new one."""
    draft = Company()
    _fill(draft, {"name": name, "org_number": org_number, "country": country})
    found = queries.company_like(draft.name, draft.org_number, draft.country)
    return found or create_company(name, org_number=org_number, country=country, by=by, via=via, run_id=run_id)


@transaction.atomic
def delete_company(company: Company, *, by: Actor, via: Via) -> Company:
    """Puts a company in the recycle bin; its people stay, and still show its name."""
    company = _locked(company)
    if company.deleted_at is None:
        company.deleted_at = now()
        _save(company, ["deleted_at"])
        record(Deed.COMPANY_DELETED, subject=Ref("company", company.pk), by=by, via=via)
    return company


@transaction.atomic
def restore_company(company: Company, *, by: Actor, via: Via) -> Company:
    """Takes a company out of the recycle bin, unless another has its number now."""
    company = _locked(company)
    if company.deleted_at is not None:
        company.deleted_at = None
        _save(company, ["deleted_at"])
        record(Deed.COMPANY_RESTORED, subject=Ref("company", company.pk), by=by, via=via)
    return company


def _locked(company: Company) -> Company:
    return Company.objects.select_for_update(of=("self",), no_key=True).get(pk=company.pk)


def _fill(company: Company, told: dict[str, Any]) -> None:
    for name in ("category", "business"):
        if name in told:
            setattr(company, name, told[name])
    if "name" in told:
        company.name = _name(told["name"])
    if "country" in told:
        company.country = country_code(told["country"] or "")
    number = told.get("org_number", company.org_number) or ""
    if number.strip():
        company.country = company.country or organisation().country
    if "org_number" in told or "country" in told:
        company.org_number = org_number(number, company.country)


def _name(said: str) -> str:
    name = " ".join(said.split())
    if not name:
        raise Refused(_("Write the name of the company."), code="name_missing", field="name", status=422)
    if "\x00" in name or len(name) > NAME_LENGTH:
        raise Refused(_("At most %d characters.") % NAME_LENGTH, code="too_long", field="name", status=422)
    return name


def _save(company: Company, changed: list[str] | None = None) -> None:
    """Writes the row; a number another company has is refused."""
    try:
        with transaction.atomic():
            if changed is None:
                company.save(force_insert=True)
            else:
                company.version += 1
                company.updated_at = now()
                company.save(update_fields=[*changed, "version", "updated_at"])
    except IntegrityError as error:
        if "contacts_company_number" not in str(error):
            raise
        raise Refused(
            _("Another company has this organisation number."), code="org_number_taken", field="org_number"
        ) from error
