"""What the API reads: people with all that belongs to them, in as many statements for a page as for one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from samtykke.accounts.names import actor_names
from samtykke.consents.models import ConsentEvent, ConsentEvidence, ConsentRecord
from samtykke.consents.queries.history import comments_of
from samtykke.consents.queries.standing import members_of
from samtykke.contacts import queries as contacts
from samtykke.contacts.access import seen_among
from samtykke.contacts.addresses import normal_email
from samtykke.contacts.finding import people_after
from samtykke.contacts.models import Category, Merge, Person, PersonEmail, PersonExternalId, PersonInterest, PersonPhone
from samtykke.core.actors import Actor, ActorKind
from samtykke.core.pagination import id_in
from samtykke.fields import queries as fields
from samtykke.fields.models import Subject
from samtykke.fields.values import as_json, held_by
from samtykke.intake.models import KeyDefaults
from samtykke.purposes.models import LegalBasis, Purpose, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from samtykke.accounts.models import ApiKey
    from samtykke.contacts.access import Sight
    from samtykke.contacts.masking import Mask
    from samtykke.core.pagination import Page
    from samtykke.purposes.models import Vocabulary

CLAIM = "SELECT pg_try_advisory_xact_lock(hashtextextended('idempotency:' || %s::text || ':' || %s, 0))"
BIGGEST_ID = 2**63 - 1


def claim(key_id: int, name: str) -> bool:
    """Takes an Idempotency-Key until the transaction ends; False while another call has it."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [key_id, name])
        return bool(cursor.fetchone()[0])


def defaults_of(key_id: int) -> KeyDefaults | None:
    """What stands when a key says nothing about purpose, basis and source."""
    return KeyDefaults.objects.select_related("purpose", "legal_basis", "source").filter(pk=key_id).first()


def people() -> QuerySet[Person]:
    """People with the names that are shown, and who stands for them."""
    standing = Merge.objects.standing().filter(merged_id=OuterRef("pk")).values("survivor_id")[:1]
    return Person.objects.select_related("company", "category", "collected_how").annotate(stands_for=Subquery(standing))


def may_meet(sight: Sight, person_id: int) -> bool:
    """Whether a key meets the person of an id: nobody is hidden from it, or this one is not, nor who stands for them."""
    return 0 < person_id <= BIGGEST_ID and (not sight.without or person_id in seen_among(sight, [person_id]))


def person_by_id(person_id: int, sight: Sight) -> Person | None:
    """A person the key sees who is not in the recycle bin, also one merged into another."""
    if not may_meet(sight, person_id):
        return None
    return people().filter(pk=person_id, deleted_at__isnull=True).first()


def stands_for(person_id: int, sight: Sight) -> int:
    """Who stands for a person the key sees; 404 where nobody is, or the one who does lies in the recycle bin."""
    if not may_meet(sight, person_id):
        raise Http404
    survivor = contacts.survivor_id(person_id)
    if not Person.objects.filter(pk=survivor, deleted_at__isnull=True).exists():
        raise Http404
    return survivor


def stands_for_any(person_id: int) -> int:
    """Who stands for a person, whoever sees them."""
    return contacts.survivor_id(person_id) if person_id <= BIGGEST_ID else person_id


def matching(
    *,
    email: str | None,
    q: str | None,
    external_id: str | None,
    mask: Mask,
    sight: Sight,
    cursor: str | None,
    size: int,
) -> QuerySet[Person]:
    """The people the key sees who answer to all that is asked; words are not looked for in what is covered for the key.

    Of a search for words those of the page that goes on after a cursor, at least.
    """
    found = sight.people()
    if q and (email is not None or external_id is not None):
        found = contacts.search_people(q, among=found, without=mask.keys)
    elif q and q.replace("\x00", "").strip():
        found = people_after(q, after=id_in(cursor), size=size + 1, among=found, without=mask.keys)
    if email is not None:
        found = found.filter(pk__in=contacts.people_with_email(normal_email(email)).values("pk"))
    if external_id is not None:
        found = found.filter(
            pk__in=contacts.whoever_stands(Person.objects.filter(external_id=external_id).values("pk"))
        )
    return people().filter(pk__in=found.values("pk")) if found.query.where else people()


