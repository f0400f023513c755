"""The list of selections: one's own, the teams', everybody's, and those in the bin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.pagination import page
from samtykke.selections import actions
from samtykke.selections.access import binned_selections, visible_selections
from samtykke.selections.forms import ListForm
from samtykke.selections.models import Share

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WHOSE = ("", "mine", "team", "everybody")


@needs(Right.PEOPLE_VIEW)
@read_only
def show_selections(request: HttpRequest) -> HttpResponse:
    """The selections somebody sees, by name, a page at a time."""
    user, text = who(request), request.GET.get("q", "").replace("\x00", "").strip()[:200]
    found = visible_selections(user).select_related("owner")
    whose = request.GET.get("whose", "")
    if whose == "mine":
        found = found.filter(owner=user)
    elif whose in (Share.TEAM, Share.EVERYBODY):
        found = found.filter(share=whose)
    if text:
        found = found.filter(name__icontains=text)
    shown = page(found, order=["name", "id"], cursor=request.GET.get("cursor"))
    context = {
        "selections": shown.items, "next": shown.next, "previous": shown.previous, "text": text, "whose": whose,
        "user_id": user.pk, "is_searched": bool(text or whose), "deleted": binned_selections(user)[:20],
        "ways": [("", _("All")), ("mine", _("Mine")), ("team", _("My teams’")), ("everybody", _("Everybody’s"))],
    }  # fmt: skip
    fragment = bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]
    return render(request, "selections/_selections.html" if fragment else "selections/selections.html", context)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_new_list(request: HttpRequest) -> HttpResponse:
    """An empty form for a list."""
    return form_page(request, "selections/list_new.html", ListForm())


@needs(Right.PEOPLE_VIEW)
@writes
def create_list(request: HttpRequest) -> HttpResponse:
    """Makes an empty list."""
    form, user = ListForm(request.POST), who(request)
    if form.is_valid():
        with refusals_on(form):
            share = form.cleaned_data["share"] or Share.ME
            made = actions.create_list(form.cleaned_data["name"], owner=user, share=share, by=user.actor, via=Via.STAFF)
            return redirect("selections:selection", made.pk)
    return form_page(request, "selections/list_new.html", form)


new_list = at_one_address(show=show_new_list, act=create_list)


@needs(Right.PEOPLE_VIEW)
@writes
def restore(request: HttpRequest, selection_id: int) -> HttpResponse:
    """Takes a selection of one's own out of the bin."""
    user = who(request)
    found = get_object_or_404(binned_selections(user), pk=selection_id)
    actions.restore(found, by=user.actor, via=Via.STAFF)
    messages.success(request, _("“%s” is back.") % found.name)
    return redirect("selections:selection", found.pk)
