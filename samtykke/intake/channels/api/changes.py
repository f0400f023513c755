"""`/changes`: whose card changed since a cursor, so that another system keeps up without asking for everybody."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from samtykke.accounts.rights import Scope
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Via
from samtykke.core.pagination import bad_cursor, decode, encode
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.keys import actor_of, key_of, sight_of_caller
from samtykke.intake.channels.api.operations import reads
from samtykke.intake.channels.api.persons import sees_consents
from samtykke.intake.channels.api.problems import Stop
from samtykke.intake.channels.api.reading import Shape, Told
from samtykke.intake.channels.api.replies import Reply
from samtykke.intake.channels.api.shapes import PersonOut
from samtykke.intake.channels.api.sql import changes as change_queries
from samtykke.intake.channels.api.telling import tell_people

router = Router(tags=["persons"])


class ChangesAsked(Shape):
    """From where on."""

    since: Annotated[str, Field(max_length=200)] | None = Field(None, description="`next` of the call before.")
    limit: int = Field(100, ge=1, le=200)


class ChangeOut(Told):
    """Somebody who changed: as they are now, or that they are gone."""

    id: int
    change: Literal["changed", "deleted", "merged"]
    merged_into: int | None = None
    person: PersonOut | None = None


class ChangeList(Told):
    items: list[ChangeOut]
    next: str = Field(description="Where the next call goes on: keep it, also where nothing changed.")
    more: bool = Field(description="Whether there is more already.")


@reads(router, "/changes", Scope.PERSONS_READ, gives=ChangeList, also=(410,))
def list_changes(request: HttpRequest, asked: Query[ChangesAsked]) -> Reply:
    """Who came in, changed, answered, was merged or deleted since a cursor: each person once, as they are now.

    Without a cursor it begins with everybody. Nothing is missed, whoever commits when; the same may be told twice. Whom the key
    does not see is absent. A cursor of a database that was restored since is 410: begin anew.
    """
    after = _after(asked.since)
    noted, more = change_queries.since(after, asked.limit)
    sight = sight_of_caller(request)
    whole = {
        person.pk: person
        for person in queries.people().filter(pk__in=sight.people().filter(pk__in=noted.keys()).values("pk"))
    }
    told = {one.id: one for one in tell_people(list(whole.values()), key_of(request), consents=sees_consents(request))}
    gone = change_queries.gone(sight, set(noted) - set(told))
    items = [
        ChangeOut(id=pk, change="changed", person=told[pk])
        if pk in told
        else ChangeOut(id=pk, change=gone[pk][0], merged_into=gone[pk][1])
        for pk in noted
        if pk in told or pk in gone
    ]
    audit.look(Deed.PEOPLE_LISTED, subject=None, by=actor_of(request), via=Via.API, shown=len(told))
    last = next(reversed(noted.items()), None)
    return Reply(ChangeList(items=items, next=encode([last[1], last[0]] if last else list(after)), more=more))


def _after(cursor: str | None) -> tuple[int, int]:
    if not cursor:
        return -1, 0
    act, person = decode(cursor, 2)
    if not all(isinstance(part, int) and abs(part) <= queries.BIGGEST_ID for part in (act, person)):
        raise bad_cursor()
    if change_queries.is_of_another_life(act):
        raise Stop(
            410, code="cursor_expired", detail=_("The database was restored since. Begin again without a cursor.")
        )
    return act, person
