"""Merging two companies: finding the other, both side by side, the merge, and parting them again (decision 0017)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import companies_visible_to, company_for, visible_to
from samtykke.contacts.company_form import MergeCompaniesForm
from samtykke.contacts.company_people import people_of
from samtykke.contacts.company_tables import COUNTED, pointing_at
from samtykke.contacts.company_words import lines_of_both
from samtykke.contacts.duplicates import likely_companies
from samtykke.contacts.masking import mask_of
from samtykke.contacts.models import CompanyMerge
from samtykke.contacts.queries import companies_named
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.pagination import BIGGEST
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Company

UNPROCESSABLE = 422
SHOWN = 20


@needs(Right.PEOPLE_EDIT)
@read_only
def show_merge(request: HttpRequest, company_id: int) -> HttpResponse:
    """The search for the other company; with one chosen (`with`), both side by side and what comes with each."""
    company = company_for(who(request), company_id)
    if "with" not in request.GET:
        return _choosing(request, company)
    other = _other(request, request.GET["with"])
    if other.pk == company.pk:
        return _choosing(request, company, wrong=_("These are the same company already."))
    for one in (company, other):
        audit.look(Deed.COMPANY_VIEWED, subject=Ref("company", one.pk), by=who(request).actor, via=Via.STAFF)
    lines = lines_of_both(company, other)
    initial = MergeCompaniesForm.initial_of(company, other, lines)
    return _side_by_side(request, company, other, MergeCompaniesForm(lines=lines, initial=initial))


@needs(Right.PEOPLE_EDIT)
@writes
def merge(request: HttpRequest, company_id: int) -> HttpResponse:
    """Lets the company stand for both, with the values chosen. It can be undone."""
    company = company_for(who(request), company_id)
    other = _other(request, request.POST.get("with", ""))
    if other.pk == company.pk:
        return _choosing(request, company, wrong=_("These are the same company already."))
    form = MergeCompaniesForm(request.POST, lines=lines_of_both(company, other))
    if form.is_valid():
        versions = {company.pk: form.cleaned_data["survivor_version"], other.pk: form.cleaned_data["other_version"]}
        with refusals_on(form):
            overlay = contacts.merge_companies(
                company.pk, other.pk, take=form.taken(), versions=versions, by=who(request).actor, via=Via.STAFF
            )
            sentence = _("The two are one now: everything of both stands on this card.")
            messages.success(request, sentence, reverse("contacts:company-split", args=[overlay.pk]))
            return redirect("contacts:company", company.pk)
    return _side_by_side(request, company, other, form)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_split(request: HttpRequest, merge_id: int) -> HttpResponse:
    """What a split gives back, before it is done."""
    return render(request, "contacts/company_split.html", _standing(request, merge_id))


@needs(Right.PEOPLE_EDIT)
@writes
def split(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Parts two again, both as they were."""
    context = _standing(request, merge_id)
    try:
        contacts.split_companies(context["overlay"], by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        context["refused"] = refused.reason
        return render(request, "contacts/company_split.html", context, status=refused.status)
    messages.success(request, _("The two are parted again, each with what was their own."))
    return redirect("contacts:company", context["company"].pk)


merging = at_one_address(show=show_merge, act=merge)
splitting = at_one_address(show=show_split, act=split)


def _other(request: HttpRequest, said: str) -> Company:
    """The one chosen, or which stands for it; 404 for what the user does not see."""
    if not (said.isascii() and said.isdigit() and int(said) <= BIGGEST):
        raise Http404
    return company_for(who(request), int(said))


def _standing(request: HttpRequest, merge_id: int) -> dict[str, Any]:
    overlay = get_object_or_404(CompanyMerge.objects.standing(), pk=merge_id)
    company = get_object_or_404(companies_visible_to(who(request)), pk=overlay.survivor_id)
    return {"overlay": overlay, "company": company}


def _choosing(request: HttpRequest, company: Company, wrong: str = "") -> HttpResponse:
    text = request.GET.get("q", "").strip()
    found = companies_named(text) if text else likely_companies(company)
    others = found.exclude(pk=company.pk).select_related("category", "business").order_by("sort_key", "id")[:SHOWN]
    context = {"company": company, "text": text, "companies": others, "wrong": wrong}
    return render(request, "contacts/company_merge_with.html", context, status=UNPROCESSABLE if wrong else 200)


def _side_by_side(request: HttpRequest, company: Company, other: Company, form: MergeCompaniesForm) -> HttpResponse:
    context = {
        "company": company,
        "other": other,
        "lines": form.lines,
        "of_company": _comes_with(request, company),
        "of_other": _comes_with(request, other),
    }
    return form_page(request, "contacts/company_merge.html", form, **context)


def _comes_with(request: HttpRequest, company: Company) -> list[tuple[str, int]]:
    """What stands under a company by number: the people the user sees, and what else names it."""
    told = pointing_at(company.pk)
    if mask_of(who(request)).hides("company"):
        return told
    people = people_of([company.pk], visible_to(who(request)))[:COUNTED].count()
    return [(_("People"), people), *told]
