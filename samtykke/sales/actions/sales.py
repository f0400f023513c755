"""A sale registered and changed. Which stage it is in is another act: `stages`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import today
from samtykke.audit.deeds import Deed
from samtykke.core.refused import Refused
from samtykke.sales.actions.common import (
    WORDS,
    checked_company,
    checked_owner,
    cleaned_text,
    differing,
    locked,
    note,
    offered,
    save,
)
from samtykke.sales.models import CERTAIN, LossReason, Sale, Stage, StageKind
from samtykke.sales.money import amount_of, currency_of, day_of

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

FIELDS = (
    "title", "note", "company", "owner_id", "amount", "currency", "probability", "expected_on", "closed_on", "loss_reason",
    "product_group",
)  # fmt: skip
# When a sale is expected, where nobody says.
USUALLY = timedelta(days=30)


@transaction.atomic
def create_sale(
    title: str,
    *,
    stage: Stage | None = None,
    closed_on: Any = None,
    loss_reason: LossReason | None = None,
    by: Actor,
    via: Via,
    **told: Any,
) -> Sale:
    """Registers a sale in a stage, the first open one where none is named. What is told beside: any of `FIELDS`."""
    _refuse_unknown(told)
    stage = stage or first_stage(StageKind.OPEN)
    offered(stage, None, field="stage")
    told = {"currency": "", "amount": 0, "probability": stage.probability, "expected_on": None, **told, "title": title}
    sale = Sale(stage=stage, kind=stage.kind)
    _fill(sale, told)
    close(sale, stage, closed_on=closed_on, loss_reason=loss_reason)
    sale.save(force_insert=True)
    note(Deed.SALE_CREATED, sale, by=by, via=via)
    return sale


@transaction.atomic
def change_sale(sale: Sale, *, changes: dict[str, Any], version: int | None = None, by: Actor, via: Via) -> Sale:
    """Changes a sale. With a `version`, refuses when somebody changed it in between. The same twice changes nothing."""
    _refuse_unknown(changes)
    sale = locked(sale, words=bool(WORDS & set(changes)))
    before = {name: getattr(sale, name) for name in FIELDS}
    _fill(sale, changes)
    if {"closed_on", "loss_reason"} & set(changes):
        close(sale, sale.stage, closed_on=sale.closed_on, loss_reason=sale.loss_reason)
    changed = differing(sale, FIELDS, before)
    if not changed:
        return sale
    if version is not None and version != sale.version:
        raise Refused(
            _("Somebody changed this while you were writing. Look at it again, then save."), code="changed_meanwhile"
        )
    save(sale, changed)
    note(Deed.SALE_CHANGED, sale, by=by, via=via, fields=changed)
    return sale


def first_stage(kind: StageKind) -> Stage:
    """The first stage on offer of a kind."""
    found: Stage | None = Stage.objects.offered().filter(kind=kind).first()
    if found is None:
        told = _("There is no stage for this: “%s”. Add one to the list of stages.") % kind.label
        raise Refused(told, code="no_stage", field="stage")
    return found


def close(sale: Sale, stage: Stage, *, closed_on: Any = None, loss_reason: LossReason | None = None) -> None:
    """What a stage asks of a sale in it: an end for one that is closed, a reason for one that is lost; neither of others."""
    sale.closed_on = sale.loss_reason = None
    if stage.kind == StageKind.OPEN:
        return
    sale.closed_on = day_of(closed_on, field="closed_on") or today()
    if stage.kind == StageKind.LOST:
        if loss_reason is None:
            raise Refused(_("Say why it was lost."), code="reason_missing", field="loss_reason", status=422)
        sale.loss_reason = loss_reason


def _refuse_unknown(told: dict[str, Any]) -> None:
    if unknown := set(told) - set(FIELDS):
        raise TypeError(f"a sale has no {', '.join(sorted(unknown))}")


def _fill(sale: Sale, told: dict[str, Any]) -> None:
    for name in ("title", "note"):
        if name in told and not (name == "title" and sale.emptied_at and not told[name]):
            setattr(sale, name, cleaned_text(name, told[name]))
    if "company" in told:
        sale.company = checked_company(told["company"], sale.company_id)
    if "owner_id" in told:
        sale.owner_id = checked_owner(told["owner_id"], sale.owner_id)
    if "amount" in told:
        sale.amount = amount_of(told["amount"])
    if "currency" in told:
        sale.currency = currency_of(told["currency"])
    if "probability" in told:
        sale.probability = _probability(told["probability"])
    if "expected_on" in told:
        sale.expected_on = day_of(told["expected_on"], field="expected_on") or today() + USUALLY
    if "closed_on" in told:
        sale.closed_on = told["closed_on"]
    for name in ("product_group", "loss_reason"):
        if name in told:
            offered(told[name], getattr(sale, f"{name}_id"), field=name)
            setattr(sale, name, told[name])


def _probability(said: Any) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said <= CERTAIN:
        raise Refused(_("A whole number from 0 to 100."), code="out_of_range", field="probability", status=422)
    return said
