"""The values of a field's list: added, renamed, ordered, retired, and two made one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.fields import queries
from samtykke.fields.actions.fields import STEP, reordered
from samtykke.fields.models import LONGEST_KEY, FieldOption, Subject, UserField
from samtykke.fields.queries.merging import MOVE_COMPANIES, MOVE_PEOPLE
from samtykke.purposes.actions.fields import cleaned
from samtykke.purposes.actions.keys import plain_letters

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

MOST_OPTIONS = 1000


@transaction.atomic
def add_option(field: UserField, *, names: dict[str, str], key: str | None = None, by: Actor, via: Via) -> FieldOption:
    """Adds a value to a field's list, last in order."""
    field = UserField.objects.select_for_update(of=("self",), no_key=True).get(pk=field.pk)
    if not field.is_listed:
        raise Refused(_("This field has no list."), code="no_list")
    known = list(FieldOption.objects.filter(field=field).only("key"))
    if len(known) >= MOST_OPTIONS:
        raise Refused(_("A list holds at most %d values.") % MOST_OPTIONS, code="list_full", field="names", status=422)
    option = FieldOption(field=field, names=cleaned(UserField, {"names": names})["names"])
    option.key = _key(key, option.names, {one.key for one in known})
    option.rank = queries.next_rank(FieldOption.objects.filter(field=field), STEP)
    _save(option, None)
    _record(Deed.LIST_CHANGED, option, by, via, "options")
    return option


@transaction.atomic
def rename_option(option: FieldOption, *, names: dict[str, str], by: Actor, via: Via) -> FieldOption:
    """Calls a value something else: everybody who has it shows the new name at once."""
    option = _locked(option)
    told = {**option.names, **names}
    told = cleaned(UserField, {"names": {language: name for language, name in told.items() if name}})["names"]
    if told != option.names:
        option.names = told
        _save(option, ["names"])
        _record(Deed.LIST_CHANGED, option, by, via, "names")
    return option


@transaction.atomic
def retire_option(option: FieldOption, *, is_retired: bool = True, by: Actor, via: Via) -> FieldOption:
    """Takes a value out of what may be chosen, or back; who has it keeps it."""
    option = _locked(option)
    if bool(option.retired_at) != is_retired:
        option.retired_at = now() if is_retired else None
        option.save(update_fields=["retired_at"])
        _record(Deed.LIST_CHANGED, option, by, via, "is_retired")
    return option


@transaction.atomic
def delete_option(option: FieldOption, *, by: Actor, via: Via) -> None:
    """Takes a value away that nobody has. One in use is retired, or made one with another."""
    UserField.objects.select_for_update(of=("self",)).get(pk=option.field_id)
    option = _locked(option)
    if queries.is_option_used(option):
        raise Refused(
            _("Somebody has “%s”. Retire it, or make it one with another.") % option.name, code="option_in_use"
        )
    _record(Deed.LIST_DELETED, option, by, via)
    option.delete()


@transaction.atomic
def move_option(option: FieldOption, *, direction: str, by: Actor, via: Via) -> FieldOption:
    """Moves a value one place `up` or `down`."""
    rows = FieldOption.objects.filter(field_id=option.field_id).order_by("rank", "id")
    moved = reordered(list(rows.select_for_update(of=("self",), no_key=True)), option.pk, direction, None)
    FieldOption.objects.bulk_update(moved, ["rank"])
    if moved:
        _record(Deed.LIST_CHANGED, option, by, via, "rank")
    return option


@transaction.atomic
def merge_options(option: FieldOption, *, into: FieldOption, by: Actor, via: Via) -> int:
    """Makes two values one: everybody with the first has the second, in one statement, each with it in their history.

    Says how many moved. The first is gone afterwards.
    """
    UserField.objects.select_for_update(of=("self",)).get(pk=option.field_id)
    held = FieldOption.objects.select_for_update(of=("self",), no_key=True).order_by("id")
    rows = {one.pk: one for one in held.filter(pk__in=[option.pk, into.pk]).select_related("field")}
    if len(rows) != 2 or rows[option.pk].field_id != rows[into.pk].field_id:
        raise Refused(_("Choose another value of the same list."), code="other_list", field="into", status=422)
    option, into = rows[option.pk], rows[into.pk]
    field = option.field
    told: dict[str, Any] = {
        "field": field.pk, "gone": option.pk, "stays": into.pk, "name": field.known_key, "before": option.key,
        "after": into.key, "actor_kind": by.kind.value, "actor_id": by.id, "via": via.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(MOVE_PEOPLE if field.subject == Subject.PERSON else MOVE_COMPANIES, told)
        moved = int(cursor.fetchone()[0])
    option.delete()
    record(
        Deed.LIST_MERGED, subject=Ref("userfield", field.pk), by=by, via=via, key=field.key,
        merged=option.key, merged_into=into.key, count=moved,
    )  # fmt: skip
    return moved


def _key(said: str | None, names: dict[str, str], taken: set[str]) -> str:
    """The key as given, or one made from the name; a clash gets a number."""
    if said:
        if not re.fullmatch(r"[A-Z0-9]+", said) or len(said) > LONGEST_KEY:
            raise Refused(
                _("A key has capital letters A–Z and digits only, at most %d.") % LONGEST_KEY,
                code="invalid_key",
                field="key",
                status=422,
            )
        if said in taken:
            raise Refused(_("The key %s is taken. Choose another.") % said, code="key_taken", field="key")
        return said
    stem = plain_letters(names.get("en") or next(iter(names.values())))[: LONGEST_KEY - 6] or "VALUE"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}{number}"
    return key


def _locked(option: FieldOption) -> FieldOption:
    rows = FieldOption.objects.select_for_update(of=("self",), no_key=True).select_related("field")
    return rows.get(pk=option.pk)


def _save(option: FieldOption, changed: list[str] | None) -> None:
    try:
        with transaction.atomic():
            option.save(update_fields=changed, force_insert=changed is None)
    except IntegrityError as error:
        if "fields_option" not in str(error):
            raise
        name = option.name
        raise Refused(
            _("There is already one called “%s”. Choose another name.") % name, code="name_taken", field="names"
        ) from error


def _record(deed: Deed, option: FieldOption, by: Actor, via: Via, *fields: str) -> None:
    details = {"fields": list(fields)} if fields else {}
    field = option.field
    record(deed, subject=Ref("userfield", field.pk), by=by, via=via, key=f"{field.key}/{option.key}", **details)
