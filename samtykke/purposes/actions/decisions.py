"""What the company decides of each field about people: for what, what kind, who reads it, whether it is still used.

Art. 5(1)(c), 25, 30(1)(c); product.md M8, M23, M30.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.known_fields import field_by_key
from samtykke.core.refused import Refused
from samtykke.purposes import queries
from samtykke.purposes.actions.recipients import changed_since
from samtykke.purposes.actions.versions import held, refuse_without_condition, widen
from samtykke.purposes.models import DataKind, FieldDecision

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from samtykke.core.actors import Actor, Via
    from samtykke.core.known_fields import KnownField
    from samtykke.purposes.models import Purpose

LONGEST_NOTE = 2000
UNSEEN = object()


@transaction.atomic
def decide_field(
    field: str,
    *,
    purposes: Iterable[Purpose],
    data_kind: DataKind | None = None,
    is_sensitive: bool = False,
    is_retired: bool = False,
    note: str = "",
    seen: datetime | object | None = UNSEEN,
    by: Actor,
    via: Via,
) -> FieldDecision:
    """Decides the whole of one field, by its key in core.known_fields. Deciding the same again changes nothing.

    `seen` is when the decision that this one was made on was taken, None where there was none; when another came since,
    it is refused. A special category takes the condition of Art. 9(2) of every purpose in use that is named, and where it is
    new to a purpose it is not covered by old consents (REQ-17, REQ-20).
    """
    known = field_by_key(field)
    if known is None:
        raise Refused(_("There is no field called “%s”.") % field[:60], code="unknown_field", field="field", status=422)
    _refuse_unfit(known, is_sensitive=is_sensitive, is_retired=is_retired)
    decision = FieldDecision.objects.select_for_update(of=("self",), no_key=True).filter(field=field).first()
    if seen is not UNSEEN and (decision.decided_at if decision else None) != seen:
        raise changed_since()
    wanted = {purpose.pk for purpose in purposes}
    told: dict[str, Any] = {
        "data_kind": data_kind,
        "is_sensitive": is_sensitive,
        "is_retired": is_retired,
        "note": _note(note),
    }
    changed = _changed(decision, told, wanted)
    if decision and not changed:
        return decision
    further = _reached_further(wanted, told)
    told |= {"decided_at": now(), "decided_by_kind": by.kind.value, "decided_by_id": by.id}
    decision, _made = FieldDecision.objects.update_or_create(field=field, defaults=told)
    decision.purposes.set(wanted)
    widen(further, by=by)
    record(Deed.FIELD_DECIDED, subject=Ref("field", decision.pk), by=by, via=via, key=field, fields=changed)
    return decision


@transaction.atomic
def forget_field(field: str, *, by: Actor, via: Via) -> None:
    """Takes back what was decided of a field that is kept no longer. Twice changes nothing."""
    decision = FieldDecision.objects.select_for_update(of=("self",), no_key=True).filter(field=field).first()
    if decision is not None:
        record(Deed.FIELD_DECIDED, subject=Ref("field", decision.pk), by=by, via=via, key=field, fields=["purposes"])
        decision.delete()


@transaction.atomic
def give_purpose(fields: Iterable[str], purpose: Purpose, *, by: Actor, via: Via) -> int:
    """Names one purpose more for each of some fields; the rest of what was decided stands. Returns how many it was new to.

    All or none: a field that cannot have it refuses the lot (REQ-20). Art. 5(1)(b), (c).
    """
    changed = 0
    for field in sorted(set(fields)):
        decision = FieldDecision.objects.select_for_update(of=("self",), no_key=True).filter(field=field).first()
        named = set(decision.purposes.all()) if decision else set()
        if purpose in named:
            continue
        kept: dict[str, Any] = {
            name: getattr(decision, name) for name in ("data_kind", "is_sensitive", "is_retired", "note") if decision
        }
        decide_field(field, purposes=named | {purpose}, **kept, by=by, via=via)
        changed += 1
    return changed


def _refuse_unfit(known: KnownField, *, is_sensitive: bool, is_retired: bool) -> None:
    if is_sensitive and not known.can_be_sensitive:
        raise Refused(
            _("This field says who somebody is: it cannot be masked."), code="not_sensitive", field="is_sensitive"
        )
    if known.must_be_sensitive and not is_sensitive:
        raise Refused(
            _("This field is always covered: it identifies people for certain."),
            code="must_be_sensitive",
            field="is_sensitive",
        )
    if is_retired and not known.can_be_retired:
        raise Refused(_("The product needs this field: it cannot be retired."), code="not_retired", field="is_retired")


def _reached_further(wanted: set[int], told: dict[str, Any]) -> list[Purpose]:
    """The purposes, held, to which the special category of a field is new; one without its condition is refused."""
    kind = told["data_kind"]
    if kind is None or not kind.is_special or told["is_retired"]:
        return []
    named = Q(pk__in=wanted)
    refuse_without_condition(held(named), "data_kind")
    return held(named & ~queries.using(DataKind.objects.filter(pk=kind.pk)))


def _changed(decision: FieldDecision | None, told: dict[str, Any], wanted: set[int]) -> list[str]:
    if decision is None:
        return sorted([*told, "purposes"])
    changed = [name for name, said in told.items() if getattr(decision, name) != said]
    if set(decision.purposes.values_list("pk", flat=True)) != wanted:
        changed.append("purposes")
    return sorted(changed)


def _note(note: str) -> str:
    note = note.replace("\r\n", "\n").strip()
    if "\x00" in note or len(note) > LONGEST_NOTE:
        raise Refused(
            _("The text is too long or has characters that cannot be kept."),
            code="invalid_text",
            field="note",
            status=422,
        )
    return note
