"""That two people who look alike are not the same is said once, remembered, and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts.models import PossiblePair
from samtykke.core.actors import Ref
from samtykke.core.clock import now

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via


@transaction.atomic
def tell_apart(pair: PossiblePair, *, by: Actor, via: Via) -> None:
    """Two people are not the same: they are not shown as a pair again. Twice changes nothing."""
    said = {"told_apart_at": now(), "told_apart_kind": by.kind.value, "told_apart_by_id": by.id}
    if PossiblePair.objects.waiting().filter(pk=pair.pk).update(**said):
        record(Deed.PERSON_TOLD_APART, subject=Ref.person(pair.person_id), by=by, via=via, other=pair.other_id)


@transaction.atomic
def pair_again(pair: PossiblePair, *, by: Actor, via: Via) -> None:
    """Takes that back: the two wait to be judged again."""
    told = PossiblePair.objects.filter(pk=pair.pk, told_apart_at__isnull=False)
    if told.update(told_apart_at=None, told_apart_kind="", told_apart_by_id=None):
        record(Deed.PERSON_PAIRED_AGAIN, subject=Ref.person(pair.person_id), by=by, via=via, other=pair.other_id)
