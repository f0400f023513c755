"""A run from the file to the last batch: stage, meet, then batches, each one transaction, each begun where the last ended."""

from __future__ import annotations

import secrets
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_zone
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.actions import inform_new_by_rule
from samtykke.consents.deadlines import inform_by
from samtykke.contacts.actions.interests import lifting
from samtykke.contacts.models import Category, Interest
from samtykke.core.actors import Actor, ActorKind, Ref, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.intake.channels.file import own_fields, presets
from samtykke.intake.channels.file.choices import Words, resolved, stated
from samtykke.intake.channels.file.columns import field_filled
from samtykke.intake.channels.file.normalise import Normaliser
from samtykke.intake.channels.file.opening import open_table
from samtykke.intake.channels.file.queries import again, further, known, meet, register, runs, tell
from samtykke.intake.channels.file.queries import stage as stages
from samtykke.intake.models import ImportRun, RunState, Strategy
from samtykke.purposes.models import InformRule, Purpose, Source
from samtykke.purposes.queries import collection_point, current_scope
from samtykke.purposes.retired import retired_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from samtykke.intake.channels.file.columns import Mapping
    from samtykke.intake.channels.file.rows import Table

BATCH = 50_000
COUNTS = ("created", "updated", "unchanged", "refused", "possible_duplicates", "held_for_review")


class Cancelled(Exception):
    """Somebody asked the run to stop."""


def actor_of(run: ImportRun) -> Actor:
    """Who last had something done with the run; else who handed it over."""
    if run.asked_by_kind and run.asked_by_id is not None:
        return Actor(ActorKind(run.asked_by_kind), run.asked_by_id)
    return Actor(ActorKind(run.actor_kind), run.actor_id)


def mapping_of(run: ImportRun, header: list[str]) -> Mapping:
    """Which columns fill which: by the mapping made by hand, else by the preset. One that fills a retired field is refused."""
    own = own_fields.aliases(own_fields.offered())
    found = (
        presets.chosen(header, run.mapping, run.preset, own)
        if run.mapping
        else presets.mapping_for(header, run.preset, own)
    )
    retired = retired_fields()
    for name, places in found.columns.items() if retired else ():
        if field_filled(name) in retired and places:
            raise Refused(
                _("The column “%s” fills a field that is retired. Leave the column out.") % header[places[0]],
                code="field_retired",
                field=name,
                status=422,
            )
    return found


@transaction.atomic
def newest_person() -> int:
    """The newest person, once no other file is bringing people in: who comes later than that was not met."""
    again.lock()
    return register.newest_person()


@transaction.atomic
def stage(run: ImportRun, *, newest: int = 0, tried: bool = False) -> None:
    """Reads the whole file into the stage and finds out whom each row means. What lay there before is dropped."""
    with Path(run.path).open("rb") as stream:
        stage_table(run, open_table(stream, run.name), newest=newest, tried=tried)


def stage_table(run: ImportRun, table: Table, *, newest: int = 0, tried: bool = False, system: str = "") -> None:
    """The same of a table that is open. `system`: its external ids are those of one system, which tells of its people."""
    name = stages.name_of(run.pk)
    runs.claim(run.pk)
    stages.drop(name)
    choices = resolved(run.choices)
    zone = company_zone()
    mapping = mapping_of(run, table.header)
    own = own_fields.OwnFields.of(mapping, table.header)
    categories, interests = _words(Category.objects.existing()), _words(Interest.objects.offered())
    rows = Normaliser(mapping, zone, choices.country, categories, interests, _arrived(run), own)
    stages.fill(name, rows.lines(table.rows()), str(zone))
    stages.tune()
    statements = {number: stated(words, choices) for words, number in rows.statements.items()}
    stages.keep_statements(name, statements, {purpose.pk: current_scope(purpose) for purpose in Purpose.objects.all()})
    tell.find_stopped(name, tried=tried)
    meet.meet(name, always_add=run.strategy == Strategy.ADD, system=system)
    run.rows = rows.rows
    run.reading = {
        **run.reading,
        **table.description,
        "header": table.header,
        "newest_person": newest,
        "has_external_ids": "external_id" in mapping.columns and not system,
        "has_companies": bool({"company", "org_number"} & set(mapping.columns)),
        "own_fields": own.kinds,
        "further": mapping.further,
        "warnings": [list(warning) for warning in table.warnings[:100]]
        + ([["unused_columns", ", ".join(mapping.unused)[:500]]] if mapping.unused else [])
        + ([["fields_not_read", ", ".join(unread)[:500]]] if (unread := own_fields.not_read(table.header)) else []),
    }
    run.save(update_fields=["rows", "reading"])


