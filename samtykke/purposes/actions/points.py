"""What a place where data come in is for, and that it takes nothing more in. M17; Art. 5(1)(b), 30."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import names_of
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes.models import CollectionPoint
from samtykke.purposes.queries import allowed_basis

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

FACTS = ("names", "purpose", "legal_basis", "source", "owner_id")


@transaction.atomic
def describe_point(point: CollectionPoint, *, facts: dict[str, Any], by: Actor, via: Via) -> CollectionPoint:
    """Says why people who come in here are held, by what right, from which source, and who looks after it.

    `facts`: any of `names, purpose, legal_basis, source, owner_id`; what is left out stays.
    """
    if set(facts) - set(FACTS):
        raise TypeError(f"a collection point has no {', '.join(sorted(set(facts) - set(FACTS)))}")
    point = _locked(point)
    changed = [name for name, said in facts.items() if getattr(point, name) != said]
    for name in changed:
        setattr(point, name, facts[name])
    _refuse_wrong(point)
    if changed:
        point.save(update_fields=changed)
        record(Deed.POINT_CHANGED, subject=Ref("point", point.pk), by=by, via=via, point=str(point), fields=changed)
    return point


@transaction.atomic
def retire_point(point: CollectionPoint, *, is_retired: bool = True, by: Actor, via: Via) -> CollectionPoint:
    """Has a place take nothing more in, or takes that back. What came in stays; doing it twice changes nothing."""
    point = _locked(point)
    if (point.retired_at is not None) != is_retired:
        point.retired_at = now() if is_retired else None
        point.save(update_fields=["retired_at"])
        deed = Deed.POINT_RETIRED if is_retired else Deed.POINT_RESTORED
        record(deed, subject=Ref("point", point.pk), by=by, via=via, point=str(point))
    return point


def _locked(point: CollectionPoint) -> CollectionPoint:
    rows = CollectionPoint.objects.select_for_update(of=("self",), no_key=True)
    found: CollectionPoint = rows.select_related("purpose", "legal_basis", "source").get(pk=point.pk)
    return found


def _refuse_wrong(point: CollectionPoint) -> None:
    """A basis is one that the purpose allows; whoever looks after it is a user."""
    if point.legal_basis is not None and (
        point.purpose is None or allowed_basis(point.purpose, point.legal_basis) is None
    ):
        raise Refused(_("The purpose does not allow this legal basis."), code="basis_not_allowed", field="legal_basis")
    if point.owner_id is not None and point.owner_id not in names_of([point.owner_id]):
        raise Refused(_("There is no such user."), code="unknown_owner", field="owner", status=422)