def people_at(normals: Sequence[str]) -> list[tuple[str, int]]:
    """The people who live at addresses in their normal form, by address and person."""
    living = PersonEmail.objects.filter(normal__in=set(normals), retired_at__isnull=True)
    return list(living.order_by("normal", "person_id").values_list("normal", "person_id"))


@dataclass
class Belongings:
    """What belongs to some people, by person."""

    emails: dict[int, list[PersonEmail]] = field(default_factory=lambda: defaultdict(list))
    phones: dict[int, list[PersonPhone]] = field(default_factory=lambda: defaultdict(list))
    records: dict[int, list[ConsentRecord]] = field(default_factory=lambda: defaultdict(list))
    evidence: dict[int, ConsentEvidence] = field(default_factory=dict)
    names: dict[Actor, str] = field(default_factory=dict)
    fields: dict[int, dict[str, Any]] = field(default_factory=dict)
    interests: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    external_ids: dict[int, list[PersonExternalId]] = field(default_factory=lambda: defaultdict(list))


def belongings(ids: Sequence[int], key: ApiKey, *, consents: bool) -> Belongings:
    """Addresses, phones and, where they may be seen, answers of people. `key` calls: its name is known."""
    found = Belongings()
    merges = Merge.objects.standing().filter(survivor_id__in=ids).values_list("merged_id", "survivor_id")
    whose = dict.fromkeys(ids) | dict(merges)
    living: dict[str, Any] = {"person_id__in": list(whose), "retired_at__isnull": True}
    emails = PersonEmail.objects.filter(**living).order_by("-is_primary", "id")
    phones = PersonPhone.objects.filter(**living).order_by("-is_primary", "id")
    # A person's own first, then those of whom they stand for.
    for email in sorted(emails, key=lambda row: whose[row.person_id] is not None):
        found.emails[whose[email.person_id] or email.person_id].append(email)
    for phone in sorted(phones, key=lambda row: whose[row.person_id] is not None):
        found.phones[whose[phone.person_id] or phone.person_id].append(phone)
    found.emails.update({pk: contacts.as_one(rows, pk) for pk, rows in found.emails.items()})
    found.phones.update({pk: contacts.as_one(rows, pk) for pk, rows in found.phones.items()})
    for row in PersonInterest.objects.filter(person_id__in=list(whose)).select_related("interest"):
        found.interests[whose[row.person_id] or row.person_id].add(row.interest.key)
    for known in PersonExternalId.objects.filter(person_id__in=list(whose)).order_by("system", "id"):
        found.external_ids[whose[known.person_id] or known.person_id].append(known)
    found.fields = fields_as_json({pk: [pk] for pk in ids}, dict(merges))
    if consents:
        records = list(
            ConsentRecord.objects.filter(person_id__in=ids).with_names().order_by("purpose__rank", "purpose")
        )
        for record in records:
            found.records[record.person_id].append(record)
        found.evidence = comments_of(records) if records else {}
        found.names = _names(records, key)
    return found


def fields_as_json(ids: dict[int, list[int]], merged: dict[int, int]) -> dict[int, dict[str, Any]]:
    """What is written in the company's own fields, by person and key; a retired one where it says something. Whoever was
    `merged` into somebody speaks through them.
    """
    known = fields.fields_of(Subject.PERSON)
    if not known:
        return {pk: {} for pk in ids}
    for pk, survivor in merged.items():
        ids[survivor].append(pk)
    values, options = fields.together(Subject.PERSON, ids), fields.options_of(known)
    retired = fields.retired_among(known, fields.decisions_of(known))
    return {
        pk: {
            one.key: as_json(one, held_by(values[pk].get(one.pk, [])), options.get(one.pk, []))
            for one in known
            if one.pk not in retired or values[pk].get(one.pk)
        }
        for pk in ids
    }