def try_out(run: ImportRun) -> dict[str, int]:
    """What the run would do, counted over the whole file; nothing of it is written but its problems."""
    stage(run, tried=True)
    with transaction.atomic():
        runs.claim(run.pk)
        stages.tune()
        run.problems.all().delete()
        name, params = stages.name_of(run.pk), _params(run, 0, run.rows)
        companies = register.find_companies(name, params, has_companies=run.reading["has_companies"], tried=True)
        met = known.decide(name, params, strategy=run.strategy, tried=True)
        told = tell.tell(name, params, some_known=bool(met), tried=True)
        further.try_new(name, params)
        counts = _sum(_sum(met, told), tell.would_create(name, params))
        counts["companies"] = companies
        stages.drop(name)
    return _sum(dict.fromkeys(COUNTS, 0), counts)


def carry_out(run: ImportRun, *, progress: Callable[[ImportRun], None] | None = None) -> None:
    """Runs batch after batch to the end of the file, from where the run stands. Stops between two when asked to.

    A whole run is one transaction: it is there from the first row to the last, or not at all.
    """
    with runs.alive(run.pk):
        begin(run)
        with transaction.atomic() if run.whole else nullcontext():
            _carry_out(run, progress)
            _finish(run, RunState.DONE)


def _carry_out(run: ImportRun, progress: Callable[[ImportRun], None] | None) -> None:
    name, seen = stages.name_of(run.pk), run.reading["newest_person"]
    while True:
        if runs.cancel_asked(run.pk):
            raise Cancelled
        with transaction.atomic():
            runs.claim(run.pk)
            if not run.whole:
                run.position, run.counts = runs.standing(run.pk)
            if run.position >= run.rows:
                return
            _batch(run, name, seen)
            seen = register.newest_person()
            if not run.whole:  # else the row would be locked to the end, and nobody could ask to stop
                runs.keep(run.pk, run.position, run.counts)
        if progress is not None:
            progress(run)


def begin(run: ImportRun) -> None:
    """Makes the run ready for its next batch: its time, its place in the log, its stage."""
    if run.started_at is None:
        run.started_at = now()
        run.point = collection_point("import", str(run.pk), {"en": run.name, "nb": run.name})
        run.inform_by = inform_by(run.started_at)
    run.state, run.failure = RunState.RUNNING, None
    run.save(update_fields=["state", "started_at", "point", "inform_by", "failure"])
    if stages.counted(stages.name_of(run.pk)) != run.rows or not run.rows:
        stage(run, newest=newest_person())
    if run.position == 0:
        run.counts = {}
        run.save(update_fields=["counts"])
        run.problems.all().delete()


def carry_out_at_once(run: ImportRun, seen: int, look: Callable[[str, dict[str, Any], bool], None]) -> None:
    """A staged run as one batch, in the caller's transaction; `look` reads what became of its rows, and may add to it."""
    _batch(run, stages.name_of(run.pk), seen, look)
    _finish(run, RunState.DONE)


