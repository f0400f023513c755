"""Undoing a run as a unit, in batches: a stop in the middle is taken up again where it ended."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction

from samtykke.accounts.models import User
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, ActorKind, Ref, Via
from samtykke.core.clock import now
from samtykke.intake.channels.file.engine import BATCH, actor_of
from samtykke.intake.channels.file.queries import runs, stage
from samtykke.intake.channels.file.queries import undo as statements
from samtykke.intake.models import ImportRun, RunState


def undo(run: ImportRun, *, by: Actor | None = None) -> dict[str, int]:
    """Puts those the run brought into the bin, puts back what it changed, voids what it said. Who was changed by
    somebody else since stays, and is counted as kept. A no of the file stands, unless `by` may correct events."""
    if run.state == RunState.UNDONE:
        return dict(run.counts.get("undone", {}))
    by = by or actor_of(run)
    name = stage.name_of(run.pk)
    if run.undoing_at is None:  # the moment by which those it puts into the bin are known, also after a stop
        run.undoing_at = now()
        run.save(update_fields=["undoing_at"])
    params = _params(run, by)
    with transaction.atomic():
        runs.claim(run.pk)
        brought, touched, kept = statements.list_people(name, params)
    for after in range(0, brought, BATCH):
        with transaction.atomic():
            statements.into_bin(name, {**params, "after": after, "upto": after + BATCH})
    for after in range(0, touched, BATCH):
        with transaction.atomic():
            key = {"salt_key": secrets.token_bytes(32), "moment": now()}
            statements.put_back(name, {**params, **key, "after": after, "upto": after + BATCH})
    return _finish(run, name, params, {"deleted": brought, "put_back": touched, "kept": kept}, by)


def _finish(run: ImportRun, name: str, params: dict[str, Any], counts: dict[str, int], by: Actor) -> dict[str, int]:
    with transaction.atomic():
        statements.settle(name, params)
        stage.drop(name)
        run.state, run.undone_at = RunState.UNDONE, now()
        run.counts = {**run.counts, "undone": counts}
        run.save(update_fields=["state", "undone_at", "counts"])
        audit.record(Deed.IMPORT_UNDONE, subject=Ref("import", run.pk), by=by, via=Via(run.via), **counts)
    return counts


def _params(run: ImportRun, by: Actor) -> dict[str, Any]:
    return {
        "run": run.pk,
        "moment": now(),
        "undoing_at": run.undoing_at,
        "may_lift": may_lift(by),
        "actor_kind": by.kind.value,
        "actor_id": by.id,
        "via": run.via,
    }


def may_lift(by: Actor) -> bool:
    """Whether a no that the file said goes with it: to void a no takes the right to declare an event not valid."""
    user = User.objects.filter(pk=by.id).first() if by.kind == ActorKind.USER else None
    return user is not None and user.has_right(Right.CONSENTS_CORRECT)
