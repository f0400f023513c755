"""What is written into the record beside the configuration, and copies of it kept as they stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_zone
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.governance.models import ProcessorActivity, RecordCopy, RecordSettings
from samtykke.governance.records import queries
from samtykke.purposes import transfers
from samtykke.purposes.actions.recipients import changed_since
from samtykke.purposes.models import TransferGround

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

SETTINGS = ("officer_name", "officer_contact", "officer_other_tasks", "representative", "joint_controllers", "measures")
ACTIVITY = (
    "controller", "contact", "representative", "categories", "country", "transfer_ground", "transfer_note", "agreement",
)  # fmt: skip
LONGEST = 20_000


@transaction.atomic
def change_settings(*, seen: int, changes: dict[str, Any], by: Actor, via: Via) -> RecordSettings:
    """Says who else answers: the data protection officer, a representative, joint controllers; and the measures in words.

    `seen` is the version the change was made on, 0 where nothing was written; a later one refuses it.
    """
    RecordSettings.objects.bulk_create([RecordSettings(pk=1, version=0)], ignore_conflicts=True)
    row = RecordSettings.objects.select_for_update(no_key=True).get(pk=1)
    if row.version != seen:
        raise changed_since()
    told = _cleaned(changes, SETTINGS)
    changed = [name for name, said in told.items() if said != getattr(row, name)]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, told[name])
    row.version += 1
    row.save()
    record(Deed.RECORD_CHANGED, subject=Ref("record", 1), by=by, via=via, fields=sorted(changed))
    return row


@transaction.atomic
def add_activity(*, by: Actor, via: Via, **fields: Any) -> ProcessorActivity:
    """Enters what is done on behalf of another controller. Art. 30(2)."""
    row = ProcessorActivity(**_cleaned(fields, ACTIVITY))
    _refuse_unlawful(row)
    row.save(force_insert=True)
    _note(row, by, via, sorted(fields))
    return row


@transaction.atomic
def change_activity(
    row: ProcessorActivity, *, seen: int, changes: dict[str, Any], by: Actor, via: Via
) -> ProcessorActivity:
    """Changes what is done for another; `seen` is the version the change was made on."""
    row = ProcessorActivity.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.version != seen:
        raise changed_since()
    told = _cleaned(changes, ACTIVITY)
    changed = [name for name, said in told.items() if said != getattr(row, name)]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, told[name])
    _refuse_unlawful(row)
    row.version += 1
    row.save()
    _note(row, by, via, sorted(changed))
    return row


@transaction.atomic
def delete_activity(row: ProcessorActivity, *, by: Actor, via: Via) -> ProcessorActivity:
    """Ends work for another; copies that were kept still say it."""
    return _move(row, by, via, to_bin=True)


@transaction.atomic
def restore_activity(row: ProcessorActivity, *, by: Actor, via: Via) -> ProcessorActivity:
    """Takes it out of the bin."""
    return _move(row, by, via, to_bin=False)


@transaction.atomic
def keep_copy(*, note: str = "", by: Actor, via: Via) -> RecordCopy:
    """Keeps the record as it stands now, numbered, in both languages. The same as the newest copy is not kept twice."""
    queries.hold_numbers()
    newest = RecordCopy.objects.order_by("-number").first()
    content = queries.content()
    if newest and newest.content == content:
        raise Refused(_("Nothing has changed since copy %s.") % newest.number, code="nothing_changed")
    copy: RecordCopy = RecordCopy.objects.create(
        number=newest.number + 1 if newest else 1,
        content=content,
        note=_text("note", note),
        kept_by_kind=by.kind.value,
        kept_by_id=by.id,
    )
    record(Deed.RECORD_KEPT, subject=Ref("record", copy.number), by=by, via=via, version=copy.number)
    return copy


def _cleaned(fields: dict[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    unknown = set(fields) - set(known)
    if unknown:
        raise TypeError(f"there is no {', '.join(sorted(unknown))}")
    told: dict[str, Any] = {name: _text(name, said) if isinstance(said, str) else said for name, said in fields.items()}
    if "measures" in told:
        texts = {language: _text("measures", text) for language, text in told["measures"].items()}
        told["measures"] = {language: text for language, text in texts.items() if text}
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


def _refuse_unlawful(row: ProcessorActivity) -> None:
    for name, sentence in (
        ("controller", _("Write on whose behalf it is done.")),
        ("categories", _("Write what is done for them.")),
    ):
        if not getattr(row, name):
            raise Refused(sentence, code=f"{name}_missing", field=name, status=422)
    if not row.country:
        row.transfer_ground = TransferGround.NONE
        return
    today = now().astimezone(company_zone()).date()
    if not transfers.is_country(row.country):
        raise Refused(_("Choose the country where the data are."), code="unknown_country", field="country", status=422)
    if row.transfer_ground not in transfers.grounds(row.country, today):
        raise Refused(
            _("This country is outside the EEA: choose by what ground the data may go there."),
            code="transfer_ground",
            field="transfer_ground",
            status=422,
        )


def _move(row: ProcessorActivity, by: Actor, via: Via, *, to_bin: bool) -> ProcessorActivity:
    row = ProcessorActivity.objects.select_for_update(no_key=True).get(pk=row.pk)
    if (row.deleted_at is not None) == to_bin:
        return row
    row.deleted_at = now() if to_bin else None
    row.version += 1
    row.save(update_fields=["deleted_at", "version"])
    _note(row, by, via, ["deleted_at"])
    return row


def _note(row: ProcessorActivity, by: Actor, via: Via, changed: list[str]) -> None:
    record(Deed.RECORD_CHANGED, subject=Ref("activity", row.pk), by=by, via=via, fields=changed)
