"""The values of a field's list as pages: add, rename, order, retire, remove, make two one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts.access import needs, needs_any, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.fields import actions, queries
from samtykke.fields.actions.fields import version_of
from samtykke.fields.forms import FieldForm, IntoForm, OptionForm
from samtykke.fields.models import UserField
from samtykke.fields.views.settings import field_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from samtykke.fields.models import FieldOption


@needs(Right.LISTS_MANAGE)
@writes
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Adds a value to a field's list."""
    field = _field(key)
    form = OptionForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.add_option(field, names=form.names(), by=who(request).actor, via=Via.STAFF)
            return redirect(f"{_address(field)}#list")
    decision = queries.decisions_of([field]).get(field.pk)
    initial = {**FieldForm.initial_of(field, decision), "version": version_of(field)}
    response = field_page(request, field, FieldForm(initial=initial, item=field), option_form=form)
    response.status_code = 422
    return response


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_option(request: HttpRequest, key: str, option_key: str) -> HttpResponse:
    """One value of a list: its names, who has it, what it can be made one with."""
    option = _option(key, option_key)
    return _page(request, option, OptionForm(option=option))


@needs(Right.LISTS_MANAGE)
@writes
def rename(request: HttpRequest, key: str, option_key: str) -> HttpResponse:
    """Calls a value something else."""
    option = _option(key, option_key)
    form = OptionForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.rename_option(option, names=form.names(), by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Saved. Everybody who has it shows the new name."))
            return redirect("fields:field", key)
    return _page(request, option, form)


option = at_one_address(show=show_option, act=rename, more_read=True)


@needs(Right.LISTS_MANAGE)
@writes
def move(request: HttpRequest, key: str, option_key: str) -> HttpResponse:
    """Moves a value one place up or down."""
    direction = "up" if request.POST.get("direction") == "up" else "down"
    return _do(request, key, option_key, lambda one, **by: actions.move_option(one, direction=direction, **by))


@needs(Right.LISTS_MANAGE)
@writes
def retire(request: HttpRequest, key: str, option_key: str) -> HttpResponse:
    """Takes a value out of what may be chosen, or, with `back`, into it again."""
    is_retired = "back" not in request.POST
    return _do(request, key, option_key, lambda one, **by: actions.retire_option(one, is_retired=is_retired, **by))


@needs(Right.LISTS_MANAGE)
@writes
def delete(request: HttpRequest, key: str, option_key: str) -> HttpResponse:
    """Takes a value away that nobody has."""
    return _do(request, key, option_key, actions.delete_option)


@needs(Right.LISTS_MANAGE)
@writes
def merge(request: HttpRequest, key: str, option_key: str) -> HttpResponse:
    """Makes a value one with another: everybody who has it gets the other."""
    option = _option(key, option_key)
    form = IntoForm(request.POST, others=_others(option))
    into = queries.option_of(option.field, form.cleaned_data["into"]) if form.is_valid() else None
    if into is None:
        return _page(request, option, OptionForm(option=option), into_form=form)
    moved = actions.merge_options(option, into=into, by=who(request).actor, via=Via.STAFF)
    told = ngettext(
        "“%(gone)s” is “%(stays)s” now, for %(count)s.", "“%(gone)s” is “%(stays)s” now, for %(count)s.", moved
    )
    messages.success(request, told % {"gone": option.name, "stays": into.name, "count": moved})
    return redirect("fields:field", key)


def _do(request: HttpRequest, key: str, option_key: str, act: Callable[..., Any]) -> HttpResponse:
    try:
        act(_option(key, option_key), by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect(f"{_address(_field(key))}#list")


def _page(request: HttpRequest, option: FieldOption, form: OptionForm, **more: Any) -> HttpResponse:
    others = _others(option)
    uses = queries.use_of_options(option.field).get(option.pk, 0)
    context = {"item": option.field, "option": option, "uses": uses, "into_form": IntoForm(others=others), **more}
    response = form_page(request, "fields/option.html", form, has_others=bool(others), **context)
    if more:
        response.status_code = 422
    return response


def _others(option: FieldOption) -> list[FieldOption]:
    return [one for one in queries.options_of([option.field]).get(option.field_id, []) if one.pk != option.pk]


def _address(field: UserField) -> str:
    return f"/fields/{field.key}/"


def _field(key: str) -> UserField:
    found: UserField = get_object_or_404(UserField.objects.existing().select_related("group"), key=key)
    return found


def _option(key: str, option_key: str) -> FieldOption:
    found = queries.option_of(_field(key), option_key)
    if found is None:
        raise Http404
    return found
