"""The calendar: a day, a week or a month; one's own or everybody's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.shortcuts import render

from samtykke.accounts.access import needs, who
from samtykke.accounts.queries import today
from samtykke.accounts.rights import Right
from samtykke.activities.calendar import VIEWS, Span, days_for
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Via
from samtykke.core.http import read_only

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.PEOPLE_VIEW)
@read_only
def show_calendar(request: HttpRequest) -> HttpResponse:
    """What stands on some days. A day or a view that is none is today and the week."""
    asked, day = request.GET, today()
    view = asked.get("view", "week") if asked.get("view") in VIEWS else "week"
    span = Span.of(view, _day(asked.get("day", ""), day))
    everybody = asked.get("whose") == "all"
    days, is_cut = days_for(who(request), span, everybody=everybody, today=day)
    people = {person.pk for one in days for entry in one.entries for person in entry.line.people}
    if people:
        audit.look(Deed.PEOPLE_LISTED, subject=None, by=who(request).actor, via=Via.STAFF, shown=len(people))
    context = {
        "span": span, "days": days, "today": day, "whose": "all" if everybody else "mine", "is_cut": is_cut,
        "is_empty": not any(one.entries for one in days),
    }  # fmt: skip
    template = "activities/_calendar.html" if request.htmx else "activities/calendar.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _day(said: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        return otherwise
