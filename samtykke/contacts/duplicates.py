"""Who may stand on two cards: found each night as a set by what they share, never by comparing all with all. REQ-104."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.db.models import OuterRef

from samtykke.contacts.models import PairReason, PossiblePair
from samtykke.contacts.sql import FIND

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import PersonQuerySet

# What more people than these share, a switchboard or an info address, says nothing of any two of them.
LARGEST: Final = 10
# What says that two share something covered, says too much.
COVERED_BY: Final = {
    PairReason.EMAIL: ("emails",),
    PairReason.PHONE: ("phones",),
    PairReason.NAME: ("company",),
}


def find_pairs() -> int:
    """Finds anew who may be one; what was said not to be the same stays said. How many pairs are new or of a new reason."""
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner takes few people to be held, and would look each up in a list of all of them.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(FIND, {"largest": LARGEST})
        found = int(cursor.rowcount)
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
        return found


def pairs_for(among: PersonQuerySet, mask: Mask) -> QuerySet[PossiblePair]:
    """The pairs that wait, of which both are among some people, without reasons that are covered."""
    reasons = [reason for reason, names in COVERED_BY.items() if not any(map(mask.hides, names))]
    both = [among.filter(pk=OuterRef(column)).values("pk") for column in ("person_id", "other_id")]
    pairs = PossiblePair.objects.waiting().filter(reason__in=reasons, person__in=both[0], other__in=both[1])
    # Looked up for the page by their ids: joined, the planner reads everybody once for each line.
    return pairs.prefetch_related("person__company", "other__company")
