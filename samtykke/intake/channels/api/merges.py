"""`/persons/{id}/merges` and `/merges/{id}`: two people made one, and parted again. REQ-104."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from samtykke.accounts.rights import Scope
from samtykke.consents import actions as consents
from samtykke.contacts.models import Merge
from samtykke.core.actors import Via
from samtykke.core.refused import Refused
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.keys import actor_of, sight_of_caller
from samtykke.intake.channels.api.operations import writes
from samtykke.intake.channels.api.reading import Id, Shape, Told
from samtykke.intake.channels.api.replies import Reply

router = Router(tags=["persons"])


class MergeIn(Shape):
    """Who is to go into the person of the address."""

    other: Id


class MergeOut(Told):
    """A merge: `DELETE /merges/{id}` takes it back."""

    id: int
    survivor: int
    merged: int
    at: datetime


@writes(
    router, "POST", "/persons/{int:person_id}/merges", Scope.PERSONS_WRITE, gives={201: MergeOut}, also=(404,)
)  # fmt: skip
def merge_persons(request: HttpRequest, person_id: int, told: MergeIn) -> Reply:
    """Lets the person stand for another as well. The strictest answer of both holds; nothing is lost, and it can be undone.

    From then on `GET` of the other's id is 301 to the person's; every other call on it acts on the person.
    """
    sight = sight_of_caller(request)
    survivor = queries.stands_for(person_id, sight)
    if queries.person_by_id(told.other, sight) is None:
        raise Refused(_("We hold no such person."), code="unknown_person", field="other", status=422)
    overlay = consents.merge(survivor, told.other, by=actor_of(request), via=Via.API)
    out = MergeOut(id=overlay.pk, survivor=overlay.survivor_id, merged=overlay.merged_id, at=overlay.at)
    return Reply(out, status=201, about=survivor)


@writes(router, "DELETE", "/merges/{int:merge_id}", Scope.PERSONS_WRITE, gives={204: None}, also=(404,))
def split_persons(request: HttpRequest, merge_id: int) -> Reply:
    """Parts two again, each with what was their own. A no said meanwhile holds for both. Twice changes nothing."""
    found = Merge.objects.filter(pk=merge_id) if 0 < merge_id <= queries.BIGGEST_ID else Merge.objects.none()
    overlay = found.first()
    if overlay is None or not queries.may_meet(sight_of_caller(request), overlay.survivor_id):
        raise Http404
    consents.split(overlay, by=actor_of(request), via=Via.API)
    return Reply(status=204, about=overlay.survivor_id)
