"""One e-mail to the person, from their card. What the gate refuses says why, in the words of the card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.activities import actions
from samtykke.activities.forms import MailForm
from samtykke.activities.views.answering import say
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.queries.decisions import may
from samtykke.consents.reasons import ReasonWords, words_for
from samtykke.contacts.access import CARD, person_for
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import living_emails
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.mail import hand_over, reasons
from samtykke.purposes.models import Purpose

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from samtykke.contacts.models import Person


@dataclass(frozen=True, slots=True)
class Choice:
    """A purpose to write for, whether it may be, and why."""

    purpose: Purpose
    allowed: bool
    words: ReasonWords


@needs(Right.PEOPLE_EDIT)
@read_only
def show_mail(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form, with what may be written for, and why not for the rest."""
    person = _person(request, person_id)
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)
    return _page(request, person, None)


@needs(Right.PEOPLE_EDIT)
@writes
def send_mail(request: HttpRequest, person_id: int) -> HttpResponse:
    """Puts the e-mail into the outbox."""
    person = _person(request, person_id)
    choices = _choices(person)
    form = _form(request, person, choices, request.POST)
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            purpose = next(one.purpose for one in choices if one.purpose.key == told["purpose"])
            made = actions.write_mail(
                person, purpose=purpose, subject=told["subject"], text=told["text"], address_id=int(told["address"]),
                by=who(request).actor, via=Via.STAFF,
            )  # fmt: skip
            then = reverse("activities:person", args=[person.pk])
            say(request, _("The e-mail is on its way."), "activities:taking-back", made.pk, then=then)
            return redirect("activities:person", person.pk)
    return _page(request, person, form, choices)


writing = at_one_address(show=show_mail, act=send_mail)


def _person(request: HttpRequest, person_id: int) -> Person:
    return person_for(who(request), person_id, *CARD)


def _choices(person: Person) -> list[Choice]:
    """Every purpose in use, those that may be written for first."""
    found = []
    for purpose in Purpose.objects.offered():
        decision = may(person, purpose)
        found.append(Choice(purpose, decision.allowed, words_for(decision.reason)))
    return sorted(found, key=lambda one: not one.allowed)


def _form(request: HttpRequest, person: Person, choices: list[Choice], told: QueryDict | None) -> MailForm:
    purposes = [(one.purpose.key, one.purpose.name) for one in choices]
    addresses = mask_of(who(request)).choices(living_emails(person))
    first = next((one.purpose.key for one in choices if one.allowed), "")
    return MailForm(told, purposes=purposes, addresses=addresses, initial={"purpose": first})


def _page(
    request: HttpRequest, person: Person, form: MailForm | None, choices: list[Choice] | None = None
) -> HttpResponse:
    choices = choices or _choices(person)
    form = form or _form(request, person, choices, None)
    context = {
        "person": mask_of(who(request)).cover(person), "choices": choices,
        "chosen": form["purpose"].value(), "may_write": any(one.allowed for one in choices),
        "all_wait": reasons.sentence(hand_over.why_all_wait()),
    }  # fmt: skip
    return form_page(request, "activities/mail.html", form, **context)
