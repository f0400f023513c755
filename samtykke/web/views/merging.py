"""Merging two people: finding the other, both side by side, the merge, and parting them again. REQ-104."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents import actions as consents
from samtykke.contacts.access import person_for, visible_to
from samtykke.contacts.masking import mask_of
from samtykke.contacts.models import Merge
from samtykke.contacts.queries import search_people
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.pagination import BIGGEST
from samtykke.core.refused import Refused
from samtykke.web.forms import MergeForm
from samtykke.web.merging import SHOWN, likely_ones, pair_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Person

RELATED = ("company", "category", "collected_how")
UNPROCESSABLE = 422


@needs(Right.PEOPLE_EDIT)
@read_only
def show_merge(request: HttpRequest, person_id: int) -> HttpResponse:
    """The search for the other person; with one chosen (`with`), both side by side and what would become of each purpose."""
    person = person_for(who(request), person_id, *RELATED)
    if "with" not in request.GET:
        return _choosing(request, person)
    other = _other(request, request.GET["with"])
    if other.pk == person.pk:
        return _choosing(request, person, wrong=_("These are the same person already."))
    for one in (person, other):
        audit.look(Deed.PERSON_VIEWED, subject=Ref.person(one.pk), by=who(request).actor, via=Via.STAFF)
    return _side_by_side(request, person, other)


@needs(Right.PEOPLE_EDIT)
@writes
def merge(request: HttpRequest, person_id: int) -> HttpResponse:
    """Lets the person stand for both, with the values chosen. It can be undone."""
    person = person_for(who(request), person_id, *RELATED)
    other = _other(request, request.POST.get("with", ""))
    if other.pk == person.pk:
        return _choosing(request, person, wrong=_("These are the same person already."))
    form = MergeForm(request.POST, pair=pair_of(person, other, mask_of(who(request))))
    if form.is_valid():
        with refusals_on(form):
            overlay = consents.merge(
                person, other, take=form.taken(), versions=form.versions(), by=who(request).actor, via=Via.STAFF
            )
            sentence = _("The two are one now: everything of both stands on this card.")
            messages.success(request, sentence, reverse("web:split", args=[overlay.pk]))
            return _to_card(request, person)
    return _side_by_side(request, person, other, form)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_split(request: HttpRequest, merge_id: int) -> HttpResponse:
    """What a split gives back, before it is done."""
    overlay, person = _standing(request, merge_id)
    return render(request, "web/split.html", {"overlay": overlay, "person": person})


@needs(Right.PEOPLE_EDIT)
@writes
def split(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Parts two again, both as they were; a no said meanwhile holds for both."""
    overlay, person = _standing(request, merge_id)
    try:
        consents.split(overlay, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        context = {"overlay": overlay, "person": person, "refused": refused.reason}
        return render(request, "web/split.html", context, status=refused.status)
    messages.success(request, _("The two are parted again, each with what was their own."))
    return _to_card(request, person)


merging = at_one_address(show=show_merge, act=merge)
splitting = at_one_address(show=show_split, act=split)


def _other(request: HttpRequest, said: str) -> Person:
    """The one chosen, or who stands for them; 404 for whom the user does not see."""
    if not (said.isascii() and said.isdigit() and int(said) <= BIGGEST):
        raise Http404
    return person_for(who(request), int(said), *RELATED)


def _standing(request: HttpRequest, merge_id: int) -> tuple[Merge, Person]:
    overlay = get_object_or_404(Merge.objects.standing().select_related("merged"), pk=merge_id)
    return overlay, get_object_or_404(visible_to(who(request)), pk=overlay.survivor_id)


def _choosing(request: HttpRequest, person: Person, wrong: str = "") -> HttpResponse:
    mask, among = mask_of(who(request)), visible_to(who(request))
    text = request.GET.get("q", "").strip()
    if text:
        found = search_people(text, among=among, without=mask.keys).exclude(pk=person.pk)
        people = list(found.select_related("company").order_by("sort_key", "id")[:SHOWN])
    else:
        people = likely_ones(person, among, mask)
    audit.look(
        Deed.PEOPLE_SEARCHED, subject=None, by=who(request).actor, via=Via.STAFF, shown=len(people)
    )  # fmt: skip
    context = {"person": person, "text": text, "people": list(map(mask.cover, people)), "wrong": wrong}
    return render(request, "web/merge_with.html", context, status=UNPROCESSABLE if wrong else 200)


def _side_by_side(request: HttpRequest, person: Person, other: Person, form: MergeForm | None = None) -> HttpResponse:
    mask = mask_of(who(request))
    pair = pair_of(person, other, mask)
    shown = form or MergeForm(pair=pair, initial=MergeForm.initial_of(pair))
    for one in (person, other):
        mask.cover(one)
    return form_page(request, "web/merge.html", shown, pair=pair, person=person, other=other)


def _to_card(request: HttpRequest, person: Person) -> HttpResponse:
    """To the card, or to the list where the one who looks after them now is another and the user no longer sees them."""
    seen = visible_to(who(request)).filter(pk=person.pk).exists()
    return redirect("web:person", person.pk) if seen else redirect("web:people")
