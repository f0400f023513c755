"""`/persons`: finding, registering, changing people, and putting them in the recycle bin."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest
from ninja import Query, Router

from samtykke.accounts.rights import Scope
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts import actions as contacts
from samtykke.contacts.masking import mask_of_key
from samtykke.contacts.models import Person
from samtykke.contacts.queries import survivor_id
from samtykke.core.actors import Ref, Via
from samtykke.core.pagination import page
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.actions import change_person
from samtykke.intake.channels.api.bringing import bring
from samtykke.intake.channels.api.keys import actor_of, key_of, refuse_covered, sight_of_caller
from samtykke.intake.channels.api.operations import reads, writes
from samtykke.intake.channels.api.replies import Reply, check_version, etag, moved
from samtykke.intake.channels.api.shapes import NewPerson, PeopleAsked, PersonChanges, PersonKept, PersonList, PersonOut
from samtykke.intake.channels.api.telling import tell_people

router = Router(tags=["persons"])


@reads(router, "/persons", Scope.PERSONS_READ, gives=PersonList)
def list_persons(request: HttpRequest, asked: Query[PeopleAsked]) -> Reply:
    """People we hold: all, or those with an address or an external id, or those a search finds."""
    mask = mask_of_key(key_of(request))
    refuse_covered(request, *(name for name in ("email", "external_id") if getattr(asked, name) is not None))
    people = queries.matching(
        email=asked.email, q=asked.q, external_id=asked.external_id, mask=mask, sight=sight_of_caller(request),
        cursor=asked.cursor, size=asked.limit,
    )  # fmt: skip
    found = page(people, order=["id"], cursor=asked.cursor, size=asked.limit)
    searched = any(part is not None for part in (asked.email, asked.q, asked.external_id))
    audit.look(
        Deed.PEOPLE_SEARCHED if searched else Deed.PEOPLE_LISTED,
        subject=None,
        by=actor_of(request),
        via=Via.API,
        shown=len(found.items),
    )
    return Reply(
        PersonList(items=tell_people(found.items, key_of(request), consents=sees_consents(request)), next=found.next)
    )


@writes(router, "POST", "/persons", Scope.PERSONS_WRITE, gives={201: PersonOut | PersonKept}, also=(404,))
def create_person(request: HttpRequest, told: NewPerson) -> Reply:
    """Registers a person with the five facts. Without an entry for STORE it is made by rule.

    The person comes back whole to a key that also holds `persons:read`, else the id and the ETag alone.
    """
    person = bring(request, told)
    return written(request, person.pk, 201, Location=f"/api/v1/persons/{person.pk}")


@reads(router, "/persons/{int:person_id}", Scope.PERSONS_READ, gives=PersonOut, also=(404,), moves=True)
def get_person(request: HttpRequest, person_id: int) -> Reply:
    """One person. Somebody merged into another is answered by 301 to who stands for them."""
    person = queries.person_by_id(person_id, sight_of_caller(request))
    if person is None:
        raise Http404
    if person.stands_for is not None:  # type: ignore[attr-defined]
        return moved(request, queries.stands_for(person_id, sight_of_caller(request)))
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=actor_of(request), via=Via.API)
    return told_whole(request, person)


@writes(
    router,
    "PATCH",
    "/persons/{int:person_id}",
    Scope.PERSONS_WRITE,
    gives={200: PersonOut | PersonKept},
    also=(404,),
    matching=True,
)
def change_a_person(request: HttpRequest, person_id: int, told: PersonChanges) -> Reply:
    """Changes what is named and leaves the rest. `emails` and `phones` are whole lists.

    The person comes back whole to a key that also holds `persons:read`, else the id and the ETag alone.
    """
    refuse_covered(request, *told.model_fields_set, *(f"person.{key}" for key in told.fields or ()))
    person = person_to_change(request, person_id)
    change_person(person, told, by=actor_of(request), via=Via.API)
    return written(request, person.pk, 200)


@writes(
    router, "DELETE", "/persons/{int:person_id}", Scope.PERSONS_WRITE, gives={204: None}, also=(404,), matching=True
)
def delete_person(request: HttpRequest, person_id: int) -> Reply:
    """Puts a person in the recycle bin: gone from every list, search and mailing, until the bin is emptied."""
    person = person_to_change(request, person_id)
    contacts.delete_person(person, by=actor_of(request), via=Via.API)
    return Reply(status=204, about=person.pk)


def person_to_change(request: HttpRequest, person_id: int) -> Person:
    """The person, or who stands for them, held until the call ends; 404 in the bin, 412 when changed since read."""
    if not queries.may_meet(sight_of_caller(request), person_id):
        raise Http404
    locked = Person.objects.select_for_update(of=("self",), no_key=True).filter(deleted_at__isnull=True)
    person = locked.filter(pk=survivor_id(person_id)).first()
    if person is None:
        raise Http404
    check_version(request, person.version)
    return person


def sees_consents(request: HttpRequest) -> bool:
    return key_of(request).has_scope(Scope.CONSENTS_READ)


def written(request: HttpRequest, person_id: int, status: int, **headers: str) -> Reply:
    """What a key is told of a person it wrote: the person where it may read people, and that is a look; else who it is."""
    person = queries.person_by_id(person_id, sight_of_caller(request))
    if person is None:
        raise Http404
    if not key_of(request).has_scope(Scope.PERSONS_READ):
        return Reply(
            PersonKept(id=person.pk), status, about=person.pk, headers={"ETag": etag(person.version), **headers}
        )
    if status != HTTPStatus.CREATED:
        audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=actor_of(request), via=Via.API)
    return told_whole(request, person, status, **headers)


def told_whole(request: HttpRequest, person: Person, status: int = 200, **headers: str) -> Reply:
    told = tell_people([person], key_of(request), consents=sees_consents(request))[0]
    return Reply(told, status, about=person.pk, headers={"ETag": etag(person.version), **headers})
