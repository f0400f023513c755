"""The people we hold: searched, narrowed, page by page, and as a file for those who may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from samtykke.accounts.access import needs, recently_confirmed, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import visible_to
from samtykke.contacts.masking import mask_of
from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import back_to_list, form_page, without
from samtykke.core.pagination import page
from samtykke.core.spreadsheets import csv_lines
from samtykke.governance.forms import ExportForm
from samtykke.purposes.models import EMARKETING
from samtykke.purposes.queries import purpose_by_key
from samtykke.web import queries
from samtykke.web.forms import PeopleFilter
from samtykke.web.selecting import over_the_list

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from samtykke.contacts.models import PersonQuerySet
    from samtykke.core.pagination import Page

PICKED = ("category", "purpose", "status", "basis", "source", "attention", "language")
TICKED = ("not_informed", "late")
NARROWED_BY = (*PICKED, "company", "selection", *TICKED)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_people(request: HttpRequest) -> HttpResponse:
    """How many match, and a page of them; a filter that does not exist matches nobody."""
    mask = mask_of(who(request))
    form = PeopleFilter(request.GET, mask=mask, user=who(request))
    is_valid = form.is_valid()
    told = form.cleaned_data if is_valid else {}
    seen = visible_to(who(request))
    found = queries.found(told, among=seen, mask=mask, user=who(request)) if is_valid else queries.Found(seen.none(), 0)
    shown = _page(found.people, told, request.GET.get("cursor"))
    purpose = told.get("purpose") or purpose_by_key(EMARKETING)
    columns = queries.COLUMNS.shown_to(who(request))
    searched = not is_valid or form.is_narrowed()
    deed = Deed.PEOPLE_SEARCHED if searched else Deed.PEOPLE_LISTED
    audit.look(deed, subject=None, by=who(request).actor, via=Via.STAFF, shown=len(shown.items), by_fields=_asked(told))
    context = {
        "form": form,
        "count": found.count,
        "is_capped": found.is_capped,
        "is_cut": found.is_cut,
        "lines": queries.lines(shown.items, purpose.pk, mask, {column.key for column in columns}),
        "columns": columns,
        "offered": queries.COLUMNS.offered,
        "next": shown.next,
        "previous": shown.previous,
        "purpose": purpose,
        "sort": told.get("sort") or "name",
        "picks": [(form[name], without(request, name)) for name in PICKED if name in form.fields],
        "ticks": [form[name] for name in TICKED],
        "company": told.get("company"),
        "without_company": without(request, "company"),
        "is_searched": searched,
        "query": request.GET.urlencode(),
        **over_the_list(who(request), told.get("selection")),
    }
    fragment = bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]
    status = 200 if is_valid else 422
    return render(request, "web/_people.html" if fragment else "web/people.html", context, status=status)


@needs(Right.PEOPLE_VIEW)
@writes
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Keeps which columns the user sees, and shows the list with them."""
    queries.COLUMNS.keep(who(request), request.POST.getlist("columns"))
    return back_to_list(request, reverse("web:people"), "#people")


def _page(people: PersonQuerySet, told: dict[str, Any], cursor: str | None) -> Page[Any]:
    rows = people.select_related("company", "category")
    if told.get("sort") == "newest":
        return page(rows, order=["id"], cursor=cursor, descending=True)
    return page(rows, order=["sort_key", "id"], cursor=cursor)


def _asked(told: dict[str, Any]) -> list[str]:
    """Which filters were used: names, never what was searched for."""
    return [name for name in ("q", *NARROWED_BY) if told.get(name)]


@needs(Right.PEOPLE_EXPORT)
@recently_confirmed
@read_only
def show_export(request: HttpRequest) -> HttpResponse:
    """Asks what the file is for."""
    return _export_page(request, ExportForm())


@needs(Right.PEOPLE_EXPORT)
@recently_confirmed
@writes
def export(request: HttpRequest) -> HttpResponseBase:
    """The people a filter names, as a file; the trail keeps who took it, why and how many. REQ-94."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _export_page(request, form)
    mask, told = mask_of(who(request)), _filter(request)
    people = queries.matching(told, among=visible_to(who(request)), mask=mask, user=who(request))
    audit.record(
        Deed.PEOPLE_EXPORTED, subject=None, by=who(request).actor, via=Via.STAFF, count=people.count(),
        by_fields=_asked(told), reason=form.cleaned_data["reason"],
    )  # fmt: skip
    name = f"people-{now():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_lines(queries.head(mask), queries.exported(people, mask)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


file = at_one_address(show=show_export, act=export)


def _filter(request: HttpRequest) -> dict[str, Any]:
    """What the address asks; an address we did not make is nobody's list."""
    form = PeopleFilter(request.GET, mask=mask_of(who(request)), user=who(request))
    if not form.is_valid():
        raise Http404
    return form.cleaned_data


def _export_page(request: HttpRequest, form: ExportForm) -> HttpResponse:
    user = who(request)
    people = queries.matching(_filter(request), among=visible_to(user), mask=mask_of(user), user=user)
    context = {"count": people.count(), "query": request.GET.urlencode()}
    return form_page(request, "web/people_export.html", form, **context)
