"""What staff record about one person: a consent, a no, another basis, an objection, a restriction, a notice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.consents import actions as consents
from samtykke.consents.actions.age import ages_for
from samtykke.consents.forms import AnswerForm, BasisForm, CustomerForm, NoForm, ReasonForm, WhenForm
from samtykke.consents.models import ConsentEvent
from samtykke.consents.queries.history import newest_event
from samtykke.consents.queries.people import record_of
from samtykke.contacts.access import person_for
from samtykke.contacts.models import Person
from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.templatetags.look import status_word
from samtykke.purposes.models import Purpose

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse


LONGEST_FACT = 120


@dataclass(frozen=True, slots=True)
class Act:
    """What a form's page says of the act it records."""

    person: Person
    title: str
    explanation: str
    button: str
    purpose: Purpose | None = None
    danger: bool = False
    more: dict[str, Any] = field(default_factory=dict)


def _page(request: HttpRequest, act: Act, form: Form) -> HttpResponse:
    back = reverse("web:person-privacy", args=[act.person.pk])
    return form_page(request, "consents/act.html", form, act=act, person=act.person, back=back)


def _done(request: HttpRequest, person: Person, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("web:person-privacy", person.pk)


def _found(request: HttpRequest, person_id: int, key: str) -> tuple[Person, Purpose]:
    return _person(request, person_id), get_object_or_404(Purpose.objects.existing(), key=key)


def _person(request: HttpRequest, person_id: int) -> Person:
    return person_for(who(request), person_id)


def _stands(purpose: Purpose, status: str) -> str:
    return _("%(purpose)s is now: %(status)s.") % {"purpose": purpose.name, "status": status_word(status)}


# --- A no -------------------------------------------------------------------------------------------------------------


def _withdrawal(person: Person, purpose: Purpose) -> Act:
    record = record_of(person.pk, purpose)
    if record and record.rests_on_consent:
        title, button = _("Withdraw the consent"), _("Withdraw it")
        told = _("It takes effect at once. Only the person can say yes again, by an own act.")
    elif purpose.is_marketing:
        title, button = _("Register an objection"), _("Register the objection")
        told = _("An objection to direct marketing takes effect at once and is final until the person says otherwise.")
    else:
        raise Http404
    return Act(person, title, told, button, purpose, danger=True)


@needs(Right.CONSENTS_WITHDRAW)
@read_only
def show_withdrawal(request: HttpRequest, person_id: int, key: str) -> HttpResponse:
    """The form for a withdrawal, or for an objection where the ground is not consent."""
    return _page(request, _withdrawal(*_found(request, person_id, key)), NoForm())


@needs(Right.CONSENTS_WITHDRAW)
@writes
def withdraw(request: HttpRequest, person_id: int, key: str) -> HttpResponse:
    """Withdraws a consent, or registers an objection to marketing. Art. 7(3), 21(2)."""
    person, purpose = _found(request, person_id, key)
    form = NoForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            record = consents.withdraw(
                person.pk,
                purpose,
                at=form.occurred_at(),
                act_by=form.cleaned_data["act_by"],
                comment=form.cleaned_data["comment"],
                by=who(request).actor,
                via=Via.STAFF,
            )
            return _done(request, person, _stands(purpose, record.status_now))
    return _page(request, _withdrawal(person, purpose), form)


# --- A consent, or another basis --------------------------------------------------------------------------------------


def _answer(person: Person, purpose: Purpose) -> Act:
    told = _(
        "Record what the person said, in which words, and what shows it. A no that stands is lifted only by the person’s own later act."
    )
    return Act(person, _("Register an answer"), told, _("Register the answer"), purpose)


@needs(Right.CONSENTS_CHANGE)
@read_only
def show_answer(request: HttpRequest, person_id: int, key: str) -> HttpResponse:
    """The form for what a person answered to the question of consent."""
    person, purpose = _found(request, person_id, key)
    may_own_act = who(request).has_right(Right.CONSENTS_OWN_ACT)
    enough = ages_for(person.pk, purpose, now()).enough
    form = AnswerForm(purpose=purpose, may_own_act=may_own_act, enough=enough, initial={"source": "USER"})
    return _page(request, _answer(person, purpose), form)


@needs(Right.CONSENTS_CHANGE)
@writes
def record_answer(request: HttpRequest, person_id: int, key: str) -> HttpResponse:
    """Records an answer with its words and evidence. REQ-12, REQ-14."""
    person, purpose = _found(request, person_id, key)
    may_own_act = who(request).has_right(Right.CONSENTS_OWN_ACT)
    enough = ages_for(person.pk, purpose, now()).enough
    form = AnswerForm(request.POST, request.FILES, purpose=purpose, may_own_act=may_own_act, enough=enough)
    if form.is_valid():
        with refusals_on(form):
            by = who(request).actor
            record = consents.record_answer(person.pk, form.answer(), by=by, via=Via.STAFF, own_act=may_own_act)
            if file := form.cleaned_data["file"]:
                told = newest_event(person.pk, purpose)
                consents.keep_file(person, file.read(), name=file.name, event_id=told.id, by=by, via=Via.STAFF)
            return _done(request, person, _stands(purpose, record.status_now))
    return _page(request, _answer(person, purpose), form)


def _basis(person: Person, purpose: Purpose) -> Act:
    told = _("For a purpose the person is held for on another ground than consent. A no never becomes another basis.")
    if purpose.is_marketing:
        told = _("Marketing without consent is allowed only to existing customers, and only with all five facts.")
    return Act(person, _("Set the legal basis"), told, _("Set the basis"), purpose)


def _basis_form(purpose: Purpose) -> type[BasisForm]:
    return CustomerForm if purpose.is_marketing else BasisForm


def _of_a_sale(request: HttpRequest) -> dict[str, str]:
    """Which sale, when, and what was sold. That the address came with it, and a way out was offered, nobody fills in."""
    return {name: request.GET[name][:LONGEST_FACT] for name in CustomerForm.OF_A_SALE if name in request.GET}


@needs(Right.CONSENTS_CHANGE)
@read_only
def show_basis(request: HttpRequest, person_id: int, key: str) -> HttpResponse:
    """The form for another basis than consent; what is known of a sale may stand in the address, and is asked for again."""
    person, purpose = _found(request, person_id, key)
    form = _basis_form(purpose)(purpose=purpose, initial={**_of_a_sale(request), "source": "USER"})
    return _page(request, _basis(person, purpose), form)


@needs(Right.CONSENTS_CHANGE)
@writes
def set_basis(request: HttpRequest, person_id: int, key: str) -> HttpResponse:
    """Holds a person for a purpose on another basis, with its reason where a consent stood. Rules 5–7."""
    person, purpose = _found(request, person_id, key)
    form = _basis_form(purpose)(request.POST, purpose=purpose)
    if form.is_valid():
        with refusals_on(form):
            record = consents.record_answer(person.pk, form.answer(), by=who(request).actor, via=Via.STAFF)
            return _done(request, person, _stands(purpose, record.status_now))
    return _page(request, _basis(person, purpose), form)


def _ending(person: Person, purpose: Purpose) -> Act:
    told = _("You stop using the person’s data for this purpose. It does not count as the person’s own no.")
    return Act(person, _("End the basis"), told, _("End it"), purpose, danger=True)


@needs(Right.CONSENTS_CHANGE)
@read_only
def show_ending(request: HttpRequest, person_id: int, key: str) -> HttpResponse:
    """The form for ending a basis."""
    return _page(request, _ending(*_found(request, person_id, key)), ReasonForm())


@needs(Right.CONSENTS_CHANGE)
@writes
def end(request: HttpRequest, person_id: int, key: str) -> HttpResponse:
    """Ends a basis in force, with a reason."""
    person, purpose = _found(request, person_id, key)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            record = consents.end(person.pk, purpose, reason=reason, by=who(request).actor, via=Via.STAFF)
            return _done(request, person, _stands(purpose, record.status_now))
    return _page(request, _ending(person, purpose), form)


# --- Correcting -------------------------------------------------------------------------------------------------------


def _invalidation(person: Person, event: ConsentEvent) -> Act:
    told = _("The event stays in the history and no longer counts. An older no stands again.")
    title = _("Declare “%(status)s” not valid") % {"status": status_word(event.status)}
    return Act(person, title, told, _("Declare it not valid"), event.purpose, danger=True)


def _event(person_id: int, event_id: int) -> ConsentEvent:
    events = ConsentEvent.objects.of(person_id).select_related("purpose")
    return get_object_or_404(events, id=event_id)


@needs(Right.CONSENTS_CORRECT)
@read_only
def show_invalidation(request: HttpRequest, person_id: int, event_id: int) -> HttpResponse:
    """The form for declaring an event not valid."""
    event = _event(person_id, event_id)
    return _page(request, _invalidation(_person(request, person_id), event), ReasonForm())


@needs(Right.CONSENTS_CORRECT)
@writes
def invalidate(request: HttpRequest, person_id: int, event_id: int) -> HttpResponse:
    """Declares an event that was recorded by mistake not valid; never the person's own no."""
    person, event = _person(request, person_id), _event(person_id, event_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            consents.invalidate(event, reason=form.cleaned_data["reason"], by=who(request).actor, via=Via.STAFF)
            return _done(request, person, _("The event no longer counts."))
    return _page(request, _invalidation(person, event), form)


# --- The whole person -------------------------------------------------------------------------------------------------


def _objection(person: Person) -> Act:
    told = _("No marketing of any kind from now on, whatever else was agreed (Art. 21). Only the person can lift it.")
    return Act(person, _("Register an objection to all marketing"), told, _("Register the objection"), danger=True)


@needs(Right.CONSENTS_WITHDRAW)
@read_only
def show_objection(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form for an objection to all marketing."""
    return _page(request, _objection(_person(request, person_id)), _without_comment(NoForm()))


@needs(Right.CONSENTS_WITHDRAW)
@writes
def object_to_marketing(request: HttpRequest, person_id: int) -> HttpResponse:
    """Registers an objection to all marketing: absolute, at once. Art. 21(3)."""
    person = _person(request, person_id)
    form = _without_comment(NoForm(request.POST))
    if form.is_valid():
        with refusals_on(form):
            consents.object_to_marketing(
                person_id,
                act_by=form.cleaned_data["act_by"],
                at=form.occurred_at(),
                by=who(request).actor,
                via=Via.STAFF,
            )
            return _done(request, person, _("The objection stands. No marketing from now on."))
    return _page(request, _objection(person), form)


def _restriction(person: Person) -> Act:
    told = _("Until it is lifted the data are only kept, and used for nothing (Art. 18).")
    return Act(person, _("Restrict the use"), told, _("Restrict the use"), danger=True)


@needs(Right.CONSENTS_RESTRICT)
@read_only
def show_restriction(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form for a restriction."""
    return _page(request, _restriction(_person(request, person_id)), _without_comment(WhenForm()))


@needs(Right.CONSENTS_RESTRICT)
@writes
def restrict(request: HttpRequest, person_id: int) -> HttpResponse:
    """Restricts the use of a person's data. Art. 18."""
    person = _person(request, person_id)
    form = _without_comment(WhenForm(request.POST))
    if form.is_valid():
        with refusals_on(form):
            consents.restrict(person_id, at=form.occurred_at(), by=who(request).actor, via=Via.STAFF)
            return _done(request, person, _("The use is restricted."))
    return _page(request, _restriction(person), form)


@needs(Right.CONSENTS_RESTRICT)
@writes
def lift_restriction(request: HttpRequest, person_id: int) -> HttpResponse:
    """Lifts a restriction."""
    person = _person(request, person_id)
    consents.lift_restriction(person_id, by=who(request).actor, via=Via.STAFF)
    return _done(request, person, _("The restriction is lifted."))


@needs(Right.CONSENTS_CHANGE)
@writes
def note_notice(request: HttpRequest, person_id: int) -> HttpResponse:
    """Notes that the person has been told that we hold them. Art. 13–14."""
    person = _person(request, person_id)
    consents.record_notice(person_id, by=who(request).actor, via=Via.STAFF)
    return _done(request, person, _("Noted: the person has been told."))


def _without_comment(form: Any) -> Any:
    del form.fields["comment"]
    return form


withdrawal = at_one_address(show=show_withdrawal, act=withdraw)
answer = at_one_address(show=show_answer, act=record_answer)
basis = at_one_address(show=show_basis, act=set_basis)
ending = at_one_address(show=show_ending, act=end)
invalidation = at_one_address(show=show_invalidation, act=invalidate)
objection = at_one_address(show=show_objection, act=object_to_marketing)
restriction = at_one_address(show=show_restriction, act=restrict)
