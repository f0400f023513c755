"""What a purpose reaches: which kinds of data, and who receives them. More than before is not covered by old consents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samtykke.core.refused import Refused
from samtykke.purposes.models import DataKind, RecipientRole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.purposes.models import Purpose, Recipient

REACH = ("data_kinds", "recipients")


def taken_out(told: dict[str, Any], purpose: Purpose) -> dict[str, list[Any]]:
    """Takes the reach out of what was told, as lists of items; only what differs from how it stands is left of it."""
    changed = {}
    for name in REACH:
        if name not in told:
            continue
        wanted = {item.pk: item for item in told.pop(name)}
        before = set(getattr(purpose, name).values_list("pk", flat=True)) if purpose.pk else set()
        _refuse_gone(name, [item for pk, item in wanted.items() if pk not in before])
        if set(wanted) != before:
            changed[name] = list(wanted.values())
    return changed


def widens(purpose: Purpose, reach: dict[str, list[Any]]) -> bool:
    """Whether a reach goes further than what people said yes to (REQ-17; EDPB 05/2020 on consent, 65).

    Somebody new who decides over the data does; a processor, who only does what the company says, does not. A new kind of
    data does; writing down for the first time which kinds there always were does not, unless one of them is special.
    """
    known = {name: set(getattr(purpose, name).values_list("pk", flat=True)) for name in reach}
    new_kinds = [kind for kind in reach.get("data_kinds", ()) if kind.pk not in known["data_kinds"]]
    new_receivers = [one for one in reach.get("recipients", ()) if one.pk not in known["recipients"]]
    return (
        any(one.role != RecipientRole.PROCESSOR for one in new_receivers)
        or any(kind.is_special for kind in new_kinds)
        or bool(new_kinds and known["data_kinds"])
    )


def further(purpose: Purpose, changes: dict[str, Any]) -> bool:
    """The same of changes that are being thought about."""
    return widens(purpose, {name: list(changes[name]) for name in REACH if name in changes})


def write_reach(purpose: Purpose, reach: dict[str, list[Any]]) -> None:
    """Writes what the purpose reaches from now on."""
    for name, items in reach.items():
        getattr(purpose, name).set(items)


def _refuse_gone(name: str, items: Iterable[DataKind | Recipient]) -> None:
    if any(item.deleted_at or not item.is_active for item in items):
        raise Refused(
            _("This is not in use. Restore it or switch it on first."), code="not_offered", field=name, status=422
        )
