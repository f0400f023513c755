"""A template to everybody of an audience: queued piece by piece, each piece a transaction, so that nobody waits for it.

The first piece is queued at once, and with it most runs; the worker queues the rest. What a piece queued and the place where it
ended are committed together: whoever is killed in between goes on where the last piece ended, and nobody is queued twice.
A cancelled run hands nothing over from that moment on; what waits is taken back piece by piece as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref, Via
from samtykke.core.clock import now
from samtykke.mail import queries, registry
from samtykke.mail.actions.queueing import usable, wake
from samtykke.mail.models import MailRun

if TYPE_CHECKING:
    from samtykke.core.actors import Actor
    from samtykke.mail.models import Template

# How many people are held, and queued, in one transaction.
PIECE: Final = 2_000


@transaction.atomic
def start_run(template: str | Template, audience: str, *, by: Actor, via: Via) -> MailRun:
    """Begins a run of a template to an audience. Its progress can be followed, and it can be cancelled."""
    chosen = usable(template)
    run = MailRun.objects.create(
        kind=chosen.kind,
        template=chosen,
        audience=audience,
        actor_kind=by.kind.value,
        actor_id=by.id,
        via=via.value,
    )
    if carry_on(run.pk):
        record(Deed.MAILS_QUEUED, subject=_ref(run), by=by, via=via, template=chosen.key)
        _later(run)
    run.refresh_from_db()
    return run


def filling(audience: str) -> MailRun | None:
    """The run for an audience that still looks for people, if there is one; the worker is asked to go on with it."""
    run = MailRun.objects.filter(audience=audience, filled_at=None, cancelled_at=None).order_by("id").first()
    if run is not None:
        _later(run)
    return run


@transaction.atomic
def carry_on(run_id: int) -> bool:
    """Does the next piece of what a run has left: queues people, or takes back what waits. Says whether more is left."""
    run = MailRun.objects.select_for_update(of=("self",), no_key=True).select_related("template").get(pk=run_id)
    if run.cancelled_at is not None:
        return queries.take_back(run, PIECE, now()) == PIECE
    return _fill(run) if run.is_filling else False


@transaction.atomic
def cancel(run: MailRun, *, by: Actor, via: Via) -> int | None:
    """Ends a run: nothing more goes out. Says how many mails were taken back, or None where the worker goes on with it.

    Doing it twice changes nothing.
    """
    held = MailRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    if held.cancelled_at is not None:
        return 0
    moment = now()
    MailRun.objects.filter(pk=held.pk).update(cancelled_at=moment)
    stopped = queries.take_back(held, PIECE, moment)
    if stopped < PIECE:
        record(Deed.MAILS_CANCELLED, subject=_ref(held), by=by, via=via, mails=stopped)
        return stopped
    record(Deed.MAILS_CANCELLED, subject=_ref(held), by=by, via=via)
    _later(held)
    return None


def _fill(run: MailRun) -> bool:
    """Queues the mails to the next people of the audience, and notes how far it came."""
    audience = registry.audience(run.audience)
    piece = audience.after(run.place, PIECE)
    by, via = run.actor, Via(run.via)
    queued = 0
    if piece.people:
        told = {"people": piece.people}
        queued = queries.queue_people(
            audience.members,
            told,
            template=run.template,
            run=run,
            purpose_key=audience.purpose_key,
            by=by,
            via=via,
        )
        if audience.queued is not None:
            audience.queued(run, piece.people)
    run.total += queued
    run.place = piece.place if piece.place is not None else run.place
    if piece.place is None:
        run.filled_at = now()
        record(Deed.MAILS_QUEUED, subject=_ref(run), by=by, via=via, template=run.template.key, mails=run.total)
    run.save(update_fields=["total", "place", "filled_at"])
    if queued:
        wake()
    return run.filled_at is None


def _later(run: MailRun) -> None:
    """Has the worker do the rest."""
    job: Any = app.configure_task("samtykke.mail.jobs.carry_on", queueing_lock=f"mail.run.{run.pk}")
    try:
        with transaction.atomic():
            job.defer(run_id=run.pk)
    except AlreadyEnqueued:
        return


def _ref(run: MailRun) -> Ref:
    return Ref("mail_run", run.pk)
