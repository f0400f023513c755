"""What the law says, by country and day: read by everybody who keeps the settings, added to and never edited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, needs_any, who
from samtykke.accounts.forms import countries
from samtykke.accounts.names import actor_names
from samtykke.accounts.queries import described, today
from samtykke.accounts.rights import Right
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.governance.settings.forms import CountryForm, LawForm
from samtykke.purposes import actions as purposes
from samtykke.purposes import law
from samtykke.purposes.models import EU, LawParameter

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class Line(NamedTuple):
    """One parameter as a page shows it: what it is, the row that says it, and the value in words."""

    parameter: law.Parameter
    row: LawParameter | None
    said: str
    is_common: bool


class Version(NamedTuple):
    """One row of the history: from when to when, what it said, by whom, and whether it can be taken back."""

    row: LawParameter
    until: date | None
    said: str
    note: str
    by: str
    may_be_withdrawn: bool


@needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_country(request: HttpRequest) -> HttpResponse:
    """What holds in a country on a day; the company's country and today where nothing is asked."""
    form = CountryForm(request.GET or None, initial={"country": described().country})
    is_good = form.is_bound and form.is_valid()
    country = form.cleaned_data["country"] if is_good else described().country
    on = (form.cleaned_data["on"] if is_good else None) or today()
    found = law.all_holding(country, on)
    lines = [_line(parameter, found.get(key), country) for key, parameter in law.PARAMETERS.items()]
    context = {"form": form, "lines": lines, "country": country, "country_name": _name(country), "on": on}
    return render(request, "governance/settings/law.html", context, status=422 if form.errors else 200)


@needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_parameter(request: HttpRequest, country: str, key: str) -> HttpResponse:
    """One parameter in one country: what it decides, every version, and a new one."""
    parameter = _parameter(country, key)
    return _page(request, country, LawForm(parameter, initial=LawForm.initial_of(law.holding(key, country))), parameter)


@needs(Right.SETTINGS_MANAGE)
@writes
def add_version(request: HttpRequest, country: str, key: str) -> HttpResponse:
    """Adds what the law says from a day on."""
    parameter = _parameter(country, key)
    form = LawForm(parameter, request.POST)
    if form.is_valid():
        with refusals_on(form):
            purposes.add_law(key, country=country, **form.said(), by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Added. What is counted from now on follows it."))
            return redirect("governance:law-parameter", country, key)
    return _page(request, country, form, parameter)


@needs(Right.SETTINGS_MANAGE)
@writes
def withdraw(request: HttpRequest, country: str, key: str, valid_from: str) -> HttpResponse:
    """Takes back a row that is not in force yet."""
    _parameter(country, key)
    rows = LawParameter.objects.standing().filter(country=country, key=key)
    row = get_object_or_404(rows, valid_from=_day(valid_from))
    try:
        purposes.withdraw_law(row, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken back."))
    return redirect("governance:law-parameter", country, key)


parameter = at_one_address(show=show_parameter, act=add_version, more_read=True)


def _page(request: HttpRequest, country: str, form: LawForm, parameter: law.Parameter) -> HttpResponse:
    row = law.holding(parameter.key, country)
    context: dict[str, Any] = {
        "line": _line(parameter, row, country),
        "country": country,
        "country_name": _name(country),
        "versions": _versions(parameter, country),
        "common": _versions(parameter, EU) if country != EU else [],
    }
    return form_page(request, "governance/settings/law_parameter.html", form, **context)


def _versions(parameter: law.Parameter, country: str) -> list[Version]:
    """The history of a parameter in a country, the newest first, those taken back as well."""
    rows = list(LawParameter.objects.filter(country=country, key=parameter.key).order_by("-valid_from", "-id"))
    names = actor_names([Actor(ActorKind(row.changed_by_kind), row.changed_by_id) for row in rows])
    versions: list[Version] = []
    later: date | None = None
    for row in rows:
        by = "" if row.is_shipped else names[Actor(ActorKind(row.changed_by_kind), row.changed_by_id)]
        note = str(_(row.note)) if row.is_shipped and row.note else row.note
        is_open = not (row.is_shipped or row.withdrawn_at) and row.valid_from > today()
        until = later - timedelta(days=1) if later and not row.withdrawn_at else None
        versions.append(Version(row, until, law.said(parameter, row.value), note, by, is_open))
        later = later if row.withdrawn_at else row.valid_from
    return versions


def _line(parameter: law.Parameter, row: LawParameter | None, country: str) -> Line:
    said = law.said(parameter, row.value if row else None)
    return Line(parameter, row, said, row is not None and row.country == EU and country != EU)


def _parameter(country: str, key: str) -> law.Parameter:
    if key not in law.PARAMETERS or (country != EU and country not in dict(countries())):
        raise Http404
    return law.PARAMETERS[key]


def _name(country: str) -> str:
    return str(_("The EEA")) if country == EU else dict(countries()).get(country, country)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
