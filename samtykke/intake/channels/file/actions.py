"""What people do with a file: hand it over, choose, try it out, run it, stop it, undo it, look at what was held."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from samtykke.accounts.models import User
from samtykke.core.actors import ActorKind
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.intake.channels.file import engine, presets
from samtykke.intake.channels.file.choices import resolved
from samtykke.intake.channels.file.covered import refuse_covered
from samtykke.intake.channels.file.opening import open_table
from samtykke.intake.channels.file.queries import runs
from samtykke.intake.channels.file.queries import stage as stages
from samtykke.intake.models import HeldAnswer, ImportRun, RunState, Strategy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from samtykke.core.actors import Actor, Via

PIECE = 1 << 20
KEPT_DAYS = 30
UNEXPECTED, INTERRUPTED = "unexpected", "interrupted"
CHOICES = ("purpose", "legal_basis", "source", "wording", "country")
_OPEN_TO_CHANGE = {RunState.RECEIVED, RunState.TRIED, RunState.FAILED}


def folder() -> Path:
    """Where files wait to be run; readable by us alone."""
    place = Path(settings.DATA_DIR) / "imports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def receive(pieces: Iterable[bytes], name: str, *, by: Actor, via: Via) -> ImportRun:
    """Takes a file in, keeps it, and reads its header: what it is, by which preset, which columns were found."""
    place = folder() / secrets.token_urlsafe(16)
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as kept:
            for piece in pieces:
                digest.update(piece)
                size += kept.write(piece)
        return _received(place, PurePath(name.replace("\0", "")).name[:200], digest.hexdigest(), size, by, via)
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def receive_path(path: Path, *, by: Actor, via: Via) -> ImportRun:
    """Takes a file where it lies; it is read there, not kept by us."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return _received(path.resolve(), path.name[:200], digest.hexdigest(), size, by, via)


def _received(place: Path, name: str, sha256: str, size: int, by: Actor, via: Via) -> ImportRun:
    with place.open("rb") as stream:
        table = open_table(stream, name)
        reading: dict[str, Any] = {**table.description, "header": table.header}
        preset = presets.detect(table.header).name
    return ImportRun.objects.create(
        name=name,
        size=size,
        sha256=sha256,
        path=str(place),
        reading=reading,
        preset=preset,
        actor_kind=by.kind.value,
        actor_id=by.id,
        via=via.value,
    )


@transaction.atomic
def choose(
    run: ImportRun,
    *,
    preset: str | None = None,
    mapping: dict[str, str] | None = None,
    choices: dict[str, str] | None = None,
    strategy: str | None = None,
    whole: bool | None = None,
) -> ImportRun:
    """Settles how a file is to be read and what counts for all of its rows; unknown names are refused."""
    run = _locked(run, _OPEN_TO_CHANGE)
    header = run.reading["header"]
    if preset is not None:
        presets.mapping_for(header, preset)
        run.preset, run.mapping = preset, {}
    if mapping is not None:
        presets.chosen(header, mapping, run.preset)
        run.mapping = mapping
    if choices is not None:
        resolved(choices)
        run.choices = {name: choices[name] for name in CHOICES if choices.get(name)}
    if strategy is not None:
        if strategy not in Strategy.values:
            raise Refused(_("There is no strategy “%s”.") % strategy[:20], code="unknown_strategy", field="strategy")
        run.strategy = strategy
    if whole is not None:
        run.whole = whole
    run.state = RunState.RECEIVED
    run.save()
    return run


@transaction.atomic
def ask_to_try(run: ImportRun, *, by: Actor | None = None) -> ImportRun:
    """Has the worker try a file out; the counts and first problems then stand on the run."""
    run = _locked(run, _OPEN_TO_CHANGE)
    refuse_covered(run, by or engine.actor_of(run))
    return _later(run, RunState.TRYING, "try_import", by)


@transaction.atomic
def ask_to_run(run: ImportRun, *, by: Actor | None = None) -> ImportRun:
    """Has the worker run a file, or go on with one that was stopped or failed."""
    run = _locked(run, _OPEN_TO_CHANGE | {RunState.CANCELLED})
    engine.check_people_can_be_held(run)
    refuse_covered(run, by or engine.actor_of(run))
    run.cancel_asked_at = None
    return _later(run, RunState.RUNNING, "run_import", by)


@transaction.atomic
def ask_to_undo(run: ImportRun, *, by: Actor | None = None) -> ImportRun:
    """Has the worker undo a run as a unit."""
    run = _locked(run, {RunState.DONE, RunState.CANCELLED, RunState.FAILED})
    return _later(run, RunState.UNDOING, "undo_import", by)


def cancel(run: ImportRun, *, by: Actor | None = None) -> None:
    """Asks a run to stop after the batch it is at. What its batches brought stays until it is undone."""
    asked = {"asked_by_kind": by.kind.value, "asked_by_id": by.id} if by else {}
    ImportRun.objects.filter(pk=run.pk, state=RunState.RUNNING, cancel_asked_at__isnull=True).update(
        cancel_asked_at=now(), **asked
    )
    end_dead(run)


