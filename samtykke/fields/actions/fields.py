"""Fields added, changed, ordered, retired, put in the bin and back. M9, REQ-20, REQ-21."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.fields import queries
from samtykke.fields.minimisation import Asked
from samtykke.fields.models import LONGEST_KEY, FieldKind, Subject, UserField
from samtykke.purposes.actions import decide_field
from samtykke.purposes.actions.fields import cleaned
from samtykke.purposes.actions.keys import new_key
from samtykke.purposes.models import FieldDecision, Purpose
from samtykke.purposes.queries import allowed_bases, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.core.actors import Actor, Via

STEP = 10
OWN = ("names", "descriptions", "kind", "unit", "group")
DECIDED = ("purposes", "data_kind", "is_sensitive", "note")
CURRENCY = re.compile(r"[A-Z]{3}")
LONGEST_UNIT, SHORTEST_REASON = 20, 10


@transaction.atomic
def create_field(
    *, subject: str, kind: str, names: dict[str, str], key: str | None = None, by: Actor, via: Via, **told: Any
) -> UserField:
    """Adds a field, last in its group, and decides what it is for. One about people names a purpose and a kind of data."""
    field = UserField(subject=subject)
    _fill(field, {"kind": kind, "names": names, **told})
    field.key = new_key(UserField, key, field.names)
    if len(field.key) > LONGEST_KEY:
        raise Refused(_("At most %d characters.") % LONGEST_KEY, code="too_long", field="key", status=422)
    field.rank = queries.next_rank(UserField.objects.existing().filter(group=field.group), STEP)
    _save(field, None)
    _record(Deed.LIST_CREATED, field, by, via)
    _decide(field, told, by=by, via=via)
    return field


@transaction.atomic
def change_field(field: UserField, *, changes: dict[str, Any], expected: str = "", by: Actor, via: Via) -> UserField:
    """Changes a field and what is decided of it. Its kind stays once something is written; key and subject always.

    `expected`: the state that was read; another by now is refused.
    """
    field = _locked(field)
    if expected and expected != version_of(field):
        raise Refused(_("Somebody changed this since you opened it."), code="changed_meanwhile")
    _refuse_binned(field)
    before = {name: getattr(field, name) for name in OWN}
    _fill(field, changes)
    changed = sorted(name for name in OWN if getattr(field, name) != before[name])
    if "kind" in changed and queries.is_used(field):
        raise Refused(_("The kind is fixed: something is written in it."), code="kind_fixed", field="kind")
    if changed:
        _save(field, changed)
        _record(Deed.LIST_CHANGED, field, by, via, fields=changed)
    _decide(field, changes, by=by, via=via)
    return field


@transaction.atomic
def retire_field(field: UserField, *, is_retired: bool = True, by: Actor, via: Via) -> UserField:
    """Takes a field out of use, or back into it. What is written stays, and can still be read and emptied."""
    field = _locked(field)
    _refuse_binned(field)
    _decide(field, {"is_retired": is_retired}, by=by, via=via)
    return field


@transaction.atomic
def delete_field(field: UserField, *, by: Actor, via: Via) -> UserField:
    """Puts a field in which nothing is written in the bin; one in use is retired instead."""
    field = _locked(field)
    if field.deleted_at:
        return field
    if queries.is_used(field):
        raise Refused(_("Something is written in “%s”. Retire it instead.") % field.name, code="field_in_use")
    field.deleted_at = now()
    field.save(update_fields=["deleted_at"])
    _record(Deed.LIST_DELETED, field, by, via)
    return field


@transaction.atomic
def restore_field(field: UserField, *, by: Actor, via: Via) -> UserField:
    """Takes a field out of the bin, unless another has its name by now."""
    field = _locked(field)
    if field.deleted_at is None:
        return field
    field.deleted_at = None
    _refuse_taken_names(field)
    _save(field, ["deleted_at"])
    _record(Deed.LIST_RESTORED, field, by, via)
    return field


@transaction.atomic
def move_field(
    field: UserField, *, direction: str | None = None, before: UserField | None = None, by: Actor, via: Via
) -> UserField:
    """Moves a field one place `up` or `down` in its group, or to stand before another of it; with neither it goes last."""
    mates = UserField.objects.existing().filter(group_id=field.group_id, subject=field.subject).order_by("rank", "id")
    rows = list(mates.select_for_update(of=("self",), no_key=True))
    moved = reordered(rows, field.pk, direction, before.pk if before else None)
    UserField.objects.bulk_update(moved, ["rank"])
    if moved:
        _record(Deed.LIST_CHANGED, field, by, via, fields=["rank"])
    return field


def reordered(rows: list[Any], pk: int, direction: str | None, before: int | None) -> list[Any]:
    """The rows whose rank changes when one of them moves; each with its new rank."""
    order = [row.pk for row in rows]
    if pk not in order:
        raise Refused(_("This is in the bin. Restore it first."), code="deleted")
    place = order.index(pk)
    order.remove(pk)
    if direction:
        to = max(place - 1, 0) if direction == "up" else place + 1
    else:
        to = order.index(before) if before in order else len(order)
    order.insert(to, pk)
    ranks = {one: number * STEP for number, one in enumerate(order, start=1)}
    moved = [row for row in rows if row.rank != ranks[row.pk]]
    for row in moved:
        row.rank = ranks[row.pk]
    return moved


def version_of(field: UserField) -> str:
    """What tells whether a field, or what is decided of it, has changed since it was read."""
    decision = FieldDecision.objects.filter(field=field.known_key).first()
    told = f"{state_of(field)}.{decision.decided_at.isoformat() if decision else ''}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _fill(field: UserField, told: dict[str, Any]) -> None:
    texts: dict[str, Any] = {name: told[name] for name in ("names", "descriptions") if name in told}
    for name, said in cleaned(UserField, texts, field if field.names else None).items():
        setattr(field, name, said)
    if "kind" in told:
        field.kind = _one_of(told["kind"], FieldKind.values, "kind")
    _one_of(field.subject, Subject.values, "subject")
    if "group" in told:
        field.group = told["group"]
    field.unit = _unit(field, told.get("unit", field.unit))
    if field.group_id is None:
        raise Refused(_("Choose the group it stands in."), code="group_missing", field="group", status=422)
    _refuse_taken_names(field)


def _one_of(said: str, values: Iterable[Any], field: str) -> str:
    if said not in values:
        raise Refused(_("Choose one of those on offer."), code="invalid_choice", field=field, status=422)
    return str(said)


def _unit(field: UserField, said: str) -> str:
    """What a number counts, or the currency of an amount; nothing for other kinds."""
    unit = " ".join((said or "").split())
    if field.kind == FieldKind.MONEY:
        unit = unit.upper() or "NOK"
        if not CURRENCY.fullmatch(unit):
            raise Refused(
                _("Write a currency as three letters, like NOK."), code="invalid_unit", field="unit", status=422
            )
        return unit
    if "\x00" in unit or len(unit) > LONGEST_UNIT:
        raise Refused(_("At most %d characters.") % LONGEST_UNIT, code="too_long", field="unit", status=422)
    return unit if field.kind == FieldKind.NUMBER else ""


def _decide(field: UserField, told: dict[str, Any], *, by: Actor, via: Via) -> None:
    """Decides what the field is for, what kind of data it is and who reads it; what is not told stays."""
    before = FieldDecision.objects.filter(field=field.known_key).first()
    decided: dict[str, Any] = {
        "purposes": list(before.purposes.all()) if before else [],
        "data_kind": before.data_kind if before else None,
        "is_sensitive": bool(before and before.is_sensitive),
        "is_retired": bool(before and before.is_retired),
        "note": before.note if before else "",
    }
    decided |= {name: told[name] for name in (*DECIDED, "is_retired") if name in told}
    decided["purposes"] = list(decided["purposes"])
    if queries.is_personal(field) and not decided["is_retired"]:
        _refuse_without_why(field, decided)
    decide_field(field.known_key, **decided, by=by, via=via)


def _refuse_without_why(field: UserField, decided: dict[str, Any]) -> None:
    """A field about people is for a purpose, and of a kind of data; some need a reason besides. Art. 5(1)(b)–(c), REQ-21."""
    if not decided["purposes"]:
        raise Refused(_("Say for which purpose it is needed."), code="purpose_missing", field="purposes", status=422)
    if decided["data_kind"] is None:
        raise Refused(_("Choose the kind of data it is."), code="kind_missing", field="data_kind", status=422)
    asked = queries.asks(field)
    if asked is None:
        return
    _refuse_baseless(decided["purposes"])
    if len(decided["note"].strip()) < SHORTEST_REASON:
        raise Refused(_why(asked), code=f"reason_missing_{asked.value}", field="note", status=422)
    if asked is Asked.NATIONAL_NUMBER:
        decided["is_sensitive"] = True


def _refuse_baseless(purposes: list[Purpose]) -> None:
    for purpose in purposes:
        if not allowed_bases(purpose).exists():
            raise Refused(
                _("The purpose “%s” rests on no legal basis yet. Name one there first.") % purpose.name,
                code="basis_missing",
                field="purposes",
            )


def _why(asked: Asked) -> str:
    if asked is Asked.NATIONAL_NUMBER:
        return _(
            "A national identity number may be held only where somebody must be identified for certain and there is no "
            "other way (the Norwegian Personal Data Act, section 12). Write why that is so here."
        )
    return _("This is more than most purposes need (Art. 5(1)(c)). Write why this one does.")


def _refuse_taken_names(field: UserField) -> None:
    """A name stands for one field of people, and one of companies, per language and in any case of letters."""
    others = UserField.objects.existing().filter(subject=field.subject).exclude(pk=field.pk)
    for language, name in field.names.items():
        if others.filter(**{f"names__{language}__iexact": name}).exists():
            raise Refused(
                _("There is already one called “%s”. Choose another name.") % name, code="name_taken", field="names"
            )


def _refuse_binned(field: UserField) -> None:
    if field.deleted_at:
        raise Refused(_("This is in the bin. Restore it first."), code="deleted")


def _locked(field: UserField) -> UserField:
    """The field as it is now; nobody writes in it meanwhile (queries.hold)."""
    found: UserField = UserField.objects.select_for_update(of=("self",)).select_related("group").get(pk=field.pk)
    return found


def _save(field: UserField, changed: list[str] | None) -> None:
    """Writes the row; the loser of a race for a name or a key is refused."""
    try:
        with transaction.atomic():
            field.save(update_fields=changed, force_insert=changed is None)
    except IntegrityError as error:
        if "fields_userfield" not in str(error):
            raise
        raise Refused(
            _("Somebody took this name just now. Choose another."), code="name_taken", field="names"
        ) from error


def _record(deed: Deed, field: UserField, by: Actor, via: Via, **details: list[str]) -> None:
    record(deed, subject=Ref("userfield", field.pk), by=by, via=via, key=field.key, **details)
