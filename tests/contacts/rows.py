"""Rows for the tests of people, written past the actions: what a person is held for is tested elsewhere."""

from __future__ import annotations

from typing import Any

from samtykke.contacts import addresses
from samtykke.contacts.models import Person, PersonEmail, PersonPhone
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.purposes import queries as purposes

OLA = Actor.user(7)
BY = {"by": OLA, "via": Via.STAFF}


def make_person(first_name: str = "Kari", last_name: str = "Nordmann", **fields: Any) -> Person:
    """A person we hold for STORE, who came by a web form."""
    email, phone = fields.pop("email", None), fields.pop("phone", None)
    person = Person.objects.create(
        first_name=first_name,
        last_name=last_name,
        origin_purpose=purposes.purpose_by_key("STORE"),
        origin_basis=purposes.basis_by_key("61F"),
        origin_source=purposes.source_by_key("WEBFORM"),
        origin_at=now(),
        origin_actor_kind="system",
        origin_actor_id=0,
        origin_via="web_form",
        from_person=True,
        **fields,
    )
    if email:
        normal = addresses.normal_email(email)
        PersonEmail.objects.create(
            person=person,
            address=email,
            normal=normal,
            fingerprint=addresses.fingerprint(normal),
            is_primary=True,
        )
    if phone:
        PersonPhone.objects.create(person=person, number=addresses.e164(phone, "NO"), is_primary=True)
    return person
