"""A file on its way in: handed over, its columns and choices settled, tried out, run, told of, undone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import NotAllowed, may, needs, needs_any, recently_confirmed, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.deadlines import inform_by
from samtykke.contacts.access import on_the_whole_register, sight_of
from samtykke.contacts.masking import mask_of
from samtykke.core.actors import Actor, ActorKind, Ref, Via
from samtykke.core.clock import now
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.intake.channels.file import actions, engine, presets, report, shown
from samtykke.intake.channels.file import undo as undoing_of
from samtykke.intake.channels.file.forms import ChoicesForm, UploadForm
from samtykke.intake.models import ImportRun, Outcome, RunState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from samtykke.contacts.access import Sight

UPLOAD, COLUMNS, CHECK, IMPORT, REPORT = range(5)
STEP_OF = {
    RunState.RECEIVED: COLUMNS,
    RunState.TRYING: CHECK,
    RunState.TRIED: CHECK,
    RunState.RUNNING: IMPORT,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way, as it is shown."""

    name: str
    is_done: bool
    is_current: bool


def _steps(at: int) -> list[Step]:
    names = (_("File"), _("Columns"), _("Check"), _("Import"), _("Report"))
    return [Step(name, place < at, place == at) for place, name in enumerate(names)]


@needs_any(Right.PEOPLE_IMPORT, Right.GOVERNANCE_VIEW)
@on_the_whole_register
@read_only
def show_imports(request: HttpRequest) -> HttpResponse:
    """Every file that was handed over, the newest first."""
    found = page(ImportRun.objects.all(), order=["id"], cursor=request.GET.get("cursor"), descending=True)
    names = actor_names(_actor(run) for run in found.items)
    rows = [(run, names[_actor(run)]) for run in found.items]
    context = {"rows": rows, "next": found.next, "previous": found.previous}
    return render(request, "intake/imports.html", context)


@needs(Right.PEOPLE_IMPORT)
@on_the_whole_register
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """The form for a file."""
    return form_page(request, "intake/import_new.html", UploadForm(), steps=_steps(UPLOAD))


