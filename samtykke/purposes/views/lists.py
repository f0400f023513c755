"""The lists as pages: see, add, change, order, remove, restore."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts.access import closed_to_readers, needs, needs_any, who
from samtykke.accounts.queries import text_languages
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.purposes import actions as purposes
from samtykke.purposes import queries
from samtykke.purposes.forms import template_names
from samtykke.purposes.forms.items import IntoForm, shown
from samtykke.purposes.lists import about, listing, listings
from samtykke.purposes.models import ItemMerge, Purpose
from samtykke.purposes.moving import movers_of
from samtykke.purposes.queries.use import places, standing_on

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.purposes.forms.items import ItemForm
    from samtykke.purposes.lists import Listing
    from samtykke.purposes.models import Vocabulary


@needs(Right.PEOPLE_VIEW)
@read_only
def show_list(request: HttpRequest, slug: str) -> HttpResponse:
    """One list in the company's order, with how often each item is used, and what lies in the bin."""
    return render(request, "purposes/list.html", _list_context(listing(slug)))


@needs(Right.LISTS_MANAGE)
@read_only
def show_new(request: HttpRequest, slug: str) -> HttpResponse:
    """An empty form for a new item."""
    chosen = listing(slug)
    return form_page(request, "purposes/item_new.html", _new_form(chosen)(), **_item_context(chosen))


