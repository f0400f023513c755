"""What is written into the map by hand: rows of the company's own, and what stands beside the live ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_zone
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.governance.data_map import queries
from samtykke.governance.models import MapRow
from samtykke.purposes.actions.recipients import changed_since

if TYPE_CHECKING:
    from datetime import date

    from samtykke.core.actors import Actor, Via

TEXTS = ("people", "kind", "sources", "access", "recipients", "retention", "system", "note")
OWN = (*TEXTS, "purpose", "legal_basis", "reviewed_on")
BESIDE = ("system", "note", "reviewed_on")
LONGEST = 2000


@transaction.atomic
def add_row(*, by: Actor, via: Via, **fields: Any) -> MapRow:
    """Adds a row of the company's own: data in another system, or on paper."""
    row = MapRow(**cleaned(fields))
    _refuse_incomplete(row)
    _note_review(row, by)
    row.save(force_insert=True)
    _record(row, by, via, sorted(fields))
    return row


@transaction.atomic
def change_row(row: MapRow, *, seen: int, changes: dict[str, Any], by: Actor, via: Via) -> MapRow:
    """Changes a row of the company's own. `seen` is the version it was made on; a later one refuses it."""
    row = MapRow.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if row.version != seen:
        raise changed_since()
    told = cleaned(changes)
    changed = {name: said for name, said in told.items() if said != getattr(row, name)}
    if not changed:
        return row
    for name, said in changed.items():
        setattr(row, name, said)
    _refuse_incomplete(row)
    if "reviewed_on" in changed:
        _note_review(row, by)
    row.version += 1
    row.save()
    _record(row, by, via, sorted(changed))
    return row


@transaction.atomic
def note_beside(live_key: str, *, seen: int, changes: dict[str, Any], by: Actor, via: Via) -> MapRow:
    """Writes what the system cannot know beside a row that the configuration fills. `seen` is 0 where nothing stood."""
    if queries.live_line(live_key) is None:
        raise Refused(_("The configuration fills no such row any more."), code="unknown_row")
    if set(changes) - set(BESIDE):
        raise TypeError(f"beside a live row stand {', '.join(BESIDE)}")
    row = MapRow.objects.select_for_update(of=("self",), no_key=True).filter(live_key=live_key).first()
    if (row.version if row else 0) != seen:
        raise changed_since()
    told = cleaned(changes)
    if row is None:
        row = MapRow(live_key=live_key, version=0)
    changed = [name for name, said in told.items() if said != getattr(row, name)]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, told[name])
    if "reviewed_on" in changed:
        _note_review(row, by)
    row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # somebody wrote the first word beside it at the same instant
        raise changed_since() from error
    _record(row, by, via, sorted(changed))
    return row


@transaction.atomic
def delete_row(row: MapRow, *, by: Actor, via: Via) -> MapRow:
    """Puts a row of the company's own in the bin."""
    return _move(row, by, via, to_bin=True)


@transaction.atomic
def restore_row(row: MapRow, *, by: Actor, via: Via) -> MapRow:
    """Takes a row out of the bin."""
    return _move(row, by, via, to_bin=False)


def cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row in the form they are kept, or a refusal that names the field."""
    unknown = set(fields) - set(OWN)
    if unknown:
        raise TypeError(f"a row has no {', '.join(sorted(unknown))}")
    told: dict[str, Any] = {name: _text(name, said) if name in TEXTS else said for name, said in fields.items()}
    if told.get("reviewed_on"):
        _refuse_future(told["reviewed_on"])
    return told


def _text(name: str, text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if "\x00" in text or len(text) > LONGEST:
        raise Refused(
            _("The text is too long or has characters that cannot be kept."),
            code="invalid_text",
            field=name,
            status=422,
        )
    return text


def _refuse_future(day: date) -> None:
    if day > now().astimezone(company_zone()).date():
        raise Refused(
            _("A row cannot have been looked at after today."), code="invalid_day", field="reviewed_on", status=422
        )


def _refuse_incomplete(row: MapRow) -> None:
    for name, sentence in (
        ("people", _("Write whom the row is about, as a group: never somebody’s name.")),
        ("kind", _("Write what kind of data it is.")),
    ):
        if not getattr(row, name):
            raise Refused(sentence, code=f"{name}_missing", field=name, status=422)


def _note_review(row: MapRow, by: Actor) -> None:
    if row.reviewed_on:
        row.reviewed_by_kind, row.reviewed_by_id = by.kind.value, by.id


def _move(row: MapRow, by: Actor, via: Via, *, to_bin: bool) -> MapRow:
    row = MapRow.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if (row.deleted_at is not None) == to_bin:
        return row
    row.deleted_at = now() if to_bin else None
    row.version += 1
    row.save(update_fields=["deleted_at", "version"])
    _record(row, by, via, ["deleted_at"])
    return row


def _record(row: MapRow, by: Actor, via: Via, changed: list[str]) -> None:
    record(Deed.MAP_CHANGED, subject=Ref("map", row.pk), by=by, via=via, fields=changed)
