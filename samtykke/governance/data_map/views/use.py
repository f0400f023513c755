"""What is held and not used, and every way that data come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts import access
from samtykke.core.actors import Via
from samtykke.core.http import read_only, writes
from samtykke.governance.data_map import counting, use
from samtykke.governance.data_map.queries import counted_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_unused(request: HttpRequest) -> HttpResponse:
    """How much each field and category is used, and how many people were never written to."""
    context = {
        "fields": use.fields_in_use(),
        "categories": use.categories_in_use(),
        "never": use.never_written_to(),
        "counted_at": counted_at(),
    }
    return render(request, "governance/data_map/unused.html", context)


@needs(Right.GOVERNANCE_VIEW, Right.PEOPLE_VIEW)
@read_only
def show_never(request: HttpRequest) -> HttpResponse:
    """The people no mail was ever written to, of those the reader sees."""
    user = who(request)
    found = use.never_written(access.visible_to(user), request.GET.get("cursor"))
    audit.look(Deed.PEOPLE_LISTED, subject=None, by=user.actor, via=Via.STAFF, shown=len(found.people))
    context = {
        "people": found.people,
        "next": found.next,
        "previous": found.previous,
        "looked_through": use.LOOKED_THROUGH if found.is_cut else None,
    }
    return render(request, "governance/data_map/never.html", context)


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_ways(request: HttpRequest) -> HttpResponse:
    """Every way in: sources, doors and places with volume by month, keys, files."""
    context = {
        "ways": [(way, [way.months.get(month, 0) for month in use.last_months()]) for way in use.ways()],
        "months": use.last_months(),
        "keys": use.keys_in_use(),
        "imports": use.imports(),
        "counted_at": counted_at(),
    }
    return render(request, "governance/data_map/ways.html", context)


@needs(Right.GOVERNANCE_MANAGE)
@writes
def count(request: HttpRequest) -> HttpResponse:
    """Has everything counted anew by the worker."""
    counting.count_later()
    messages.success(request, _("The worker counts now. Open the page again in a while."))
    return redirect("governance:unused")
