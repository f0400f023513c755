"""A card with three of everything on it, for tests that count what a page costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from tests.activities.made import make_activity, make_task
from tests.documents.made import keep
from tests.sales.made import make_project, make_sale

if TYPE_CHECKING:
    from samtykke.contacts.models import Company, Person
    from samtykke.core.actors import Actor


def fill(company: Company, *people: Person, by: Actor) -> None:
    """Three of everything that a card of a company lists, with people."""
    for number in range(3):
        make_activity("call", *people, title=f"Call {number}", company=company, owner_id=by.id, by=by)
        make_task(f"Ring {number}", *people, company=company, owner_id=by.id)
        make_sale(*people, title=f"Sale {number}", company=company)
        make_project(*people, title=f"Project {number}", company=company)
        keep(people[0], b"Kabel %d" % number, f"tilbud{number}.txt", company=company)


def copy_person(person: Person, *, times: int) -> None:
    """So many more of the same name at the same company."""
    own = [field.column for field in person._meta.concrete_fields if not field.generated]
    columns = ", ".join(column for column in own if column not in {"id", "external_id"})
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO contacts_person ({columns}) SELECT {columns} FROM contacts_person, generate_series(1, %s) WHERE id = %s",
            [times, person.pk],
        )
