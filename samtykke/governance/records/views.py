"""The record of processing activities: page, document, workbook, kept copies and what they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.clock import now
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import conflict_page, form_page
from samtykke.core.refused import Refused
from samtykke.core.workbooks import TYPE
from samtykke.governance.models import ProcessorActivity, RecordCopy
from samtykke.governance.records import actions, queries
from samtykke.governance.records.files import record_pdf, record_workbook
from samtykke.governance.records.forms import ActivityForm, CopyForm, RecordSettingsForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest

SETTINGS, ACTIVITY = "governance/records/settings.html", "governance/records/activity.html"


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_record(request: HttpRequest) -> HttpResponse:
    """The record as it stands now, what it lacks, and the copies that were kept."""
    return _record_page(request, CopyForm())


@needs(Right.GOVERNANCE_MANAGE)
@writes
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps a copy of the record as it stands."""
    form = CopyForm(request.POST)
    if form.is_valid():
        note = form.cleaned_data["note"]
        kept: list[RecordCopy] = []
        if _done(form, lambda: kept.append(actions.keep_copy(note=note, **_by(request)))):
            messages.success(request, _("Copy %(number)s is kept.") % {"number": kept[0].number})
            return redirect("governance:record-copy", kept[0].number)
    return _record_page(request, form)


@needs(Right.GOVERNANCE_VIEW)
@read_only
def document(request: HttpRequest, language: str) -> HttpResponse:
    """The record as PDF in a language."""
    _refuse_unknown(language)
    return _pdf(record_pdf(queries.record_in(language), language=language, at=now()), language)


@needs(Right.GOVERNANCE_VIEW)
@read_only
def workbook(request: HttpRequest) -> HttpResponse:
    """The record as a workbook, in the language of the page."""
    name = _("record-of-processing")
    disposition = f'attachment; filename="{name}.xlsx"'
    told = record_workbook(queries.record_in(_language()))
    return HttpResponse(told, content_type=TYPE, headers={"Content-Disposition": disposition})


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_copy(request: HttpRequest, number: int) -> HttpResponse:
    """A copy as it was kept, and what had changed since the one before."""
    copy = get_object_or_404(RecordCopy, number=number)
    before = queries.copy_before(number)
    language = _language()
    context = {
        "copy": copy,
        "keeper": _keeper(copy),
        "record": queries.from_json(copy.content[language]),
        "before": before,
        "differences": queries.compare(before.content[language], copy.content[language]) if before else [],
        "languages": queries.LANGUAGES,
    }
    return render(request, "governance/records/copy.html", context)


