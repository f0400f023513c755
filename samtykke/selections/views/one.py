"""One selection: what it asks, how many people that is, and the people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import visible_to
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.pagination import Page
from samtykke.core.refused import Refused
from samtykke.selections import actions, columns, criteria, queries
from samtykke.selections.access import may_change, own_selection, reader_of, selection_for, visible_selections
from samtykke.selections.compiler import Problem, problems
from samtykke.selections.forms import CombineForm
from samtykke.selections.models import Selection, Sort
from samtykke.selections.registry import catalogue
from samtykke.selections.words import sentence

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.selections.registry import Reader

OFFERED = 200
CHOSEN = 500


@needs(Right.PEOPLE_VIEW)
@read_only
def show_selection(request: HttpRequest, selection_id: int) -> HttpResponse:
    """The sentence, the count, and a page of the people the reader sees."""
    user = who(request)
    selection, reader = selection_for(user, selection_id), reader_of(user)
    found = _people(selection, reader, request)
    shown = columns.chosen(selection.columns)
    lines = columns.lines(found["people"], shown, reader.mask)
    audit.look(
        Deed.SELECTION_VIEWED, subject=Ref("selection", selection.pk), by=user.actor, via=Via.STAFF, shown=len(lines)
    )
    context = {
        **found, "selection": selection, "columns": shown, "lines": lines, "may_change": may_change(user, selection),
        "counted_at": queries.COUNTED, "is_owner": selection.owner_id == user.pk,
    }  # fmt: skip
    fragment = bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]
    return render(request, "selections/_people.html" if fragment else "selections/selection.html", context)


def _people(selection: Selection, reader: Reader, request: HttpRequest) -> dict[str, Any]:
    """What a selection asks and whom it names; where it cannot be asked why not, and nobody."""
    sort = request.GET.get("sort") or selection.sort
    sort = sort if sort in Sort.values else Sort.NAME
    try:
        root = queries.root_of(selection)
    except Refused as refused:
        wrong = [Problem("", refused.code, str(refused.reason))]
        return {"problems": wrong, "people": [], "count": queries.Count(0), "sort": sort}
    known = catalogue()
    told = {"sort": sort, "sentence": "" if selection.is_list else sentence(root, reader, known=known)}
    wrong = list(problems(root, reader, known=known))
    if wrong:
        return {**told, "problems": wrong, "people": [], "count": queries.Count(0)}
    shown: Page[Any] = queries.page_in(root, reader, sort=sort, cursor=request.GET.get("cursor"), known=known)
    count = queries.count_in(root, reader, at_once=True, known=known)
    people = list(shown.items)
    return {**told, "people": people, "next": shown.next, "previous": shown.previous, "count": count}


@needs(Right.PEOPLE_VIEW)
@writes
def delete(request: HttpRequest, selection_id: int) -> HttpResponse:
    """Puts a selection in the bin, with the way back."""
    user = who(request)
    selection = own_selection(user, selection_id)
    try:
        actions.delete(selection, by=user.actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("selections:selection", selection.pk)
    undo = reverse("selections:restoration", args=[selection.pk]) if selection.owner_id == user.pk else ""
    messages.success(request, _("“%s” is in the bin and can be restored.") % selection.name, undo)
    return redirect("selections:selections")


@needs(Right.PEOPLE_VIEW)
@writes
def copy(request: HttpRequest, selection_id: int) -> HttpResponse:
    """Makes a selection of one's own of it."""
    user = who(request)
    selection = selection_for(user, selection_id)
    try:
        made = actions.copy(selection, owner=user, reader=reader_of(user), by=user.actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("selections:selection", selection.pk)
    messages.success(request, _("“%s” is yours.") % made.name)
    return redirect("selections:selection", made.pk)


@needs(Right.PEOPLE_EDIT)
@writes
def freeze(request: HttpRequest, selection_id: int) -> HttpResponse:
    """Makes a list of those who are in it now."""
    user = who(request)
    selection = selection_for(user, selection_id)
    try:
        root = queries.root_of(selection)
        name = _("%(name)s, as it stands") % {"name": selection.name[: criteria.LONGEST_KEY - 20]}
        made = actions.freeze(root, name, owner=user, reader=reader_of(user), by=user.actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("selections:selection", selection.pk)
    messages.success(request, _("“%s” holds them from now on.") % made.name)
    return redirect("selections:selection", made.pk)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_combine(request: HttpRequest, selection_id: int) -> HttpResponse:
    """Which other, and how."""
    selection = selection_for(who(request), selection_id)
    return _combine_page(request, selection, CombineForm(others=_others(request, selection)))


@needs(Right.PEOPLE_VIEW)
@writes
def combine(request: HttpRequest, selection_id: int) -> HttpResponse:
    """Makes a selection of two."""
    user = who(request)
    selection = selection_for(user, selection_id)
    form = CombineForm(request.POST, others=_others(request, selection))
    if form.is_valid():
        other = selection_for(user, int(form.cleaned_data["other"]))
        with refusals_on(form):
            made = actions.combine(
                selection, other, how=form.cleaned_data["how"], owner=user, reader=reader_of(user), by=user.actor,
                via=Via.STAFF,
            )  # fmt: skip
            return redirect("selections:selection", made.pk)
    return _combine_page(request, selection, form)


combining = at_one_address(show=show_combine, act=combine)


def _others(request: HttpRequest, selection: Selection) -> list[Selection]:
    return list(visible_selections(who(request)).exclude(pk=selection.pk).order_by("name", "pk")[:OFFERED])


def _combine_page(request: HttpRequest, selection: Selection, form: CombineForm) -> HttpResponse:
    has_others = bool(form.fields["other"].choices)  # type: ignore[attr-defined]
    return form_page(request, "selections/combine.html", form, selection=selection, has_others=has_others)


@needs(Right.PEOPLE_EDIT)
@writes
def remove_people(request: HttpRequest, selection_id: int) -> HttpResponse:
    """Takes ticked people out of a list."""
    user = who(request)
    selection = selection_for(user, selection_id)
    told = [
        int(one) for one in request.POST.getlist("person")[:CHOSEN] if one.isascii() and one.isdigit() and len(one) < 19
    ]
    seen = list(visible_to(user).filter(pk__in=told).values_list("pk", flat=True))
    try:
        gone, removal = actions.remove_people(selection, seen, by=user.actor, via=Via.STAFF)
        sentence_ = ngettext("%d person is taken out of the list.", "%d people are taken out of the list.", len(seen))
        undo = reverse("selections:return", args=[selection.pk, removal]) if gone else ""
        messages.success(request, sentence_ % len(seen), undo)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("selections:selection", selection.pk)


@needs(Right.PEOPLE_EDIT)
@writes
def put_back(request: HttpRequest, selection_id: int, removal: int) -> HttpResponse:
    """Puts those who were taken out together back in the list."""
    user = who(request)
    selection = selection_for(user, selection_id)
    if actions.put_back(selection, removal, by=user.actor, via=Via.STAFF):
        messages.success(request, _("They are back in the list."))
    else:
        messages.error(request, _("Nobody is put back: that was too long ago, or they are back already."))
    return redirect("selections:selection", selection.pk)


@needs(Right.PEOPLE_EDIT)
@writes
def take_back(request: HttpRequest, selection_id: int, batch: int) -> HttpResponse:
    """Takes out of a list what was added together."""
    user = who(request)
    selection = selection_for(user, selection_id)
    count = actions.take_back(selection, batch, by=user.actor, via=Via.STAFF)
    sentence_ = ngettext("%d person is taken out of the list.", "%d people are taken out of the list.", count)
    messages.success(request, sentence_ % count)
    return redirect("selections:selection", selection.pk)
