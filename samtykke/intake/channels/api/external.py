"""`/persons/by-external-id/{system}/{id}`: people by what another system calls them, as a system that keeps them too writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from samtykke.accounts.rights import Scope
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts import actions as contacts
from samtykke.contacts.actions.elsewhere import checked_system, hold_external_id
from samtykke.contacts.models import Person
from samtykke.contacts.queries import person_known_as
from samtykke.core.actors import Ref, Via
from samtykke.core.refused import Refused
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.actions import change_person
from samtykke.intake.channels.api.bringing import bring, refuse_consents
from samtykke.intake.channels.api.gaps import say_again
from samtykke.intake.channels.api.keys import actor_of, key_of, refuse_covered, sight_of_caller
from samtykke.intake.channels.api.operations import reads, writes
from samtykke.intake.channels.api.persons import person_to_change, told_whole, written
from samtykke.intake.channels.api.reading import Id
from samtykke.intake.channels.api.replies import Reply
from samtykke.intake.channels.api.shapes import NewPerson, PersonChanges, PersonKept, PersonOut

if TYPE_CHECKING:
    from samtykke.contacts.models import PersonExternalId

router = Router(tags=["persons"])

ONE = "/persons/by-external-id/{system}/{path:external_id}"
OURS = frozenset({"person", "consents"})


class PersonTold(NewPerson):
    """A person as another system has them now. What is left out stays as it was; `emails` and `phones` are whole lists."""

    person: Annotated[Id, Field(description="Whom a new id means, where they are held here already.")] | None = None


@reads(router, ONE, Scope.PERSONS_READ, gives=PersonOut, also=(404,))
def get_person_by_external_id(request: HttpRequest, system: str, external_id: str) -> Reply:
    """Whom another system means by an id of its own; whoever was merged into somebody is answered by them."""
    refuse_covered(request, "external_ids")
    found = _known(system, external_id)
    person = queries.person_by_id(found, sight_of_caller(request)) if found is not None else None
    if person is None:
        raise Http404
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=actor_of(request), via=Via.API)
    return told_whole(request, person)


@writes(
    router,
    "PUT",
    ONE,
    Scope.PERSONS_WRITE,
    gives={200: PersonOut | PersonKept, 201: PersonOut | PersonKept},
    also=(404,),
    matching=True,
)
def put_person_by_external_id(request: HttpRequest, system: str, external_id: str, told: PersonTold) -> Reply:
    """Registers whom another system tells of, or changes what it names of them. The same sent again changes nothing.

    `consents` fill what has no answer and say no; what the company records never stands against a person's no (409).
    """
    refuse_covered(request, "external_ids")
    refuse_consents(request, (entry.purpose for entry in told.consents))
    checked_system(system)
    hold_external_id(system, external_id)
    found = _known(system, external_id)
    if found is None and told.person is None:
        person = bring(request, told)
        know(request, person, system, external_id)
        return written(request, person.pk, 201, Location=f"/api/v1/persons/{person.pk}")
    if found is not None:
        _refuse_unseen(request, found)
    if found is not None and told.person is not None and found != queries.stands_for_any(told.person):
        raise Refused(_("Somebody else has this id."), code="external_id_taken", field="person")
    person = person_to_change(request, found or told.person or 0)
    know(request, person, system, external_id) if found is None else None
    _change(request, person, told)
    return written(request, person.pk, 200)


def know(request: HttpRequest, person: Person, system: str, external_id: str) -> PersonExternalId:
    """Keeps what the system calls the person."""
    return contacts.know_as(person, system=system, external_id=external_id, by=actor_of(request), via=Via.API)


def _known(system: str, external_id: str) -> int | None:
    return person_known_as(system, external_id) if "\x00" not in external_id else None


def _refuse_unseen(request: HttpRequest, person_id: int) -> None:
    """Nobody comes in a second time by an id that is in use: not whom the key does not see, nor who lies in the bin."""
    if not queries.may_meet(sight_of_caller(request), person_id):
        raise Refused(_("A person with this external id is held already."), code="external_id_taken", field="id")
    if Person.objects.deleted().filter(pk=person_id).exists():
        raise Refused(_("This person is in the recycle bin. Restore them first."), code="deleted")


def _change(request: HttpRequest, person: Person, told: PersonTold) -> None:
    sent = told.model_fields_set - OURS
    if sent:
        refuse_covered(request, *sent, *(f"person.{key}" for key in told.fields or ()))
        changes = PersonChanges.model_construct(sent, **{name: getattr(told, name) for name in sent})
        change_person(person, changes, by=actor_of(request), via=Via.API)
    if told.consents:
        key = key_of(request)
        own_act = key.has_scope(Scope.CONSENTS_OWN_ACT)
        say_again(person.pk, told.consents, queries.defaults_of(key.pk), by=actor_of(request), own_act=own_act)
