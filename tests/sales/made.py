"""Sales and projects for tests, made as the product makes them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from samtykke.core.actors import Actor, Via
from samtykke.sales import actions
from samtykke.sales.models import LossReason, ProductGroup, Stage

if TYPE_CHECKING:
    from samtykke.contacts.models import Company, Person
    from samtykke.sales.models import Project, Sale

BY: dict[str, Any] = {"by": Actor.user(1), "via": Via.STAFF}
SOON = date(2030, 5, 20)


def stage(key: str) -> Stage:
    """A stage by its key."""
    found: Stage = Stage.objects.get(key=key)
    return found


def reason(key: str = "PRICE") -> LossReason:
    """A reason for a loss by its key."""
    found: LossReason = LossReason.objects.get(key=key)
    return found


def group(key: str = "GOODS") -> ProductGroup:
    """A product group by its key."""
    found: ProductGroup = ProductGroup.objects.get(key=key)
    return found


def make_company(name: str = "Testvik Kabel AS") -> Company:
    """A company."""
    from samtykke.contacts import actions as contacts

    return contacts.create_company(name, **BY)


def make_sale(*people: Person, title: str = "Kabel til Testvik", **told: Any) -> Sale:
    """A sale with people; the first is the primary contact."""
    sale = actions.create_sale(title, **{"expected_on": SOON, **told, **BY})
    for person in people:
        actions.add_person(sale, person, **BY)
    sale.refresh_from_db()
    return sale


def make_project(*people: Person, title: str = "Nytt nett", **told: Any) -> Project:
    """A project with people."""
    project = actions.create_project(title, **told, **BY)
    for person in people:
        actions.add_person(project, person, **BY)
    project.refresh_from_db()
    return project


def in_addresses(person: Person) -> dict[str, Any]:
    """What stands in the addresses of a sale and a project that a person is part of."""
    sale, project = make_sale(person), make_project(person)
    return {
        "sale_id": sale.pk,
        "project_id": project.pk,
        "sales/pk": sale.pk,
        "projects/pk": project.pk,
        "sale-stages/key": "OFFER",
        "loss-reasons/key": "PRICE",
        "product-groups/key": "GOODS",
        "project-statuses/key": "RUNNING",
        "part-roles/key": "DECIDES",
    }
