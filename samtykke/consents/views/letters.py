"""What staff have written to one person by hand: the privacy confirmation, and the question of consent. M16; REQ-17, 36."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.consents import actions as consents
from samtykke.consents.queries.asking import may_ask
from samtykke.contacts.access import person_for
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import living_emails
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import refusals_on
from samtykke.core.refused import Refused
from samtykke.mail import hand_over, reasons, writing
from samtykke.mail.forms import SendForm
from samtykke.mail.models import Mail, Template, TemplateKind
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import current_wording

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from samtykke.contacts.models import Person

UNPROCESSABLE = 422


# --- The privacy confirmation -----------------------------------------------------------------------------------------


@needs(Right.PEOPLE_EDIT)
@read_only
def show_confirmation(request: HttpRequest, person_id: int) -> HttpResponse:
    """What would be sent, and where; the choices of the form stand in the address, so that looking changes nothing."""
    person = _person(request, person_id)
    form = _form(request, person, request.GET)
    return _confirmation_page(request, person, form)


@needs(Right.PEOPLE_EDIT)
@writes
def send_confirmation(request: HttpRequest, person_id: int) -> HttpResponse:
    """Puts the privacy confirmation into the outbox (checks 37, 41)."""
    person = _person(request, person_id)
    form = _form(request, person, request.POST)
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            consents.inform(
                person,
                template=told["template"],
                address_id=form.address_id(),
                language=told["language"],
                subject=told["subject"],
                by=who(request).actor,
                via=Via.STAFF,
            )
            messages.success(request, _on_its_way())
            return redirect("web:person-mail", person.pk)
    return _confirmation_page(request, person, form, status=UNPROCESSABLE)


def _form(request: HttpRequest, person: Person, told: QueryDict) -> SendForm:
    addresses = mask_of(who(request)).choices(living_emails(person))
    templates = Template.objects.offered(TemplateKind.PRIVACY)
    usual = consents.template_for(person)
    initial = {"template": usual.pk, "address": addresses[0][0] if addresses else ""}
    chosen = {name: told.get(name, initial.get(name, "")) for name in ("address", "template", "language", "subject")}
    return SendForm(templates, addresses, chosen, initial=initial)


def _confirmation_page(request: HttpRequest, person: Person, form: SendForm, status: int = 200) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "stopped": _stopped(person),
        "letter": _preview(request, _unsent(person, form)) if form.is_valid() else None,
        "all_wait": reasons.sentence(hand_over.why_all_wait()),
    }
    fragment = bool(request.htmx) and request.method == "GET"  # type: ignore[attr-defined]
    template = "consents/_confirmation_mail.html" if fragment else "consents/confirmation_mail.html"
    return render(request, template, context, status=status)


def _unsent(person: Person, form: SendForm) -> Mail:
    told = form.cleaned_data
    return Mail(
        kind=TemplateKind.PRIVACY,
        template=told["template"],
        person_id=person.pk,
        address_id=form.address_id(),
        language_wanted=told["language"],
        subject_override=told["subject"],
    )


# --- The question of consent ------------------------------------------------------------------------------------------


@needs(Right.CONSENTS_CHANGE)
@read_only
def show_question(request: HttpRequest, person_id: int, key: str) -> HttpResponse:
    """Whether the person may be asked for a consent, why or why not, and how the question reads."""
    return _question_page(request, *_found(request, person_id, key))


@needs(Right.CONSENTS_CHANGE)
@writes
def send_question(request: HttpRequest, person_id: int, key: str) -> HttpResponse:
    """Has the question mailed, where asking is lawful (REQ-17)."""
    person, purpose = _found(request, person_id, key)
    try:
        consents.ask(person, purpose, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        return _question_page(request, person, purpose, refused=str(refused.reason), status=refused.status)
    messages.success(request, _on_its_way())
    return redirect("web:person-privacy", person.pk)


def _question_page(
    request: HttpRequest, person: Person, purpose: Purpose, *, refused: str = "", status: int = 200
) -> HttpResponse:
    decision = may_ask(person, purpose)
    wording = current_wording(purpose, person.language)
    unsent = Mail(
        kind=TemplateKind.REQUEST,
        template=Template.objects.existing().get(key="ASKCONSENT"),
        person_id=person.pk,
        purpose_key=purpose.key,
    )
    stopped = refused or _stopped(person) or ("" if decision.allowed else reasons.sentence(decision.reason))
    if not stopped and wording is None:
        stopped = _("Write the words people say yes to first.")
    context: dict[str, Any] = {
        "person": person,
        "purpose": purpose,
        "stopped": stopped,
        "must_be_told": decision.reason == "not_informed",
        "letter": None if stopped else _preview(request, unsent),
        "all_wait": reasons.sentence(hand_over.why_all_wait()),
    }
    return render(request, "consents/question.html", context, status=status)


# --- What both need ---------------------------------------------------------------------------------------------------


def _found(request: HttpRequest, person_id: int, key: str) -> tuple[Person, Purpose]:
    purpose = get_object_or_404(Purpose.objects.existing(), key=key)
    return _person(request, person_id), purpose


def _person(request: HttpRequest, person_id: int) -> Person:
    return person_for(who(request), person_id, "origin_source")


def _stopped(person: Person) -> str:
    """Why nothing may be written to the person at all, or ""."""
    try:
        consents.writable_email(person.pk, None)
    except Refused as refused:
        return str(refused.reason)
    return ""


def _preview(request: HttpRequest, unsent: Mail) -> writing.Preview | None:
    try:
        letter = writing.preview(unsent)
        return replace(letter, address=mask_of(who(request)).text("email", letter.address))
    except writing.CannotWrite:
        return None


def _on_its_way() -> str:
    waits = hand_over.why_all_wait()
    return reasons.sentence(waits) if waits else _("It waits in the outbox and goes out in a moment.")


confirmation = at_one_address(show=show_confirmation, act=send_confirmation)
question = at_one_address(show=show_question, act=send_question)
