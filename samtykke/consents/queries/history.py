"""What was said, when it happened, when we learnt it, by whom, and what shows it: for the card and the API."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, OuterRef, Subquery, TextField, Value
from django.db.models.functions import JSONObject

from samtykke.accounts import queries as accounts
from samtykke.consents.models import ConsentEvent, ConsentEvidence, ConsentRecord, EvidenceFile
from samtykke.consents.models.log import ConsentEventQuerySet
from samtykke.consents.queries.standing import members_of
from samtykke.contacts import queries as contacts
from samtykke.contacts.models import PersonEmail
from samtykke.core.actors import ActorKind
from samtykke.purposes.models import Purpose

# What the evidence of an event says, besides its salt.
PROOF: Final = {
    name: name for name in ("kind", "reference", "text", "at", "place", "comment", "shown_text", "facts")
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what belongs to it: its evidence (None once forgotten), who recorded it, the address it covers, the scans."""

    event: ConsentEvent
    evidence: ConsentEvidence | None
    actor_name: str
    address: str
    is_voided: bool
    files: tuple[EvidenceFile, ...] = ()


def history(
    person: int,
    purpose: Purpose | None = None,
    *,
    limit: int = 200,
    members: Sequence[int] | None = None,
    ids: Sequence[int] | None = None,
    named: bool = True,
) -> list[Told]:
    """The events of a person, merged rows included, newest first; a fixed number of queries.

    `members`: the person and those merged into them, where the caller knows; `ids`: these events alone; `named`: with the
    names of who recorded them, which a caller who names others too reads together.
    """
    events = ConsentEvent.objects.filter(person_id__in=members or members_of(person))
    if purpose is not None:
        events = events.filter(purpose=purpose)
    if ids is not None:
        events = events.filter(id__in=ids)
    found = list(_with_what_belongs(events).newest_first()[:limit])
    names = actor_names((event.actor_kind, event.actor_id) for event in found) if named else {}
    addresses = _addresses(found)
    voided = {event.voids_id for event in found if event.voids_id}
    return [
        Told(
            event,
            _proof(event, event.proof),
            names.get((event.actor_kind, event.actor_id), ""),
            addresses.get(event.email_id or 0, ""),
            event.id in voided,
            tuple(_scan(event, told) for told in event.kept),
        )
        for event in found
    ]


def _with_what_belongs(events: ConsentEventQuerySet) -> Any:
    """Events with their lists, the files kept with them (without what is in them), and the person's address they cover."""
    files = EvidenceFile.objects.filter(person_id=OuterRef("person_id"), event_id=OuterRef("id")).order_by("id")
    told = JSONObject(id="id", name="name", type="type", size="size", sha256="sha256", created_at="created_at")
    proofs = ConsentEvidence.objects.filter(person_id=OuterRef("person_id"), event_id=OuterRef("id"))
    said = JSONObject(salt=Func("salt", Value("base64"), function="encode", output_field=TextField()), **PROOF)
    own = PersonEmail.objects.filter(person_id=OuterRef("person_id"), id=OuterRef("email_id")).values("address")
    related = ("purpose", "legal_basis", "source", "wording", "point")
    return events.select_related(*related).annotate(
        kept=ArraySubquery(files.values(told=told)), own_address=Subquery(own), proof=Subquery(proofs.values(told=said))
    )


def _addresses(events: Sequence[Any]) -> dict[int, str]:
    """The addresses that events cover, by the id of their row: the person's own, else of whoever it is read for."""
    own = {event.email_id: event.own_address for event in events if event.email_id and event.own_address}
    others = {event.email_id for event in events if event.email_id} - own.keys()
    return own | (contacts.email_names(others) if others else {})


def _proof(event: ConsentEvent, told: dict[str, Any] | None) -> ConsentEvidence | None:
    """The evidence of an event; None once it is forgotten."""
    if told is None:
        return None
    at, salt = told.pop("at"), b64decode(told.pop("salt"))
    seen_at = datetime.fromisoformat(at) if at else None
    return ConsentEvidence(person_id=event.person_id, event_id=event.id, salt=salt, at=seen_at, **told)


def _scan(event: ConsentEvent, told: dict[str, Any]) -> EvidenceFile:
    """A file kept with an event, without what is in it."""
    at = datetime.fromisoformat(told.pop("created_at"))
    return EvidenceFile(person_id=event.person_id, event_id=event.id, created_at=at, **told)


def newest_event(person: int, purpose: Purpose) -> ConsentEvent:
    """What was recorded last about a person and a purpose; there is something."""
    events = ConsentEvent.objects.filter(person_id__in=members_of(person), purpose=purpose)
    return events.order_by("-id")[0]


def actor_names(actors: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The names of staff and keys by (kind, id); the person and the system have none: the page has words for them."""
    wanted = set(actors)
    users = accounts.names_of(pk for kind, pk in wanted if kind == ActorKind.USER)
    keys = accounts.key_names_of(pk for kind, pk in wanted if kind == ActorKind.INTEGRATION)
    named = {(ActorKind.USER.value, pk): name for pk, name in users.items()}
    return named | {(ActorKind.INTEGRATION.value, pk): name for pk, name in keys.items()}


def records_of(person: int) -> list[ConsentRecord]:
    """Where a person stands on each purpose that has an answer, in the company's order."""
    return list(ConsentRecord.objects.of(person).with_names().order_by("purpose__rank", "purpose_id"))


def records_of_many(people: Sequence[int]) -> dict[int, list[ConsentRecord]]:
    """The same for a page of people, in one query."""
    found: dict[int, list[ConsentRecord]] = {person: [] for person in people}
    rows = ConsentRecord.objects.filter(person_id__in=people).with_names().order_by("purpose__rank", "purpose_id")
    for record in rows:
        found[record.person_id].append(record)
    return found


def comments_of(records: Sequence[ConsentRecord]) -> dict[int, ConsentEvidence]:
    """The evidence of the deciding events, by event id, in one query."""
    proofs = ConsentEvidence.objects.filter(
        person_id__in={record.event_person_id for record in records}, event_id__in=[r.event_id for r in records]
    )
    return {proof.event_id: proof for proof in proofs}
