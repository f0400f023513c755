"""People saved one object at a time, as a first version of an import would do it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from samtykke.consents.models import ConsentEvent, ConsentEvidence, ConsentRecord
from samtykke.contacts.models import Person, PersonEmail
from samtykke.core.clock import now
from samtykke.purposes.models import LegalBasis, Purpose, Source

BY = {"actor_kind": "system", "actor_id": 0, "via": "file"}


def save_people(count: int) -> None:
    """Saves so many people with an address and two answers each, every row on its own."""
    for number in range(count):
        store, emarketing = Purpose.objects.get(key="STORE"), Purpose.objects.get(key="EMARKETING")
        interest, consent = LegalBasis.objects.get(key="61F"), LegalBasis.objects.get(key="61A")
        source = Source.objects.get(key="IMPORT")
        moment = now() - timedelta(seconds=1)
        person = Person(
            external_id=f"N-{number}",
            first_name="Kari",
            last_name=f"Hansen-{number}",
            language="nb",
            country="NO",
            origin_purpose=store,
            origin_basis=interest,
            origin_source=source,
            origin_at=moment,
            origin_actor_kind="system",
            origin_actor_id=0,
            origin_via="file",
            from_person=False,
            inform_by=moment.date(),
        )
        person.save()
        address = f"n{number}@firm.example"
        PersonEmail(
            person=person, address=address, normal=address, fingerprint=secrets.token_bytes(32), is_primary=True
        ).save(force_insert=True)
        save_answer(person, store, interest, source, "in_force", moment)
        save_answer(person, emarketing, consent, source, "unknown", moment)


def save_answer(person: Person, purpose: Any, basis: Any, source: Any, status: str, moment: Any) -> None:
    """Saves an event, its evidence and its record."""
    common = {
        **BY, "person": person, "purpose": purpose, "legal_basis": basis, "article": basis.article, "source": source,
        "status": status, "act_by": "controller", "occurred_at": moment, "recorded_at": now(),
    }  # fmt: skip
    event = ConsentEvent(**common, commitment=secrets.token_bytes(32))
    event.save(force_insert=True)
    ConsentEvidence(person=person, event_id=event.id, salt=secrets.token_bytes(32)).save(force_insert=True)
    ConsentRecord(**common, event_id=event.id, event_person_id=person.pk).save(force_insert=True)
