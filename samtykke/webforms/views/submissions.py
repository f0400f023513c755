"""The inbox of submissions: what was sent, where it stands and why, and what staff decide of it. M12; REQ-93, 98."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import visible_to as people_visible_to
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import survivor_id
from samtykke.core.actors import Actor, ActorKind, Ref, Via
from samtykke.core.http import read_only, writes
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.intake import actions, queries
from samtykke.intake.models import RecordState
from samtykke.intake.said import opened
from samtykke.webforms import inbox
from samtykke.webforms.access import visible_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Person
    from samtykke.intake.models import IntakeRecord


@needs(Right.PEOPLE_VIEW)
@read_only
def show_submissions(request: HttpRequest) -> HttpResponse:
    """What was sent, the newest first; spam only where it is asked for."""
    form = inbox.InboxForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {}
    rows = visible_to(who(request))
    rows = rows.filter(state=told["state"]) if told.get("state") else rows.exclude(state=RecordState.SPAM)
    if told.get("form"):
        rows = rows.filter(point__kind="form", point__key=told["form"])
    shown = page(rows, order=["id"], cursor=request.GET.get("cursor"), descending=True)
    people = _people(request, [one.person_id for one in shown.items if one.person_id])
    lines = inbox.lines_of(shown.items, people, mask_of(who(request)))
    audit.look(Deed.SUBMISSIONS_LISTED, subject=None, by=who(request).actor, via=Via.STAFF, shown=len(lines))
    context = {"form": form, "lines": lines, "next": shown.next, "previous": shown.previous}
    fragment = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, "webforms/_submissions.html" if fragment else "webforms/submissions.html", context)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_submission(request: HttpRequest, pk: int) -> HttpResponse:
    """One submission: what was written and ticked, when it was sent and confirmed, and why it stands where it stands."""
    record = _record(request, pk)
    subject = Ref.person(record.person_id) if record.person_id else Ref("submission", record.pk)
    audit.look(Deed.SUBMISSION_VIEWED, subject=subject, by=who(request).actor, via=Via.STAFF, submission=record.pk)
    return render(request, "webforms/submission.html", _context(request, record))


@needs(Right.PEOPLE_EDIT)
@writes
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes in what was held, refused or called spam; of several people at one address, the chosen one."""
    chosen = request.POST.get("person", "")
    person = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    if person is not None and not people_visible_to(who(request)).filter(pk=person).exists():
        person = 0
    return _act(request, pk, lambda record, **told: actions.accept(record, person=person, **told), _accepted)


@needs(Right.PEOPLE_EDIT)
@writes
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes what was chosen of a submission over what is held; the rest stays as it is."""
    said, mask = opened(_record(request, pk)), mask_of(who(request))
    shown = {one.key for one in inbox.differing(_record(request, pk), said, mask)} if said is not None else set()
    keys = [key for key in request.POST.getlist("take") if key in shown]
    return _act(request, pk, lambda record, **told: actions.take_over(record, keys, **told), _accepted)


@needs(Right.PEOPLE_EDIT)
@writes
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuses what is held or waits."""
    return _act(request, pk, actions.refuse, lambda _record: _("Refused. It is erased after thirty days."), undo=True)


@needs(Right.PEOPLE_EDIT)
@writes
def call_spam(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a submission into the spam folder."""
    return _act(request, pk, actions.call_spam, lambda _record: _("It lies in the spam folder."), undo=True)


@needs(Right.PEOPLE_EDIT)
@writes
def open_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a refusal back, or that it is spam."""
    return _act(request, pk, actions.open_again, lambda _record: _("It is held for review again."))


def _act(
    request: HttpRequest,
    pk: int,
    act: Callable[..., IntakeRecord],
    words: Callable[[IntakeRecord], str],
    *,
    undo: bool = False,
) -> HttpResponse:
    """Does something with a submission as it was read: who comes second is told, and nothing is lost."""
    record = _record(request, pk)
    seen = request.POST.get("version", "")
    try:
        done = act(record, version=int(seen) if seen.isdecimal() and len(seen) < 10 else None, by=who(request).actor)
    except Refused as refused:
        record.refresh_from_db()
        context = _context(request, record) | {"refused": refused.reason}
        return render(request, "webforms/submission.html", context, status=refused.status)
    messages.success(request, words(done), reverse("webforms:submission-reopening", args=[pk]) if undo else "")
    return redirect("webforms:submission", pk)


def _accepted(record: IntakeRecord) -> str:
    match record.state:
        case RecordState.ACCEPTED:
            return _("Accepted.")
        case RecordState.PENDING:
            return _("A mail asks for the confirmation now; it counts when the button in it is pressed.")
    return _("It could not be accepted as it is. See why.")


def _context(request: HttpRequest, record: IntakeRecord) -> dict[str, Any]:
    said, mask = opened(record), mask_of(who(request))
    people = _people(request, [record.person_id] if record.person_id else [])
    line = inbox.lines_of([record], people, mask)[0]
    settled_by = Actor(ActorKind(record.settled_by_kind), record.settled_by_id or 0) if record.settled_by_kind else None
    can_change = may(request, Right.PEOPLE_EDIT)
    is_open = record.state in {RecordState.HELD, RecordState.PENDING} and record.why != "differs"
    return {
        "record": record,
        "line": line,
        "said": said,
        "told": inbox.told_by(said, mask) if said is not None else [],
        "asked": inbox.asked_by(said) if said is not None else [],
        "version": inbox.version_of(said) if said is not None else None,
        "differing": inbox.differing(record, said, mask) if said is not None and can_change else [],
        "candidates": _candidates(request, record) if can_change else [],
        "settled_by": actor_names([settled_by])[settled_by] if settled_by is not None else "",
        "may_accept": can_change and said is not None and _can_be_accepted(record),
        "may_refuse": can_change and said is not None and is_open,
        "may_reopen": can_change and record.state in {RecordState.REFUSED, RecordState.SPAM},
    }


def _can_be_accepted(record: IntakeRecord) -> bool:
    return record.state in {RecordState.HELD, RecordState.REFUSED, RecordState.SPAM} and record.why != "differs"


def _candidates(request: HttpRequest, record: IntakeRecord) -> list[Person]:
    """Of several people at the address, those the user sees: one of them it was."""
    said = opened(record)
    if record.why != "several_people" or said is None:
        return []
    from samtykke.contacts.addresses import normal_email

    ids = [person for person, _email in queries.people_at(normal_email(said.email))]
    return list(people_visible_to(who(request)).filter(pk__in=ids).order_by("pk"))


def _people(request: HttpRequest, ids: list[int]) -> dict[int, Person]:
    """Who sent each, as they stand now; nobody whom the user does not see."""
    stands = {pk: survivor_id(pk) for pk in set(ids)} if ids else {}
    found = people_visible_to(who(request)).in_bulk(list(set(stands.values())))
    return {pk: found[survivor] for pk, survivor in stands.items() if survivor in found}


def _record(request: HttpRequest, pk: int) -> IntakeRecord:
    """The submission, where the user sees it; 404 else."""
    found: IntakeRecord = get_object_or_404(visible_to(who(request)), pk=pk)
    return found
