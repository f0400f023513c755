"""The fields about people: what each is for, who reads it, whether it is still used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts.access import needs, needs_any, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import conflict_page, form_page
from samtykke.core.refused import Refused
from samtykke.core.templatetags.words import number
from samtykke.governance.data_map.fields import field_line, field_lines
from samtykke.governance.data_map.forms import FieldForm, FieldsForm, seen_of
from samtykke.purposes import actions as purposes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.governance.data_map.fields import FieldLine


@needs_any(Right.GOVERNANCE_VIEW, Right.GOVERNANCE_MANAGE)
@read_only
def show_fields(request: HttpRequest) -> HttpResponse:
    """Each known field with its purposes, its kind, and what was decided; or only those that lack a purpose."""
    lines = field_lines()
    return _list(request, lines, FieldsForm(lines=lines))


@needs(Right.GOVERNANCE_MANAGE)
@writes
def give_purpose(request: HttpRequest) -> HttpResponse:
    """Names one purpose for the chosen fields."""
    lines = field_lines()
    form = FieldsForm(request.POST, lines=lines)
    if not form.is_valid():
        return _list(request, lines, form)
    chosen = form.cleaned_data["purpose"]
    try:
        count = purposes.give_purpose(form.cleaned_data["keys"], chosen, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        form.add_error(None, str(refused.reason))
        return _list(request, lines, form)
    said = ngettext("%(count)s field is for “%(name)s” now.", "%(count)s fields are for “%(name)s” now.", count)
    messages.success(request, said % {"count": number(count), "name": chosen.name})
    return redirect("governance:fields")


fields = at_one_address(show=show_fields, act=give_purpose, more_read=True)


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_field(request: HttpRequest, key: str) -> HttpResponse:
    """One field with its form, and who decided last."""
    line = _line(key)
    return _page(request, line, FieldForm(line=line, initial=FieldForm.initial_of(line)))


@needs(Right.GOVERNANCE_MANAGE)
@writes
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """Decides what a field is for. Whoever comes second is told, and keeps what they wrote."""
    line = _line(key)
    form = FieldForm(request.POST, line=line)
    if not form.is_valid():
        return _page(request, line, form)
    try:
        purposes.decide_field(key, **form.cleaned_data, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
        if refused.code != "changed_since":
            return _page(request, line, form)
        return _conflict(request, line, form)
    messages.success(request, _("Saved. “%(name)s” is decided.") % {"name": line.field.name})
    return redirect("governance:fields")


field = at_one_address(show=show_field, act=decide)


def _list(request: HttpRequest, lines: list[FieldLine], form: FieldsForm) -> HttpResponse:
    only = request.GET.get("only", "")
    shown = [line for line in lines if line.lacks_purpose] if only == "without" else lines
    context = {"lines": shown, "only": only, "missing": sum(line.lacks_purpose for line in lines), "total": len(lines)}
    context["chosen"] = request.POST.getlist("keys")
    return form_page(request, "governance/data_map/fields.html", form, **context)


def _conflict(request: HttpRequest, line: FieldLine, form: FieldForm) -> HttpResponse:
    named = ", ".join(purpose.name for purpose in line.purposes)
    stands = [(form["purposes"].label, named), (form["note"].label, line.decision.note if line.decision else "")]
    context = _context(line) | {"differing": stands}
    return conflict_page(request, "governance/data_map/field.html", form, seen=seen_of(line), **context)


def _page(request: HttpRequest, line: FieldLine, form: FieldForm) -> HttpResponse:
    return form_page(request, "governance/data_map/field.html", form, **_context(line))


def _context(line: FieldLine) -> dict[str, Any]:
    decider = ""
    if line.decision:
        actor = Actor(ActorKind(line.decision.decided_by_kind), line.decision.decided_by_id)
        decider = actor_names([actor])[actor]
    return {"line": line, "decider": decider}


def _line(key: str) -> FieldLine:
    found = field_line(key)
    if found is None:
        raise Http404
    return found
