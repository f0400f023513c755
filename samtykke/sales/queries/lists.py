"""The lists of sales and projects, narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.columns import Column, Columns
from samtykke.contacts.company_queries import company_and_merged
from samtykke.sales.queries import titled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from samtykke.sales.models import Project, Sale

# What the list of sales may show beside the title.
COLUMNS: Final = Columns(
    "sales",
    (
        Column("stage", _("Stage"), is_usual=True),
        Column("company", _("Company"), is_usual=True),
        Column("people", _("People"), is_usual=True),
        Column("product_group", _("Product group")),
        Column("amount", _("Amount"), is_usual=True),
        Column("probability", _("Probability")),
        Column("closes", _("Closes"), is_usual=True),
        Column("owner", _("Looked after by"), is_usual=True),
        Column("loss_reason", _("Reason for the loss")),
        Column("created", _("Registered")),
    ),
)
USUAL: Final = [column for column in COLUMNS.offered if column.is_usual]
# What a list is ordered by: its key, and whether downwards.
SALES_ORDER: dict[str, tuple[list[str], bool]] = {
    "expected": (["expected_on", "id"], False),
    "amount": (["amount", "id"], True),
    "newest": (["id"], True),
}


def narrowed_sales(sales: QuerySet[Sale], told: Mapping[str, Any]) -> QuerySet[Sale]:
    """Those of some sales that a filter asks for."""
    if told.get("q"):
        sales = titled(sales, told["q"])
    exactly = {
        "stage": "stage",
        "kind": "kind",
        "since": "expected_on__gte",
        "until": "expected_on__lte",
    }
    if told.get("company"):
        sales = sales.filter(company_id__in=company_and_merged(told["company"]))
    sales = sales.filter(**{column: told[name] for name, column in exactly.items() if told.get(name)})
    return sales.filter(owner_id=told["owner"].pk) if told.get("owner") else sales


def narrowed_projects(projects: QuerySet[Project], told: Mapping[str, Any]) -> QuerySet[Project]:
    """Those of some projects that a filter asks for."""
    if told.get("q"):
        projects = titled(projects, told["q"])
    exactly = {"status": "status"}
    if told.get("company"):
        projects = projects.filter(company_id__in=company_and_merged(told["company"]))
    projects = projects.filter(**{column: told[name] for name, column in exactly.items() if told.get(name)})
    return projects.filter(owner_id=told["owner"].pk) if told.get("owner") else projects
