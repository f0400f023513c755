"""What is done with people ticked in the list, or with all that match its filter: added to a list, taken out as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.contacts.access import visible_to
from samtykke.contacts.masking import mask_of
from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.core.http import read_only, writes
from samtykke.core.refused import Refused
from samtykke.core.templatetags.words import day_text
from samtykke.selections import actions, criteria
from samtykke.selections.access import visible_selections
from samtykke.selections.models import Kind
from samtykke.web import queries
from samtykke.web.forms import PeopleFilter, ids_told
from samtykke.web.selecting import criteria_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from samtykke.contacts.models import PersonQuerySet


@needs(Right.PEOPLE_VIEW)
@read_only
def show_saving(request: HttpRequest) -> HttpResponseBase:
    """Leads to the builder with what the list is narrowed by; there it gets a name."""
    told = json.dumps(criteria.to_json(criteria_of(_filter(request))))
    return redirect(f"{reverse('selections:new')}?{urlencode({'criteria': told})}")


@needs(Right.PEOPLE_EDIT)
@writes
def add_to_list(request: HttpRequest) -> HttpResponseBase:
    """Puts the ticked, or all that match, in a list, or in a new one."""
    user, people, told = who(request), _people(request), request.POST.get("list", "")
    by: dict[str, Any] = {"by": user.actor, "via": Via.STAFF}
    try:
        if told:
            lists = visible_selections(user).filter(kind=Kind.LIST)
            found = get_object_or_404(
                lists, pk=int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0
            )
        else:
            found = actions.create_list(_("List of %s") % day_text(now()), owner=user, **by)
        added, batch = actions.add_people(found, people, **by)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return _back(request)
    sentence = ngettext("%(n)d person is added to “%(name)s”.", "%(n)d people are added to “%(name)s”.", added)
    undo = reverse("selections:taking-back", args=[found.pk, batch]) if added else ""
    messages.success(request, sentence % {"n": added, "name": found.name}, undo)
    return _back(request) if told else redirect("selections:selection", found.pk)


@needs(Right.PEOPLE_EXPORT)
@writes
def take_out(request: HttpRequest) -> HttpResponseBase:
    """Leads to the file of the ticked, or of all that match; there a reason is asked."""
    query = request.GET.copy()
    if "everyone" not in request.POST:
        query["ids"] = ",".join(map(str, _ticked(request))) or "0"
    return redirect(f"{reverse('web:people-export')}?{query.urlencode()}")


def _people(request: HttpRequest) -> PersonQuerySet:
    """Those somebody sees of whom they mean."""
    user = who(request)
    seen = visible_to(user)
    if "everyone" in request.POST:
        return queries.matching(_filter(request), among=seen, mask=mask_of(user), user=user)
    return seen.filter(pk__in=_ticked(request))


def _ticked(request: HttpRequest) -> list[int]:
    return ids_told(",".join(request.POST.getlist("person")))


def _filter(request: HttpRequest) -> dict[str, Any]:
    """What the address asks; an address we did not make is nobody's list."""
    user = who(request)
    form = PeopleFilter(request.GET, mask=mask_of(user), user=user)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data


def _back(request: HttpRequest) -> HttpResponseBase:
    return redirect(f"{reverse('web:people')}?{request.GET.urlencode()}")
