"""Companies: the list, one company, adding and changing."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.queries import names_of
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import companies_visible_to, company_for, visible_to
from samtykke.contacts.company_facts import company_facts
from samtykke.contacts.company_form import CompanyForm
from samtykke.contacts.company_list import COLUMNS, PICKED, CompanyFilter, listed, name_owners
from samtykke.contacts.company_people import former_of, people_of
from samtykke.contacts.company_queries import changes_of_company, standing_company_merges
from samtykke.contacts.company_words import changes_in_words
from samtykke.contacts.finding import MOST
from samtykke.contacts.masking import mask_of
from samtykke.contacts.models import Company
from samtykke.contacts.queries import companies_named
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import back_to_list, form_page, refusals_on, without
from samtykke.core.pagination import page
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

SUGGESTED = 8
UNPROCESSABLE = 422


@needs(Right.PEOPLE_VIEW)
@read_only
def show_companies(request: HttpRequest) -> HttpResponse:
    """A page of the companies that a search and a filter name; a filter that does not exist names none."""
    user, form = who(request), CompanyFilter(request.GET)
    is_valid = form.is_valid()
    told = form.cleaned_data if is_valid else {}
    seen = companies_visible_to(user) if is_valid else Company.objects.none()
    shown, is_cut = listed(told, among=seen, cursor=request.GET.get("cursor"))
    columns = COLUMNS.shown_to(user)
    if any(column.key == "owner" for column in columns):
        name_owners(shown.items)
    context = {
        "form": form,
        "companies": shown.items,
        "next": shown.next,
        "previous": shown.previous,
        "text": told.get("q") or "",
        "is_cut": is_cut,
        "most": MOST,
        "is_searched": not is_valid or any(told.get(name) for name in ("q", *PICKED)),
        "sort": told.get("sort") or "name",
        "picks": [(form[name], without(request, name)) for name in PICKED],
        "columns": columns,
        "offered": COLUMNS.offered,
        "query": request.GET.urlencode(),
    }
    template = "contacts/_companies.html" if request.htmx else "contacts/companies.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=200 if is_valid else UNPROCESSABLE)


@needs(Right.PEOPLE_VIEW)
@writes
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Keeps which columns the user sees, and shows the list with them."""
    COLUMNS.keep(who(request), request.POST.getlist("columns"))
    return back_to_list(request, reverse("contacts:companies"), "#companies")


@needs(Right.PEOPLE_VIEW)
@read_only
def suggest(request: HttpRequest) -> HttpResponse:
    """Names for a company field, while somebody types."""
    text = request.GET.get("company_name", "").strip()
    names = companies_named(text).order_by("sort_key").values_list("name", flat=True)[:SUGGESTED] if text else []
    return HttpResponse(format_html_join("", '<option value="{}"></option>', ((name,) for name in names)))


@needs(Right.PEOPLE_VIEW)
@read_only
def show_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """One company and its people, with those of whichever was merged into it; in the recycle bin to who may restore it."""
    company = company_for(who(request), company_id, in_bin=True)
    if company.pk != company_id:
        return redirect("contacts:company", company.pk)
    mask = mask_of(who(request))
    merges = list(standing_company_merges(company.pk))
    companies = [company.pk, *(one.merged_id for one in merges)]
    seen = visible_to(who(request))
    people = seen.none() if mask.hides("company") else people_of(companies, seen)
    former = [] if mask.hides("company") or mask.hides("belonging") else former_of(companies, seen)
    shown = page(people, order=["sort_key", "id"], cursor=request.GET.get("cursor"))
    audit.look(
        Deed.COMPANY_VIEWED, subject=Ref("company", company.pk), by=who(request).actor, via=Via.STAFF,
        shown=len(shown.items) + len(former),
    )  # fmt: skip
    owner = names_of([company.owner_id]).get(company.owner_id, "") if company.owner_id else ""
    context = {
        "company": company,
        "people": list(map(mask.cover, shown.items)),
        "next": shown.next,
        "previous": shown.previous,
        "former": former,
        "facts": company_facts(company, owner),
        "can_change": may(request, Right.PEOPLE_EDIT) and company.deleted_at is None,
        "merges": merges,
    }
    return render(request, "contacts/company.html", context)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_history(request: HttpRequest, company_id: int) -> HttpResponse:
    """What changed of a company, the newest first: who, when, and what stood before."""
    company = company_for(who(request), company_id, in_bin=True)
    if company.pk != company_id:
        return redirect("contacts:company-history", company.pk)
    rows = changes_of_company(company.pk)
    shown = page(rows, order=["id"], cursor=request.GET.get("cursor"), descending=True)
    audit.look(Deed.COMPANY_VIEWED, subject=Ref("company", company.pk), by=who(request).actor, via=Via.STAFF)
    changes = changes_in_words(shown.items, mask_of(who(request)))
    context = {"company": company, "changes": changes, "next": shown.next, "previous": shown.previous}
    return render(request, "contacts/company_history.html", context)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """An empty form."""
    return form_page(request, "contacts/company_form.html", CompanyForm(initial={"country": "NO"}))


@needs(Right.PEOPLE_EDIT)
@writes
def create(request: HttpRequest) -> HttpResponse:
    """Registers a company."""
    form = CompanyForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            company = contacts.create_company(**form.changes(), by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("The company is registered."))
            return redirect("contacts:company", company.pk)
    return form_page(request, "contacts/company_form.html", form)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_change(request: HttpRequest, company_id: int) -> HttpResponse:
    """The form for a company."""
    company = company_for(who(request), company_id)
    form = CompanyForm(initial=CompanyForm.initial_of(company), company=company)
    return form_page(request, "contacts/company_form.html", form, company=company)


@needs(Right.PEOPLE_EDIT)
@writes
def change(request: HttpRequest, company_id: int) -> HttpResponse:
    """Changes a company. Whoever comes second is told, and keeps what they wrote."""
    company = company_for(who(request), company_id)
    form = CompanyForm(request.POST, company=company)
    if form.is_valid():
        if others := form.meanwhile(company):
            context = {"form": form, "company": company, "others": others}
            return render(request, "contacts/company_form.html", context, status=HTTPStatus.CONFLICT)
        with refusals_on(form):
            contacts.change_company(company, changes=form.changes(), by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Saved."))
            return redirect("contacts:company", company.pk)
    return form_page(request, "contacts/company_form.html", form, company=company)


@needs(Right.PEOPLE_DELETE)
@writes
def delete(request: HttpRequest, company_id: int) -> HttpResponse:
    """Puts a company in the recycle bin; its people stay. It can be undone."""
    company = company_for(who(request), company_id)
    contacts.delete_company(company, by=who(request).actor, via=Via.STAFF)
    sentence = _("%(name)s is in the recycle bin.") % {"name": company.name}
    messages.success(request, sentence, reverse("contacts:company-restoration", args=[company.pk]))
    return redirect("contacts:company", company.pk)


@needs(Right.PEOPLE_DELETE)
@writes
def restore(request: HttpRequest, company_id: int) -> HttpResponse:
    """Takes a company out of the recycle bin; refused where another has its number now."""
    company = company_for(who(request), company_id, in_bin=True)
    try:
        contacts.restore_company(company, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("Restored."))
    return redirect("contacts:company", company.pk)


new = at_one_address(show=show_new, act=create)
details = at_one_address(show=show_change, act=change)
