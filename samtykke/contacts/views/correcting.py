"""An e-mail address corrected in its place on the card; without JavaScript on a page of its own."""

from __future__ import annotations

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
from samtykke.contacts.forms import AddressForm
from samtykke.contacts.masking import mask_of
from samtykke.contacts.models import PersonEmail
from samtykke.contacts.queries import living_emails, one_and_merged
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import refusals_on
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Person


@needs(Right.PEOPLE_EDIT)
@read_only
def show_correction(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """The input of an address; with `shown` the address as it stands, for who leaves the input with Escape."""
    person, row = _row(request, person_id, row_id)
    if "shown" in request.GET:
        return _shown(request, person, row)
    try:
        ask_guards(row.person_id)
    except Refused as refused:
        return _input(request, person, row, AddressForm(), refused=str(refused.reason), status=refused.status)
    return _input(request, person, row, AddressForm(initial={"address": row.address}))


@needs(Right.PEOPLE_EDIT)
@writes
def correct(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Writes the right address as a row of its own. A yes that names the old address does not cover it (rule 12)."""
    person, row = _row(request, person_id, row_id)
    form = AddressForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            new = contacts.correct_email(row, form.cleaned_data["address"], by=who(request).actor, via=Via.STAFF)
            undo = (
                reverse("contacts:email-correction-undo", args=[person.pk, new.id, row.id]) if new.id != row.id else ""
            )
            messages.success(request, _("Saved."), undo)
            if request.htmx:  # type: ignore[attr-defined]
                return _shown(request, person, new, is_saved=True)
            return redirect("web:person", person.pk)
    return _input(request, person, row, form)


email_correction = at_one_address(show=show_correction, act=correct)


@needs(Right.PEOPLE_EDIT)
@writes
def take_back(request: HttpRequest, person_id: int, row_id: int, before_id: int) -> HttpResponse:
    """Puts the address that stood in the place of the corrected one."""
    person, row = _row(request, person_id, row_id)
    before = get_object_or_404(PersonEmail, person_id=row.person_id, id=before_id)
    try:
        contacts.correct_email(row, before.address, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("Undone."))
    return redirect("web:person", person.pk)


def _row(request: HttpRequest, person_id: int, row_id: int) -> tuple[Person, PersonEmail]:
    person = person_for(who(request), person_id)
    mask_of(who(request)).refuse("email")
    rows = PersonEmail.objects.filter(person_id__in=one_and_merged(person.pk), retired_at__isnull=True)
    return person, get_object_or_404(rows, id=row_id)


def _shown(request: HttpRequest, person: Person, row: PersonEmail, *, is_saved: bool = False) -> HttpResponse:
    context = {
        "person": person, "row": row, "reach": {"emails": list(living_emails(person))}, "can_change": True,
        "has_focus": True, "is_saved": is_saved,
    }  # fmt: skip
    return render(request, "contacts/email_shown.html", context)


def _input(
    request: HttpRequest, person: Person, row: PersonEmail, form: AddressForm, *, status: int = 0, **told: Any
) -> HttpResponse:
    template = "contacts/_email_form.html" if request.htmx else "contacts/email.html"  # type: ignore[attr-defined]
    context = {"person": mask_of(who(request)).cover(person), "row": row, "form": form, **told}
    return render(request, template, context, status=status or (422 if form.errors else 200))
