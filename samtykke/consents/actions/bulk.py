"""One change for all of a filter, in one transaction and by set statements. Product rules 3, 5, 6; checks 62–64."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.actions.judge import check_basis
from samtykke.consents.answers import Answer
from samtykke.consents.models import Status
from samtykke.consents.queries.append import append_from
from samtykke.consents.queries.bulk import EXPIRED, pick, rest_on
from samtykke.consents.queries.people import scope_at
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samtykke.contacts.models import Person
    from samtykke.purposes.models import LegalBasis, Purpose, Source


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """How many changed, how many stood so already, and how many were left alone, by reason."""

    changed: int
    unchanged: int
    skipped: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def change_basis_of(
    people: QuerySet[Person],
    purpose: Purpose,
    *,
    legal_basis: LegalBasis,
    source: Source,
    reason: str,
    by: Actor,
    via: Via = Via.BULK,
    run_id: int | None = None,
) -> BulkOutcome:
    """Lets the purpose rest on another basis for all of `people`. A no and a given consent are left alone and counted;
    a consent is never given in bulk. Locks the people in ascending order first."""
    if legal_basis.is_consent:
        raise Refused(_("A consent is the person's own; it cannot be given in bulk."), code="consent_in_bulk")
    if not reason.strip():
        raise Refused(_("Say why."), code="reason_missing", field="reason", status=422)
    check_basis(Answer(purpose=purpose, legal_basis=legal_basis), legal_basis, Status.IN_FORCE)
    if purpose.is_marketing:
        raise Refused(_("Marketing is not opened in bulk."), code="marketing_in_bulk")
    picked, counts = pick(people, purpose, legal_basis)
    changed = rest_on(picked, _params(purpose, legal_basis, source, reason, by, via, run_id))
    outcome = BulkOutcome(changed, counts.pop("unchanged", 0), {key: n for key, n in counts.items() if key != "change"})
    audit.record(
        Deed.CONSENT_BASIS_CHANGED,
        subject=None,
        by=by,
        via=via,
        purpose=purpose.key,
        legal_basis=legal_basis.key,
        changed=changed,
        skipped=sum(outcome.skipped.values()),
    )
    return outcome


def preview_basis_of(people: QuerySet[Person], purpose: Purpose, *, legal_basis: LegalBasis) -> BulkOutcome:
    """What `change_basis_of` would do, by the same statement, without doing it."""
    with transaction.atomic():
        _picked, counts = pick(people, purpose, legal_basis)
        transaction.set_rollback(True)
    changed = counts.pop("change", 0)
    return BulkOutcome(changed, counts.pop("unchanged", 0), counts)


def _params(
    purpose: Purpose, basis: LegalBasis, source: Source, reason: str, by: Actor, via: Via, run_id: int | None
) -> dict[str, Any]:
    moment = now()
    return {
        "purpose": purpose.pk,
        "basis": basis.pk,
        "article": basis.article,
        "source": source.pk,
        "via": str(via),
        "actor_kind": str(by.kind),
        "actor_id": by.id,
        "at": moment,
        "scope": scope_at(purpose, moment),
        "run": run_id,
        "comment": reason,
        "run_key": secrets.token_bytes(32),
    }


@transaction.atomic
def note_expired() -> int:
    """Notes in the history, at its own instant, each yes whose time is over; returns how many. It decides nothing."""
    noted = append_from(EXPIRED, {"run_key": secrets.token_bytes(32)})
    if noted:
        audit.record(Deed.CONSENT_EXPIRED, subject=None, by=Actor.system(), via=Via.SYSTEM, count=noted)
    return noted
