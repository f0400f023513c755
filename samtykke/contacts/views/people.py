"""Changing what a person is called and reached by; the recycle bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import in_the_bin_for, person_for, visible_to
from samtykke.contacts.forms import PersonForm
from samtykke.contacts.masking import PHONES, mask_of
from samtykke.contacts.models import PersonEmail, PersonPhone
from samtykke.contacts.queries import as_one, living_emails, living_phones, one_and_merged
from samtykke.contacts.views.company_names import company_named
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.purposes.retired import retired_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Person


@needs(Right.PEOPLE_EDIT)
@read_only
def show_details(request: HttpRequest, person_id: int) -> HttpResponse:
    """The forms for a person's name, company and addresses."""
    person = _person(request, person_id)
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)
    return _page(request, person, _form(request, person))


@needs(Right.PEOPLE_EDIT)
@writes
def change_details(request: HttpRequest, person_id: int) -> HttpResponse:
    """Changes a person; refuses when somebody else did so in between."""
    person = _person(request, person_id)
    form = PersonForm(request.POST, person=person, mask=mask_of(who(request)))
    if form.is_valid():
        with refusals_on(form):
            by = who(request).actor
            changes = form.changes()
            if "company_name" in form.fields:
                country = form.cleaned_data.get("country") or ""
                changes["company"] = company_named(form.cleaned_data["company_name"], person, by, country=country)
            version = form.cleaned_data["version"]
            contacts.change_person(person, changes=changes, version=version, by=by, via=Via.STAFF)
            messages.success(request, _("Saved."))
            return _still_seen(request, person)
    return _page(request, person, form)


details = at_one_address(show=show_details, act=change_details)


@needs(Right.PEOPLE_EDIT)
@writes
def retire_email(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Takes an address out of use; the history still knows it."""
    undo = reverse("contacts:email-return", args=[person_id, row_id])
    return _with(request, person_id, PersonEmail, row_id, contacts.retire_email, _("The address is out of use."), undo)


@needs(Right.PEOPLE_EDIT)
@writes
def prefer_email(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Makes an address the one that is meant when none is named."""
    return _with(
        request, person_id, PersonEmail, row_id, contacts.make_email_primary, _("Mail now goes to this address first.")
    )


@needs(Right.PEOPLE_EDIT)
@writes
def retire_phone(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Takes a phone out of use."""
    undo = reverse("contacts:phone-return", args=[person_id, row_id])
    return _with(request, person_id, PersonPhone, row_id, contacts.retire_phone, _("The phone is out of use."), undo)


@needs(Right.PEOPLE_EDIT)
@writes
def bring_email_back(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Takes an address into use again, as the row it was."""
    return _bring_back(request, person_id, PersonEmail, row_id)


@needs(Right.PEOPLE_EDIT)
@writes
def bring_phone_back(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Takes a phone into use again, as the row it was."""
    return _bring_back(request, person_id, PersonPhone, row_id)


@needs(Right.PEOPLE_EDIT)
@writes
def prefer_phone(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Makes a phone the one that is meant when none is named."""
    return _with(
        request, person_id, PersonPhone, row_id, contacts.make_phone_primary, _("Calls now go to this phone first.")
    )


@needs(Right.PEOPLE_DELETE)
@writes
def delete(request: HttpRequest, person_id: int) -> HttpResponse:
    """Puts a person in the recycle bin; it can be undone."""
    person = _person(request, person_id)
    contacts.delete_person(person, by=who(request).actor, via=Via.STAFF)
    sentence = _("%(name)s is in the recycle bin.") % {"name": person.full_name or _("The person")}
    messages.success(request, sentence, reverse("contacts:restoration", args=[person.pk]))
    return redirect("web:people")


@needs(Right.PEOPLE_DELETE)
@writes
def restore(request: HttpRequest, person_id: int) -> HttpResponse:
    """Takes a person out of the recycle bin, with everything recorded."""
    person = get_object_or_404(in_the_bin_for(who(request)), pk=person_id)
    contacts.restore_person(person, by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("Restored, with everything that was recorded."))
    return redirect("web:person", person.pk)


def _person(request: HttpRequest, person_id: int) -> Person:
    return person_for(who(request), person_id, "company", "category")


def _still_seen(request: HttpRequest, person: Person) -> HttpResponse:
    """To the card, or to the list where somebody else looks after the person now and the user no longer sees them."""
    if visible_to(who(request)).filter(pk=person.pk).exists():
        return redirect("web:person", person.pk)
    return redirect("web:people")


def _form(request: HttpRequest, person: Person) -> PersonForm:
    return PersonForm(initial=PersonForm.initial_of(person), person=person, mask=mask_of(who(request)))


def _with(
    request: HttpRequest,
    person_id: int,
    model: type[Any],
    row_id: int,
    act: Callable[..., Any],
    sentence: str,
    undo: str = "",
) -> HttpResponse:
    person = _person(request, person_id)
    mask_of(who(request)).refuse("email" if model is PersonEmail else "phone")
    row = get_object_or_404(model, person_id__in=one_and_merged(person.pk), id=row_id, retired_at__isnull=True)
    act(row, by=who(request).actor, via=Via.STAFF)
    messages.success(request, sentence, undo)
    return redirect("web:person", person.pk)


def _bring_back(request: HttpRequest, person_id: int, model: type[Any], row_id: int) -> HttpResponse:
    person = _person(request, person_id)
    is_email = model is PersonEmail
    mask_of(who(request)).refuse("email" if is_email else "phone")
    row = get_object_or_404(model, person_id__in=one_and_merged(person.pk), id=row_id)
    try:
        act: Any = contacts.add_email if is_email else contacts.add_phone
        act(row.person, row.address if is_email else row.number, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("Undone."))
    return redirect("web:person", person.pk)


def _page(request: HttpRequest, person: Person, form: PersonForm) -> HttpResponse:
    mask = mask_of(who(request))
    context = {
        "person": mask.cover(person),
        "is_masked": bool(mask),
        "mask_emails": mask.hides("emails"),
        "mask_phones": mask.hides("phones"),
        "phones_retired": PHONES in retired_fields(),
        "emails": mask.cover_emails(as_one(living_emails(person), person.pk)),
        "phones": mask.cover_phones(as_one(living_phones(person), person.pk)),
    }
    return form_page(request, "contacts/person_details.html", form, **context)
