"""From rows to what the API shows. Every field is written out: nothing of a table shows that was not put there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from samtykke.contacts.masking import mask_of_key
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.shapes import (
    ActorOut,
    ConsentOut,
    EmailOut,
    EventOut,
    EvidenceOut,
    ExternalIdOut,
    PersonOut,
    PhoneOut,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.accounts.models import ApiKey
    from samtykke.consents.models import ConsentEvent, ConsentEvidence, ConsentRecord
    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Person
    from samtykke.intake.channels.api.queries import Belongings

MASKABLE = (
    "external_id", "external_ids", "title", "emails", "phones", "company", "org_number", "category", "language", "country",
    "interests",
)  # fmt: skip


def tell_people(people: Sequence[Person], key: ApiKey, *, consents: bool) -> list[PersonOut]:
    """People with all that belongs to them."""
    theirs = queries.belongings([person.pk for person in people], key, consents=consents)
    mask = mask_of_key(key)
    return [_masked(_person(person, theirs, consents=consents), mask) for person in people]


def _masked(told: PersonOut, mask: Mask) -> PersonOut:
    """Without what the key may not read, which is named."""
    hidden = [name for name in MASKABLE if mask.hides(name)]
    own = [key for key in told.fields if mask.hides(f"person.{key}")]
    if not hidden and not own:
        return told
    fields = {**told.fields, **dict.fromkeys(own)}
    masked = [*hidden, *(f"fields.{key}" for key in own)]
    return told.model_copy(update={**dict.fromkeys(hidden), "fields": fields, "masked": masked})


def _person(person: Person, theirs: Belongings, *, consents: bool) -> PersonOut:
    row: Any = person  # choices and the annotation are plain text to the type checker
    return PersonOut(
        id=person.pk,
        external_id=person.external_id,
        external_ids=[ExternalIdOut(system=one.system, id=one.external_id) for one in theirs.external_ids[person.pk]],
        first_name=person.first_name,
        last_name=person.last_name,
        title=person.title,
        emails=[
            EmailOut(
                address=email.address,
                kind=cast("Any", email.kind),
                use=cast("Any", email.use),
                primary=email.is_primary,
            )
            for email in theirs.emails[person.pk]
        ],
        phones=[
            PhoneOut(
                number=phone.number, kind=cast("Any", phone.kind), use=cast("Any", phone.use), primary=phone.is_primary
            )
            for phone in theirs.phones[person.pk]
        ],
        company=person.company.name if person.company else None,
        org_number=(person.company.org_number or None) if person.company else None,
        category=person.category.key if person.category else None,
        language=person.language or None,
        country=person.country or None,
        collected_how=person.collected_how.key if person.collected_how else None,
        interests=sorted(theirs.interests[person.pk]),
        fields=theirs.fields.get(person.pk, {}),
        consents=[tell_record(record, theirs) for record in theirs.records[person.pk]] if consents else None,
        inform_by=person.inform_by,
        informed_at=person.informed_at,
        merged_into=row.stands_for,
        masked=[],
        created_at=person.created_at,
        updated_at=person.updated_at,
    )


def tell_record(record: ConsentRecord, theirs: Belongings) -> ConsentOut:
    """Where a person stands on a purpose."""
    proof = theirs.evidence.get(record.event_id)
    return ConsentOut(
        **_shared(record, proof, theirs),
        status=cast("Any", record.status_now),
        pending=cast("Any", record.pending or None),
    )


def tell_event(event: ConsentEvent, theirs: Belongings, *, voided: bool) -> EventOut:
    """One fact of the log, with its evidence as long as it is kept."""
    proof = theirs.evidence.get(event.id)
    return EventOut(
        **_shared(event, proof, theirs),
        id=event.id,
        status=cast("Any", event.status),
        precision=cast("Any", event.precision),
        via=event.via,
        channels=event.channels.split(",") if event.channels else [],
        evidence=_evidence(proof) if proof is not None and event.evidence_kind else None,
        permission=event.permission or None,
        voids=event.voids_id,
        voided=voided,
    )


def _shared(row: ConsentRecord | ConsentEvent, proof: ConsentEvidence | None, theirs: Belongings) -> dict[str, Any]:
    actor = queries.actor_of(row)
    return {
        "purpose": row.purpose.key,
        "legal_basis": row.legal_basis.key if row.legal_basis else None,
        "source": row.source.key,
        "occurred_at": row.occurred_at,
        "recorded_at": row.recorded_at,
        "act_by": row.act_by,
        "actor": ActorOut(kind=actor.kind.value, name=theirs.names[actor]),
        "comment": proof.comment if proof else "",
        "wording": row.wording_id or (proof.shown_text if proof else "") or None,
        "expires_at": row.expires_at,
    }


def _evidence(proof: ConsentEvidence) -> EvidenceOut:
    return EvidenceOut(kind=proof.kind, reference=proof.reference, text=proof.text, at=proof.at, place=proof.place)
