"""Sales at a glance: the board, the list, and the forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse

from samtykke.accounts.access import needs, who
from samtykke.accounts.queries import today
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import companies_visible_to
from samtykke.core.actors import Via
from samtykke.core.http import read_only, writes
from samtykke.core.pages import back_to_list
from samtykke.core.pagination import page
from samtykke.core.templatetags.words import day
from samtykke.sales import queries
from samtykke.sales.access import as_seen, sales_visible_to
from samtykke.sales.forms import SalesFilter
from samtykke.sales.models import Stage, StageKind
from samtykke.sales.money import company_currency
from samtykke.sales.queries.board import CARDS, columns
from samtykke.sales.queries.forecast import forecasts
from samtykke.sales.queries.lists import COLUMNS, SALES_ORDER, narrowed_sales
from samtykke.sales.views.common import with_parts

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.PEOPLE_VIEW)
@read_only
def show_board(request: HttpRequest) -> HttpResponse:
    """The open sales by stage: the first of each, how many there are, and what they come to."""
    context = board_context(request)
    shown = sum(len(column.cards) for column in context["columns"])
    audit.look(Deed.SALES_LISTED, subject=None, by=who(request).actor, via=Via.STAFF, shown=shown)
    return render(request, "sales/_board.html" if _is_fragment(request) else "sales/board.html", context)


def board_context(request: HttpRequest) -> dict[str, Any]:
    """What the board shows, of everybody's sales or one user's."""
    form = SalesFilter({"owner": request.GET.get("owner", "")})
    told = form.cleaned_data if form.is_valid() else {}
    found = columns(narrowed_sales(sales_visible_to(who(request)), told), currency=company_currency())
    names = queries.owner_names(card for column in found for card in column.cards)
    for column in found:
        for card in column.cards:
            as_seen(card).owner = names.get(card.owner_id or 0, "")  # type: ignore[attr-defined]
    closing = {stage.kind: stage for stage in Stage.objects.offered().exclude(kind=StageKind.OPEN)[::-1]}
    return {
        "columns": found,
        "form": form,
        "owner": told.get("owner"),
        "today": today(),
        "won": closing.get(StageKind.WON),
        "lost": closing.get(StageKind.LOST),
        "at_most": CARDS,
        "is_empty": not any(column.count for column in found),
    }


@needs(Right.PEOPLE_VIEW)
@read_only
def show_list(request: HttpRequest) -> HttpResponse:
    """A page of the sales that a filter asks for; one that does not exist asks for none."""
    form = SalesFilter(request.GET)
    is_valid = form.is_valid()
    told = form.cleaned_data if is_valid else {}
    seen = sales_visible_to(who(request))
    sales = narrowed_sales(seen, told) if is_valid else seen.none()
    sort = told.get("sort") or "newest"
    order, descending = SALES_ORDER[sort]
    chosen = COLUMNS.shown_to(who(request))
    rows = sales.select_related("company", "stage", *({"product_group", "loss_reason"} & {one.key for one in chosen}))
    shown = page(rows, order=order, cursor=request.GET.get("cursor"), descending=descending)
    audit.look(
        Deed.SALES_LISTED, subject=None, by=who(request).actor, via=Via.STAFF, shown=len(shown.items),
        by_fields=sorted(name for name, said in told.items() if said and name != "sort"),
    )  # fmt: skip
    company = companies_visible_to(who(request)).filter(pk=told["company"]).first() if told.get("company") else None
    context = {
        "form": form,
        "company": company,
        "sales": with_parts(request, shown.items),
        "next": shown.next,
        "previous": shown.previous,
        "sort": sort,
        "columns": chosen,
        "offered": COLUMNS.offered,
        "query": request.GET.urlencode(),
        "is_narrowed": not is_valid or form.is_narrowed,
        "today": today(),
    }
    status = 200 if is_valid else 422
    return render(request, "sales/_list.html" if _is_fragment(request) else "sales/list.html", context, status=status)


@needs(Right.PEOPLE_VIEW)
@writes
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Keeps which columns the user sees, and shows the list with them."""
    COLUMNS.keep(who(request), request.POST.getlist("columns"))
    return back_to_list(request, reverse("sales:list"), "#sales")


@needs(Right.PEOPLE_VIEW)
@read_only
def show_forecast(request: HttpRequest) -> HttpResponse:
    """What open sales may bring in the months to come, each by how likely it is; a chart and its figures."""
    form = SalesFilter({"owner": request.GET.get("owner", "")})
    told = form.cleaned_data if form.is_valid() else {}
    sales = narrowed_sales(sales_visible_to(who(request)), told)
    found = forecasts(sales, today=today(), currency=company_currency())
    charts = [
        (one, [(day(month.first).split(" ", 1)[1], int(month.weighted)) for month in one.months]) for one in found
    ]
    audit.look(Deed.SALES_LISTED, subject=None, by=who(request).actor, via=Via.STAFF, shown=0)
    return render(request, "sales/forecast.html", {"charts": charts, "form": form, "owner": told.get("owner")})


def _is_fragment(request: HttpRequest) -> bool:
    return bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]