@needs(Right.LISTS_MANAGE)
@writes
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """Adds an item."""
    chosen = listing(slug)
    form = _new_form(chosen)(request.POST)
    if form.is_valid():
        with refusals_on(form):
            key = form.cleaned_data["key"] or None
            item = purposes.create_item(chosen.model, key=key, by=who(request).actor, via=Via.STAFF, **form.changes())
            messages.success(request, _("“%(name)s” is in the list.") % {"name": item.name})
            return redirect(_address(chosen, "item", item.key) if isinstance(item, Purpose) else _address(chosen))
    return form_page(request, "purposes/item_new.html", form, **_item_context(chosen))


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_item(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One item with its form."""
    chosen = listing(slug)
    item = _item(chosen, key)
    initial = {**chosen.form.initial_of(item), "version": queries.state_of(item)}
    form = closed_to_readers(request, chosen.form(initial=initial, item=item), Right.LISTS_MANAGE)
    return form_page(request, "purposes/item.html", form, **_item_context(chosen, item))


@needs(Right.LISTS_MANAGE)
@writes
def change(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Changes an item; its key stays."""
    chosen = listing(slug)
    item = _item(chosen, key)
    form = chosen.form(request.POST, initial=chosen.form.initial_of(item), item=item)
    if form.is_valid():
        expected = form.cleaned_data["version"]
        if expected and expected != queries.state_of(item):
            context = {**_item_context(chosen, item), **changed_meanwhile(form, item), "form": form}
            return render(request, "purposes/item.html", context, status=HTTPStatus.CONFLICT)
        with refusals_on(form):
            item = purposes.change_item(
                item, changes=form.changes(), expected=expected, by=who(request).actor, via=Via.STAFF
            )
            messages.success(request, _("Saved. “%(name)s” is changed.") % {"name": item.name})
            return redirect(f"purposes:{slug}")
    return form_page(request, "purposes/item.html", form, **_item_context(chosen, item))


def changed_meanwhile(form: ItemForm, item: Vocabulary) -> dict[str, Any]:
    """Somebody else changed the item: what was typed stays, what the other wrote stands beside it, and one saves again."""
    stands = type(form)(initial=form.initial_of(item), item=item)
    others = [
        {"label": form[name].label, "stands": shown(stands[name]), "typed": shown(form[name])}
        for name in form.fields
        if name not in {"version", "widens"} and shown(stands[name]) != shown(form[name])
    ]
    form.renew(queries.state_of(item))
    return {"others": others}


@needs(Right.LISTS_MANAGE)
@writes
def merge(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Makes an entry one with another: everybody who has it gets the other. It can be undone as a whole."""
    chosen = listing(slug)
    item = _item(chosen, key)
    form = IntoForm(request.POST, others=_others(chosen, item))
    if not form.is_valid():
        page = chosen.form(initial={**chosen.form.initial_of(item), "version": queries.state_of(item)}, item=item)
        context = {**_item_context(chosen, item), "form": page, "into_form": form}
        return render(request, "purposes/item.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    into = _item(chosen, form.cleaned_data["into"])
    try:
        done = purposes.merge_items(item, into=into, slug=slug, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect(_address(chosen, "item", item.key))
    told = ngettext(
        "“%(gone)s” is “%(stays)s” now, for %(count)s.", "“%(gone)s” is “%(stays)s” now, for %(count)s.", done.moved
    )
    undo = reverse(f"purposes:{slug}-parting", args=[item.key, done.pk])
    messages.success(request, told % {"gone": item.name, "stays": into.name, "count": done.moved}, undo)
    return redirect(f"purposes:{slug}")


@needs(Right.LISTS_MANAGE)
@writes
def part(request: HttpRequest, slug: str, key: str, merge_id: int) -> HttpResponse:
    """Takes back that two entries are one: whoever still has the other has the first again."""
    chosen = listing(slug)
    gone = get_object_or_404(chosen.model, key=key)
    done = get_object_or_404(ItemMerge, pk=merge_id, slug=slug, gone_id=gone.pk)
    try:
        if purposes.part_items(done, model=chosen.model, by=who(request).actor, via=Via.STAFF):
            messages.success(request, _("“%(name)s” is back, with those who had it.") % {"name": gone.name})
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect(f"purposes:{slug}")


new = at_one_address(show=show_new, act=create)
item = at_one_address(show=show_item, act=change, more_read=True)


@needs(Right.LISTS_MANAGE)
@writes
def move(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Moves an item one place up or down, or, where it was dragged, to stand before another; "" is the end."""
    chosen = listing(slug)
    place: dict[str, Any] = {"direction": "up" if request.POST.get("direction") == "up" else "down"}
    if "before" in request.POST:
        place = {"before": queries.item_by_key(chosen.model, request.POST["before"])}
    moved = purposes.move_item(_item(chosen, key), **place, by=who(request).actor, via=Via.STAFF)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "purposes/_items.html", {**_list_context(chosen), "moved": moved})
    return redirect(f"purposes:{slug}")


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_use(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Where an item is used, place by place, with the people where they can be listed."""
    chosen = listing(slug)
    item = _item(chosen, key)
    context = {**_item_context(chosen, item), "places": places(item), "counted": queries.COUNTED}
    return render(request, "purposes/use.html", context)


@needs(Right.LISTS_MANAGE)
@writes
def delete(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Takes an item out of the list; old records still show its name."""
    chosen = listing(slug)
    try:
        item = purposes.delete_item(_item(chosen, key), by=who(request).actor, via=Via.STAFF)
        told = _("“%(name)s” is in the bin and can be restored.")
        if queries.is_used(item):
            told = _("“%(name)s” is in the bin and can be restored. What stands on it still shows its name.")
        undo = reverse(f"purposes:{slug}-restoration", args=[item.key])
        messages.success(request, told % {"name": item.name}, undo)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect(f"purposes:{slug}")


@needs(Right.LISTS_MANAGE)
@writes
def restore(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Puts an item back into the list."""
    chosen = listing(slug)
    item = get_object_or_404(chosen.model, key=key, deleted_at__isnull=False)
    try:
        was_on = item.is_active
        item = purposes.restore_item(item, by=who(request).actor, via=Via.STAFF)
        told = _("“%(name)s” is back in the list.")
        if was_on and not item.is_active:
            told = _(
                "“%(name)s” is back in the list, switched off. Its page says what it lacks before it can be in use."
            )
        messages.success(request, told % {"name": item.name})
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect(f"purposes:{slug}")


def _new_form(chosen: Listing) -> type[ItemForm]:
    """A purpose is born inactive: its bases, words and assessment come first."""
    return chosen.new_form or chosen.form


def _item(chosen: Listing, key: str) -> Vocabulary:
    found: Vocabulary = get_object_or_404(chosen.model.objects.existing(), key=key)
    return found


def _address(chosen: Listing, page: str = "", key: str = "") -> str:
    name = f"purposes:{chosen.slug}" + (f"-{page}" if page else "")
    return reverse(name, args=[key] if key else [])


def _item_context(chosen: Listing, item: Vocabulary | None = None) -> dict[str, Any]:
    context: dict[str, Any] = {"listing": chosen, "list_address": _address(chosen)}
    if item:
        context |= {
            "item": item,
            "item_address": _address(chosen, "item", item.key),
            "deletion_address": _address(chosen, "deletion", item.key),
            "use_address": _address(chosen, "use", item.key),
        }
        if others := _others(chosen, item):
            context |= {
                "into_form": IntoForm(others=others),
                "merge_address": _address(chosen, "merge", item.key),
                "standing_on_it": list(standing_on(item)),
            }
    return context


def _others(chosen: Listing, item: Vocabulary) -> list[Vocabulary]:
    """What an entry can be made one with; nothing where the list has no such thing, or the entry came with the product."""
    if item.is_standard or not movers_of(chosen.model):
        return []
    return list(chosen.model.objects.in_order().exclude(pk=item.pk))


def _list_context(chosen: Listing) -> dict[str, Any]:
    counts = queries.use_counts(chosen.model)
    items = list(chosen.model.objects.in_order())
    letters = template_names() if any(getattr(item, "template_key", "") for item in items) else {}
    languages = text_languages()
    deleted = chosen.model.objects.filter(deleted_at__isnull=False).order_by("-deleted_at")
    merged = dict(ItemMerge.objects.standing().filter(slug=chosen.slug).values_list("gone_id", "pk"))
    return {
        "listing": chosen,
        "is_counted": counts is not None,
        "listings": [{"slug": one.slug, "title": one.title, "address": _address(one)} for one in listings()],
        "new_address": _address(chosen, "new"),
        "rows": [
            {
                "item": item,
                "badges": about(item, letters),
                "missing": [language for language in languages if not item.names.get(language)],
                "uses": None if counts is None else counts.get(item.pk, 0),
                "address": _address(chosen, "item", item.key),
                "use_address": _address(chosen, "use", item.key),
                "place_address": _address(chosen, "place", item.key),
            }
            for item in items
        ],
        "deleted": [
            {
                "item": item,
                "restore_address": _address(chosen, "restoration", item.key),
                "parting_address": reverse(f"purposes:{chosen.slug}-parting", args=[item.key, merged[item.pk]])
                if item.pk in merged
                else "",
            }
            for item in deleted
        ],
    }
