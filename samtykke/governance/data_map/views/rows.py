"""The map as a page, and what is written into it by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import conflict_page, form_page
from samtykke.core.refused import Refused
from samtykke.governance.data_map import actions, queries
from samtykke.governance.data_map.coverage import coverage
from samtykke.governance.data_map.forms import BesideForm, RowForm, SearchForm
from samtykke.governance.models import MapRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest, HttpResponse

    from samtykke.governance.data_map.queries import MapLine


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_map(request: HttpRequest) -> HttpResponse:
    """The map by purpose and people, narrowed by what the address says, with what it lacks on top."""
    lines = queries.map_lines()
    live = [line for line in lines if line.is_live]
    form = SearchForm(
        request.GET,
        purposes={line.purpose_key: line.purpose for line in live},
        people={line.category_key: line.people for line in live},
    )
    told = form.cleaned_data if form.is_valid() else {}
    shown = [line for line in lines if queries.Search(**told).matches(line)]
    context = {
        "form": form,
        "gaps": coverage(),
        "groups": _by_purpose([line for line in shown if line.is_live]),
        "own": [line for line in shown if not line.is_live],
        "deleted": list(MapRow.objects.own().filter(deleted_at__isnull=False).order_by("-deleted_at")),
        "shown": len(shown),
        "total": len(lines),
        "counted_at": queries.counted_at(),
    }
    return render(request, "governance/data_map/map.html", context)


def _by_purpose(lines: Iterable[MapLine]) -> list[dict[str, Any]]:
    """The rows under their purpose, and under it by people."""
    groups: dict[str, dict[str, Any]] = {}
    for line in lines:
        group = groups.setdefault(line.purpose_key, {"first": line, "access": "", "people": {}})
        group["access"] = group["access"] or ("" if line.has_sensitive else line.access)
        group["people"].setdefault(line.category_key, []).append(line)
    return [{**group, "people": list(group["people"].values())} for group in groups.values()]


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """An empty row of the company's own."""
    return form_page(request, "governance/data_map/row.html", RowForm())


@needs(Right.GOVERNANCE_MANAGE)
@writes
def create(request: HttpRequest) -> HttpResponse:
    """Adds a row of the company's own."""
    form = RowForm(request.POST)
    if form.is_valid() and _done(form, lambda: actions.add_row(**form.changes(), **_by(request))):
        messages.success(request, _("The row is in the map."))
        return redirect("governance:data-map")
    return form_page(request, "governance/data_map/row.html", form)


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_row(request: HttpRequest, row_id: int) -> HttpResponse:
    """A row of the company's own with its form."""
    row = _own(row_id)
    return form_page(request, "governance/data_map/row.html", RowForm(initial=RowForm.initial_of(row)), row=row)


@needs(Right.GOVERNANCE_MANAGE)
@writes
def change(request: HttpRequest, row_id: int) -> HttpResponse:
    """Changes a row of the company's own; whoever comes second is told."""
    row = _own(row_id)
    form = RowForm(request.POST)
    if form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        if _done(form, lambda: actions.change_row(row, seen=seen, changes=form.changes(), **_by(request))):
            messages.success(request, _("Saved."))
            return redirect("governance:data-map")
    return _form_or_conflict(request, form, row=row)


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_live(request: HttpRequest, purpose: str, people: str, kind: str) -> HttpResponse:
    """A row that the configuration fills, with what stands beside it."""
    line = _live(purpose, people, kind)
    form = BesideForm(initial=BesideForm.initial_of(line.row))
    return form_page(request, "governance/data_map/row.html", form, line=line)


@needs(Right.GOVERNANCE_MANAGE)
@writes
def note_live(request: HttpRequest, purpose: str, people: str, kind: str) -> HttpResponse:
    """Writes what the system cannot know beside a live row."""
    line = _live(purpose, people, kind)
    form = BesideForm(request.POST)
    if form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        if _done(form, lambda: actions.note_beside(line.key, seen=seen, changes=form.changes(), **_by(request))):
            messages.success(request, _("Saved."))
            return redirect("governance:data-map")
    return _form_or_conflict(request, form, line=line, row=line.row)


new = at_one_address(show=show_new, act=create)
one = at_one_address(show=show_row, act=change)
live = at_one_address(show=show_live, act=note_live)


@needs(Right.GOVERNANCE_MANAGE)
@writes
def delete(request: HttpRequest, row_id: int) -> HttpResponse:
    """Puts a row in the bin."""
    actions.delete_row(_own(row_id), **_by(request))
    messages.success(
        request,
        _("The row is in the bin and can be restored."),
        reverse("governance:map-row-restoration", args=[row_id]),
    )
    return redirect("governance:data-map")


@needs(Right.GOVERNANCE_MANAGE)
@writes
def restore(request: HttpRequest, row_id: int) -> HttpResponse:
    """Takes a row out of the bin."""
    actions.restore_row(get_object_or_404(MapRow.objects.own(), pk=row_id), **_by(request))
    messages.success(request, _("The row is in the map."))
    return redirect("governance:data-map")


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": who(request).actor, "via": Via.STAFF}


def _done(form: BesideForm, act: Callable[[], Any]) -> bool:
    """Whether the rule let it pass; what it said stands on the form otherwise."""
    try:
        act()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
        form.is_late = refused.code == "changed_since"  # type: ignore[attr-defined]
        return False
    return True


def _form_or_conflict(request: HttpRequest, form: BesideForm, **context: Any) -> HttpResponse:
    template = "governance/data_map/row.html"
    if not getattr(form, "is_late", False):
        return form_page(request, template, form, **context)
    line, row = context.get("line"), context.get("row")
    row = MapRow.objects.filter(live_key=line.key).first() if line else MapRow.objects.get(pk=row.pk)  # type: ignore[union-attr]
    differing = [
        (form[name].label, str(getattr(row, name) or "–"))
        for name in form.fields
        if name != "seen" and getattr(row, name) != form.cleaned_data.get(name)
    ]
    return conflict_page(request, template, form, seen=str(row.version if row else 0), differing=differing, **context)


def _own(row_id: int) -> MapRow:
    found: MapRow = get_object_or_404(MapRow.objects.existing().own(), pk=row_id)
    return found


def _live(purpose: str, people: str, kind: str) -> MapLine:
    found = queries.live_line(f"{purpose}/{people}/{kind}")
    if found is None:
        raise Http404
    return found
