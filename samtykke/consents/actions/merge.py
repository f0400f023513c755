"""Two rows, one person: an overlay that can be undone (REQ-104). Nothing moves in the log; records derive over both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.actions.fact import refresh
from samtykke.consents.queries.append import append_from
from samtykke.consents.queries.merge import COPY
from samtykke.consents.queries.people import id_of
from samtykke.consents.queries.standing import copy_since
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Merge, Person
from samtykke.core.actors import Actor, Ref, Via

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


@transaction.atomic
def merge(
    survivor: Person | int,
    merged: Person | int,
    *,
    take: Collection[str] = (),
    versions: Mapping[int, int] | None = None,
    by: Actor,
    via: Via,
) -> Merge:
    """Lets `survivor` stand for `merged`. The strictest answer of both wins, by the fold over both.

    `take`: the columns whose value the survivor takes from the other; a split gives back what stood before.
    """
    survivor, merged = id_of(survivor), id_of(merged)
    overlay = contacts.begin_merge(survivor, merged, take=take, versions=versions, by=by, via=via)
    refresh(survivor, merged)
    audit.record(Deed.PERSON_MERGED, subject=Ref.person(survivor), by=by, via=via, merged=merged)
    return overlay


@transaction.atomic
def split(overlay: Merge, *, by: Actor, via: Via) -> None:
    """Undoes a merge. A no made meanwhile holds for both; a yes only for the address it was given at."""
    if not contacts.end_merge(overlay, by=by, via=via):
        return
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
