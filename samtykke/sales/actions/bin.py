"""Sales and projects in the recycle bin, back out of it, and, after their time, gone for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from django.db import transaction

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.clock import now
from samtykke.sales.actions.common import locked, note, save
from samtykke.sales.models import Project, ProjectPerson, Sale, SalePerson, Thing
from samtykke.sales.queries import of_the_restricted

if TYPE_CHECKING:
    from datetime import datetime

    from samtykke.core.actors import Actor, Via

T = TypeVar("T", bound=Thing)
# So many go in one transaction.
PIECE: Final = 1_000


@transaction.atomic
def delete(thing: T, *, by: Actor, via: Via) -> T:
    """Puts a sale or project in the recycle bin: gone from every list and sum. Twice changes nothing."""
    thing = locked(thing, in_bin_too=True)
    if thing.deleted_at is None:
        thing.deleted_at = now()
        save(thing, ["deleted_at"])
        note(Deed.SALE_DELETED if isinstance(thing, Sale) else Deed.PROJECT_DELETED, thing, by=by, via=via)
    return thing


@transaction.atomic
def restore(thing: T, *, by: Actor, via: Via) -> T:
    """Takes a sale or project out of the recycle bin, as it was."""
    thing = locked(thing, in_bin_too=True)
    if thing.deleted_at is not None:
        thing.deleted_at = None
        save(thing, ["deleted_at"])
        note(Deed.SALE_RESTORED if isinstance(thing, Sale) else Deed.PROJECT_RESTORED, thing, by=by, via=via)
    return thing


def remove_deleted(before: datetime, *, by: Actor, via: Via) -> int:
    """Removes for good what was put in the bin before an instant, with who was part of it, but for what restricted people
    are part of (Art. 18). Says how many.
    """
    return sum(_removed(model, before, by, via) for model in (Sale, Project))


def _removed(model: type[Thing], before: datetime, by: Actor, via: Via) -> int:
    total = 0
    while True:
        with transaction.atomic():
            rows = model._default_manager.filter(deleted_at__lt=before).exclude(pk__in=of_the_restricted(model))
            rows = rows.select_for_update(of=("self",), skip_locked=True).order_by("deleted_at", "pk")
            found = list(rows.values_list("pk", flat=True)[:PIECE])
            if model is Sale:
                SalePerson._default_manager.filter(sale_id__in=found).delete()
            else:
                ProjectPerson._default_manager.filter(project_id__in=found).delete()
            model._default_manager.filter(pk__in=found).delete()
            if found:
                told = {"of": str(model._meta.model_name), "removed": len(found)}
                record(Deed.BIN_EMPTIED, subject=None, by=by, via=via, **told)  # type: ignore[arg-type]
        total += len(found)
        if len(found) < PIECE:
            return total