@needs(Right.GOVERNANCE_VIEW)
@read_only
def copy_document(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """A copy as PDF in a language."""
    _refuse_unknown(language)
    copy = get_object_or_404(RecordCopy, number=number)
    record = queries.from_json(copy.content[language])
    return _pdf(record_pdf(record, language=language, at=copy.kept_at, number=number), language)


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_settings(request: HttpRequest) -> HttpResponse:
    """Who else answers, and the measures in words."""
    return form_page(request, SETTINGS, RecordSettingsForm(initial=RecordSettingsForm.initial_of(queries.settings())))


@needs(Right.GOVERNANCE_MANAGE)
@writes
def change_settings(request: HttpRequest) -> HttpResponse:
    """Changes it; whoever comes second is told."""
    form = RecordSettingsForm(request.POST)
    if form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        if _done(form, lambda: actions.change_settings(seen=seen, changes=form.changes(), **_by(request))):
            messages.success(request, _("Saved."))
            return redirect("governance:record")
        if _is_late(form):
            return _late(request, SETTINGS, form, RecordSettingsForm.initial_of(queries.settings()))
    return form_page(request, SETTINGS, form)


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """An empty form for work on behalf of another."""
    return form_page(request, ACTIVITY, ActivityForm())


@needs(Right.GOVERNANCE_MANAGE)
@writes
def create(request: HttpRequest) -> HttpResponse:
    """Enters work on behalf of another."""
    form = ActivityForm(request.POST)
    if form.is_valid() and _done(form, lambda: actions.add_activity(**form.changes(), **_by(request))):
        messages.success(request, _("It stands in the record."))
        return redirect("governance:record")
    return form_page(request, ACTIVITY, form)


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Work on behalf of another with its form."""
    row = _activity(activity_id)
    return form_page(request, ACTIVITY, ActivityForm(initial=ActivityForm.initial_of(row)), activity=row)


@needs(Right.GOVERNANCE_MANAGE)
@writes
def change_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Changes it; whoever comes second is told."""
    row = _activity(activity_id)
    form = ActivityForm(request.POST)
    if form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        if _done(form, lambda: actions.change_activity(row, seen=seen, changes=form.changes(), **_by(request))):
            messages.success(request, _("Saved."))
            return redirect("governance:record")
        if _is_late(form):
            return _late(request, ACTIVITY, form, ActivityForm.initial_of(_activity(activity_id)), activity=row)
    return form_page(request, ACTIVITY, form, activity=row)


settings = at_one_address(show=show_settings, act=change_settings)
new = at_one_address(show=show_new, act=create)
one = at_one_address(show=show_activity, act=change_activity)


@needs(Right.GOVERNANCE_MANAGE)
@writes
def delete(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Takes work for another out of the record; copies keep it."""
    actions.delete_activity(_activity(activity_id), **_by(request))
    messages.success(request, _("It is out of the record. Copies that were kept still say it."))
    return redirect("governance:record")


@needs(Right.GOVERNANCE_MANAGE)
@writes
def restore(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Puts work for another back into the record."""
    actions.restore_activity(get_object_or_404(ProcessorActivity, pk=activity_id), **_by(request))
    messages.success(request, _("It stands in the record."))
    return redirect("governance:record")


def _record_page(request: HttpRequest, form: CopyForm) -> HttpResponse:
    record, copies = queries.record_in(_language()), queries.copies()
    names = actor_names(_actor(copy) for copy in copies)
    newest = RecordCopy.objects.order_by("-number").first()
    context = {
        "record": record,
        "activities": list(zip(queries.for_others(), record.for_others, strict=True)),
        "deleted": list(ProcessorActivity.objects.filter(deleted_at__isnull=False)),
        "copies": [(copy, names[_actor(copy)]) for copy in copies],
        "languages": queries.LANGUAGES,
        "differences": queries.compare(newest.content[_language()], queries.as_json(record)) if newest else [],
        "newest": newest,
    }
    return form_page(request, "governance/records/record.html", form, **context)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": who(request).actor, "via": Via.STAFF}


def _done(form: Form, act: Callable[[], Any]) -> bool:
    """Whether the rule let it pass; what it said stands on the form otherwise."""
    try:
        act()
    except Refused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, str(refused.reason))
        form.is_late = refused.code == "changed_since"  # type: ignore[attr-defined]
        return False
    return True


def _is_late(form: Form) -> bool:
    return bool(getattr(form, "is_late", False))


def _late(request: HttpRequest, template: str, form: Form, stands: dict[str, Any], **context: Any) -> HttpResponse:
    differing = [
        (form[name].label, str(value or "–"))
        for name, value in stands.items()
        if name != "seen" and (value or "") != (form.cleaned_data.get(name) or "")
    ]
    return conflict_page(request, template, form, seen=str(stands["seen"]), differing=differing, **context)


def _pdf(told: bytes, language: str) -> HttpResponse:
    name = _("record-of-processing")
    disposition = f'attachment; filename="{name}-{language}.pdf"'
    return HttpResponse(told, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _language() -> str:
    return "nb" if (get_language() or "en")[:2] in {"nb", "nn", "no"} else "en"


def _refuse_unknown(language: str) -> None:
    if language not in queries.LANGUAGES:
        raise Http404


def _actor(copy: RecordCopy) -> Actor:
    return Actor(ActorKind(copy.kept_by_kind), copy.kept_by_id)


def _keeper(copy: RecordCopy) -> str:
    return actor_names([_actor(copy)])[_actor(copy)]


def _activity(activity_id: int) -> ProcessorActivity:
    found: ProcessorActivity = get_object_or_404(ProcessorActivity, pk=activity_id, deleted_at__isnull=True)
    return found
