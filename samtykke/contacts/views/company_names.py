"""The company somebody names: one we know, or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.contacts import actions as contacts
from samtykke.core.actors import Via

if TYPE_CHECKING:
    from samtykke.contacts.models import Company, Person
    from samtykke.core.actors import Actor


def company_named(name: str, person: Person, by: Actor, *, country: str = "") -> Company | None:
    """The company of a name, made where nobody knows it; the person's own where the name is its; None without a name."""
    name = name.strip()
    if not name:
        return None
    if person.company and person.company.name == name:
        return person.company
    return contacts.find_or_create_company(name, org_number="", country=country or person.country, by=by, via=Via.STAFF)
