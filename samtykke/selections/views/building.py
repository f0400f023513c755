"""The builder: conditions and groups, with the sentence they make and how many people they name while one writes.

What is put together is carried by the form; nothing is kept until it is saved. Each button works without JavaScript.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import refusals_on
from samtykke.core.refused import Refused
from samtykke.selections import actions, criteria, queries
from samtykke.selections.access import own_selection, reader_of
from samtykke.selections.builder import Box, Row, done, drafted, finished, offered, posted, units
from samtykke.selections.compiler import problems
from samtykke.selections.criteria import Group
from samtykke.selections.forms import SelectionForm
from samtykke.selections.models import Selection
from samtykke.selections.registry import Known, catalogue
from samtykke.selections.words import sentence

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SAVE = "save"


@needs(Right.PEOPLE_VIEW)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """An empty builder, or one that begins with criteria of the address."""
    known = catalogue()
    box = drafted(_of_address(request), known)
    if not box.parts:
        box.parts.append(Row("r.0"))
    return _page(request, box, known, SelectionForm())


@needs(Right.PEOPLE_VIEW)
@writes
def build_new(request: HttpRequest) -> HttpResponse:
    """What a button does to the tree; saving makes a selection of it."""
    known, user = catalogue(), who(request)
    box = done(posted(request.POST, known), request.POST.get("do", ""))
    form = SelectionForm(request.POST)
    root, wrong = finished(box)
    if _is_saved(request) and form.is_valid() and not wrong:
        with refusals_on(form):
            told = form.told()
            made = actions.create(
                told.pop("name"), root=root, owner=user, reader=reader_of(user), by=user.actor, via=Via.STAFF, **told
            )
            messages.success(request, _("“%s” is saved.") % made.name)
            return redirect("selections:selection", made.pk)
    return _page(request, box, known, form)


new = at_one_address(show=show_new, act=build_new)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_change(request: HttpRequest, selection_id: int) -> HttpResponse:
    """The builder of a selection as it stands."""
    selection, known = own_selection(who(request), selection_id), catalogue()
    box = drafted(_readable(selection), known)
    return _page(request, box, known, SelectionForm(initial=SelectionForm.initial_of(selection)), selection)


@needs(Right.PEOPLE_VIEW)
@writes
def build(request: HttpRequest, selection_id: int) -> HttpResponse:
    """What a button does to the tree; saving changes the selection. Whoever comes second is told."""
    user, known = who(request), catalogue()
    selection = own_selection(user, selection_id)
    box = done(posted(request.POST, known), request.POST.get("do", ""))
    form = SelectionForm(request.POST)
    root, wrong = finished(box)
    if _is_saved(request) and form.is_valid() and not wrong:
        if form.cleaned_data["version"] not in (None, selection.version):
            return _changed_meanwhile(request, box, known, form, selection)
        asked = None if selection.is_list else root
        with refusals_on(form):
            changed = actions.change(
                selection, told=form.told(), root=asked, reader=reader_of(user), by=user.actor, via=Via.STAFF,
                version=selection.version,
            )  # fmt: skip
            messages.success(request, _("Saved. “%s” is changed.") % changed.name)
            return redirect("selections:selection", selection.pk)
    return _page(request, box, known, form, selection)


change = at_one_address(show=show_change, act=build)


def _changed_meanwhile(
    request: HttpRequest, box: Box, known: dict[str, Known], form: SelectionForm, selection: Selection
) -> HttpResponse:
    """What was written stays, and saving again is a choice."""
    form.add_error(None, _("Somebody changed this selection while you were writing. Look at it again, then save."))
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(selection.version)
    form.data = data
    response = _page(request, box, known, form, selection)
    response.status_code = HTTPStatus.CONFLICT
    return response


def _is_saved(request: HttpRequest) -> bool:
    return request.POST.get("do", "") == SAVE


def _of_address(request: HttpRequest) -> Group:
    """Criteria that an address brings along; those we cannot read are refused."""
    told = request.GET.get("criteria")
    if not told:
        return criteria.EVERYBODY
    try:
        return criteria.parse(json.loads(told))
    except ValueError:
        raise criteria.refused("", "invalid_type", _("A selection begins with a group.")) from None


def _readable(selection: Selection) -> Group:
    try:
        return criteria.EVERYBODY if selection.is_list else queries.root_of(selection)
    except Refused:
        return criteria.EVERYBODY


def _page(
    request: HttpRequest, box: Box, known: dict[str, Known], form: SelectionForm, selection: Selection | None = None
) -> HttpResponse:
    """The page, or the part of it that htmx asked for: the builder with the count, or the count alone."""
    saved, reader = request.method == "POST" and _is_saved(request), reader_of(who(request))
    root, unfinished = finished(box)
    found = list(problems(root, reader, known=known))
    context: dict[str, Any] = {
        "form": form, "selection": selection, "box": box, "units": units(), "headings": _headings(known, reader),
        "unfinished": unfinished, "shows_errors": saved, "problems": found, "address": request.path,
        "sentence": sentence(root, reader, known=known),
        "count": queries.count_in(root, reader, at_once=True, known=known) if not found else queries.Count(0),
        "counted_at": queries.COUNTED,
    }  # fmt: skip
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        if request.htmx.target == "count":  # type: ignore[attr-defined]
            return render(request, "selections/_count.html", context)
        offered(box, reader)
        return render(request, "selections/_builder.html", {**context, "with_count": True})
    offered(box, reader)
    return render(request, "selections/builder.html", context, status=422 if saved else 200)


def _headings(known: dict[str, Known], reader: Any) -> list[tuple[str, list[Known]]]:
    """The fields that may be chosen, under their headings; what is covered cannot be selected by."""
    found: dict[str, list[Known]] = {}
    for field in known.values():
        if not (field.known_key and reader.mask.hides(field.known_key)):
            found.setdefault(str(field.heading), []).append(field)
    return list(found.items())
