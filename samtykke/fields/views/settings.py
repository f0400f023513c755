"""The fields of people and companies as pages: see, add, change, order, retire, remove, restore."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, needs_any, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.audit.deeds import Deed
from samtykke.audit.queries import TRAIL_ORDER, TrailFilter, trail
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.fields import actions, queries
from samtykke.fields.actions.fields import version_of
from samtykke.fields.forms import FieldForm, OptionForm
from samtykke.fields.models import FieldGroup, Subject, UserField
from samtykke.purposes.forms.items import shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

HISTORY_SHOWN = 20


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_fields(request: HttpRequest) -> HttpResponse:
    """The fields of people and of companies, group by group, with what each is for."""
    return render(request, "fields/fields.html", _list_context())


@needs(Right.LISTS_MANAGE)
@read_only
def show_new(request: HttpRequest, subject: str) -> HttpResponse:
    """An empty form for a field about people or companies."""
    form = FieldForm(subject=_subject(subject), initial={"subject": _subject(subject)})
    return _new_page(request, form, subject)


@needs(Right.LISTS_MANAGE)
@writes
def create(request: HttpRequest, subject: str) -> HttpResponse:
    """Adds a field."""
    form = FieldForm(request.POST, subject=_subject(subject))
    if form.is_valid():
        with refusals_on(form):
            told = {**form.changes(), "subject": _subject(subject)}
            key = form.cleaned_data["key"] or None
            field = actions.create_field(key=key, by=who(request).actor, via=Via.STAFF, **told)
            messages.success(request, _("“%(name)s” is added.") % {"name": field.name})
            return redirect("fields:field", field.key) if field.is_listed else redirect("fields:fields")
    return _new_page(request, form, subject)


new = at_one_address(show=show_new, act=create)


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_field(request: HttpRequest, key: str) -> HttpResponse:
    """One field: its form, its list, how much is written in it, and what was done with it."""
    field = _field(key)
    decision = queries.decisions_of([field]).get(field.pk)
    form = FieldForm(initial={**FieldForm.initial_of(field, decision), "version": version_of(field)}, item=field)
    if not may(request, Right.LISTS_MANAGE):
        form.close()
    return field_page(request, field, form)


@needs(Right.LISTS_MANAGE)
@writes
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Changes a field. Whoever comes second is told, and keeps what they wrote."""
    field = _field(key)
    form = FieldForm(request.POST, item=field)
    if form.is_valid():
        expected = form.cleaned_data["version"]
        if expected and expected != version_of(field):
            response = field_page(request, field, form, **_changed_meanwhile(form, field))
            response.status_code = HTTPStatus.CONFLICT
            return response
        with refusals_on(form):
            told = {name: said for name, said in form.changes().items() if name != "subject"}
            actions.change_field(field, changes=told, by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Saved. “%(name)s” is changed.") % {"name": field.name})
            return redirect("fields:fields")
    return field_page(request, field, form)


field = at_one_address(show=show_field, act=change, more_read=True)


@needs(Right.LISTS_MANAGE)
@writes
def move(request: HttpRequest, key: str) -> HttpResponse:
    """Moves a field one place up or down in its group, or, where it was dragged, to stand before another; "" is the end."""
    chosen = _field(key)
    place: dict[str, Any] = {"direction": "up" if request.POST.get("direction") == "up" else "down"}
    if "before" in request.POST:
        place = {"before": UserField.objects.existing().filter(key=request.POST["before"]).first()}
    moved = actions.move_field(chosen, **place, by=who(request).actor, via=Via.STAFF)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "fields/_fields.html", {**_list_context(), "moved": moved})
    return redirect("fields:fields")