@needs(Right.PEOPLE_IMPORT)
@on_the_whole_register
@writes
def receive(request: HttpRequest) -> HttpResponse:
    """Takes a file in and reads its header."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_on(form):
            file = form.cleaned_data["file"]
            run = actions.receive(file.chunks(), file.name, by=who(request).actor, via=Via.FILE)
            return redirect("file:columns", run.pk)
    return form_page(request, "intake/import_new.html", form, steps=_steps(UPLOAD))


@needs(Right.PEOPLE_IMPORT)
@on_the_whole_register
@read_only
def show_columns(request: HttpRequest, run_id: int) -> HttpResponse:
    """Which column goes where, and what counts for everybody in the file."""
    run = _run(run_id)
    return _columns_page(request, run, ChoicesForm(run=run, initial=ChoicesForm.initial_of(run)))


@needs(Right.PEOPLE_IMPORT)
@on_the_whole_register
@writes
def choose(request: HttpRequest, run_id: int) -> HttpResponse:
    """Settles the choices and has the file tried out; nothing of it is written yet."""
    run = _run(run_id)
    form = ChoicesForm(request.POST, run=run)
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            is_other = told["preset"] != run.preset
            by_hand = None if is_other or (form.is_as_suggested() and not run.mapping) else form.mapping()
            actions.choose(
                run,
                preset=told["preset"] if by_hand is None else None,
                mapping=by_hand,
                choices=form.choices(),
                strategy=told["strategy"],
                whole=told["whole"],
            )
            if is_other:
                return redirect("file:columns", run.pk)
            actions.ask_to_try(run, by=who(request).actor)
            return redirect("file:import", run.pk)
    return _columns_page(request, run, form)


def _columns_page(request: HttpRequest, run: ImportRun, form: ChoicesForm) -> HttpResponse:
    samples = shown.samples(run) if _may_read_rows(request, run) else [""] * len(run.reading["header"])
    _look(request, run, int(any(samples)))
    rows = [
        {"name": name, "sample": samples[place], "field": form[f"column_{place}"]}
        for place, name in enumerate(run.reading["header"])
    ]
    found = sum(1 for place in range(len(rows)) if form.suggested.get(place))
    context = {"run": run, "rows": rows, "found": found, "steps": _steps(COLUMNS)}
    return form_page(request, "intake/import_columns.html", form, **context)


@needs_any(Right.PEOPLE_IMPORT, Right.GOVERNANCE_VIEW)
@on_the_whole_register
@read_only
def show_import(request: HttpRequest, run_id: int) -> HttpResponse:
    """Where a file stands: being tried out, what it would do, how far it has come, what became of it."""
    run = _read_by(request, run_id)
    if run.state == RunState.RECEIVED and may(request, Right.PEOPLE_IMPORT):
        return redirect("file:columns", run.pk)
    context = _context(run, _sight(request), covered=not _may_read_rows(request, run))
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "intake/_progress.html", context)
        if not run.is_busy:
            response["HX-Refresh"] = "true"
        return response
    if context["problems"]:
        _look(request, run, len(context["problems"]))
    template = "busy" if run.is_busy else "check" if run.state == RunState.TRIED else "report"
    if template == "check":
        context["chosen"] = shown.chosen(run)
    return render(request, f"intake/import_{template}.html", context)


def _context(run: ImportRun, sight: Sight, *, covered: bool = True) -> dict[str, Any]:
    counts = {**dict.fromkeys(engine.COUNTS, 0), **run.counts}
    coming = sum(counts[name] for name in ("created", "updated"))
    return {
        "run": run,
        "counts": counts,
        "preset_label": (presets.PRESETS.get(run.preset) or presets.OWN).label,
        "coming": coming,
        "staying_out": counts["refused"] + counts["held_for_review"],
        "rows_done": run.position,
        "percent": round(100 * run.share),
        "progress_parts": [("info", run.position), ("track", max(run.rows - run.position, 0))],
        "pace": shown.pace(run, now()),
        "progress_label": _("%(done)s of %(all)s rows") % {"done": run.position, "all": run.rows},
        "problems": shown.problems(run, covered=covered),
        "problem_count": run.problems.exclude(outcome=Outcome.WARNING).count(),
        "held_count": shown.open_held(run, sight).count(),
        "warnings": shown.warnings(run),
        "inform_by": run.inform_by or inform_by(now()),
        "steps": _steps(STEP_OF.get(RunState(run.state), REPORT)),
        "can_go_on": run.state in {RunState.CANCELLED, RunState.FAILED} and bool(run.path) and run.rows > 0,
        "can_undo": run.state in {RunState.DONE, RunState.CANCELLED, RunState.FAILED} and run.position > 0,
        "can_change": run.state in {RunState.TRIED, RunState.FAILED} and bool(run.path) and run.position == 0,
        "who": actor_names([_actor(run)])[_actor(run)],
    }


@needs(Right.PEOPLE_IMPORT)
@on_the_whole_register
@writes
def carry_out(request: HttpRequest, run_id: int) -> HttpResponse:
    """Has the worker run the file, or go on with it."""
    return _act(request, run_id, actions.ask_to_run)


@needs(Right.PEOPLE_IMPORT)
@on_the_whole_register
@writes
def stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Asks a run to stop after the batch it is at."""
    run = _run(run_id)
    actions.cancel(run, by=who(request).actor)
    messages.info(request, _("It stops after the part it is at. What is written stays until you undo it."))
    return redirect("file:import", run.pk)


@needs(Right.PEOPLE_IMPORT)
@on_the_whole_register
@read_only
def show_undoing(request: HttpRequest, run_id: int) -> HttpResponse:
    """Asks before a whole import is taken back."""
    run = _run(run_id)
    context = {**_context(run, _sight(request)), "may_lift": undoing_of.may_lift(who(request).actor)}
    return render(request, "intake/import_undo.html", context)


