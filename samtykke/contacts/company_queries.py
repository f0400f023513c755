"""Which rows stand for one company, and what changed of it (decision 0017)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from samtykke.contacts.models import Company, CompanyChange, CompanyMerge
from samtykke.contacts.named import COMPANY_WORDS, has_words, query_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

# The words of a company's name that say what it is by law, and not which.
LEGAL_FORMS: Final = frozenset(
    [
        "a",
        "s",
        "as",
        "asa",
        "ans",
        "da",
        "enk",
        "sa",
        "ab",
        "oy",
        "oyj",
        "aps",
        "is",
        "hf",
        "ehf",
        "ltd",
        "plc",
        "inc",
        "gmbh",
        "ag",
        "bv",
    ]
)


def company_survivor_id(company_id: int) -> int:
    """Which company stands for one that was merged into another; the company itself otherwise."""
    standing = CompanyMerge.objects.standing().filter(merged_id=company_id)
    return standing.values_list("survivor_id", flat=True).first() or company_id


def company_and_merged(company_id: int) -> QuerySet[Any, Any]:
    """The ids of a company and of those merged into it: whatever names one of them is the company's."""
    merged = CompanyMerge.objects.standing().filter(survivor_id=company_id).values("merged_id")
    return Company.objects.filter(pk=company_id).values("pk").union(merged, all=True)


def standing_company_merges(company_id: int) -> QuerySet[CompanyMerge]:
    """The merges by which a company stands for others now, the newest first."""
    return CompanyMerge.objects.standing().filter(survivor_id=company_id).order_by("-at", "-id")


def changes_of_company(company_id: int) -> QuerySet[CompanyChange]:
    """What changed of a company and of those merged into it."""
    return CompanyChange.objects.filter(company_id__in=company_and_merged(company_id))


def companies_like(name: str, number: str = "") -> QuerySet[Company]:
    """Companies that may be the same: the same number in any country, or every word of the name but its legal form."""
    words = re.findall(r"[^\W_]+", name.casefold())
    telling = " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words)
    compact = re.sub(r"[\s.\x00]", "", number)
    parts = [Company.objects.filter(Q(org_number=compact) & ~Q(org_number=""))] if compact else []
    if wanted := query_of(telling, whole=True):
        parts.append(Company.objects.filter(has_words(COMPANY_WORDS, wanted)))
    ids = [part.values("pk") for part in parts]
    existing = Company.objects.filter(deleted_at__isnull=True)
    return existing.filter(pk__in=ids[0].union(*ids[1:])) if ids else existing.none()
