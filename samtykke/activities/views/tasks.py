"""“My tasks”: what is late, of today, and to come; done with one press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.queries import today
from samtykke.accounts.rights import Right
from samtykke.activities import actions
from samtykke.activities.access import activity_for
from samtykke.activities.cards import lines
from samtykke.activities.forms import QuickTaskForm
from samtykke.activities.models import ActivityKind
from samtykke.activities.tasks import tasks_for
from samtykke.activities.views.answering import in_place, say
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import sight_of
from samtykke.core.actors import Via
from samtykke.core.http import read_only, writes
from samtykke.core.pages import refusals_on

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.PEOPLE_VIEW)
@read_only
def show_tasks(request: HttpRequest) -> HttpResponse:
    """The user's own open tasks."""
    context = _tasks(request)
    tasks = context["tasks"]
    groups = (tasks.overdue, tasks.today, tasks.later, tasks.without_date)
    people = {person.pk for group in groups for line in group for person in line.people}
    if people:
        audit.look(Deed.PEOPLE_LISTED, subject=None, by=who(request).actor, via=Via.STAFF, shown=len(people))
    return render(request, "activities/tasks.html", context)


@needs(Right.PEOPLE_EDIT)
@writes
def add_task(request: HttpRequest) -> HttpResponse:
    """A task in one line."""
    form = QuickTaskForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            user = who(request)
            made = actions.plan(
                ActivityKind.TASK, {**form.cleaned_data, "owner_id": user.pk}, by=user.actor, via=Via.STAFF
            )
            say(request, _("Written down."), "activities:taking-back", made.pk, then=reverse("activities:tasks"))
            return _answer(request, {"changed": made.pk})
    context = _tasks(request) | {"form": form}
    template = "activities/_tasks.html" if request.htmx else "activities/tasks.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422)


@needs(Right.PEOPLE_EDIT)
@writes
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes that a task is done, and shows those that are left."""
    user = who(request)
    activity = activity_for(user, pk)
    title = lines([activity], sight_of(user))[0].title
    actions.finish(activity, by=user.actor, via=Via.STAFF)
    say(request, _("Done: %(title)s") % {"title": title}, "activities:reopening", pk, then=reverse("activities:tasks"))
    return _answer(request)


def _answer(request: HttpRequest, more: dict[str, Any] | None = None) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("activities:tasks")
    return in_place(request, "activities/_tasks.html", _tasks(request) | (more or {}))


def _tasks(request: HttpRequest) -> dict[str, Any]:
    cursor = request.GET.get("cursor")
    return {
        "tasks": tasks_for(who(request), cursor), "today": today(), "form": QuickTaskForm(),
        "here": reverse("activities:tasks"),
    }  # fmt: skip
