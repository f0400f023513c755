"""The tabs “Sales” and “Projects” of a person, and of a company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render

from samtykke.accounts.access import needs, who
from samtykke.accounts.queries import today
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import card_of, company_for
from samtykke.contacts.company_queries import company_and_merged
from samtykke.contacts.masking import mask_of
from samtykke.core.actors import Ref, Via
from samtykke.core.http import read_only
from samtykke.core.pagination import page
from samtykke.sales.access import projects_visible_to, sales_visible_to
from samtykke.sales.models import Project, Sale
from samtykke.sales.queries import of_person
from samtykke.sales.queries.lists import USUAL
from samtykke.sales.views.common import with_parts

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from samtykke.sales.models import Thing

SALE, PROJECT = ("company", "stage"), ("company", "status")


@needs(Right.PEOPLE_VIEW)
@read_only
def sales_of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The sales that a person is part of, the newest first."""
    return _of_person(request, person_id, sales_visible_to(who(request)).select_related(*SALE), "sales")


@needs(Right.PEOPLE_VIEW)
@read_only
def projects_of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The projects that a person takes part in, the newest first."""
    return _of_person(request, person_id, projects_visible_to(who(request)).select_related(*PROJECT), "projects")


@needs(Right.PEOPLE_VIEW)
@read_only
def sales_of_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """The sales of a company, the newest first."""
    return _of_company(request, company_id, sales_visible_to(who(request)).select_related(*SALE), "sales")


@needs(Right.PEOPLE_VIEW)
@read_only
def projects_of_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """The projects of a company, the newest first."""
    return _of_company(request, company_id, projects_visible_to(who(request)).select_related(*PROJECT), "projects")


def _of_person(request: HttpRequest, person_id: int, rows: QuerySet[Any], tab: str) -> HttpResponse:
    person = card_of(who(request), person_id)
    if person.pk != person_id:
        return redirect("sales:of-person" if tab == "sales" else "sales:projects-of-person", person.pk)
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)
    told = _page(request, of_person(rows, person.pk), tab)
    return render(
        request,
        "sales/of_person.html",
        {"person": mask_of(who(request)).cover(person), "number": str(person.pk), **told},
    )


def _of_company(request: HttpRequest, company_id: int, rows: QuerySet[Any], tab: str) -> HttpResponse:
    company = company_for(who(request), company_id)
    if company.pk != company_id:
        return redirect("sales:of-company" if tab == "sales" else "sales:projects-of-company", company.pk)
    told = _page(request, rows.filter(company_id__in=company_and_merged(company.pk)), tab)
    shown = sum(len(one.parts) for one in told["things"])
    audit.look(
        Deed.COMPANY_VIEWED, subject=Ref("company", company.pk), by=who(request).actor, via=Via.STAFF, shown=shown
    )
    return render(request, "sales/of_company.html", {"company": company, "number": str(company.pk), **told})


def _page(request: HttpRequest, rows: QuerySet[Thing], tab: str) -> dict[str, Any]:
    shown = page(rows, order=["id"], cursor=request.GET.get("cursor"), descending=True)
    things = with_parts(request, shown.items)
    of_sales = {"sales": things, "columns": USUAL} if rows.model is Sale else {"projects": things}
    return {
        **of_sales,
        "things": things,
        "tab": tab,
        "next": shown.next,
        "previous": shown.previous,
        "today": today(),
        "is_project": rows.model is Project,
    }
