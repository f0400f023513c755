"""The tab “More” of a person, and of a company: what is written in the company's own fields."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import company_for, opened_by, person_for, visible_to
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import survivor_id
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.fields import actions
from samtykke.fields.cards import lines_of, sections
from samtykke.fields.models import Subject
from samtykke.fields.value_form import ValuesForm
from samtykke.purposes.forms.items import shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Company, Person
    from samtykke.fields.cards import Line


@needs(Right.PEOPLE_VIEW)
@read_only
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """What is written in the fields about a person."""
    stands_for = survivor_id(person_id)
    if stands_for != person_id:
        return redirect("fields:person", stands_for)
    person = opened_by(who(request), person_id, "company", "category")
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)
    context = {"person": mask_of(who(request)).cover(person), "sections": sections(_lines(request, person))}
    return render(request, "fields/person.html", context)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_change(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form for the fields about a person."""
    person = _person(request, person_id)
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)
    return _person_page(request, person, _form(request, person))


@needs(Right.PEOPLE_EDIT)
@writes
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Writes in the fields about a person. Whoever comes second is told, and keeps what they wrote."""
    person = _person(request, person_id)
    lines = _lines(request, person)
    form = ValuesForm(request.POST, lines=lines)
    if form.is_valid():
        if differing := _changed_meanwhile(form, person.version, lines):
            return _conflict(_person_page(request, person, form, others=differing))
        with refusals_on(form):
            seen = visible_to(who(request))
            told = form.changes(seen, without=mask_of(who(request)).keys)
            actions.change_fields(person, told=told, among=seen, by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Saved."))
            return redirect("fields:person", person.pk)
    return _person_page(request, person, form)


person_form = at_one_address(show=show_change, act=change)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """What is written in the fields about a company."""
    company = _company(request, company_id)
    if company.pk != company_id:
        return redirect("fields:company", company.pk)
    context = {"company": company, "sections": sections(_lines(request, company))}
    audit.look(Deed.COMPANY_VIEWED, subject=Ref("company", company.pk), by=who(request).actor, via=Via.STAFF)
    return render(request, "fields/company.html", context)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_company_change(request: HttpRequest, company_id: int) -> HttpResponse:
    """The form for the fields about a company."""
    company = _company(request, company_id)
    audit.look(Deed.COMPANY_VIEWED, subject=Ref("company", company.pk), by=who(request).actor, via=Via.STAFF)
    return form_page(request, "fields/company_form.html", _form(request, company), company=company)


@needs(Right.PEOPLE_EDIT)
@writes
def change_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """Writes in the fields about a company."""
    company = _company(request, company_id)
    lines = _lines(request, company)
    form = ValuesForm(request.POST, lines=lines)
    if form.is_valid():
        if differing := _changed_meanwhile(form, company.version, lines):
            context = {"company": company, "others": differing}
            return _conflict(form_page(request, "fields/company_form.html", form, **context))
        with refusals_on(form):
            seen = visible_to(who(request))
            told = form.changes(seen, without=mask_of(who(request)).keys)
            actions.change_company_fields(company, told=told, among=seen, by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Saved."))
            return redirect("fields:company", company.pk)
    return form_page(request, "fields/company_form.html", form, company=company)


company_form = at_one_address(show=show_company_change, act=change_company)


def _person(request: HttpRequest, person_id: int) -> Person:
    return person_for(who(request), person_id, "company", "category")


def _company(request: HttpRequest, company_id: int) -> Company:
    return company_for(who(request), company_id)


def _lines(request: HttpRequest, owner: Person | Company) -> list[Line]:
    subject = Subject.COMPANY if owner._meta.model_name == "company" else Subject.PERSON
    user = who(request)
    return lines_of(subject, owner.pk, mask=mask_of(user), among=visible_to(user))


def _form(request: HttpRequest, owner: Person | Company) -> ValuesForm:
    return ValuesForm(lines=_lines(request, owner), initial={"version": owner.version})


def _changed_meanwhile(form: ValuesForm, version: int, lines: list[Line]) -> list[dict[str, Any]]:
    """What stands beside what was typed, where the card changed since it was opened; the form then knows the newest."""
    read = form.cleaned_data["version"]
    if read is None or read == version:
        return []
    stands = ValuesForm(lines=lines)
    differing = [
        {"label": form[name].label, "stands": shown(stands[name]), "typed": shown(form[name])}
        for name in form.lines
        if shown(stands[name]) != shown(form[name])
    ]
    form.renew(version)
    return differing


def _conflict(response: HttpResponse) -> HttpResponse:
    response.status_code = HTTPStatus.CONFLICT
    return response


def _person_page(request: HttpRequest, person: Person, form: ValuesForm, **more: Any) -> HttpResponse:
    context = {"person": mask_of(who(request)).cover(person), "is_masked": bool(mask_of(who(request))), **more}
    return form_page(request, "fields/person_form.html", form, **context)
