"""The worklist of people who may stand on two cards: compare, merge, or say that they are not the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import visible_to
from samtykke.contacts.duplicates import pairs_for
from samtykke.contacts.masking import mask_of
from samtykke.contacts.models import PossiblePair
from samtykke.core.actors import Via
from samtykke.core.http import read_only, writes
from samtykke.core.pagination import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.PEOPLE_VIEW)
@read_only
def show_duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs nobody has judged, of which the user sees both."""
    mask = mask_of(who(request))
    pairs = pairs_for(visible_to(who(request)), mask)
    shown = page(pairs, order=["person_id", "other_id"], cursor=request.GET.get("cursor"))
    audit.look(Deed.PEOPLE_LISTED, subject=None, by=who(request).actor, via=Via.STAFF, shown=2 * len(shown.items))
    for pair in shown.items:
        mask.cover(pair.person)
        mask.cover(pair.other)
    context = {"pairs": shown.items, "next": shown.next, "previous": shown.previous}
    return render(request, "web/duplicates.html", context)


@needs(Right.PEOPLE_EDIT)
@writes
def tell_apart(request: HttpRequest, first_id: int, second_id: int) -> HttpResponse:
    """Says that the two are not the same. It is remembered, and can be undone."""
    pair = _pair(request, first_id, second_id)
    contacts.tell_apart(pair, by=who(request).actor, via=Via.STAFF)
    undo = reverse("web:paired-again", args=[first_id, second_id])
    messages.success(request, _("They are not the same. They are not shown as a pair again."), undo)
    return redirect("web:duplicates")


@needs(Right.PEOPLE_EDIT)
@writes
def pair_again(request: HttpRequest, first_id: int, second_id: int) -> HttpResponse:
    """Takes that back."""
    contacts.pair_again(_pair(request, first_id, second_id), by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("They wait to be judged again."))
    return redirect("web:duplicates")


def _pair(request: HttpRequest, first_id: int, second_id: int) -> PossiblePair:
    """The pair, where the user sees both; 404 else."""
    seen = visible_to(who(request)).values("pk")
    pairs = PossiblePair.objects.filter(person__in=seen, other__in=seen)
    return get_object_or_404(pairs, person_id=first_id, other_id=second_id)
