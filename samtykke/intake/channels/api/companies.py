"""`/companies`: finding, registering, changing companies, the recycle bin, and two made one (decision 0017)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from samtykke.accounts.rights import Scope
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts import actions as contacts
from samtykke.contacts.company_queries import company_survivor_id
from samtykke.contacts.models import Company, CompanyMerge
from samtykke.contacts.queries import companies_named
from samtykke.core.actors import Ref, Via
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.fields import actions as fields
from samtykke.intake.channels.api import company_queries as queries
from samtykke.intake.channels.api.company_shapes import (
    CompaniesAsked,
    CompanyFields,
    CompanyKept,
    CompanyList,
    CompanyMergeIn,
    CompanyMergeOut,
    CompanyOut,
    NewCompany,
)
from samtykke.intake.channels.api.keys import actor_of, key_of, refuse_covered, sight_of_caller
from samtykke.intake.channels.api.operations import reads, writes
from samtykke.intake.channels.api.queries import BIGGEST_ID
from samtykke.intake.channels.api.replies import Reply, check_version, etag, moved

if TYPE_CHECKING:
    from samtykke.contacts.models import Business, Category

router = Router(tags=["companies"])
PLAIN = ("name", "org_number", "country", "web", "phone", "email", "note")


@reads(router, "/companies", Scope.PERSONS_READ, gives=CompanyList)
def list_companies(request: HttpRequest, asked: Query[CompaniesAsked]) -> Reply:
    """Companies: all, or those whose name begins with a text, or that carry a number."""
    rows = companies_named(asked.q or "")
    if asked.org_number is not None:
        rows = rows.filter(org_number__in=[asked.org_number, re.sub(r"[\s.-]", "", asked.org_number)])
    found = page(rows.select_related("category", "business"), order=["id"], cursor=asked.cursor, size=asked.limit)
    return Reply(CompanyList(items=queries.tell(found.items, key_of(request)), next=found.next))


@writes(router, "POST", "/companies", Scope.PERSONS_WRITE, gives={201: CompanyOut | CompanyKept})
def create_company(request: HttpRequest, told: NewCompany) -> Reply:
    """Registers a company. A number stands for one company in its country: 409 where another has it.

    The company comes back whole to a key that also holds `persons:read`, else the id and the ETag alone.
    """
    company = contacts.create_company(**_changes(told), by=actor_of(request), via=Via.API)
    _write_own(request, company, told)
    return _written(request, company.pk, 201, Location=f"/api/v1/companies/{company.pk}")


@reads(router, "/companies/{int:company_id}", Scope.PERSONS_READ, gives=CompanyOut, also=(404,), moves=True)
def get_company(request: HttpRequest, company_id: int) -> Reply:
    """One company. One merged into another is answered by 301 to the one that stands for it."""
    survivor = _stands_for(company_id)
    company = queries.company_by_id(survivor)
    if company is None:
        raise Http404
    if survivor != company_id:
        return moved(request, survivor, kind="companies")
    audit.look(Deed.COMPANY_VIEWED, subject=Ref("company", company.pk), by=actor_of(request), via=Via.API)
    return _told(request, company)


@writes(
    router, "PATCH", "/companies/{int:company_id}", Scope.PERSONS_WRITE, gives={200: CompanyOut | CompanyKept},
    also=(404,), matching=True,
)  # fmt: skip
def change_a_company(request: HttpRequest, company_id: int, told: CompanyFields) -> Reply:
    """Changes what is named and leaves the rest.

    The company comes back whole to a key that also holds `persons:read`, else the id and the ETag alone.
    """
    refuse_covered(request, *(f"company.{key}" for key in told.fields or ()))
    company = _to_change(request, company_id)
    contacts.change_company(company, changes=_changes(told), by=actor_of(request), via=Via.API)
    _write_own(request, company, told)
    return _written(request, company.pk, 200)


@writes(
    router, "DELETE", "/companies/{int:company_id}", Scope.PERSONS_WRITE, gives={204: None}, also=(404,), matching=True
)
def delete_company(request: HttpRequest, company_id: int) -> Reply:
    """Puts a company in the recycle bin; its people stay, and still show its name."""
    contacts.delete_company(_to_change(request, company_id), by=actor_of(request), via=Via.API)
    return Reply(status=204)


@writes(
    router, "POST", "/companies/{int:company_id}/merges", Scope.PERSONS_WRITE, gives={201: CompanyMergeOut}, also=(404,)
)
def merge_companies(request: HttpRequest, company_id: int, told: CompanyMergeIn) -> Reply:
    """Lets the company stand for another as well. Everything of both is its own; nothing is lost, and it can be undone.

    From then on `GET` of the other's id is 301 to the company's; every other call on it acts on the company.
    """
    survivor = queries.company_by_id(_stands_for(company_id))
    if survivor is None:
        raise Http404
    if not Company.objects.filter(pk=told.other).exists():
        raise Refused(_("There is no such company."), code="unknown_company", field="other", status=422)
    overlay = contacts.merge_companies(survivor.pk, told.other, by=actor_of(request), via=Via.API)
    out = CompanyMergeOut(id=overlay.pk, survivor=overlay.survivor_id, merged=overlay.merged_id, at=overlay.at)
    return Reply(out, status=201)


@writes(router, "DELETE", "/companies/merges/{int:merge_id}", Scope.PERSONS_WRITE, gives={204: None}, also=(404,))
def split_companies(request: HttpRequest, merge_id: int) -> Reply:
    """Parts two again, each with what was its own. Twice changes nothing."""
    found = CompanyMerge.objects.filter(pk=merge_id) if 0 < merge_id <= BIGGEST_ID else CompanyMerge.objects.none()
    overlay = found.first()
    if overlay is None:
        raise Http404
    contacts.split_companies(overlay, by=actor_of(request), via=Via.API)
    return Reply(status=204)


def _stands_for(company_id: int) -> int:
    if not 0 < company_id <= BIGGEST_ID:
        raise Http404
    return company_survivor_id(company_id)


def _to_change(request: HttpRequest, company_id: int) -> Company:
    """The company, or which stands for it, held until the call ends; 404 in the bin, 412 when changed since read."""
    rows = Company.objects.select_for_update(of=("self",), no_key=True).filter(deleted_at__isnull=True)
    company = rows.filter(pk=_stands_for(company_id)).first()
    if company is None:
        raise Http404
    check_version(request, company.version)
    return company


def _changes(told: CompanyFields) -> dict[str, Any]:
    sent = told.model_fields_set
    changes: dict[str, Any] = {name: getattr(told, name) or "" for name in PLAIN if name in sent}
    if "category" in sent:
        changes["category"] = _item("category", told.category)
    if "business" in sent:
        changes["business"] = _item("business", told.business)
    for which in ("postal", "visiting"):
        if which in sent:
            place = getattr(told, which)
            changes |= {
                f"{which}_{column}": getattr(place, name) if place else ""
                for column, name in (
                    ("street", "street"),
                    ("code", "postcode"),
                    ("place", "place"),
                    ("country", "country"),
                )
            }
    return changes


def _item(which: str, said: str | None) -> Category | Business | None:
    if not said:
        return None
    found = queries.item_called(which, said)
    if found is None:
        raise Refused(
            _("There is no entry “%s” in this list.") % said[:60], code=f"unknown_{which}", field=which, status=422
        )
    return found


def _write_own(request: HttpRequest, company: Company, told: CompanyFields) -> None:
    if told.fields:
        refuse_covered(request, *(f"company.{key}" for key in told.fields))
        seen = sight_of_caller(request).people()
        fields.change_company_fields(company, told=told.fields, among=seen, by=actor_of(request), via=Via.API)


def _written(request: HttpRequest, company_id: int, status: int, **headers: str) -> Reply:
    company = queries.company_by_id(company_id)
    if company is None:
        raise Http404
    if not key_of(request).has_scope(Scope.PERSONS_READ):
        return Reply(CompanyKept(id=company.pk), status, headers={"ETag": etag(company.version), **headers})
    return _told(request, company, status, **headers)


def _told(request: HttpRequest, company: Company, status: int = 200, **headers: str) -> Reply:
    told = queries.tell([company], key_of(request))[0]
    return Reply(told, status, headers={"ETag": etag(company.version), **headers})