@needs(Right.PEOPLE_IMPORT)
@on_the_whole_register
@writes
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Has the worker take a whole import back."""
    return _act(request, run_id, actions.ask_to_undo)


new = at_one_address(show=show_new, act=receive)
columns = at_one_address(show=show_columns, act=choose)
undoing = at_one_address(show=show_undoing, act=undo)


@needs(Right.PEOPLE_IMPORT)
@on_the_whole_register
@recently_confirmed
@read_only
def download_problems(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """The rows that stayed out or need looking at, with the reason, ready to be mended and imported again."""
    run = _run(run_id)
    if not _may_read_rows(request, run):
        raise NotAllowed((Right.PEOPLE_SENSITIVE,))
    if not run.path or not Path(run.path).is_file():  # one that was read where it lay may be gone
        raise Http404
    count = run.problems.count()
    actor = who(request).actor
    audit.look(Deed.IMPORT_EXPORTED, subject=Ref("import", run.pk), by=actor, via=Via.STAFF, count=count)
    return StreamingHttpResponse(
        report.problem_lines(run),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="import-{run.pk}-rows.csv"',
            "Cache-Control": "no-store",
        },
    )


@needs_any(Right.PEOPLE_IMPORT, Right.GOVERNANCE_VIEW)
@on_the_whole_register
@read_only
def show_held(request: HttpRequest, run_id: int) -> HttpResponse:
    """What an import held for review: a yes that could not count against what stands."""
    run = _read_by(request, run_id)
    rows = shown.held(run, _sight(request))
    actor = who(request).actor
    audit.look(Deed.PEOPLE_LISTED, subject=Ref("import", run.pk), by=actor, via=Via.STAFF, shown=len(rows))
    context = {"run": run, "rows": rows, "duplicates": shown.duplicates(run, _sight(request))}
    return render(request, "intake/import_held.html", context)


@needs(Right.PEOPLE_IMPORT)
@on_the_whole_register
@writes
def settle_held(request: HttpRequest, run_id: int, person_id: int, held_id: int) -> HttpResponse:
    """Marks an answer as looked at. It permits nothing (rule 2)."""
    run = _run(run_id)
    if not shown.open_held(run, _sight(request)).filter(person_id=person_id, id=held_id).exists():
        raise Http404
    actions.settle_held(person_id, held_id, by=who(request).actor)
    return redirect("file:held", run.pk)


def _act(request: HttpRequest, run_id: int, act: Any) -> HttpResponse:
    run = _run(run_id)
    try:
        act(run, by=who(request).actor)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("file:import", run.pk)


def _look(request: HttpRequest, run: ImportRun, shown: int) -> None:
    """Notes that somebody saw what rows of the file say about people."""
    by = who(request).actor
    audit.look(Deed.PEOPLE_LISTED, subject=Ref("import", run.pk), by=by, via=Via.STAFF, shown=shown)


def _may_read_rows(request: HttpRequest, run: ImportRun) -> bool:
    """Where fields are covered for somebody, they read the rows of those files alone that they brought themselves."""
    user = who(request)
    return not mask_of(user) or _actor(run) == user.actor


def _sight(request: HttpRequest) -> Sight:
    return sight_of(who(request))


def _run(run_id: int) -> ImportRun:
    return get_object_or_404(ImportRun, pk=run_id)


def _read_by(request: HttpRequest, run_id: int) -> ImportRun:
    """An import with what it says about people: for who brings them in, and for who reads everything and sees people."""
    if not (may(request, Right.PEOPLE_IMPORT) or may(request, Right.PEOPLE_VIEW)):
        raise NotAllowed((Right.PEOPLE_VIEW,))
    return _run(run_id)


def _actor(run: ImportRun) -> Actor:
    return Actor(ActorKind(run.actor_kind), run.actor_id)
