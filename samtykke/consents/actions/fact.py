"""One event and its evidence, as they go into the log."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from samtykke.consents.answers import Evidence
from samtykke.consents.queries.append import append_one, refresh_people
from samtykke.core.clock import Precision

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import CollectionPoint, LegalBasis, Purpose, Source, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact about one person and one purpose, judged and complete but for its id and the time of recording."""

    purpose: Purpose
    status: str
    legal_basis: LegalBasis | None
    source: Source
    act_by: str
    by: Actor
    via: Via
    occurred_at: datetime
    precision: str = Precision.INSTANT
    wording: Wording | None = None
    shown_text: str = ""
    scope: int = 1
    point: CollectionPoint | None = None
    email_id: int | None = None
    phone_id: int | None = None
    channels: tuple[str, ...] = ()
    expires_at: datetime | None = None
    permission: str = ""
    evidence: Evidence | None = None
    comment: str = ""
    facts: dict[str, Any] | None = field(default=None)
    voids_id: int | None = None
    run_id: int | None = None


def text_hash(text: str) -> str:
    """SHA-256 of a text shown, as hex; empty for no text."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def append(person: int, fact: Fact) -> tuple[int, datetime]:
    """Appends one fact and its evidence in one statement: (event id, recorded_at). The caller holds the lock."""
    evidence = fact.evidence
    params: dict[str, Any] = {
        "person_id": person,
        "purpose_id": fact.purpose.pk,
        "status": str(fact.status),
        "legal_basis_id": fact.legal_basis.pk if fact.legal_basis else None,
        "article": fact.legal_basis.article if fact.legal_basis else "",
        "source_id": fact.source.pk,
        "via": str(fact.via),
        "act_by": str(fact.act_by),
        "actor_kind": str(fact.by.kind),
        "actor_id": fact.by.id,
        "occurred_at": fact.occurred_at,
        "precision": str(fact.precision),
        "wording_id": fact.wording.pk if fact.wording else None,
        "shown_hash": fact.wording.text_hash if fact.wording else text_hash(fact.shown_text),
        "scope": fact.scope,
        "point_id": fact.point.pk if fact.point else None,
        "email_id": fact.email_id,
        "phone_id": fact.phone_id,
        "channels": ",".join(sorted(fact.channels)),
        "expires_at": fact.expires_at,
        "permission": fact.permission,
        "evidence_kind": str(evidence.kind) if evidence else "",
        "voids_id": fact.voids_id,
        "run_id": fact.run_id,
        "salt": secrets.token_bytes(32),
        "evidence_reference": evidence.reference if evidence else "",
        "evidence_text": evidence.text if evidence else "",
        "evidence_at": evidence.at if evidence else None,
        "evidence_place": evidence.place if evidence else "",
        "comment": fact.comment,
        "shown_text": fact.shown_text,
        "facts": json.dumps(fact.facts) if fact.facts is not None else None,
    }
    return append_one(params)


def refresh(*people: int) -> None:
    """Derives the records of these people anew, in the caller's transaction."""
    refresh_people(people)
