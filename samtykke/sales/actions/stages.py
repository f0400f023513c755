"""A sale on its way: moved to another stage, won, lost, and taken back to where it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.deeds import Deed
from samtykke.core.refused import Refused
from samtykke.sales.actions.common import locked, note, offered, save
from samtykke.sales.actions.sales import close, first_stage
from samtykke.sales.models import CERTAIN, StageKind

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via
    from samtykke.sales.models import LossReason, Sale, Stage

DEEDS = {StageKind.OPEN: Deed.SALE_MOVED, StageKind.WON: Deed.SALE_WON, StageKind.LOST: Deed.SALE_LOST}
WRITTEN = ["stage", "kind", "stage_before", "probability", "closed_on", "loss_reason"]


@transaction.atomic
def move(
    sale: Sale,
    stage: Stage,
    *,
    loss_reason: LossReason | None = None,
    closed_on: Any = None,
    probability: int | None = None,
    version: int | None = None,
    by: Actor,
    via: Via,
) -> Sale:
    """Puts a sale in a stage, with the stage's probability unless another is told. One that is there already stays.

    With a `version`, refuses when somebody changed the sale in between: neither of two who move one card undoes the other.
    """
    sale = locked(sale)
    if sale.stage_id == stage.pk:
        return sale
    if version is not None and version != sale.version:
        raise Refused(_("Somebody changed this sale meanwhile. It stands where they put it."), code="changed_meanwhile")
    offered(stage, sale.stage_before_id, field="stage")
    offered(loss_reason, None, field="loss_reason")
    if sale.is_open:
        sale.stage_before = sale.stage
    sale.stage, sale.kind = stage, stage.kind
    sale.probability = stage.probability if probability is None else min(max(probability, 0), CERTAIN)
    close(sale, stage, closed_on=closed_on, loss_reason=loss_reason)
    save(sale, WRITTEN)
    note(DEEDS[StageKind(stage.kind)], sale, by=by, via=via, stage=stage.key)
    return sale


def win(sale: Sale, *, closed_on: Any = None, version: int | None = None, by: Actor, via: Via) -> Sale:
    """Puts a sale in the first stage of those won, today unless another day is told. A won one stays as it is."""
    if sale.is_won:
        return sale
    return move(sale, first_stage(StageKind.WON), closed_on=closed_on, version=version, by=by, via=via)


def lose(
    sale: Sale,
    *,
    loss_reason: LossReason | None,
    closed_on: Any = None,
    version: int | None = None,
    by: Actor,
    via: Via,
) -> Sale:
    """The same for one that is lost, which needs its reason."""
    if sale.is_lost:
        return sale
    stage = first_stage(StageKind.LOST)
    return move(sale, stage, loss_reason=loss_reason, closed_on=closed_on, version=version, by=by, via=via)