@needs(Right.LISTS_MANAGE)
@writes
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Takes a field out of use, or, with `back`, into it again."""
    chosen, is_back = _field(key), "back" in request.POST
    try:
        actions.retire_field(chosen, is_retired=not is_back, by=who(request).actor, via=Via.STAFF)
        told = (
            _("“%(name)s” is in use again.") if is_back else _("“%(name)s” is retired. What is written stays readable.")
        )
        messages.success(request, told % {"name": chosen.name})
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("fields:field", chosen.key)


@needs(Right.LISTS_MANAGE)
@writes
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Puts a field in the bin in which nothing is written."""
    chosen = _field(key)
    try:
        actions.delete_field(chosen, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("fields:field", chosen.key)
    undo = reverse("fields:field-restoration", args=[chosen.key])
    messages.success(request, _("“%(name)s” is in the bin and can be restored.") % {"name": chosen.name}, undo)
    return redirect("fields:fields")


@needs(Right.LISTS_MANAGE)
@writes
def restore(request: HttpRequest, key: str) -> HttpResponse:
    """Takes a field out of the bin."""
    chosen = get_object_or_404(UserField, key=key, deleted_at__isnull=False)
    try:
        actions.restore_field(chosen, by=who(request).actor, via=Via.STAFF)
        messages.success(request, _("“%(name)s” is back in the list.") % {"name": chosen.name})
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("fields:fields")


def field_page(request: HttpRequest, chosen: UserField, form: FieldForm, **context: Any) -> HttpResponse:
    """The page of a field."""
    uses = queries.use_of(chosen)
    counts = queries.use_of_options(chosen) if chosen.is_listed and uses <= queries.COUNTED else {}
    options = queries.options_of([chosen]).get(chosen.pk, [])
    decision = queries.decisions_of([chosen]).get(chosen.pk)
    told = {
        "item": chosen,
        "decision": decision,
        "uses": min(uses, queries.COUNTED),
        "is_capped": uses > queries.COUNTED,
        "options": [{"option": option, "uses": counts.get(option.pk, 0)} for option in options],
        "option_form": OptionForm(),
        "history": _history(chosen, decision.pk if decision else 0),
        **context,
    }
    return form_page(request, "fields/field.html", form, **told)


def _history(chosen: UserField, decision_id: int) -> list[tuple[Any, str, Any]]:
    """What was done with a field and decided of it, newest first."""
    entries = []
    for ref in (Ref("userfield", chosen.pk), Ref("field", decision_id)):
        found = page(
            trail(TrailFilter(subject=ref)), order=TRAIL_ORDER, cursor=None, size=HISTORY_SHOWN, descending=True
        )
        entries += found.items
    entries.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
    shown_ = entries[:HISTORY_SHOWN]
    names = actor_names(entry.actor for entry in shown_)
    return [(entry, names[entry.actor], Deed(entry.deed).sentence) for entry in shown_]


def _changed_meanwhile(form: FieldForm, chosen: UserField) -> dict[str, Any]:
    """What was typed stays, what the other wrote stands beside it, and one saves again."""
    decision = queries.decisions_of([chosen]).get(chosen.pk)
    stands = FieldForm(initial=FieldForm.initial_of(chosen, decision), item=chosen)
    others = [
        {"label": form[name].label, "stands": shown(stands[name]), "typed": shown(form[name])}
        for name in form.fields
        if name != "version" and shown(stands[name]) != shown(form[name])
    ]
    form.renew(version_of(chosen))
    return {"others": others}


def _new_page(request: HttpRequest, form: FieldForm, subject: str) -> HttpResponse:
    context = {"subject": subject, "has_groups": FieldGroup.objects.offered().exists()}
    return form_page(request, "fields/field_new.html", form, **context)


def _subject(subject: str) -> str:
    return Subject.COMPANY.value if subject == "companies" else Subject.PERSON.value


def _field(key: str) -> UserField:
    found: UserField = get_object_or_404(UserField.objects.existing().select_related("group"), key=key)
    return found


def _list_context() -> dict[str, Any]:
    """Both subjects, group by group; a fixed number of queries."""
    fields = {subject: queries.fields_of(subject) for subject in Subject.values}
    decisions = queries.decisions_of([field for found in fields.values() for field in found])
    sections = []
    for subject, found in fields.items():
        groups: dict[int, dict[str, Any]] = {}
        for one in found:
            row = {"item": one, "decision": decisions.get(one.pk)}
            groups.setdefault(one.group_id, {"group": one.group, "rows": []})["rows"].append(row)
        slug = "companies" if subject == Subject.COMPANY else "people"
        sections.append({"subject": slug, "groups": list(groups.values())})
    deleted = UserField.objects.filter(deleted_at__isnull=False).order_by("-deleted_at")
    return {"sections": sections, "deleted": deleted}
