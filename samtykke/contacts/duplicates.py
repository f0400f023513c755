"""Who may stand on two cards: found each night as a set by what they share, never by comparing all with all. REQ-104."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.db.models import OuterRef, Q

from samtykke.contacts.models import Company, CompanyPair, PairReason, PossiblePair
from samtykke.contacts.sql import FIND, FIND_COMPANIES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import PersonQuerySet

# What more people than these share, a switchboard or an info address, says nothing of any two of them.
LARGEST: Final = 10
# A name of fewer letters than these is like many others but for one.
SHORTEST: Final = 8
# Where many companies have a page of theirs.
HOSTS_OF_MANY: Final = (
    "facebook.com",
    "linkedin.com",
    "instagram.com",
    "x.com",
    "youtube.com",
    "proff.no",
    "sites.google.com",
)
# What says that two share something covered, says too much.
COVERED_BY: Final = {
    PairReason.EMAIL: ("emails",),
    PairReason.PHONE: ("phones",),
    PairReason.NAME: ("company",),
    PairReason.SIMILAR: ("company",),
}


def find_pairs() -> int:
    """Finds anew who may be one; what was said not to be the same stays said. How many pairs are new or of a new reason."""
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner takes few people to be held, and would look each up in a list of all of them.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(FIND, {"largest": LARGEST, "shortest": SHORTEST})
        found = int(cursor.rowcount)
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
        return found


def find_company_pairs() -> int:
    """The same for companies: one number, one name but for the words for its form, or one host on the web."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FIND_COMPANIES, {"largest": LARGEST, "hosts": list(HOSTS_OF_MANY)})
        return int(cursor.rowcount)


def company_pairs_for(among: QuerySet[Company]) -> QuerySet[CompanyPair]:
    """The pairs of companies that wait, of which both are among some."""
    both = [among.filter(pk=OuterRef(column)).values("pk") for column in ("company_id", "other_id")]
    pairs = CompanyPair.objects.waiting().filter(company__in=both[0], other__in=both[1])
    return pairs.prefetch_related("company", "other")


def likely_companies(company: Company) -> QuerySet[Company]:
    """Those that may be the same, to begin with: the pairs it stands in, and whatever begins with its first word."""
    pairs = CompanyPair.objects.waiting()
    paired = Q(pk__in=pairs.filter(company=company).values("other_id")) | Q(
        pk__in=pairs.filter(other=company).values("company_id")
    )
    begins = Q(name__istartswith=company.name.split(" ")[0])
    return Company.objects.filter(paired | begins, deleted_at__isnull=True)


def pairs_for(among: PersonQuerySet, mask: Mask) -> QuerySet[PossiblePair]:
    """The pairs that wait, of which both are among some people, without reasons that are covered."""
    reasons = [reason for reason, names in COVERED_BY.items() if not any(map(mask.hides, names))]
    both = [among.filter(pk=OuterRef(column)).values("pk") for column in ("person_id", "other_id")]
    pairs = PossiblePair.objects.waiting().filter(reason__in=reasons, person__in=both[0], other__in=both[1])
    # Looked up for the page by their ids: joined, the planner reads everybody once for each line.
    return pairs.prefetch_related("person__company", "other__company")
