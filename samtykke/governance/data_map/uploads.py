"""Workbooks on their way back into the map: kept, looked at, and written in one transaction when somebody approves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.refused import Refused
from samtykke.governance.data_map.differences import Differences, differences
from samtykke.governance.data_map.reading import as_json, read_workbook
from samtykke.governance.models import MapRow, MapUpload

if TYPE_CHECKING:
    from datetime import datetime

    from samtykke.core.actors import Actor, Via
    from samtykke.governance.data_map.differences import Change

BATCH = 1000
WRITTEN = (
    "people", "kind", "purpose", "legal_basis", "sources", "access", "recipients", "retention", "system", "note",
    "reviewed_on", "reviewed_by_kind", "reviewed_by_id", "version",
)  # fmt: skip


@transaction.atomic
def keep_upload(stream: BinaryIO, name: str, *, by: Actor, via: Via) -> MapUpload:
    """Reads a workbook and keeps what it says, beside the map. Nothing of the map changes."""
    reading = read_workbook(stream, name)
    upload: MapUpload = MapUpload.objects.create(
        name=name[-200:],
        reading=as_json(reading),
        rows=reading.rows,
        uploaded_by_kind=by.kind.value,
        uploaded_by_id=by.id,
    )
    return upload


@transaction.atomic
def approve_upload(upload: MapUpload, *, seen: str, by: Actor, via: Via) -> Differences:
    """Writes what a workbook changes, all of it or nothing. `seen` is the digest of what was looked at: when the map has
    changed since so that something else would be written, it is refused (409).
    """
    upload = MapUpload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    found = differences(upload, lock=True)
    if found.digest != seen:
        raise Refused(
            _("The map has changed since you looked. Below is what the workbook would change now."),
            code="changed_since",
        )
    if not found.is_approvable:
        raise Refused(_("There is nothing to write, or something cannot be taken."), code="not_approvable")
    _write(found, by)
    record(Deed.MAP_READ_IN, subject=None, by=by, via=via, created=len(found.added), updated=len(found.changed))
    if found.kept:
        _leave_kept(upload, found)
    else:
        upload.delete()
    return found


def _leave_kept(upload: MapUpload, found: Differences) -> None:
    """Keeps of a written workbook the rows with words that the product did not take, until somebody has seen to them."""
    lines = {one.line for one in found.kept}
    upload.rows = [row for row in upload.rows if row["line"] in lines]
    upload.reading = {**upload.reading, "is_written": True}
    upload.save(update_fields=["rows", "reading"])


@transaction.atomic
def discard_upload(upload: MapUpload) -> None:
    """Forgets a workbook. Nothing of the map changes."""
    MapUpload.objects.filter(pk=upload.pk).delete()


def forget_uploads(before: datetime) -> int:
    """Forgets workbooks nobody approved in time; returns how many."""
    gone, _by_model = MapUpload.objects.filter(uploaded_at__lt=before).delete()
    return gone


def _write(found: Differences, by: Actor) -> None:
    new = [_reviewed(MapRow(**values), values, by) for _line, values in found.added]
    new += [
        _reviewed(MapRow(live_key=change.key, **_after(change)), _after(change), by)
        for change in found.changed
        if change.row_id is None
    ]
    MapRow.objects.bulk_create(new, batch_size=BATCH)
    changes = {change.row_id: change for change in found.changed if change.row_id is not None}
    rows = list(MapRow.objects.filter(pk__in=changes))
    for row in rows:
        after = _after(changes[row.pk])
        for name, said in after.items():
            setattr(row, name, said)
        row.version += 1
        _reviewed(row, after, by)
    MapRow.objects.bulk_update(rows, WRITTEN, batch_size=BATCH)


def _after(change: Change) -> dict[str, Any]:
    return {name: after for name, (_before, after) in change.fields.items()}


def _reviewed(row: MapRow, told: dict[str, Any], by: Actor) -> MapRow:
    if told.get("reviewed_on"):
        row.reviewed_by_kind, row.reviewed_by_id = by.kind.value, by.id
    return row