def end_dead(run: ImportRun) -> bool:
    """Ends a run that was killed on its way, so that it can go on or be undone; says whether it was one."""
    run.refresh_from_db()
    if run.state != RunState.RUNNING or not runs.is_dead(run.pk):
        return False
    engine.stop(
        run,
        RunState.CANCELLED,
        Refused(_("The import broke off. It can go on, or be undone."), code=INTERRUPTED),
    )
    return True


def try_out(run: ImportRun) -> ImportRun:
    """Tries a file out now. A file that is refused fails with its reason."""
    with override(_language(run)):
        return _try_out(run)


def _try_out(run: ImportRun) -> ImportRun:
    try:
        refuse_covered(run, engine.actor_of(run))
        run.counts = engine.try_out(run)
        run.state, run.failure = RunState.TRIED, None
    except Refused as refusal:
        run.state, run.counts = RunState.FAILED, {}
        run.failure = {"code": refusal.code, "reason": str(refusal)}
    run.save(update_fields=["state", "failure", "counts"])
    return run


def carry_out(run: ImportRun, *, progress: Callable[[ImportRun], None] | None = None) -> ImportRun:
    """Runs a file now, from where it stands to its end, a stop, or its refusal."""
    with override(_language(run)):
        return _carry_out(run, progress)


def _carry_out(run: ImportRun, progress: Callable[[ImportRun], None] | None) -> ImportRun:
    try:
        refuse_covered(run, engine.actor_of(run))
        engine.carry_out(run, progress=progress)
    except engine.Cancelled:
        engine.stop(run, RunState.CANCELLED)
    except Refused as refusal:
        engine.stop(run, RunState.FAILED, refusal)
    except (OperationalError, InterfaceError):
        raise  # the database went away; the run stands where its last batch ended, and is taken up again
    except Exception:
        engine.stop(run, RunState.FAILED, Refused(_("Something went wrong. The import can go on."), code=UNEXPECTED))
        raise
    run.refresh_from_db()
    return run


def _language(run: ImportRun) -> str | None:
    """The language in which a refusal of the file is told: that of who handed it over."""
    if run.actor_kind == ActorKind.USER:
        return User.objects.filter(pk=run.actor_id).values_list("language", flat=True).first() or get_language()
    return get_language()


def unfinished(run: ImportRun) -> ImportRun | None:
    """An earlier run of the same file with the same choices that stopped on its way: a machine that fell, a kill."""
    same = {name: getattr(run, name) for name in ("sha256", "preset", "mapping", "choices", "strategy", "whole", "via")}
    fell = (
        Q(state=RunState.RUNNING)
        | Q(state=RunState.FAILED, failure__code=UNEXPECTED)
        | Q(state=RunState.CANCELLED, failure__code=INTERRUPTED)
    )
    earlier = ImportRun.objects.filter(fell, **same).exclude(pk=run.pk).order_by("-id").first()
    if earlier is not None and earlier.path != run.path:
        earlier.path = run.path
        earlier.save(update_fields=["path"])
    return earlier


@transaction.atomic
def settle_held(person_id: int, held_id: int, *, by: Actor) -> HeldAnswer:
    """Marks an answer held for review as looked at. It permits nothing: a no is lifted by the person alone (rule 2)."""
    held = HeldAnswer.objects.select_for_update().get(person_id=person_id, id=held_id)
    if held.settled_at is None:
        held.settled_at, held.settled_by_kind, held.settled_by_id = now(), by.kind.value, by.id
        HeldAnswer.objects.filter(person_id=person_id, id=held_id).update(
            settled_at=held.settled_at, settled_by_kind=held.settled_by_kind, settled_by_id=held.settled_by_id
        )
    return held


def tidy(before: datetime) -> int:
    """Deletes the files and problems of runs that ended before a time: what a refused row said stands there alone. Runs
    that were killed end first."""
    for run in ImportRun.objects.filter(state=RunState.RUNNING):
        end_dead(run)
    ended = ImportRun.objects.filter(tidied_at__isnull=True, created_at__lt=before).exclude(
        state__in=[RunState.TRYING, RunState.RUNNING, RunState.UNDOING]
    )
    count = 0
    for run in ended:
        forget_file(run)
        run.problems.all().delete()
        stages.drop(stages.name_of(run.pk))
        ImportRun.objects.filter(pk=run.pk).update(tidied_at=now())
        count += 1
    return count


def forget_file(run: ImportRun) -> None:
    """Deletes the kept file of a run; one that was read where it lay is left there."""
    place = Path(run.path)
    if run.path and place.parent == folder():
        place.unlink(missing_ok=True)
    ImportRun.objects.filter(pk=run.pk).update(path="")


def _locked(run: ImportRun, states: set[RunState]) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    end_dead(run)
    if run.state not in states or (not run.path and RunState.UNDOING not in states and RunState.DONE not in states):
        raise Refused(_("This import cannot be changed now: %s.") % run.get_state_display(), code="import_busy")
    return run


def _later(run: ImportRun, state: RunState, job: str, by: Actor | None = None) -> ImportRun:
    from procrastinate.contrib.django import app

    run.state = state
    if by is not None:
        run.asked_by_kind, run.asked_by_id = by.kind.value, by.id
    run.save(update_fields=["state", "cancel_asked_at", "asked_by_kind", "asked_by_id"])
    jobs: Any = app.configure_task(f"samtykke.intake.jobs.{job}", queueing_lock=runs.job_of(run.pk))
    jobs.defer(run_id=run.pk)
    return run
