"""The worklist of companies that may be one: compare, merge, or say that they are not the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import companies_visible_to
from samtykke.contacts.duplicates import company_pairs_for
from samtykke.contacts.models import CompanyPair
from samtykke.core.actors import Via
from samtykke.core.http import read_only, writes
from samtykke.core.pagination import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.PEOPLE_VIEW)
@read_only
def show_duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs of companies nobody has judged."""
    pairs = company_pairs_for(companies_visible_to(who(request)))
    shown = page(pairs, order=["company_id", "other_id"], cursor=request.GET.get("cursor"))
    context = {"pairs": shown.items, "next": shown.next, "previous": shown.previous}
    return render(request, "contacts/company_duplicates.html", context)


@needs(Right.PEOPLE_EDIT)
@writes
def tell_apart(request: HttpRequest, first_id: int, second_id: int) -> HttpResponse:
    """Says that the two are not the same. It is remembered, and can be undone."""
    contacts.tell_companies_apart(_pair(request, first_id, second_id), by=who(request).actor, via=Via.STAFF)
    undo = reverse("contacts:companies-paired-again", args=[first_id, second_id])
    messages.success(request, _("They are two companies. They are not shown as a pair again."), undo)
    return redirect("contacts:company-duplicates")


@needs(Right.PEOPLE_EDIT)
@writes
def pair_again(request: HttpRequest, first_id: int, second_id: int) -> HttpResponse:
    """Takes that back."""
    contacts.pair_companies_again(_pair(request, first_id, second_id), by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("They wait to be judged again."))
    return redirect("contacts:company-duplicates")


def _pair(request: HttpRequest, first_id: int, second_id: int) -> CompanyPair:
    """The pair, where both are seen; 404 else."""
    seen = companies_visible_to(who(request)).values("pk")
    pairs = CompanyPair.objects.filter(company__in=seen, other__in=seen)
    return get_object_or_404(pairs, company_id=first_id, other_id=second_id)