def of_records(records: Sequence[ConsentRecord], key: ApiKey) -> Belongings:
    """What belongs to some answers: comments, texts shown, names of who recorded them."""
    evidence = comments_of(records) if records else {}
    return Belongings(evidence=evidence, names=_names(records, key))


def _names(rows: Iterable[ConsentRecord | ConsentEvent], key: ApiKey) -> dict[Actor, str]:
    known = {key.actor: key.name}
    return actor_names({actor_of(row) for row in rows} - set(known)) | known


def actor_of(row: ConsentRecord | ConsentEvent) -> Actor:
    """Who recorded an answer or an event."""
    return Actor(ActorKind(row.actor_kind), row.actor_id)


def records_of(person_id: int, purpose: Purpose | None = None) -> list[ConsentRecord]:
    """Where a person stands, on every purpose or on one."""
    found = ConsentRecord.objects.of(person_id).with_names().order_by("purpose__rank", "purpose")
    return list(found.filter(purpose=purpose) if purpose else found)


def events_of(person_id: int, purpose: Purpose, *, cursor: str | None, size: int) -> Page[ConsentEvent]:
    """A page of the history, newest first, those merged into the person included."""
    from samtykke.core.pagination import page

    related = ("purpose", "legal_basis", "source")
    events = ConsentEvent.objects.filter(person_id__in=members_of(person_id), purpose=purpose)
    return page(events.select_related(*related), order=["occurred_at", "id"], cursor=cursor, size=size, descending=True)


def first_events(person_id: int) -> dict[int, ConsentEvent]:
    """The first thing that was said for each purpose, those merged into the person included."""
    said = ConsentEvent.objects.filter(person_id__in=members_of(person_id)).order_by("purpose_id", "recorded_at", "id")
    return {event.purpose_id: event for event in said.distinct("purpose_id")}


def of_events(events: Sequence[ConsentEvent], key: ApiKey) -> tuple[Belongings, set[int]]:
    """What belongs to some events, and which of them have been voided."""
    if not events:
        return Belongings(), set()
    who, ids = {event.person_id for event in events}, [event.id for event in events]
    proofs = ConsentEvidence.objects.filter(person_id__in=who, event_id__in=ids)
    voided = ConsentEvent.objects.filter(person_id__in=who, voids_id__in=ids).values_list("voids_id", flat=True)
    found = Belongings(evidence={proof.event_id: proof for proof in proofs}, names=_names(events, key))
    return found, {event_id for event_id in voided if event_id is not None}


@dataclass(frozen=True, slots=True)
class Words:
    """The purposes, bases and sources that a call names, by key."""

    purposes: dict[str, Purpose]
    bases: dict[str, LegalBasis]
    sources: dict[str, Source]


def words_of(entries: Iterable[Any], *more: str) -> Words:
    """What a call names, in one statement a list; `more` are keys of purposes."""
    told = list(entries)
    purposes = {entry.purpose for entry in told if entry.purpose} | set(more)
    return Words(
        _by_key(Purpose, purposes),
        _by_key(LegalBasis, {entry.legal_basis for entry in told if entry.legal_basis}),
        _by_key(Source, {entry.source for entry in told if entry.source}),
    )


def _by_key(model: type[Vocabulary], keys: set[str]) -> dict[str, Any]:
    return {item.key: item for item in model.objects.existing().filter(key__in=keys)} if keys else {}


def category_called(text: str) -> Category | None:
    """The category with a key, else with a name in any language and any case."""
    offered = Category.objects.existing()
    by_key = offered.filter(key=text).first()
    if by_key is not None:
        found: Category = by_key
        return found
    wanted = " ".join(text.split()).casefold()
    return next((item for item in offered if wanted in {name.casefold() for name in item.names.values()}), None)
