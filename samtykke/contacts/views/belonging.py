"""Where a person belongs and lives: companies with role and time, postal addresses; what an address or phone is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.queries import today
from samtykke.accounts.rights import Right
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import companies_visible_to, person_for
from samtykke.contacts.forms import BelongingForm, LeavingForm, PostalForm, UseForm
from samtykke.contacts.masking import mask_of
from samtykke.contacts.models import (
    AddressKind,
    AddressUse,
    PersonCompany,
    PersonEmail,
    PersonPhone,
    PersonPostal,
    PhoneKind,
)
from samtykke.contacts.queries import living_emails, one_and_merged
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import refusals_on
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Company, Person


@needs(Right.PEOPLE_EDIT)
@read_only
def show_company(request: HttpRequest, person_id: int, belonging_id: int) -> HttpResponse:
    """The form for role and time at a company."""
    person, row = _belonging(request, person_id, belonging_id)
    initial = {"role": row.role, "from_on": row.from_on, "to_on": row.to_on}
    return _page(request, person, BelongingForm(initial=initial, is_known=True), row.company.name)


@needs(Right.PEOPLE_EDIT)
@writes
def change_company(request: HttpRequest, person_id: int, belonging_id: int) -> HttpResponse:
    """Corrects role and time at a company."""
    person, row = _belonging(request, person_id, belonging_id)
    form = BelongingForm(request.POST, is_known=True)
    if form.is_valid():
        with refusals_on(form):
            contacts.change_belonging(row, **form.cleaned_data, by=who(request).actor, via=Via.STAFF)
            return _done(request, person, _("Saved."))
    return _page(request, person, form, row.company.name)


company = at_one_address(show=show_company, act=change_company)


@needs(Right.PEOPLE_EDIT)
@writes
def remove_company(request: HttpRequest, person_id: int, belonging_id: int) -> HttpResponse:
    """Takes away a company that was written by mistake."""
    person, row = _belonging(request, person_id, belonging_id)
    contacts.remove_belonging(row, by=who(request).actor, via=Via.STAFF)
    return _done(request, person, _("The company is taken away."))


@needs(Right.PEOPLE_EDIT)
@read_only
def show_leaving(request: HttpRequest, person_id: int, company_id: int) -> HttpResponse:
    """When the person left, and which of their addresses go out of use with it."""
    person = _person(request, person_id, "company", "belonging")
    found = _company(request, company_id)
    form = LeavingForm(initial={"on": today()}, emails=_work_emails(request, person))
    return _page(request, person, form, _("%(name)s has left %(company)s") % _both(person, found), leaving=True)


@needs(Right.PEOPLE_EDIT)
@writes
def leave(request: HttpRequest, person_id: int, company_id: int) -> HttpResponse:
    """Ends the time at a company; the history keeps it. Addresses that were ticked go out of use."""
    person = _person(request, person_id, "company", "belonging")
    found, choices = _company(request, company_id), _work_emails(request, person)
    form = LeavingForm(request.POST, emails=choices)
    if form.is_valid():
        with refusals_on(form):
            by = who(request).actor
            contacts.leave_company(person, found, on=form.cleaned_data["on"], by=by, via=Via.STAFF)
            gone = [int(pk) for pk in form.cleaned_data.get("emails", ())]
            for email in PersonEmail.objects.filter(person_id__in=one_and_merged(person.pk), id__in=gone):
                contacts.retire_email(email, by=by, via=Via.STAFF)
            return _done(request, person, _("%(name)s has left %(company)s") % _both(person, found))
    return _page(request, person, form, _("%(name)s has left %(company)s") % _both(person, found), leaving=True)


leaving = at_one_address(show=show_leaving, act=leave)


@needs(Right.PEOPLE_EDIT)
@writes
def make_main(request: HttpRequest, person_id: int, company_id: int) -> HttpResponse:
    """Makes one of the companies of now the main one."""
    person = _person(request, person_id, "company", "belonging")
    found = _company(request, company_id)
    try:
        contacts.make_company_main(person, found, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("web:person", person.pk)
    return _done(request, person, _("%(company)s is the main company.") % {"company": found.name})


@needs(Right.PEOPLE_EDIT)
@read_only
def show_postal(request: HttpRequest, person_id: int, postal_id: int) -> HttpResponse:
    """The form for a postal address."""
    person, row = _postal(request, person_id, postal_id)
    initial = {name: getattr(row, name) for name in ("street", "postal_code", "city", "country", "use")}
    return _page(request, person, PostalForm(initial=initial), _("Postal address"))


@needs(Right.PEOPLE_EDIT)
@writes
def change_postal(request: HttpRequest, person_id: int, postal_id: int) -> HttpResponse:
    """Changes a postal address; the history keeps what stood."""
    person, row = _postal(request, person_id, postal_id)
    form = PostalForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            contacts.set_postal(person, row=row, **form.cleaned_data, by=who(request).actor, via=Via.STAFF)
            return _done(request, person, _("Saved."))
    return _page(request, person, form, _("Postal address"))


postal = at_one_address(show=show_postal, act=change_postal)


@needs(Right.PEOPLE_EDIT)
@writes
def remove_postal(request: HttpRequest, person_id: int, postal_id: int) -> HttpResponse:
    """Takes a postal address away."""
    person, row = _postal(request, person_id, postal_id)
    contacts.remove_postal(row, by=who(request).actor, via=Via.STAFF)
    return _done(request, person, _("The address is taken away."))


@needs(Right.PEOPLE_EDIT)
@read_only
def show_email(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Who reads an address, and what it is for."""
    return _use_page(request, person_id, row_id, PersonEmail)


