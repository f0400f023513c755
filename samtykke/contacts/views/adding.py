"""One more e-mail address, phone, postal address or company, added in its place on the card; without JavaScript on a page
of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import person_for
from samtykke.contacts.actions.changes import ask_guards, refuse_retired
from samtykke.contacts.forms import BelongingForm, EmailForm, PhoneForm, PostalForm
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import one_and_merged
from samtykke.contacts.reach import covered_reach, reach_of
from samtykke.contacts.views.company_names import company_named
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import refusals_on
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from samtykke.contacts.models import Person


@dataclass(frozen=True, slots=True)
class Adding:
    """What is added: its word in masks, its titles, its form, what writes it, the card it stands on, and its way back."""

    what: str
    title: _StrPromise
    done: _StrPromise
    form: type[EmailForm | PhoneForm | PostalForm | BelongingForm]
    act: Callable[..., Any]
    place: str
    back: str = ""


EMAIL = Adding(
    "email", gettext_lazy("Add an e-mail address"), gettext_lazy("The address is added."), EmailForm,
    contacts.add_email, "reached", "contacts:email-retirement",
)  # fmt: skip
PHONE = Adding(
    "phone", gettext_lazy("Add a phone"), gettext_lazy("The phone is added."), PhoneForm,
    contacts.add_phone, "reached", "contacts:phone-retirement",
)  # fmt: skip
POSTAL = Adding(
    "postal", gettext_lazy("Add a postal address"), gettext_lazy("The address is added."), PostalForm,
    contacts.set_postal, "postals", "contacts:postal-removal",
)  # fmt: skip
COMPANY = Adding(
    "belonging", gettext_lazy("Add a company"), gettext_lazy("The company is added."), BelongingForm,
    contacts.belong, "belongings",
)  # fmt: skip


@needs(Right.PEOPLE_EDIT)
@read_only
def show_email(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form for one more address."""
    return _show(request, EMAIL, person_id)


@needs(Right.PEOPLE_EDIT)
@writes
def add_email(request: HttpRequest, person_id: int) -> HttpResponse:
    """Adds an address. Consents that name another one do not cover it (rule 12)."""
    return _add(request, EMAIL, person_id)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_phone(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form for one more phone."""
    return _show(request, PHONE, person_id)


@needs(Right.PEOPLE_EDIT)
@writes
def add_phone(request: HttpRequest, person_id: int) -> HttpResponse:
    """Adds a phone."""
    return _add(request, PHONE, person_id)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_postal(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form for a postal address."""
    return _show(request, POSTAL, person_id)


@needs(Right.PEOPLE_EDIT)
@writes
def add_postal(request: HttpRequest, person_id: int) -> HttpResponse:
    """Adds a postal address."""
    return _add(request, POSTAL, person_id)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_company(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form for one more company."""
    return _show(request, COMPANY, person_id)


@needs(Right.PEOPLE_EDIT)
@writes
def add_company(request: HttpRequest, person_id: int) -> HttpResponse:
    """Says that the person belongs to one more company."""
    return _add(request, COMPANY, person_id)


emails = at_one_address(show=show_email, act=add_email)
phones = at_one_address(show=show_phone, act=add_phone)
postals = at_one_address(show=show_postal, act=add_postal)
companies = at_one_address(show=show_company, act=add_company)


def _show(request: HttpRequest, what: Adding, person_id: int) -> HttpResponse:
    person = _person(request, what, person_id)
    if "shown" in request.GET:
        return _place(request, what, person)
    form = what.form(auto_id="id_new_%s")
    if isinstance(form, PostalForm):
        form.initial["country"] = person.country or "NO"
    try:
        ask_guards(person.pk)
        refuse_retired([what.what])
    except Refused as refused:
        return _place(request, what, person, form=form, refused=str(refused.reason), status=refused.status)
    return _place(request, what, person, form=form)


def _add(request: HttpRequest, what: Adding, person_id: int) -> HttpResponse:
    """Writes it. The toast takes it back: out of use again, a postal address away."""
    person = _person(request, what, person_id)
    form = what.form(request.POST, auto_id="id_new_%s")
    if form.is_valid():
        with refusals_on(form):
            row = _written(what, person, dict(form.cleaned_data), by=who(request).actor, via=Via.STAFF)
            messages.success(request, str(what.done), reverse(what.back, args=[person.pk, row.id]) if what.back else "")
            return _added(request, what, person)
    return _place(request, what, person, form=form)


def _added(request: HttpRequest, what: Adding, person: Person) -> HttpResponse:
    """The place with the new row; the whole card where the main company, which stands in several places, is another now."""
    before = person.company_id
    person = person_for(who(request), person.pk, "company", "category")
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("web:person", person.pk)
    if person.company_id != before:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("web:person", args=[person.pk])})
    return _place(request, what, person, is_saved=True)


def _written(what: Adding, person: Person, told: dict[str, Any], **by: Any) -> Any:
    if what is POSTAL:
        return what.act(person, row=None, **told, **by)
    if what is COMPANY:
        return what.act(person, company_named(told.pop("company_name"), person, by["by"]), **told, **by)
    told["kind"] = told["kind"] or None
    return what.act(person, told.pop("address" if what is EMAIL else "phone"), **told, **by)


def _person(request: HttpRequest, what: Adding, person_id: int) -> Person:
    person = person_for(who(request), person_id, "company", "category")
    mask_of(who(request)).refuse(what.what, *(["company"] if what is COMPANY else []))
    return person


def _place(
    request: HttpRequest, what: Adding, person: Person, *, form: Form | None = None, status: int = 0, **told: Any
) -> HttpResponse:
    """The card the new row stands on, with the form where there is one; without JavaScript a page with the form."""
    mask = mask_of(who(request))
    context = {
        "form": form,
        "title": what.title,
        "adding": what.what if form else "",
        "can_change": "refused" not in told,
        **told,
    }
    status = status or (422 if form and form.errors else 200)
    if not request.htmx:  # type: ignore[attr-defined]
        context |= {"back": reverse("web:person", args=[person.pk]), "person": mask.cover(person)}
        return render(request, "contacts/person_form.html", context, status=status)
    reach = reach_of(person, list(one_and_merged(person.pk).values_list("pk", flat=True)), mask)
    context |= {
        "place": what.place,
        "added": "" if form else what.what,
        "reach": reach,
        "covered": covered_reach(mask),
        "mask_emails": mask.hides("emails"),
        "mask_phones": mask.hides("phones"),
        "person": mask.cover(person),
    }
    return render(request, "contacts/place.html", context, status=status)
