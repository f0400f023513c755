"""An e-mail address or a phone corrected in its place on the card; without JavaScript on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import person_for
from samtykke.contacts.actions.changes import ask_guards
from samtykke.contacts.forms import AddressForm, NumberForm
from samtykke.contacts.masking import mask_of
from samtykke.contacts.models import PersonEmail, PersonPhone
from samtykke.contacts.queries import living_emails, living_phones, one_and_merged
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import refusals_on
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Person

    Row = PersonEmail | PersonPhone


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach somebody: its name, its rows and those in use, its form with the field, and what corrects it."""

    what: str
    model: type[Any]
    living: Callable[[Person], Any]
    form: type[AddressForm | NumberForm]
    field: str
    column: str
    act: Callable[..., Any]


EMAIL = Way("email", PersonEmail, living_emails, AddressForm, "address", "address", contacts.correct_email)
PHONE = Way("phone", PersonPhone, living_phones, NumberForm, "phone", "number", contacts.correct_phone)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_email(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """The input of an address; with `shown` the address as it stands, for who leaves the input with Escape."""
    return _show(request, EMAIL, person_id, row_id)


@needs(Right.PEOPLE_EDIT)
@writes
def correct_email(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Writes the right address as a row of its own. A yes that names the old address does not cover it (rule 12)."""
    return _correct(request, EMAIL, person_id, row_id)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_phone(request: HttpRequest, person_id: int, phone_id: int) -> HttpResponse:
    """The same for a phone."""
    return _show(request, PHONE, person_id, phone_id)


@needs(Right.PEOPLE_EDIT)
@writes
def correct_phone(request: HttpRequest, person_id: int, phone_id: int) -> HttpResponse:
    """Writes the right number as a row of its own."""
    return _correct(request, PHONE, person_id, phone_id)


email_correction = at_one_address(show=show_email, act=correct_email)
phone_correction = at_one_address(show=show_phone, act=correct_phone)


@needs(Right.PEOPLE_EDIT)
@writes
def take_email_back(request: HttpRequest, person_id: int, row_id: int, before_id: int) -> HttpResponse:
    """Puts the address that stood in the place of the corrected one."""
    return _take_back(request, EMAIL, person_id, row_id, before_id)


@needs(Right.PEOPLE_EDIT)
@writes
def take_phone_back(request: HttpRequest, person_id: int, phone_id: int, before_id: int) -> HttpResponse:
    """Puts the number that stood in the place of the corrected one."""
    return _take_back(request, PHONE, person_id, phone_id, before_id)


def _show(request: HttpRequest, way: Way, person_id: int, row_id: int) -> HttpResponse:
    person, row = _row(request, way, person_id, row_id)
    if "shown" in request.GET:
        return _shown(request, way, person, row)
    try:
        ask_guards(row.person_id)
    except Refused as refused:
        return _input(request, way, person, row, way.form(), refused=str(refused.reason), status=refused.status)
    return _input(request, way, person, row, way.form(initial={way.field: getattr(row, way.column)}))


def _correct(request: HttpRequest, way: Way, person_id: int, row_id: int) -> HttpResponse:
    """One that is out of use by now is corrected already: that is said, and what was written stays in the input."""
    person, row = _row(request, way, person_id, row_id)
    form = way.form(request.POST)
    if form.is_valid():
        with refusals_on(form):
            new = way.act(row, form.cleaned_data[way.field], by=who(request).actor, via=Via.STAFF)
            undo_at = reverse(f"contacts:{way.what}-correction-undo", args=[person.pk, new.id, row.id])
            messages.success(request, _("Saved."), undo_at if new.id != row.id else "")
            if request.htmx:  # type: ignore[attr-defined]
                return _shown(request, way, person, new, is_saved=True)
            return redirect("web:person", person.pk)
    return _input(request, way, person, row, form)


def _take_back(request: HttpRequest, way: Way, person_id: int, row_id: int, before_id: int) -> HttpResponse:
    person, row = _row(request, way, person_id, row_id)
    before = get_object_or_404(way.model, person_id=row.person_id, id=before_id)
    try:
        way.act(row, getattr(before, way.column), by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("Undone."))
    return redirect("web:person", person.pk)


def _row(request: HttpRequest, way: Way, person_id: int, row_id: int) -> tuple[Person, Row]:
    """The row to correct. To who writes, one that went out of use since is there still: the action says so."""
    person = person_for(who(request), person_id)
    mask_of(who(request)).refuse(way.what)
    rows = way.model.objects.filter(person_id__in=one_and_merged(person.pk))
    rows = rows if request.method == "POST" else rows.filter(retired_at__isnull=True)
    return person, get_object_or_404(rows, id=row_id)


def _shown(request: HttpRequest, way: Way, person: Person, row: Row, *, is_saved: bool = False) -> HttpResponse:
    context = {
        "person": person, "row": row, "what": way.what, "is_one_of_many": way.living(person).count() > 1,
        "can_change": True, "has_focus": True, "is_saved": is_saved,
    }  # fmt: skip
    return render(request, "contacts/way_shown.html", context)


def _input(
    request: HttpRequest, way: Way, person: Person, row: Row, form: Any, *, status: int = 0, **told: Any
) -> HttpResponse:
    template = "contacts/_way_form.html" if request.htmx else "contacts/way.html"  # type: ignore[attr-defined]
    context = {
        "person": mask_of(who(request)).cover(person), "row": row, "what": way.what, "form": form, **told,
    }  # fmt: skip
    return render(request, template, context, status=status or (422 if form.errors else 200))
