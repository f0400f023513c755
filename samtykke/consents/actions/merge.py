"""Two rows, one person: an overlay that can be undone (REQ-104). Nothing moves in the log; records derive over both."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.actions.fact import refresh
from samtykke.consents.queries.append import append_from
from samtykke.consents.queries.merge import COPY
from samtykke.consents.queries.people import id_of
from samtykke.consents.queries.standing import copy_since
from samtykke.contacts import queries as contacts
from samtykke.contacts.models import Merge, Person
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused


@transaction.atomic
def merge(survivor: Person | int, merged: Person | int, *, by: Actor, via: Via) -> Merge:
    """Lets `survivor` stand for `merged`. The strictest answer of both wins, by the fold over both."""
    survivor, merged = id_of(survivor), id_of(merged)
    if survivor == merged:
        raise Refused(_("These are the same person already."), code="same_person")
    if len(contacts.lock([survivor, merged])) != 2:
        raise Refused(_("We hold no such person."), code="unknown_person", status=404)
    for one in (survivor, merged):
        if Merge.objects.standing().filter(merged_id=one).exists():
            raise Refused(_("One of them is merged already. Split them first."), code="merged_already")
    if Merge.objects.standing().filter(survivor_id=merged).exists():
        raise Refused(_("Somebody is merged into this person. Split them first."), code="merged_already")
    overlay = Merge.objects.create(
        survivor_id=survivor, merged_id=merged, actor_kind=str(by.kind), actor_id=by.id, at=now()
    )
    refresh(survivor, merged)
    audit.record(Deed.PERSON_MERGED, subject=Ref.person(survivor), by=by, via=via, merged=merged)
    return overlay


@transaction.atomic
def split(overlay: Merge, *, by: Actor, via: Via) -> None:
    """Undoes a merge. A no made meanwhile holds for both; a yes only for the address it was given at."""
    contacts.lock([overlay.survivor_id, overlay.merged_id])
    overlay = Merge.objects.select_for_update(of=("self",)).get(pk=overlay.pk)
    if overlay.undone_at is not None:
        return
    overlay.undone_at, overlay.undone_by_kind, overlay.undone_by_id = now(), str(by.kind), by.id
    Merge.objects.filter(pk=overlay.pk).update(
        undone_at=overlay.undone_at, undone_by_kind=overlay.undone_by_kind, undone_by_id=overlay.undone_by_id
    )
    params = {
        "survivor": overlay.survivor_id,
        "merged": overlay.merged_id,
        "since": overlay.at,
        "actor_kind": str(by.kind),
        "actor_id": by.id,
        "via": str(via),
    }
    append_from(COPY, params)
    copy_since("consents_objection", "made", params)
    copy_since("consents_restriction", "set", params)
    refresh(overlay.survivor_id, overlay.merged_id)
    audit.record(
        Deed.PERSON_SPLIT, subject=Ref.person(overlay.survivor_id), by=by, via=via, split_off=overlay.merged_id
    )
