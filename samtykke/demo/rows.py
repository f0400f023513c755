"""One row of each table for what was drawn: what a person, an address and a fact are in the database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from samtykke.accounts.queries import company_zone
from samtykke.consents.deadlines import due_date
from samtykke.contacts import addresses
from samtykke.contacts.models import Category
from samtykke.core.actors import Actor
from samtykke.core.clock import end_of_day, start_of_day
from samtykke.demo import queries
from samtykke.demo.stories import STORE, Told
from samtykke.purposes.calendar import Calendar
from samtykke.purposes.models import CollectedHow, LegalBasis, Purpose, Source, Wording
from samtykke.purposes.queries import collection_point

if TYPE_CHECKING:
    from samtykke.demo.people import Drawn

NORWAY = Calendar("NO")
POINT_NAMES = {
    "newsletter": {"nb": "Nyhetsbrevskjema", "en": "Newsletter form"},
    "contact-us": {"nb": "Kontaktskjema", "en": "Contact form"},
    "post": {"nb": "Postkassen post@", "en": "The mailbox post@"},
    "web": {"nb": "Chat på nettsiden", "en": "Website chat"},
    "messedeltakere": {"nb": "Deltakerliste fra messen", "en": "Participants of the fair"},
    "erp": {"nb": "Økonomisystemet", "en": "The accounting system"},
}


@dataclass
class Filling:
    """Everything a row may refer to, and the rows so far."""

    cast: dict[str, Actor]
    rng: Random
    moment: datetime
    people: queries.Rows = field(default_factory=list)
    emails: queries.Rows = field(default_factory=list)
    phones: queries.Rows = field(default_factory=list)
    address_ids: list[int] = field(default_factory=list)
    told: list[tuple[int, Drawn, Told]] = field(default_factory=list)
    primary: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.purposes = {item.key: item for item in Purpose.objects.all()}
        self.bases = {item.key: item for item in LegalBasis.objects.all()}
        self.sources = {item.key: item for item in Source.objects.all()}
        self.ways = {item.key: item for item in CollectedHow.objects.all()}
        self.categories = {item.key: item for item in Category.objects.all()}
        self.wordings = list(Wording.objects.order_by("created_at", "id"))
        self.zone = company_zone()
        self.points = {
            (kind, key): collection_point(kind, key, POINT_NAMES[key])
            for kind, key in (
                ("form", "newsletter"), ("form", "contact-us"), ("mailbox", "post"), ("chat", "web"),
                ("file", "messedeltakere"), ("integration", "erp"),
            )
        }  # fmt: skip

    def actor(self, name: str, person: int) -> Actor:
        """The hand behind a fact."""
        return Actor.data_subject(person) if name == "person" else self.cast[name]

    def wording(self, purpose: str, language: str, at: datetime) -> Wording:
        """The words that were shown then."""
        fitting = [w for w in self.wordings if w.purpose_id == self.purposes[purpose].pk and w.language == language]
        return [w for w in fitting if w.created_at <= at][-1:][0] if fitting[0].created_at <= at else fitting[0]


def add_person(filling: Filling, person_id: int, person: Drawn, companies: list[int]) -> None:
    door, way = person.door, filling.ways.get(person.door.how)
    source = filling.sources[door.source]
    from_person = way.from_person if way else source.from_person
    by = filling.actor(door.actor, person_id)
    inform_by = due_date(person.origin_at.astimezone(filling.zone).date(), months=1, calendar=NORWAY)
    category = filling.categories.get(person.category)
    filling.people.append(
        {
            "id": person_id,
            "external_id": person.external_id,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "title": person.title,
            "language": person.language,
            "country": person.country,
            "category_id": category.pk if category else None,
            "company_id": companies[person.firm] if person.firm is not None else None,
            "collected_how_id": way.pk if way else None,
            "origin_purpose_id": filling.purposes[STORE].pk,
            "origin_source_id": source.pk,
            "origin_point_id": filling.points[door.point].pk if door.point else None,
            "origin_at": person.origin_at,
            "origin_actor_kind": by.kind.value,
            "origin_actor_id": by.id,
            "origin_via": door.via,
            "from_person": from_person,
            "inform_by": None if from_person else inform_by,
            "run_id": None,
        }
    )
    _add_addresses(filling, person_id, person)


def _add_addresses(filling: Filling, person_id: int, person: Drawn) -> None:
    for place, (address, use) in enumerate(person.emails):
        row_id = filling.address_ids.pop()
        normal = addresses.normal_email(address)
        kind = "role" if person.is_role else "personal"
        row = {"person_id": person_id, "id": row_id, "address": address, "normal": normal, "kind": kind, "use": use}
        filling.emails.append({**row, "is_primary": place == 0, "run_id": None})
        filling.primary.setdefault(person_id, row_id)
    for place, (number, kind) in enumerate(person.phones):
        row = {"person_id": person_id, "id": None, "number": number, "kind": kind, "use": "work"}
        filling.phones.append({**row, "is_primary": place == 0, "run_id": None})


def event_row(
    filling: Filling, event_id: int, person_id: int, person: Drawn, fact: Told, ids: dict[int, int]
) -> dict[str, Any]:
    by = filling.actor(fact.actor, person_id)
    wording = filling.wording(fact.purpose, person.language, fact.at) if fact.has_wording else None
    basis = filling.bases[fact.basis] if fact.basis else None
    given = fact.status == "given"
    shown = hashlib.sha256(fact.shown_text.encode()).hexdigest() if fact.shown_text else ""
    return {
        "id": event_id,
        "person_id": person_id,
        "purpose_id": filling.purposes[fact.purpose].pk,
        "status": fact.status,
        "legal_basis_id": basis.pk if basis else None,
        "article": basis.article if basis else "",
        "source_id": filling.sources[fact.source].pk,
        "via": fact.via,
        "act_by": fact.act_by,
        "actor_kind": by.kind.value,
        "actor_id": by.id,
        "occurred_at": _counted(filling, fact),
        "precision": fact.precision,
        "wording_id": wording.pk if wording else None,
        "shown_hash": wording.text_hash if wording else shown,
        "scope": wording.scope if wording else 1,
        "point_id": filling.points[fact.point].pk if fact.point else None,
        "email_id": filling.primary.get(person_id) if given else None,
        "phone_id": None,
        "channels": "email" if given else "",
        "expires_at": fact.expires_at,
        "permission": "",
        "evidence_kind": fact.evidence,
        "voids_id": ids[id(fact.voids)] if fact.voids else None,
        "run_id": None,
        "evidence_reference": fact.reference,
        "evidence_text": "",
        "evidence_at": fact.at if fact.evidence else None,
        "evidence_place": "",
        "comment": fact.comment,
        "shown_text": fact.shown_text,
        "facts": None,
    }


def _counted(filling: Filling, fact: Told) -> datetime:
    """Rule 4: of a day alone, a no counts at its end, all else at its start."""
    if fact.precision == "instant":
        return fact.at
    day = fact.at.astimezone(filling.zone).date()
    if fact.status in {"refused", "withdrawn", "objected"}:
        return min(end_of_day(day, filling.zone), filling.moment - timedelta(minutes=1))
    return start_of_day(day, filling.zone)