@needs(Right.PEOPLE_EDIT)
@writes
def change_email(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Says anew who reads an address, and what it is for."""
    return _change_use(request, person_id, row_id, PersonEmail)


email = at_one_address(show=show_email, act=change_email)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_phone(request: HttpRequest, person_id: int, phone_id: int) -> HttpResponse:
    """Of which kind a phone is, and what it is for."""
    return _use_page(request, person_id, phone_id, PersonPhone)


@needs(Right.PEOPLE_EDIT)
@writes
def change_phone(request: HttpRequest, person_id: int, phone_id: int) -> HttpResponse:
    """Says anew of which kind a phone is, and what it is for."""
    return _change_use(request, person_id, phone_id, PersonPhone)


phone = at_one_address(show=show_phone, act=change_phone)


def _use_page(request: HttpRequest, person_id: int, row_id: int, model: type[Any]) -> HttpResponse:
    person, row, kinds = _row(request, person_id, row_id, model)
    return _page(request, person, UseForm(initial={"kind": row.kind, "use": row.use}, kinds=kinds), _written(row))


def _change_use(request: HttpRequest, person_id: int, row_id: int, model: type[Any]) -> HttpResponse:
    person, row, kinds = _row(request, person_id, row_id, model)
    form = UseForm(request.POST, kinds=kinds)
    if form.is_valid():
        with refusals_on(form):
            act: Any = contacts.change_email if model is PersonEmail else contacts.change_phone
            act(row, **form.cleaned_data, by=who(request).actor, via=Via.STAFF)
            return _done(request, person, _("Saved."))
    return _page(request, person, form, _written(row))


def _row(request: HttpRequest, person_id: int, row_id: int, model: type[Any]) -> tuple[Person, Any, list[Any]]:
    is_email = model is PersonEmail
    person = _person(request, person_id, "email" if is_email else "phone")
    row = get_object_or_404(model, person_id__in=one_and_merged(person.pk), id=row_id, retired_at__isnull=True)
    return person, row, list(AddressKind.choices if is_email else PhoneKind.choices)


def _written(row: Any) -> str:
    return str(row.address if isinstance(row, PersonEmail) else row.number)


def _person(request: HttpRequest, person_id: int, *covered: str) -> Person:
    """The person, where nothing of what is changed is covered for who changes it."""
    person = person_for(who(request), person_id)
    mask_of(who(request)).refuse(*covered)
    return person


def _belonging(request: HttpRequest, person_id: int, row_id: int) -> tuple[Person, PersonCompany]:
    person = _person(request, person_id, "company", "belonging")
    rows = PersonCompany.objects.select_related("company")
    return person, get_object_or_404(rows, person_id__in=one_and_merged(person.pk), id=row_id)


def _postal(request: HttpRequest, person_id: int, row_id: int) -> tuple[Person, PersonPostal]:
    person = _person(request, person_id, "postal")
    return person, get_object_or_404(PersonPostal, person_id__in=one_and_merged(person.pk), id=row_id)


def _company(request: HttpRequest, company_id: int) -> Company:
    return get_object_or_404(companies_visible_to(who(request)), pk=company_id)


def _work_emails(request: HttpRequest, person: Person) -> list[tuple[str, str]]:
    """The addresses of work, to be taken out of use with it; none where they are covered for who asks."""
    mask = mask_of(who(request))
    rows = living_emails(person).filter(use=AddressUse.WORK)
    return [] if mask.hides("emails") else [(str(row.id), row.address) for row in rows]


def _both(person: Person, company: Company) -> dict[str, str]:
    return {"name": person.full_name or _("The person"), "company": company.name}


def _done(request: HttpRequest, person: Person, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("web:person", person.pk)


def _page(request: HttpRequest, person: Person, form: Form, title: str, **context: Any) -> HttpResponse:
    told = {"form": form, "title": title, "back": reverse("web:person", args=[person.pk]), **context}
    told["person"] = mask_of(who(request)).cover(person)
    return render(request, "contacts/person_form.html", told, status=422 if form.errors else 200)