def _batch(
    run: ImportRun, name: str, seen: int, look: Callable[[str, dict[str, Any], bool], None] = lambda *_said: None
) -> None:
    """One batch: people known, people new, answers, problems, and how far the run has come, all or nothing."""
    stages.tune()
    upto = min(run.position + BATCH, run.rows)
    params = {**_params(run, run.position, upto), "seen": seen}
    has_external_ids = run.reading.get("has_external_ids", True)
    again.lock()
    again.lock_people(name, params, has_external_ids=has_external_ids)
    again.meet_again(name, params, strategy=run.strategy, has_external_ids=has_external_ids)
    new = register.register(name, params, has_companies=run.reading["has_companies"])
    further.write_new(name, params)
    _inform(run, name)
    met = known.decide(name, params, strategy=run.strategy, tried=False)
    if met:
        known.write(name, params, strategy=run.strategy)
    counts = _sum(_sum(new, met), tell.tell(name, params, some_known=bool(met), tried=False))
    look(name, params, bool(met))
    stages.end_batch(name)
    run.position, run.counts = upto, _sum(run.counts or {}, counts)


def _inform(run: ImportRun, name: str) -> None:
    """Queues the confirmation to those of the batch whose source says that one goes out (M16)."""
    for source in Source.objects.filter(pk__in=register.sources_of(name), inform_rule=InformRule.AT_ONCE):
        people, values = register.new_by(name, source.pk)
        inform_new_by_rule(source, people, values, by=actor_of(run), via=Via(run.via))


def _finish(run: ImportRun, state: RunState) -> None:
    run.state, run.finished_at = state, now()
    run.counts = _sum(dict.fromkeys(COUNTS, 0), run.counts)
    run.save(update_fields=["state", "finished_at", "counts", "position"])
    stages.drop(stages.name_of(run.pk))
    audit.record(
        Deed.PEOPLE_IMPORTED,
        subject=Ref("import", run.pk),
        by=actor_of(run),
        via=Via(run.via),
        state=str(state),
        **{name: int(count) for name, count in run.counts.items()},
    )


def stop(run: ImportRun, state: RunState, failure: Refused | None = None) -> None:
    """Ends a run before its end: stopped by somebody, or refused. What its batches brought stays until it is undone."""
    run.refresh_from_db()
    if failure is not None:
        run.failure = {"code": failure.code, "reason": str(failure)}
        run.save(update_fields=["failure"])
    with transaction.atomic():
        _finish(run, state)


def _params(run: ImportRun, after: int, upto: int) -> dict[str, Any]:
    started, by = _arrived(run), actor_of(run)
    return {
        "run": run.pk,
        "after": after,
        "upto": upto,
        "moment": now(),
        "arrived": started,
        "inform_by": run.inform_by or inform_by(started),
        "point": run.point_id,
        "actor_kind": by.kind.value,
        "actor_id": by.id,
        "via": run.via,
        "country": resolved(run.choices).country,
        "own_fields": own_fields.standing(run.reading.get("own_fields", {})),
        "further": run.reading.get("further", []),
        "lifting": lifting() if "interests" in run.reading.get("further", []) else {},
        "salt_key": secrets.token_bytes(32),
    }


def _arrived(run: ImportRun) -> datetime:
    return run.started_at or now()


def _sum(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in [*one, *(n for n in other if n not in one)]}


def _words(listed: QuerySet[Category] | QuerySet[Interest]) -> dict[str, int]:
    """What a list holds by names in every language, and by key, folded."""
    found: dict[str, int] = {}
    for one in listed.order_by("-rank"):
        for word in (one.key, *one.names.values()):
            found[word.casefold()] = one.pk
    return found


def check_people_can_be_held(run: ImportRun) -> None:
    """Refuses a file of which nobody could come in, because the assessment of STORE is still a draft.

    A row with a basis of its own may come in meanwhile: what was tried out tells whether there is one.
    """
    if run.counts.get("created") or run.counts.get("updated"):
        return
    if stated(Words(), resolved(run.choices)).refused_new == "assessment_missing":
        raise Refused(
            _("Somebody with the right must approve the assessment of STORE before people can be imported."),
            code="assessment_missing",
        )
