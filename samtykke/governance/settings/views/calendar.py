"""The calendar on which days are counted: the law's days off, the part of the country, the company's own days. REQ-02."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, needs_any, who
from samtykke.accounts.queries import described, today
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.governance.settings.forms import CalendarDayForm, SubdivisionForm
from samtykke.purposes import actions as purposes
from samtykke.purposes.calendar import company_calendar, holiday_names
from samtykke.purposes.models import CalendarDay
from samtykke.purposes.queries import privacy_settings

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse


@needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """The days off of this year and the next, and what the company said otherwise."""
    return _page(request)


@needs(Right.SETTINGS_MANAGE)
@writes
def act(request: HttpRequest) -> HttpResponse:
    """Marks a day, or chooses the part of the country: the button says which."""
    return _mark(request) if "day" in request.POST else _choose(request)


@needs(Right.SETTINGS_MANAGE)
@writes
def unmark(request: HttpRequest, day: str) -> HttpResponse:
    """Lets a day follow the law's calendar again."""
    try:
        said = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    purposes.unmark_day(said, by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("The day follows the law’s calendar again."))
    return redirect("governance:calendar")


calendar = at_one_address(show=show, act=act, more_read=True)


def _mark(request: HttpRequest) -> HttpResponse:
    form = CalendarDayForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        with refusals_on(form):
            purposes.mark_day(
                told["day"], name=told["name"], is_off=told["is_off"] == "off", by=who(request).actor, via=Via.STAFF
            )
            messages.success(request, _("Saved. Days that are found from now on follow it."))
            return redirect("governance:calendar")
    return _page(request, day_form=form)


def _choose(request: HttpRequest) -> HttpResponse:
    form = SubdivisionForm(described().country, request.POST)
    if form.is_valid():
        with refusals_on(form):
            purposes.change_settings(changes=form.cleaned_data, by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Saved. Days that are found from now on follow it."))
            return redirect("governance:calendar")
    return _page(request, part_form=form)


def _page(
    request: HttpRequest, *, day_form: CalendarDayForm | None = None, part_form: SubdivisionForm | None = None
) -> HttpResponse:
    found, profile = company_calendar(), described()
    part = SubdivisionForm(profile.country, initial={"subdivision": privacy_settings().subdivision})
    day = CalendarDayForm(initial={"is_off": "off"})
    refused: Form = day_form or part_form or day
    years = [_year(found.country, today().year + ahead) for ahead in (0, 1)]
    context: dict[str, Any] = {
        "calendar": found,
        "years": years,
        "days": list(CalendarDay.objects.order_by("day")),
        "day_form": day_form or day,
        "part_form": part_form or part,
        "has_parts": len(dict(part.fields["subdivision"].choices)) > 1,  # type: ignore[attr-defined]
        "organisation": profile,
    }
    return form_page(request, "governance/settings/calendar.html", refused, **context)


def _year(country: str, year: int) -> tuple[int, dict[date, str]]:
    return year, holiday_names(country, year, (get_language() or "en")[:2])
