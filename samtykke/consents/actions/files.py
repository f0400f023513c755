"""Scans of consents given on paper: part of the evidence, kept and erased with it. Art. 7(1), REQ-14."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.actions.record import locked
from samtykke.consents.models import ConsentEvent, EvidenceFile
from samtykke.consents.queries.standing import members_of
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.files import plain_name, type_of
from samtykke.core.refused import Refused


@transaction.atomic
def keep_file(
    person: Person | int, content: bytes, *, name: str, event_id: int | None = None, by: Actor, via: Via
) -> EvidenceFile:
    """Keeps a scan as evidence of a person's consent, of one event where it is named. The same scan twice is one."""
    who = locked(person)
    kind = type_of(content)
    whose = _whose(who, event_id) if event_id is not None else who
    digest = hashlib.sha256(content).hexdigest()
    known = EvidenceFile.objects.filter(person_id=whose, event_id=event_id, sha256=digest).first()
    if known is not None:
        return known
    file = EvidenceFile.objects.create(
        person_id=whose,
        event_id=event_id,
        name=plain_name(name),
        type=kind,
        size=len(content),
        sha256=digest,
        content=content,
    )
    audit.record(Deed.EVIDENCE_KEPT, subject=Ref.person(who), by=by, via=via, file=file.id, event=event_id or 0)
    return file


def _whose(person: int, event_id: int) -> int:
    """The id an event stands under: a person's own, or that of somebody merged into them."""
    events = ConsentEvent.objects.filter(person_id__in=members_of(person), id=event_id)
    found: int | None = events.values_list("person_id", flat=True).first()
    if found is None:
        raise Refused(_("There is no such event."), code="unknown_event", status=404)
    return found
