"""What these tables hold about a person: every column with its kind, the copy of it, and its erasure. Art. 15, 17, 20.

Who of the staff looks after a sale, and who else is part of it, is theirs and not told (Art. 15(4), C-579/21).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.core import personal_data
from samtykke.sales import queries

if TYPE_CHECKING:
    from datetime import date

    from samtykke.purposes.models import Vocabulary
    from samtykke.sales.models import Project, ProjectPerson, Sale, SalePerson

WHEN = ("created_at", "updated_at", "deleted_at", "emptied_at")
PART = {
    **dict.fromkeys(("person_id",), "technical"),
    **dict.fromkeys(("role_id", "is_primary"), "work"),
    "created_at": "history",
}
FIELDS: dict[str, dict[str, str]] = {
    "sales_saleperson": {**PART, "sale_id": "work"},
    "sales_projectperson": {**PART, "project_id": "work"},
    # Of a company, of people, or of nobody: a person's where they are part of it, its title and note too.
    "sales_sale": {
        **dict.fromkeys(("id", "version", "kind"), "technical"),
        **dict.fromkeys(("title", "note", "company_id", "owner_id"), "work"),
        **dict.fromkeys(("stage_id", "stage_before_id", "amount", "currency", "probability"), "work"),
        **dict.fromkeys(("expected_on", "closed_on", "loss_reason_id", "product_group_id"), "work"),
        **dict.fromkeys(WHEN, "history"),
    },
    "sales_project": {
        **dict.fromkeys(("id", "version"), "technical"),
        **dict.fromkeys(("title", "note", "company_id", "owner_id"), "work"),
        **dict.fromkeys(("status_id", "starts_on", "ends_on"), "work"),
        **dict.fromkeys(WHEN, "history"),
    },
}


def register() -> None:
    """Adds these tables to the registry."""
    personal_data.register(
        personal_data.PersonalData(
            name="sales", tables=tuple(FIELDS), fields=FIELDS, export=export, erase=queries.erase_person
        )
    )


def export(person_id: int) -> dict[str, Any]:
    """The sales and projects a person is part of, with what is written in them."""
    sales = [_sale(row, sale) for row, sale in queries.told_of_sales(person_id)]
    projects = [_project(row, project) for row, project in queries.told_of_projects(person_id)]
    return {"sales": sales, "projects": projects} if sales or projects else {}


def _sale(row: SalePerson, sale: Sale) -> dict[str, Any]:
    return {
        **_common(row, sale),
        "stage": _names(sale.stage),
        "stage_before": _names(sale.stage_before),
        "amount": str(sale.amount),
        "currency": sale.currency,
        "probability": sale.probability,
        "expected_on": _iso(sale.expected_on),
        "closed_on": _iso(sale.closed_on),
        "loss_reason": _names(sale.loss_reason),
        "product_group": _names(sale.product_group),
    }


def _project(row: ProjectPerson, project: Project) -> dict[str, Any]:
    return {
        **_common(row, project),
        "status": _names(project.status),
        "starts_on": _iso(project.starts_on),
        "ends_on": _iso(project.ends_on),
    }


def _common(row: SalePerson | ProjectPerson, thing: Sale | Project) -> dict[str, Any]:
    return {
        "title": thing.title,
        "note": thing.note,
        "company": thing.company.name if thing.company else None,
        "role": _names(row.role),
        "is_primary": row.is_primary,
        "since": row.created_at.isoformat(),
        "created_at": thing.created_at.isoformat(),
        "updated_at": thing.updated_at.isoformat(),
        "deleted_at": _iso(thing.deleted_at),
    }


def _names(item: Vocabulary | None) -> dict[str, str] | None:
    return dict(item.names) if item else None


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
