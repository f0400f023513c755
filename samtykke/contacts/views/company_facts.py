"""One fact of a company, changed in its place on the card; without JavaScript on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.queries import names_of
from samtykke.accounts.rights import Right
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import company_for
from samtykke.contacts.actions.company_rows import company_to_change
from samtykke.contacts.actions.undoing import newest_company_change
from samtykke.contacts.company_facts import KINDS, CompanyFactForm, company_fact
from samtykke.contacts.facts import differs
from samtykke.contacts.models import CompanyChange
from samtykke.contacts.views.in_place import by_others, show_input
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import CONFLICT, refusals_on
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Company


@needs(Right.PEOPLE_EDIT)
@read_only
def show_fact(request: HttpRequest, company_id: int, fact: str) -> HttpResponse:
    """The input of a fact; with `shown` the fact as it stands, for who leaves the input with Escape."""
    company = _company(request, company_id, fact)
    if "shown" in request.GET:
        return _shown(request, company, fact)
    form = CompanyFactForm(initial=CompanyFactForm.initial_of(company), company=company, fact=fact)
    return _input(request, company, fact, form)


@needs(Right.PEOPLE_EDIT)
@writes
def change_fact(request: HttpRequest, company_id: int, fact: str) -> HttpResponse:
    """Saves one fact. Where it is another by now than was seen, both values are shown, and nothing is lost."""
    company = _company(request, company_id, fact)
    form = CompanyFactForm(request.POST, company=company, fact=fact)
    if form.is_valid():
        with refusals_on(form):
            company = company_to_change(company.pk)
            if differs(request.POST, KINDS[fact], CompanyFactForm.initial_of(company)):
                return _conflict(request, company, fact, form)
            company = contacts.change_company(company, changes=form.changes(), by=who(request).actor, via=Via.STAFF)
            return _saved(request, company, fact)
    return _input(request, company, fact, form)


fact = at_one_address(show=show_fact, act=change_fact)


@needs(Right.PEOPLE_EDIT)
@writes
def undo(request: HttpRequest, company_id: int, change_id: int) -> HttpResponse:
    """Takes back what one act changed of a company, unless somebody changed it again since."""
    company = company_for(who(request), company_id)
    if not CompanyChange.objects.filter(company=company, id=change_id).exists():
        raise Http404
    try:
        contacts.undo_company_change(company, change_id, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("Undone."))
    return redirect("contacts:company", company.pk)


def _company(request: HttpRequest, company_id: int, fact: str) -> Company:
    if fact not in KINDS:
        raise Http404
    return company_for(who(request), company_id)


def _saved(request: HttpRequest, company: Company, fact: str) -> HttpResponse:
    """The fact as it stands now, with a toast that takes it back for ten seconds."""
    newest = newest_company_change(company.pk, set(KINDS[fact].columns))
    undo_at = reverse("contacts:company-change-undo", args=[company.pk, newest]) if newest else ""
    messages.success(request, _("Saved."), undo_at)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("contacts:company", company.pk)
    return _shown(request, company, fact, is_saved=True)


def _shown(request: HttpRequest, company: Company, fact: str, *, is_saved: bool = False) -> HttpResponse:
    context = {
        "company": company,
        "fact": company_fact(fact, company, _owner(company)),
        "can_change": True,
        "has_focus": True,
        "is_saved": is_saved,
        "name_changed": is_saved and fact == "name",
    }
    return render(request, "contacts/company_fact_shown.html", context)


def _conflict(request: HttpRequest, company: Company, fact: str, form: CompanyFactForm) -> HttpResponse:
    """What somebody else has written meanwhile, and who; what one wrote oneself stays in the input."""
    rows = CompanyChange.objects.filter(company=company, field__in=KINDS[fact].columns)
    theirs = company_fact(fact, company, _owner(company)).value
    told = by_others(theirs, rows.order_by("-id").first())
    return _input(request, company, fact, form, theirs=told, status=CONFLICT)


def _input(
    request: HttpRequest, company: Company, fact: str, form: CompanyFactForm, *, status: int = 0, **context: Any
) -> HttpResponse:
    return show_input(
        request, KINDS[fact], form, page="contacts/company_fact.html",
        initial=CompanyFactForm.initial_of(company), status=status, company=company, **context,
    )  # fmt: skip


def _owner(company: Company) -> str:
    return names_of([company.owner_id]).get(company.owner_id, "") if company.owner_id else ""
