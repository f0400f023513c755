"""One activity: its page, a new one, changing it, and choosing who takes part."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.queries import today
from samtykke.accounts.rights import Right
from samtykke.activities import actions, queries
from samtykke.activities.access import activity_for
from samtykke.activities.cards import Line, lines
from samtykke.activities.choosing import candidates, chosen, numbers
from samtykke.activities.forms import ActivityForm
from samtykke.activities.models import ActivityKind
from samtykke.activities.views.answering import say
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import companies_visible_to, sight_of, visible_to
from samtykke.contacts.masking import mask_of
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.purposes.forms.items import shown
from samtykke.sales.access import found_for, seen_by
from samtykke.sales.models import Project, Sale

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.accounts.models import User
    from samtykke.activities.models import Activity


@needs(Right.PEOPLE_VIEW)
@read_only
def show_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """What was or is to be done, with whom, and by whom."""
    line = _line(request, activity_for(who(request), pk))
    _note_look(request, line)
    return render(request, "activities/activity.html", {"line": line, "activity": line.activity})


@needs(Right.PEOPLE_EDIT)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """The form, with the person or company it is opened from, and the kind and day that are asked for."""
    user, asked = who(request), request.GET
    kind = asked.get("kind", "")
    initial: dict[str, Any] = {"owner": user.pk, "day": asked.get("day", "")[:10] or today().isoformat()}
    initial["kind"] = kind if kind in ActivityKind.values else ActivityKind.MEETING
    if company := companies_visible_to(user).filter(pk__in=numbers(asked.getlist("company"))).first():
        initial["company_name"] = company.name
    for name, model in (("sale", Sale), ("project", Project)):
        if deal := seen_by(model, user).filter(pk__in=numbers(asked.getlist(name))).first():
            initial[name] = deal.pk
    return _form_page(request, ActivityForm(initial=initial), numbers(asked.getlist("person")))


@needs(Right.PEOPLE_EDIT)
@writes
def create(request: HttpRequest) -> HttpResponse:
    """Writes an activity down; or shows the form again with whom the search found, where JavaScript does not."""
    people = numbers(request.POST.getlist("people"))
    form = ActivityForm(request.POST)
    if "find_people" not in request.POST and form.is_valid():
        with refusals_on(form):
            user = who(request)
            made = actions.plan(
                form.of_kind, form.told() | _deals(user, form), people=people, users=form.user_ids, status=form.status,
                among=visible_to(user), by=user.actor, via=Via.STAFF,
            )  # fmt: skip
            then = reverse("activities:person", args=[people[0]]) if people else reverse("activities:tasks")
            say(request, _("Written down."), "activities:taking-back", made.pk, then=then)
            return redirect("activities:activity", made.pk)
    return _form_page(request, form, people)


new = at_one_address(show=show_new, act=create)


def _deals(user: User, form: ActivityForm) -> dict[str, int]:
    """The sale and the project it is about, as far as they are seen."""
    found = {}
    for name, model in (("sale", Sale), ("project", Project)):
        if number := form.cleaned_data.get(name):
            found[f"{name}_id"] = found_for(model, user, number).pk
    return found


@needs(Right.PEOPLE_EDIT)
@read_only
def show_change(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for an activity; one whose words are covered cannot be changed blindly."""
    activity = activity_for(who(request), pk)
    line = _line(request, activity)
    _note_look(request, line)
    users = queries.attendants_of([pk]).get(pk, [])
    form = ActivityForm(initial=ActivityForm.initial_of(activity, users), activity=activity)
    return _form_page(request, form, [person.pk for person in line.people], line)


@needs(Right.PEOPLE_EDIT)
@writes
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes an activity and who takes part. Whoever comes second is told, and keeps what they wrote."""
    activity = activity_for(who(request), pk)
    people, line = numbers(request.POST.getlist("people")), _line(request, activity)
    form = ActivityForm(request.POST, activity=activity)
    if "find_people" not in request.POST and form.is_valid() and not line.is_covered:
        read = form.cleaned_data["version"]
        if read is not None and read != activity.version and (others := _differing(form, activity)):
            form.renew(activity.version)
            response = _form_page(request, form, people, line, others=others)
            response.status_code = HTTPStatus.CONFLICT
            return response
        with refusals_on(form), transaction.atomic():
            user = who(request)
            actions.change(
                activity, form.told(), users=form.user_ids, version=activity.version, by=user.actor, via=Via.STAFF
            )
            actions.set_people(activity, people, among=visible_to(user), by=user.actor, via=Via.STAFF)
            say(request, _("Saved."))
            return redirect("activities:activity", pk)
    return _form_page(request, form, people, line)


details = at_one_address(show=show_change, act=change)


@needs(Right.PEOPLE_EDIT)
@read_only
def find_people(request: HttpRequest) -> HttpResponse:
    """Whom a search finds, under those who are chosen already."""
    user, text = who(request), request.GET.get("find", "")
    taken = chosen(user, numbers(request.GET.getlist("people")))
    found = candidates(user, text, without=taken)
    if found:
        audit.look(Deed.PEOPLE_SEARCHED, subject=None, by=user.actor, via=Via.STAFF, shown=len(found), by_fields=["q"])
    context = {"chosen": taken, "candidates": found, "text": text}
    return render(request, "activities/_choice.html", context)


def _line(request: HttpRequest, activity: Activity) -> Line:
    return lines([activity], sight_of(who(request)), mask_of(who(request)))[0]


def _note_look(request: HttpRequest, line: Line) -> None:
    for person in line.people:
        audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)


def _differing(form: ActivityForm, activity: Activity) -> list[dict[str, Any]]:
    """What stands beside what was typed, where the activity changed since it was opened."""
    users = queries.attendants_of([activity.pk]).get(activity.pk, [])
    stands = ActivityForm(initial=ActivityForm.initial_of(activity, users), activity=activity)
    return [
        {"label": form[name].label, "stands": shown(stands[name]), "typed": shown(form[name])}
        for name in form.fields
        if name != "version" and shown(stands[name]) != shown(form[name])
    ]


def _form_page(
    request: HttpRequest, form: ActivityForm, people: list[int], line: Line | None = None, **more: Any
) -> HttpResponse:
    user, text = who(request), request.POST.get("find", "")
    taken = chosen(user, people)
    found = candidates(user, text, without=taken) if "find_people" in request.POST else []
    context = {"chosen": taken, "candidates": found, "text": text, "line": line, **more}
    if "find_people" in request.POST:
        for name in list(form.errors):
            del form.errors[name]
    return form_page(request, "activities/form.html", form, **context)
