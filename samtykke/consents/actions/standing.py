"""What stands above the answers: objection to all marketing, restriction, suppression, and the notice.

Art. 14, 18, 21(2)–(3); REQ-36, 42, 44, 79, 100, 101. Facts with both times, append-only like consent events.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.actions.judge import when
from samtykke.consents.actions.record import locked
from samtykke.consents.models import ActBy, Objection, Restriction, Suppression
from samtykke.consents.queries import standing
from samtykke.contacts import addresses
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused


def _insert(table: str, own: dict[str, Any], *, at: datetime | date | None, act_by: str, by: Actor, via: Via) -> None:
    """Rule 4: a day's no counts at its end, at most now."""
    moment, _precision = when(at, is_no=True, arrived=now())
    said = {"at": moment, "act_by": str(act_by), "kind": str(by.kind), "actor": by.id, "via": str(via)}
    standing.insert(table, own, said)


@transaction.atomic
def object_to_marketing(
    person: Person | int, *, by: Actor, via: Via, act_by: str = ActBy.CONTROLLER, at: datetime | date | None = None
) -> None:
    """An objection to all marketing: absolute, at once (Art. 21(3)). Twice changes nothing, unless the person said yes
    in between, or now says themselves what the company had recorded."""
    who = locked(person, in_bin_too=act_by == ActBy.PERSON)
    if at is None and standing.objects_to_all(who, own=act_by == ActBy.PERSON):
        return
    _insert(
        "consents_objection",
        {"person_id": who, "kind": Objection.Kind.MADE.value},
        at=at,
        act_by=act_by,
        by=by,
        via=via,
    )
    audit.record(Deed.MARKETING_OBJECTED, subject=Ref.person(who), by=by, via=via)


@transaction.atomic
def void_objection(objection: Objection, *, by: Actor, via: Via) -> None:
    """Voids an objection that staff recorded by mistake; the person's own cannot be voided."""
    who = locked(objection.person_id)
    if objection.kind != Objection.Kind.MADE:
        raise Refused(_("There is no such objection."), code="unknown_objection", status=404)
    if objection.act_by == ActBy.PERSON:
        raise Refused(_("The person's own no cannot be voided."), code="no_stands")
    own = {"person_id": objection.person_id, "kind": Objection.Kind.VOIDED.value, "voids_id": objection.id}
    _insert("consents_objection", own, at=None, act_by=ActBy.CONTROLLER, by=by, via=via)
    audit.record(Deed.OBJECTION_ENDED, subject=Ref.person(who), by=by, via=via)


@transaction.atomic
def restrict(
    person: Person | int, *, by: Actor, via: Via, act_by: str = ActBy.CONTROLLER, at: datetime | date | None = None
) -> None:
    """Restricts processing (Art. 18): nothing but storage until it is lifted."""
    who = locked(person)
    if at is None and standing.is_restricted(who):
        return
    own = {"person_id": who, "kind": Restriction.Kind.SET.value}
    _insert("consents_restriction", own, at=at, act_by=act_by, by=by, via=via)
    audit.record(Deed.PERSON_RESTRICTED, subject=Ref.person(who), by=by, via=via)


@transaction.atomic
def lift_restriction(person: Person | int, *, by: Actor, via: Via) -> None:
    """Lifts a restriction, for the person and for whoever is merged into them."""
    who = locked(person)
    for member in standing.members_of(who):
        if standing.has_restriction(member):
            own = {"person_id": member, "kind": Restriction.Kind.LIFTED.value}
            _insert("consents_restriction", own, at=None, act_by=ActBy.CONTROLLER, by=by, via=via)
    audit.record(Deed.RESTRICTION_LIFTED, subject=Ref.person(who), by=by, via=via)


@transaction.atomic
def suppress(
    address: str,
    *,
    reach: str = Suppression.Reach.MARKETING,
    by: Actor,
    via: Via,
    act_by: str = ActBy.CONTROLLER,
    at: datetime | None = None,
) -> None:
    """Puts an address on the list we must not use; only its keyed hash is kept (REQ-101)."""
    own = {"reach": Suppression.Reach(reach).value, "kind": Suppression.Kind.SET.value}
    _insert_under_every_key(address, own, at=at, act_by=act_by, by=by, via=via)
    audit.record(Deed.ADDRESS_SUPPRESSED, subject=None, by=by, via=via, reach=str(own["reach"]))


def _insert_under_every_key(address: str, own: dict[str, Any], **said: Any) -> None:
    """An address that is held carries its hash under the key of its day."""
    prints = addresses.fingerprints(addresses.normal_email(address))
    for fingerprint, key_id in zip(prints, addresses.key_ids(), strict=True):
        _insert("consents_suppression", {"fingerprint": fingerprint, "key_id": key_id, **own}, **said)


@transaction.atomic
def lift_suppression(address: str, *, reach: str, by: Actor, via: Via) -> None:
    """Takes an address off the list."""
    own = {"reach": Suppression.Reach(reach).value, "kind": Suppression.Kind.LIFTED.value}
    _insert_under_every_key(address, own, at=None, act_by=ActBy.CONTROLLER, by=by, via=via)
    audit.record(Deed.SUPPRESSION_LIFTED, subject=None, by=by, via=via, reach=str(own["reach"]))


@transaction.atomic
def record_notice(person: Person | int, *, by: Actor, via: Via, at: datetime | None = None) -> None:
    """The notice of Art. 13–14 was handed over. The first one counts; REQ-36."""
    note_notice(locked(person), by=by, via=via, at=at)


def note_notice(who: int, *, by: Actor, via: Via, at: datetime | None = None) -> None:
    """The same of somebody whom the caller has locked."""
    moment = min(at or now(), now())
    if Person.objects.filter(pk=who, informed_at__isnull=True).update(informed_at=moment):
        audit.record(Deed.PERSON_INFORMED, subject=Ref.person(who), by=by, via=via)


def refuse_suppressed(normal: str) -> None:
    """Refuses to hold an address that is on the list for everything (Art. 17, REQ-101)."""
    if standing.is_suppressed(addresses.fingerprints(normal), reach=[Suppression.Reach.ALL]):
        raise Refused(
            _("This address is on the list of those we must not hold again."), code="suppressed", field="emails"
        )
    carry_suppression(normal)


def carry_suppression(normal: str) -> None:
    """Brings what was suppressed under an earlier secret key to the present one, under which the address is held now."""
    present, *earlier = addresses.fingerprints(normal)
    if earlier:
        standing.carry_suppression(present, addresses.key_ids()[0], earlier)


def refuse_restricted(person_id: int) -> None:
    """Refuses to change or to throw away what may only be stored (Art. 18(2), REQ-42). Asked under the person's lock."""
    if standing.is_restricted(person_id):
        raise Refused(_("The use of this person is restricted. Lift the restriction first."), code="restricted")
