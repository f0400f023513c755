"""Rows of the card, for tests that walk over every address."""

from __future__ import annotations

from typing import Any

from samtykke.contacts import actions as contacts
from samtykke.contacts.models import FieldChange, Interest, InterestGroup, Person
from samtykke.core.actors import Actor, Via
from samtykke.purposes import actions as purposes

BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def in_addresses(person: Person) -> dict[str, Any]:
    """What stands in the addresses of a card, by the parameter's name: rows that exist."""
    company = contacts.create_company("Testvik Lys AS", **BY)
    group = purposes.create_item(InterestGroup, names={"nb": "Produkter", "en": "Products"}, **BY)
    interest = purposes.create_item(Interest, names={"nb": "Sol", "en": "Sun"}, group=group, **BY)
    contacts.change_interests(person, add=[interest], **BY)
    phone = contacts.add_phone(person, "+47 22 33 44 55", **BY)
    before = contacts.retire_email(contacts.add_email(person, "kari@before.example", **BY), **BY)
    return {
        "fact": "title",
        "companies/fact": "web",
        "belonging_id": contacts.belong(person, company, role="Chair", **BY).id,
        "postal_id": contacts.set_postal(person, city="Bergen", **BY).id,
        "phone_id": phone.id,
        "before_id": before.id,
        "change_id": FieldChange.objects.filter(person=person).latest("id").id,
        "interests/key": interest.key,
        "interest-groups/key": group.key,
    }
