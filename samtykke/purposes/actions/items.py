"""Items of every list: added, changed, moved, taken out and put back. Standard ones keep key and meaning (check 7)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.known_fields import field_by_key
from samtykke.core.refused import Refused
from samtykke.purposes import queries
from samtykke.purposes.actions.fields import FIXED, cleaned
from samtykke.purposes.actions.keys import free_key, new_key
from samtykke.purposes.actions.reach import taken_out, write_reach
from samtykke.purposes.actions.reach import widens as reaches_further
from samtykke.purposes.actions.sources import informing_of, note_informing
from samtykke.purposes.actions.versions import append_version, held, refuse_unready, refuse_without_condition, widen
from samtykke.purposes.models import (
    STORE,
    DataKind,
    FieldDecision,
    LegalBasis,
    Purpose,
    PurposeBasis,
    Source,
    Vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.core.actors import Actor, Via

V = TypeVar("V", bound=Vocabulary)

STEP = 10
# What a purpose in use cannot lack: whoever changes one of these is told what would be missing.
NEEDED = frozenset({"is_active", "retention_months", "special_condition", "data_kinds"})


@transaction.atomic
def create_item(
    model: type[V], *, names: dict[str, str], key: str | None = None, by: Actor, via: Via, **fields: Any
) -> V:
    """Adds an item to a list, last in order. A new purpose is born inactive, whatever is said; a basis needs its letter."""
    told = cleaned(model, {"names": names, **fields})
    if model is LegalBasis:
        told = cleaned(model, {"article": ""}) if "article" not in told else told
    reach: dict[str, list[Any]] = {}
    if model is Purpose:
        told["is_active"] = False
        reach = taken_out(told, Purpose())
    _refuse_taken_names(model, told["names"])
    told.setdefault("rank", (model.objects.existing().aggregate(last=Max("rank"))["last"] or 0) + STEP)
    with _unique(model):
        item: Any = model.objects.create(key=new_key(model, key, told["names"]), **told)
    if isinstance(item, Purpose):
        write_reach(item, reach)
        append_version(item, by=by)
    _record(Deed.LIST_CREATED, item, by, via, fields=sorted([*told, *reach]))
    made: V = item
    return made


@transaction.atomic
def change_item(
    item: V, *, changes: dict[str, Any], widens: bool = False, expected: str = "", by: Actor, via: Via
) -> V:
    """Changes an item. What it means is fixed once it is used; a purpose that is switched on must be complete.

    `widens`: the new texts of a purpose ask for more than before, so that old consents do not cover them (REQ-17); a new
    recipient or kind of data says so by itself. `expected`: the state that was read; another by now is refused.
    """
    item = locked(item)
    if expected and expected != queries.state_of(item):
        raise Refused(_("Somebody changed this since you opened it."), code="changed_meanwhile")
    key = changes.get("key", item.key)
    told = cleaned(type(item), {name: said for name, said in changes.items() if name != "key"}, item)
    reach = taken_out(told, item) if isinstance(item, Purpose) else {}
    changed = {name: said for name, said in told.items() if said != getattr(item, name)}
    if key != item.key:
        changed["key"] = _other_key(item, key)
    if not changed and not reach and not widens:
        return item
    _refuse_change(item, changed)
    if "names" in changed:
        _refuse_taken_names(type(item), changed["names"], but=item)
    before = informing_of(item)
    for name, said in changed.items():
        setattr(item, name, said)
    with _unique(type(item)):
        item.save(update_fields=list(changed))
    note_informing(item, before, by=by)
    if isinstance(item, Purpose):
        _follow(item, {*changed, *reach}, reach, widens=widens, by=by)
    if changed.get("is_special"):
        widen(_purposes_using(item), by=by)
    _record(Deed.LIST_CHANGED, item, by, via, fields=sorted([*changed, *reach]))
    return item


def _follow(purpose: Purpose, changed: set[str], reach: dict[str, list[Any]], *, widens: bool, by: Actor) -> None:
    """What the change of a purpose entails: its reach, a check where it is in use, a version."""
    further = widens or reaches_further(purpose, reach)
    write_reach(purpose, reach)
    if purpose.is_active and changed & NEEDED:
        refuse_unready(purpose, switched_on="is_active" in changed)
    if further or changed - {"rank"}:
        append_version(purpose, by=by, widens=further)


@transaction.atomic
def move_item(item: V, *, direction: str | None = None, before: Vocabulary | None = None, by: Actor, via: Via) -> V:
    """Moves an item one place `up` or `down`, or to stand before another; with neither it goes last."""
    model = type(item)
    rows: list[V] = list(model.objects.in_order().select_for_update(of=("self",), no_key=True))
    order = [row.pk for row in rows]
    if item.pk not in order:
        raise Refused(_("This is in the bin. Restore it first."), code="deleted")
    place = order.index(item.pk)
    order.remove(item.pk)
    if direction:
        to = max(place - 1, 0) if direction == "up" else place + 1
    else:
        to = order.index(before.pk) if before and before.pk in order else len(order)
    order.insert(to, item.pk)
    ranks = {pk: number * STEP for number, pk in enumerate(order, start=1)}
    moved = [row for row in rows if row.rank != ranks[row.pk]]
    for row in moved:
        row.rank = ranks[row.pk]
    model.objects.bulk_update(moved, ["rank"])
    if moved:
        _record(Deed.LIST_CHANGED, item, by, via, fields=["rank"])
    return next(row for row in rows if row.pk == item.pk)


@transaction.atomic
def delete_item(item: V, *, by: Actor, via: Via) -> V:
    """Takes an item out of its list. Records that stand on it still show its name; it can be restored (check 9)."""
    item = locked(item)
    if item.deleted_at:
        return item
    if item.is_standard:
        raise _is_standard()
    _refuse_unused_default(item)
    _refuse_kind_in_use(item)
    item.deleted_at = now()
    item.save(update_fields=["deleted_at"])
    if isinstance(item, Purpose):
        append_version(item, by=by)
    _record(Deed.LIST_DELETED, item, by, via)
    return item


@transaction.atomic
def restore_item(item: V, *, by: Actor, via: Via) -> V:
    """Puts an item back where it stood, unless another has taken its name.

    A purpose that lacks by now what the law asks of one in use comes back switched off (REQ-10, 20, 22, 24).
    """
    item = locked(item)
    if item.deleted_at is None:
        return item
    _refuse_taken_names(type(item), item.names, but=item)
    item.deleted_at = None
    with _unique(type(item)):
        item.save(update_fields=["deleted_at"])
    if isinstance(item, Purpose):
        if item.is_active and queries.gaps(item):
            item.is_active = False
            item.save(update_fields=["is_active"])
        append_version(item, by=by)
    _record(Deed.LIST_RESTORED, item, by, via)
    return item


def locked(item: V) -> V:
    """The item as it is now, held until the transaction ends."""
    found: V = type(item).objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)
    return found


def _record(deed: Deed, item: Vocabulary, by: Actor, via: Via, **details: list[str]) -> None:
    record(deed, subject=Ref(str(item._meta.model_name), item.pk), by=by, via=via, key=item.key, **details)


def _refuse_change(item: Vocabulary, changed: dict[str, Any]) -> None:
    """What an item means cannot change under those who stand on it."""
    if item.deleted_at:
        raise Refused(_("This is in the bin. Restore it first."), code="deleted")
    meaning = {"article", "is_marketing", "is_special"} | ({"from_person"} if isinstance(item, Source) else set())
    if fixed := FIXED.get(type(item), frozenset()) & set(changed):
        raise Refused(_("This stays as it was made."), code="fixed", field=next(iter(fixed)))
    if item.is_standard and (meaning | {"key"}) & set(changed):
        raise _is_standard(next(iter((meaning | {"key"}) & set(changed))))
    if "article" in changed and queries.is_used(item):
        raise Refused(_("The letter is fixed: people stand on this basis."), code="article_fixed", field="article")
    if "article" in changed:
        _refuse_allowed_letter(item)
    if "is_marketing" in changed and queries.is_used(item):
        raise Refused(
            _("Whether this is marketing is fixed: people stand on this purpose."),
            code="marketing_fixed",
            field="is_marketing",
        )
    if changed.get("is_marketing") and isinstance(item, Purpose):
        _refuse_bases_not_for_marketing(item)
    if changed.get("is_active") is False:
        _refuse_switching_off(item)
    if changed.get("is_special") is False:
        _refuse_kind_in_use(item, field="is_special")
    if changed.get("is_special"):
        refuse_without_condition(_purposes_using(item), "is_special")


def _purposes_using(kind: Vocabulary) -> list[Purpose]:
    """The purposes that use a kind of data, held."""
    return held(queries.using(DataKind.objects.filter(pk=kind.pk)))


def _refuse_allowed_letter(basis: Vocabulary) -> None:
    """What purposes may rest on keeps its letter: each asks for something else of them."""
    found = PurposeBasis.objects.filter(legal_basis_id=basis.pk).select_related("purpose").order_by("purpose__rank")
    if names := ", ".join(row.purpose.name for row in found):
        raise Refused(
            _("The letter is fixed: purposes rest on this basis. Take it away there first: %s.") % names,
            code="article_fixed",
            field="article",
        )


def _refuse_bases_not_for_marketing(purpose: Purpose) -> None:
    rows = purpose.allowed_bases.select_related("legal_basis")
    if any(row.legal_basis.article not in "af" or (row.is_default and row.legal_basis.article == "f") for row in rows):
        raise Refused(
            _("Marketing rests on consent, or on legitimate interests as an exception. Change the bases first."),
            code="basis_not_for_marketing",
            field="is_marketing",
        )


def _refuse_switching_off(item: Vocabulary) -> None:
    if item.key == STORE and isinstance(item, Purpose):
        raise Refused(
            _("Everybody is held for this purpose. It cannot be switched off."), code="standard_item", field="is_active"
        )
    _refuse_unused_default(item)


def _refuse_unused_default(item: Vocabulary) -> None:
    """A basis that active purposes start from stays on offer."""
    if not isinstance(item, LegalBasis):
        return
    rows = PurposeBasis.objects.filter(legal_basis=item, is_default=True, purpose__deleted_at__isnull=True)
    default_of = rows.filter(purpose__is_active=True).select_related("purpose").first()
    if default_of:
        raise Refused(
            _("This is the default of the purpose “%s”. Choose another default there first.") % default_of.purpose.name,
            code="is_default",
            field="is_active",
        )


def _refuse_kind_in_use(item: Vocabulary, field: str | None = None) -> None:
    """A kind of data that a purpose names, or that a field is said to be, stays what it is. REQ-20."""
    if not isinstance(item, DataKind):
        return
    found = item.purposes.existing().order_by("rank").first()
    if found:
        raise Refused(
            _("The purpose “%s” uses this kind of data. Take it away there first.") % found.name,
            code="kind_in_use",
            field=field,
        )
    decision = FieldDecision.objects.filter(data_kind=item).order_by("field").first()
    if decision:
        known = field_by_key(decision.field)
        raise Refused(
            _("The field “%s” is of this kind. Decide it anew in the data map first.")
            % (known.name if known else decision.field),
            code="kind_in_use",
            field=field,
        )


def _other_key(item: Vocabulary, key: str) -> str:
    if item.is_standard:
        raise _is_standard("key")
    if queries.is_used(item):
        raise Refused(_("The key is fixed: other records refer to it."), code="key_fixed", field="key")
    return free_key(type(item), key)


def _is_standard(field: str | None = None) -> Refused:
    return Refused(
        _("This is a standard item. Its names and texts can change; the rest is fixed."),
        code="standard_item",
        field=field,
    )


def _refuse_taken_names(model: type[Vocabulary], names: dict[str, str], but: Vocabulary | None = None) -> None:
    """A name stands for one existing item per language, in any case of letters."""
    others = model.objects.existing().exclude(pk=but.pk if but else None)
    for language, name in names.items():
        if others.filter(**{f"names__{language}__iexact": name}).exists():
            raise _taken(name)


def _taken(name: str) -> Refused:
    return Refused(_("There is already one called “%s”. Choose another name.") % name, code="name_taken", field="names")


@contextmanager
def _unique(model: type[Vocabulary]) -> Iterator[None]:
    """Turns the loser of a race for a name or a key into a refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "_name_" in str(error):
            raise Refused(
                _("Somebody took this name just now. Choose another."), code="name_taken", field="names"
            ) from error
        if f"{model._meta.db_table}_key" in str(error):
            raise Refused(
                _("Somebody took this key just now. Choose another."), code="key_taken", field="key"
            ) from error
        raise
