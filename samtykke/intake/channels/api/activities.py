"""`/activities`: what was and is to be done with people. Whoever may read people reads it, of those the key sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field, StrictBool

from samtykke.accounts.models import User
from samtykke.accounts.rights import Scope
from samtykke.activities import actions
from samtykke.activities.access import seen
from samtykke.activities.actions.people import MOST_PEOPLE
from samtykke.activities.cards import Line, lines
from samtykke.activities.models import LONGEST_TEXT, LONGEST_TITLE, Activity, Participant
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.queries import one_and_merged, survivor_id
from samtykke.core.actors import Ref, Via
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.intake.channels.api.keys import actor_of, sight_of_caller
from samtykke.intake.channels.api.operations import reads, writes
from samtykke.intake.channels.api.queries import BIGGEST_ID
from samtykke.intake.channels.api.reading import Day, Id, Instant, Shape, Told
from samtykke.intake.channels.api.replies import Reply, check_version, etag
from samtykke.intake.channels.api.shapes import PageAsked

router = Router(tags=["activities"])

ONE = "/activities/{int:activity_id}"
KIND = Literal["meeting", "call", "task", "note"]
KIND_READ = Literal["meeting", "call", "task", "note", "mail"]
STATUS = Literal["planned", "done", "cancelled"]
OUTCOME = Literal["", "reached", "not_reached", "message"]
DIRECTION = Literal["", "out", "in"]
Title = Annotated[str, Field(max_length=LONGEST_TITLE)]
Words = Annotated[str, Field(max_length=LONGEST_TEXT)]
People = Annotated[list[Id], Field(max_length=MOST_PEOPLE, description="Ids of the people who take part.")]
Owner = Annotated[str, Field(max_length=320, description="The address with which the user signs in whose it is.")]
PLAIN = ("title", "text", "starts_at", "ends_at", "all_day", "due_on", "direction", "outcome", "remind_at")


class ActivityFields(Shape):
    """What may be said of an activity. A task has `due_on`, the others `starts_at`."""

    title: Title = ""
    text: Words = ""
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    all_day: StrictBool = False
    due_on: Day | None = None
    direction: DIRECTION = ""
    outcome: OUTCOME = ""
    remind_at: Instant | None = None
    owner: Owner | None = None


class ActivityIn(ActivityFields):
    """An activity to be; `done` where it was done already."""

    kind: KIND
    status: Literal["planned", "done"] = "planned"
    persons: People = []


class ActivityChanges(ActivityFields):
    """What is named changes, the rest stays; `persons` is the whole list of those whom the key sees."""

    status: STATUS | None = None
    persons: People | None = None


class ActivityOut(Told):
    """An activity. `covered`: somebody takes part whom the key does not see, and the words are left out."""

    id: int
    kind: KIND_READ
    status: STATUS
    title: str
    text: str
    starts_at: datetime | None
    ends_at: datetime | None
    all_day: bool
    due_on: date | None
    done_at: datetime | None
    direction: DIRECTION
    outcome: OUTCOME
    remind_at: datetime | None
    owner: str | None
    persons: list[int]
    covered: bool
    created_at: datetime
    updated_at: datetime


class ActivityKept(Told):
    """What a key that may not read people is told of what it wrote."""

    id: int


class ActivityList(Told):
    """A page of activities."""

    items: list[ActivityOut]
    next: str | None


class ActivitiesAsked(PageAsked):
    """Which activities."""

    person: int | None = Field(None, ge=1, le=BIGGEST_ID, description="Those in which this person takes part.")


@reads(router, "/activities", Scope.PERSONS_READ, gives=ActivityList)
def list_activities(request: HttpRequest, asked: Query[ActivitiesAsked]) -> Reply:
    """Activities in the order in which they were written down: all that the key sees, or those with one person."""
    sight = sight_of_caller(request)
    found = seen(sight, Activity.objects.existing())
    if asked.person is not None:
        with_them = Participant.objects.filter(
            activity_id=OuterRef("pk"), person_id__in=one_and_merged(survivor_id(asked.person))
        )
        found = found.filter(Exists(with_them)) if sight.people().filter(pk=survivor_id(asked.person)) else found.none()
    shown = page(found, order=["id"], cursor=asked.cursor, size=asked.limit)
    told = lines(shown.items, sight)
    people = {person.pk for line in told for person in line.people}
    audit.look(Deed.PEOPLE_LISTED, subject=None, by=actor_of(request), via=Via.API, shown=len(people))
    return Reply(ActivityList(items=_told(told), next=shown.next))


@writes(router, "POST", "/activities", Scope.PERSONS_WRITE, gives={201: ActivityOut | ActivityKept})
def create_activity(request: HttpRequest, told: ActivityIn) -> Reply:
    """Writes an activity down. People who are restricted cannot be named; a task of a user is told to them by mail."""
    said = {name: getattr(told, name) for name in PLAIN} | {"owner_id": _owner(told.owner)}
    with _named_as_sent():
        made = actions.plan(
            told.kind, said, people=told.persons, status=told.status, among=sight_of_caller(request).people(),
            by=actor_of(request), via=Via.API,
        )  # fmt: skip
    return _written(request, made.pk, 201, Location=f"/api/v1/activities/{made.pk}")


@reads(router, ONE, Scope.PERSONS_READ, gives=ActivityOut, also=(404,))
def get_activity(request: HttpRequest, activity_id: int) -> Reply:
    """One activity."""
    line = lines([_found(request, activity_id)], sight_of_caller(request))[0]
    for person in line.people:
        audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=actor_of(request), via=Via.API)
    return Reply(_told([line])[0], headers={"ETag": etag(line.activity.version)})


@writes(
    router, "PATCH", ONE, Scope.PERSONS_WRITE, gives={200: ActivityOut | ActivityKept}, also=(404,), matching=True
)  # fmt: skip
def change_activity(request: HttpRequest, activity_id: int, told: ActivityChanges) -> Reply:
    """Changes what is named and leaves the rest; `status` finishes, cancels or opens it again."""
    activity = _found(request, activity_id)
    check_version(request, activity.version)
    sent, by = told.model_fields_set, actor_of(request)
    sight = sight_of_caller(request)
    if sent & {"title", "text"} and lines([activity], sight)[0].is_covered:
        raise Refused(_("Somebody takes part whom you do not see: the words cannot be changed."), code="covered")
    said: dict[str, Any] = {name: getattr(told, name) for name in PLAIN if name in sent}
    if "owner" in sent:
        said["owner_id"] = _owner(told.owner)
    if said:
        activity = actions.change(activity, said, by=by, via=Via.API)
    if told.persons is not None:
        with _named_as_sent():
            actions.set_people(activity, told.persons, among=sight.people(), by=by, via=Via.API)
    if told.status == "done":
        actions.finish(activity, by=by, via=Via.API)
    elif told.status == "planned":
        actions.reopen(activity, by=by, via=Via.API)
    elif told.status == "cancelled":
        actions.cancel(activity, by=by, via=Via.API)
    return _written(request, activity.pk, 200)


@writes(router, "DELETE", ONE, Scope.PERSONS_WRITE, gives={204: None}, also=(404,), matching=True)
def delete_activity(request: HttpRequest, activity_id: int) -> Reply:
    """Puts an activity in the recycle bin."""
    activity = _found(request, activity_id)
    check_version(request, activity.version)
    actions.delete(activity, by=actor_of(request), via=Via.API)
    return Reply(status=204)


def _found(request: HttpRequest, activity_id: int) -> Activity:
    there = Activity.objects.existing().filter(pk=activity_id) if activity_id <= BIGGEST_ID else Activity.objects.none()
    found = seen(sight_of_caller(request), there).first()
    if found is None:
        raise Http404
    return found


@contextmanager
def _named_as_sent() -> Iterator[None]:
    """A refusal of people names the field as it is called here."""
    try:
        yield
    except Refused as no:
        no.field = "persons" if no.field == "people" else no.field
        raise


def _owner(address: str | None) -> int | None:
    """The user who signs in with an address."""
    if not address:
        return None
    found: User | None = User.objects.active().filter(email=address.strip().lower()).first()
    if found is None:
        raise Refused(_("There is no such user."), code="unknown_user", field="owner", status=422)
    return int(found.pk)


def _written(request: HttpRequest, activity_id: int, status: int, **headers: str) -> Reply:
    """What was written: whole for a key that may read people and sees it, else who it is."""
    sight = sight_of_caller(request)
    activity = seen(sight, Activity.objects.filter(pk=activity_id)).first()
    reads_people = request.auth.has_scope(Scope.PERSONS_READ)  # type: ignore[attr-defined]
    if activity is None or not reads_people:
        return Reply(ActivityKept(id=activity_id), status, headers=headers)
    line = lines([activity], sight)[0]
    about = line.people[0].pk if line.people else None
    return Reply(_told([line])[0], status, about=about, headers={"ETag": etag(activity.version), **headers})


def _told(shown: list[Line]) -> list[ActivityOut]:
    owners = dict(
        User.objects.filter(pk__in={line.activity.owner_id for line in shown}).values_list("pk", "email")
    )  # fmt: skip
    return [
        ActivityOut(
            title="" if line.is_covered else line.activity.title,
            text="" if line.is_covered else line.activity.text,
            owner=owners.get(line.activity.owner_id or 0),
            persons=[person.pk for person in line.people],
            covered=line.is_covered,
            **{name: getattr(line.activity, name) for name in FROM_THE_ROW},
        )
        for line in shown
    ]


FROM_THE_ROW = (
    "id", "kind", "status", "starts_at", "ends_at", "all_day", "due_on", "done_at", "direction", "outcome", "remind_at",
    "created_at", "updated_at",
)  # fmt: skip
