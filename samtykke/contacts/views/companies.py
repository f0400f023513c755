"""Companies: the list, one company, adding and changing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import visible_to
from samtykke.contacts.forms import CompanyForm
from samtykke.contacts.masking import mask_of
from samtykke.contacts.models import Company
from samtykke.contacts.queries import companies_named
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.pagination import page
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

SUGGESTED = 8


@needs(Right.PEOPLE_VIEW)
@read_only
def show_companies(request: HttpRequest) -> HttpResponse:
    """The companies by name."""
    text = request.GET.get("q", "").strip()
    found = companies_named(text).select_related("category", "business")
    shown = page(found, order=["sort_key", "id"], cursor=request.GET.get("cursor"))
    context = {"companies": shown.items, "next": shown.next, "previous": shown.previous, "text": text}
    return render(request, "contacts/_companies.html" if request.htmx else "contacts/companies.html", context)  # type: ignore[attr-defined]


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
    """One company and its people; one in the recycle bin only to who may restore it."""
    company = _company(company_id, in_bin=may(request, Right.PEOPLE_DELETE))
    mask = mask_of(who(request))
    seen = visible_to(who(request)).filter(company=company)
    people = seen.none() if mask.hides("company") else seen
    shown = page(people, order=["sort_key", "id"], cursor=request.GET.get("cursor"))
    audit.look(
        Deed.COMPANY_VIEWED, subject=Ref("company", company.pk), by=who(request).actor, via=Via.STAFF,
        shown=len(shown.items),
    )  # fmt: skip
    context = {
        "company": company,
        "people": list(map(mask.cover, shown.items)),
        "next": shown.next,
        "previous": shown.previous,
    }
    return render(request, "contacts/company.html", context)


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
            company = contacts.create_company(**form.cleaned_data, by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("The company is registered."))
            return redirect("contacts:company", company.pk)
    return form_page(request, "contacts/company_form.html", form)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_change(request: HttpRequest, company_id: int) -> HttpResponse:
    """The form for a company."""
    company = _company(company_id)
    form = CompanyForm(initial=CompanyForm.initial_of(company))
    return form_page(request, "contacts/company_form.html", form, company=company)


@needs(Right.PEOPLE_EDIT)
@writes
def change(request: HttpRequest, company_id: int) -> HttpResponse:
    """Changes a company."""
    company = _company(company_id)
    form = CompanyForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            contacts.change_company(company, changes=form.cleaned_data, by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Saved."))
            return redirect("contacts:company", company.pk)
    return form_page(request, "contacts/company_form.html", form, company=company)


@needs(Right.PEOPLE_DELETE)
@writes
def delete(request: HttpRequest, company_id: int) -> HttpResponse:
    """Puts a company in the recycle bin; its people stay. It can be undone."""
    company = _company(company_id)
    contacts.delete_company(company, by=who(request).actor, via=Via.STAFF)
    sentence = _("%(name)s is in the recycle bin.") % {"name": company.name}
    messages.success(request, sentence, reverse("contacts:company-restoration", args=[company_id]))
    return redirect("contacts:company", company_id)


@needs(Right.PEOPLE_DELETE)
@writes
def restore(request: HttpRequest, company_id: int) -> HttpResponse:
    """Takes a company out of the recycle bin; refused where another has its number now."""
    company = _company(company_id, in_bin=True)
    try:
        contacts.restore_company(company, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("Restored."))
    return redirect("contacts:company", company_id)


new = at_one_address(show=show_new, act=create)
details = at_one_address(show=show_change, act=change)


def _company(company_id: int, *, in_bin: bool = False) -> Company:
    companies = Company.objects.select_related("category", "business")
    return get_object_or_404(companies if in_bin else companies.filter(deleted_at__isnull=True), pk=company_id)
