"""One fact of a person, changed in its place on the card; without JavaScript on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.queries import names_of
from samtykke.accounts.rights import Right
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import person_for, visible_to
from samtykke.contacts.actions.changes import ask_guards
from samtykke.contacts.actions.undoing import newest_change
from samtykke.contacts.facts import IN_THE_HEAD, KINDS, FactForm, differs, fact_of
from samtykke.contacts.masking import mask_of
from samtykke.contacts.models import FieldChange
from samtykke.contacts.views.company_names import company_named
from samtykke.contacts.views.in_place import by_others, show_input
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import CONFLICT, refusals_on
from samtykke.core.refused import Refused
from samtykke.purposes.retired import retired_fields

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Person


@needs(Right.PEOPLE_EDIT)
@read_only
def show_fact(request: HttpRequest, person_id: int, fact: str) -> HttpResponse:
    """The input of a fact; with `shown` the fact as it stands, for who leaves the input with Escape."""
    person = _person(request, person_id, fact)
    if "shown" in request.GET:
        return _shown(request, person, fact)
    mask = mask_of(who(request))
    form = FactForm(initial=FactForm.initial_of(person), person=person, mask=mask, fact=fact)
    try:
        ask_guards(person.pk)
    except Refused as refused:
        return _input(request, person, fact, form, refused=str(refused.reason), status=refused.status)
    return _input(request, person, fact, form)


@needs(Right.PEOPLE_EDIT)
@writes
def change_fact(request: HttpRequest, person_id: int, fact: str) -> HttpResponse:
    """Saves one fact. Where it is another by now than was seen, both values are shown, and nothing is lost."""
    person = _person(request, person_id, fact)
    form = FactForm(request.POST, person=person, mask=mask_of(who(request)), fact=fact)
    if form.is_valid():
        with refusals_on(form):
            person = contacts.locked(person.pk)
            if differs(request.POST, KINDS[fact], FactForm.initial_of(person)):
                return _conflict(request, person, fact, form)
            by = who(request).actor
            changes = form.changes()
            if fact == "company":
                changes["company"] = company_named(form.cleaned_data["company_name"], person, by)
            contacts.change_person(person, changes=changes, by=by, via=Via.STAFF)
            return _saved(request, person, fact)
    return _input(request, person, fact, form)


fact = at_one_address(show=show_fact, act=change_fact)


@needs(Right.PEOPLE_EDIT)
@writes
def undo(request: HttpRequest, person_id: int, change_id: int) -> HttpResponse:
    """Takes back what one act changed of a person's own fields, unless somebody changed it again since."""
    person = person_for(who(request), person_id)
    change = FieldChange.objects.filter(person_id=person.pk, id=change_id).first()
    if change is None:
        raise Http404
    mask_of(who(request)).refuse(change.field)
    try:
        contacts.undo_change(person, change_id, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("Undone."))
    tab = "contacts:interests" if change.field == "interest" else "web:person"
    seen = visible_to(who(request)).filter(pk=person.pk).exists()
    return redirect(tab, person.pk) if seen else redirect("web:people")


def _person(request: HttpRequest, person_id: int, fact: str) -> Person:
    if fact not in KINDS:
        raise Http404
    return person_for(who(request), person_id)


def _saved(request: HttpRequest, person: Person, fact: str) -> HttpResponse:
    """The fact as it stands now, with a toast that takes it back for ten seconds."""
    newest = newest_change(person.pk, set(KINDS[fact].columns))
    undo_at = reverse("contacts:change-undo", args=[person.pk, newest]) if newest else ""
    messages.success(request, _("Saved."), undo_at)
    if not request.htmx:  # type: ignore[attr-defined]
        seen = visible_to(who(request)).filter(pk=person.pk).exists()
        return redirect("web:person", person.pk) if seen else redirect("web:people")
    return _shown(request, person_for(who(request), person.pk), fact, is_saved=True)


def _shown(request: HttpRequest, person: Person, fact: str, *, is_saved: bool = False) -> HttpResponse:
    mask = mask_of(who(request))
    covered = mask.cover(person)
    owner = names_of([person.owner_id]).get(person.owner_id, "") if person.owner_id else ""
    context = {
        "person": covered,
        "fact": fact_of(fact, covered, owner, mask=mask, retired=retired_fields()),
        "can_change": True,
        "has_focus": True,
        "is_saved": is_saved,
        "head_changed": is_saved and fact in IN_THE_HEAD,
    }
    return render(request, "contacts/fact_shown.html", context)


def _conflict(request: HttpRequest, person: Person, fact: str, form: FactForm) -> HttpResponse:
    """What somebody else has written meanwhile, and who; what one wrote oneself stays in the input."""
    newest = FieldChange.objects.filter(person_id=person.pk, field__in=KINDS[fact].columns).order_by("-id").first()
    owner = names_of([person.owner_id]).get(person.owner_id, "") if person.owner_id else ""
    mask = mask_of(who(request))
    theirs = fact_of(fact, person, owner, mask=mask, retired=retired_fields())
    return _input(request, person, fact, form, theirs=by_others(theirs.value, newest), status=CONFLICT)


def _input(
    request: HttpRequest, person: Person, fact: str, form: FactForm, *, status: int = 0, **context: Any
) -> HttpResponse:
    initial = FactForm.initial_of(person)
    context["person"] = mask_of(who(request)).cover(person)
    return show_input(
        request, KINDS[fact], form, page="contacts/fact.html", initial=initial, status=status, **context
    )  # fmt: skip
