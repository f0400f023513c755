"""The compliance desk (M26): what is missing, late, contradictory or unusual, each with the button that mends it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs
from samtykke.accounts.rights import Right
from samtykke.core.clock import now
from samtykke.core.http import read_only, writes
from samtykke.core.templatetags.words import day_text
from samtykke.governance.desk import actions as desk
from samtykke.governance.desk import charts
from samtykke.governance.desk.lines import GROUPS, LINES
from samtykke.governance.models import Figure
from samtykke.purposes.models import STORE, Purpose

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.governance.desk.lines import Line

# The job counts every four minutes; older figures say so.
FRESH = timedelta(minutes=5)


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_desk(request: HttpRequest) -> HttpResponse:
    """The desk, from figures that a job counted: as many queries at a million people as at none."""
    figures = {figure.key: figure for figure in Figure.objects.all()}
    purposes = list(Purpose.objects.in_order())
    names = {purpose.key: purpose.name for purpose in purposes}
    shown = [_shown(request, line, figures[line.key], names) for line in LINES if _has(figures.get(line.key))]
    groups = [
        {"key": key, "title": title, "icon": icon, "is_glyph": is_glyph, "well": well,
         "lines": [line for line in shown if line["group"] == key]}
        for key, title, icon, is_glyph, well in GROUPS
    ]  # fmt: skip
    counted = min((figure.counted_at for figure in figures.values()), default=None)
    context = {
        "today": _today(),
        "groups": groups,
        "open": len(shown),
        "urgent": [line for line in shown if line["tone"] == "no"][:1],
        "figures": figures,
        "counted_at": counted,
        "is_old": counted is not None and now() - counted > FRESH,
        **_charts(request, figures, purposes),
    }
    return render(request, "governance/desk/desk.html", context)


def _charts(request: HttpRequest, figures: dict[str, Figure], purposes: list[Purpose]) -> dict[str, Any]:
    return {
        "months": charts.by_month(figures.get("by_month"), purposes, request.GET.get("purpose", ""), _today()),
        "purposes": [purpose for purpose in purposes if purpose.is_active],
        "store": next((purpose.name for purpose in purposes if purpose.key == STORE), ""),
        "by_basis": charts.by_basis(figures.get("by_basis")),
        "by_source": charts.by_source(figures.get("by_source")),
        "by_age": charts.by_age(figures.get("by_age")),
    }


def _today() -> date:
    """The company's calendar day, whose zone the request has switched on."""
    return timezone.localtime(now()).date()


def _has(figure: Figure | None) -> bool:
    return figure is not None and figure.count > 0


def _shown(request: HttpRequest, line: Line, figure: Figure, names: dict[str, str]) -> dict[str, Any]:
    told = figure.details
    words = {
        "day": day_text(date.fromisoformat(told["day"])) if "day" in told else "",
        "usual": told.get("usual", 0),
        "names": ", ".join(names.get(key, key) for key in told.get("keys", [])),
    }
    leads = told.get("keys") or "%(first)s" not in line.button_address
    has_words = all(f"%({name})s" not in str(line.why) or words[name] != "" for name in words)
    return {
        "key": line.key,
        "group": line.group,
        "tone": line.tone,
        "count": figure.count,
        "name": line.name % {"count": figure.count},
        "why": str(line.why) % words if has_words else "",
        "address": _filled(line.address, line, figure),
        "button": line.button if may(request, line.right) else "",
        "button_address": _filled(line.button_address if leads else line.address, line, figure),
    }


def _filled(address: str, line: Line, figure: Figure) -> str:
    """The address with what the figure knows: whose, since when by the company's clock, about which purpose."""
    since = timezone.localtime(figure.counted_at - timedelta(days=line.days))
    told = {"user": figure.details.get("user", ""), "first": next(iter(figure.details.get("keys", [])), "")}
    for name, value in {**told, "since": f"{since:%Y-%m-%dT%H:%M}"}.items():
        address = address.replace(f"%({name})s", str(value))
    return address


@needs(Right.GOVERNANCE_VIEW)
@writes
def count_again(request: HttpRequest) -> HttpResponse:
    """Asks the worker to count now; what it counts already is not counted twice."""
    desk.count_later()
    messages.info(request, _("The figures are being counted. Look again in a moment."))
    return redirect("governance:desk")
