"""The tab “Documents” of a person, and of a company: the list, and a file added to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import CARD, company_for, opened_by, person_for
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import survivor_id
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.uploads import takes_at_most
from samtykke.documents import actions, queries
from samtykke.documents.fields import DOCUMENTS
from samtykke.documents.forms import NewDocumentForm
from samtykke.documents.models import Document
from samtykke.documents.views.shared import largest, listed, looks_into_file, passed, seen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from samtykke.contacts.models import Company, Person


@needs(Right.PEOPLE_VIEW)
@read_only
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The documents that concern a person, the newest first."""
    stands_for = survivor_id(person_id)
    if stands_for != person_id:
        return redirect("documents:person", stands_for)
    person = opened_by(who(request), person_id, *CARD)
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)
    return _person_page(request, person, NewDocumentForm())


@needs(Right.PEOPLE_EDIT)
@read_only
def show_new_of_person(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """The same list with the form for a file."""
    return show_person(request, person_for(who(request), person_id).pk)


@needs(Right.PEOPLE_EDIT)
@looks_into_file
@writes
def add_to_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Keeps a file as a document that concerns a person."""
    person = person_for(who(request), person_id, *CARD)
    mask_of(who(request)).refuse(DOCUMENTS)
    form = NewDocumentForm(request.POST, request.FILES)
    made = added(request, form, people=[person.pk])
    return redirect("documents:document", made.pk) if made else _person_page(request, person, form)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """The documents that belong to a company."""
    company = _company(request, company_id)
    if company.pk != company_id:
        return redirect("documents:company", company.pk)
    audit.look(Deed.COMPANY_VIEWED, subject=Ref("company", company.pk), by=who(request).actor, via=Via.STAFF)
    return _company_page(request, company, NewDocumentForm())


@needs(Right.PEOPLE_EDIT)
@read_only
def show_new_of_company(request: HttpRequest, company_id: int) -> HttpResponseBase:
    """The same list with the form for a file."""
    return show_company(request, company_id)


@needs(Right.PEOPLE_EDIT)
@looks_into_file
@writes
def add_to_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """Keeps a file as a document of a company."""
    company = _company(request, company_id)
    form = NewDocumentForm(request.POST, request.FILES)
    made = added(request, form, company=company)
    return redirect("documents:document", made.pk) if made else _company_page(request, company, form)


new_of_person = takes_at_most(largest)(at_one_address(show=show_new_of_person, act=add_to_person))
new_of_company = takes_at_most(largest)(at_one_address(show=show_new_of_company, act=add_to_company))


def added(request: HttpRequest, form: NewDocumentForm, **of: Any) -> Document | None:
    """The document that a filled form made; None where it was refused, which the form then says."""
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            document = actions.add(
                passed(request), title=told["title"], note=told["note"], **of, by=who(request).actor, via=Via.STAFF
            )
            messages.success(request, _("“%(title)s” is kept.") % {"title": document.title})
            return document
    return None


def _person_page(request: HttpRequest, person: Person, form: NewDocumentForm) -> HttpResponse:
    mask = mask_of(who(request))
    context = {
        "person": mask.cover(person),
        "can_add": may(request, Right.PEOPLE_EDIT) and not person.deleted_at and not mask.hides(DOCUMENTS),
        "is_covered": mask.hides(DOCUMENTS),
        **listed(request, queries.of_person(seen(request), person.pk)),
    }
    return form_page(request, "documents/person.html", form, **context)


def _company_page(request: HttpRequest, company: Company, form: NewDocumentForm) -> HttpResponse:
    context = {"company": company, "can_add": may(request, Right.PEOPLE_EDIT)}
    found = listed(request, queries.of_company(seen(request), company.pk))
    return form_page(request, "documents/company.html", form, **context, **found)


def _company(request: HttpRequest, company_id: int) -> Company:
    return company_for(who(request), company_id)
