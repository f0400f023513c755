"""The map as a workbook: taken out, handed back, looked at, approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.core.templatetags.words import day_text, number
from samtykke.core.workbooks import TYPE
from samtykke.governance.data_map import uploads
from samtykke.governance.data_map.differences import FIELDS, differences
from samtykke.governance.data_map.forms import WorkbookForm
from samtykke.governance.data_map.workbook import column_name, map_workbook
from samtykke.governance.models import MapUpload
from samtykke.purposes.models import LegalBasis, Purpose

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from samtykke.governance.data_map.differences import Differences

SHOWN = 200
CONFLICT = 409


@needs(Right.GOVERNANCE_VIEW)
@read_only
def file(request: HttpRequest) -> HttpResponse:
    """The whole map as a workbook to work in."""
    name = _("data-map")
    disposition = f'attachment; filename="{name}.xlsx"'
    return HttpResponse(map_workbook(), content_type=TYPE, headers={"Content-Disposition": disposition})


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """The form for a workbook that comes back."""
    return form_page(request, "governance/data_map/upload_new.html", WorkbookForm())


@needs(Right.GOVERNANCE_MANAGE)
@writes
def receive(request: HttpRequest) -> HttpResponse:
    """Reads a workbook; nothing of the map changes."""
    form = WorkbookForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data["file"]
            upload = uploads.keep_upload(told, told.name, by=who(request).actor, via=Via.FILE)
            return redirect("governance:map-upload", upload.pk)
    return form_page(request, "governance/data_map/upload_new.html", form)


new = at_one_address(show=show_new, act=receive)


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What the workbook would change, row by row, and what cannot be taken."""
    upload = _upload(upload_id)
    return render(request, "governance/data_map/upload.html", _context(upload, differences(upload)))


@needs(Right.GOVERNANCE_MANAGE)
@writes
def approve(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Writes it, all or nothing; when the map changed since it was looked at, says so and shows anew."""
    upload = _upload(upload_id)
    try:
        found = uploads.approve_upload(upload, seen=request.POST.get("seen", ""), by=who(request).actor, via=Via.FILE)
    except Refused as refused:
        context = _context(upload, differences(upload)) | {"refusal": str(refused.reason)}
        return render(request, "governance/data_map/upload.html", context, status=CONFLICT)
    written = len(found.added) + len(found.changed)
    sentence = ngettext("%(count)s row is written.", "%(count)s rows are written.", written)
    messages.success(request, sentence % {"count": number(written)})
    return redirect("governance:map-upload", upload_id) if found.kept else redirect("governance:data-map")


@needs(Right.GOVERNANCE_MANAGE)
@writes
def discard(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Forgets the workbook."""
    uploads.discard_upload(_upload(upload_id))
    messages.success(request, _("The workbook is forgotten. The map is as it was."))
    return redirect("governance:data-map")


def _context(upload: MapUpload, found: Differences) -> dict[str, Any]:
    names = (
        {item.pk: item.name for item in Purpose.objects.all()},
        {item.pk: item.name for item in LegalBasis.objects.all()},
    )
    return {
        "upload": upload,
        "found": found,
        "ignored": upload.reading["ignored"],
        "missing": [column_name(column) for column in upload.reading["missing"]],
        "is_written": upload.reading.get("is_written", False),
        "faults": found.faults[:SHOWN],
        "kept": [(one, column_name(one.column)) for one in found.kept[:SHOWN]],
        "added": [(line, _said(values, names)) for line, values in found.added[:SHOWN]],
        "changed": [
            (
                change,
                [
                    (*_pair(name, before, names), _pair(name, after, names)[1])
                    for name, (before, after) in change.fields.items()
                ],
            )
            for change in found.changed[:SHOWN]
        ],
        "shown": SHOWN,
    }


Names = tuple[dict[int, str], dict[int, str]]


def _said(values: dict[str, Any], names: Names) -> list[tuple[str, str]]:
    return [_pair(name, value, names) for name, value in values.items()]


def _pair(name: str, value: int | str | date | None, names: Names) -> tuple[str, str]:
    """A field's column and what it says, in words."""
    column = next(column for column, field in FIELDS.items() if field == name)
    if name == "purpose_id":
        return column_name(column), names[0].get(value, "") if isinstance(value, int) else ""
    if name == "legal_basis_id":
        return column_name(column), names[1].get(value, "") if isinstance(value, int) else ""
    if name == "reviewed_on":
        return column_name(column), day_text(value) if value and not isinstance(value, int | str) else ""
    return column_name(column), str(value or "")


def _upload(upload_id: int) -> MapUpload:
    found: MapUpload = get_object_or_404(MapUpload, pk=upload_id)
    return found
