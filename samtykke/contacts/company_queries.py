"""Which rows stand for one company, and what changed of it (decision 0017)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.contacts.models import Company, CompanyChange, CompanyMerge

if TYPE_CHECKING:
    from django.db.models import QuerySet


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
