"""`/may`: the gate, for one and for up to ten thousand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from samtykke.accounts.rights import Scope
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.queries.decisions import Decision, may_addresses, may_these
from samtykke.consents.queries.gate import Asked
from samtykke.contacts.access import Sight, seen_among
from samtykke.contacts.addresses import e164, normal_email
from samtykke.contacts.masking import Mask, mask_of_key
from samtykke.core.actors import Ref, Via
from samtykke.core.refused import Refused
from samtykke.intake.channels.api.keys import actor_of, key_of, refuse_covered, sight_of_caller
from samtykke.intake.channels.api.operations import reads
from samtykke.intake.channels.api.queries import BIGGEST_ID, people_at
from samtykke.intake.channels.api.replies import Reply
from samtykke.intake.channels.api.shapes import MayAsked, MayLine, MayMany, MayOut, MayResults
from samtykke.purposes.models import Channel
from samtykke.purposes.queries import purpose_by_key

router = Router(tags=["may"])

NOBODY = 0
# Why an address is not told about: it is covered for the key.
COVERED = "covered"


@dataclass(frozen=True, slots=True)
class Caller:
    """What the key that asks may see: whom, and which fields."""

    sight: Sight
    mask: Mask

    @classmethod
    def of(cls, request: HttpRequest) -> Caller:
        return cls(sight_of_caller(request), mask_of_key(key_of(request)))

    def told(self, decision: Decision) -> Decision:
        """What is told of an address: where addresses are covered, whether we may, and neither whose it is, nor whether
        we know it.
        """
        if not self.mask.hides("emails"):
            return decision
        return Decision(NOBODY, decision.allowed, decision.reason if decision.allowed else COVERED)


@reads(router, "/may", Scope.MAY_READ, gives=MayOut)
def may(request: HttpRequest, asked: Query[MayAsked]) -> Reply:
    """Whether we may reach a person for a purpose by a channel, and why not. An unknown address is no error: it is a no.

    Where addresses are covered for the key, one named with it is 403, and of one asked about only yes or no is told.
    """
    _one_of(asked.person, asked.email, "person", "email")
    question = Asked(purpose_by_key(asked.purpose), asked.channel, asked.as_of, asked.known_at)
    caller = Caller.of(request)
    if asked.address:
        refuse_covered(request, "emails" if str(asked.channel) == Channel.EMAIL else "phones")
    address = _form(asked.address, asked.channel) if asked.address else None
    if asked.person is not None:
        decision = _of_people([asked.person], question, address, caller)[0]
    else:
        decision = _of_addresses([asked.email or ""], question, address, caller)[0]
    audit.look(
        Deed.MAY_ASKED,
        subject=None if decision.reason == "unknown_person" else Ref.person(decision.person),
        by=actor_of(request),
        via=Via.API,
        purpose=asked.purpose,
        channel=asked.channel,
    )
    told = decision if asked.person is not None else caller.told(decision)
    return Reply(MayOut(allowed=told.allowed, reason=told.reason, event=told.event))


@reads(router, "/may", Scope.MAY_READ, gives=MayResults, method="POST", also=(413,))
def may_many(request: HttpRequest, told: MayMany) -> Reply:
    """The same for up to 10,000 people or addresses, in the order asked."""
    _one_of(told.persons, told.emails, "persons", "emails")
    asked = Asked(purpose_by_key(told.purpose), told.channel, told.as_of, told.known_at)
    caller = Caller.of(request)
    if told.persons is not None:
        decisions = _of_people(told.persons, asked, None, caller)
        lines = [
            MayLine(person=person, allowed=one.allowed, reason=one.reason, event=one.event)
            for person, one in zip(told.persons, decisions, strict=True)
        ]
    else:
        emails = told.emails or []
        decisions = [caller.told(one) for one in _of_addresses(emails, asked, None, caller)]
        lines = [
            MayLine(person=one.person or None, email=email, allowed=one.allowed, reason=one.reason, event=one.event)
            for email, one in zip(emails, decisions, strict=True)
        ]
    audit.look(
        Deed.MAY_ASKED,
        subject=None,
        by=actor_of(request),
        via=Via.API,
        purpose=asked.purpose.key,
        channel=told.channel,
        asked=len(lines),
    )
    return Reply(MayResults(results=lines).model_dump_json(exclude_unset=True))


def _one_of(first: object, second: object, name: str, other: str) -> None:
    if (first is None) == (second is None):
        raise Refused(
            _("Name either %(first)s or %(second)s.") % {"first": name, "second": other},
            code="person_or_email",
            field=name,
            status=422,
        )


def _of_people(people: list[int], asked: Asked, address: str | None, caller: Caller) -> list[Decision]:
    """The gate for ids; one that no person can have, or whom the key does not see, is nobody."""
    known = [person if 0 < person <= BIGGEST_ID else NOBODY for person in people]
    if caller.sight.without:
        seen = seen_among(caller.sight, known)
        known = [person if person in seen else NOBODY for person in known]
    return may_these([(person, address) for person in known], asked) if known else []


def _of_addresses(emails: list[str], asked: Asked, address: str | None, caller: Caller) -> list[Decision]:
    """The gate for addresses; who is not seen is nobody there either."""
    decisions = _at(emails, asked, address)
    if caller.sight.without:
        seen = seen_among(caller.sight, [one.person for one in decisions])
        return [one if one.person in seen else _unknown() for one in decisions]
    return decisions


def _at(emails: list[str], asked: Asked, address: str | None) -> list[Decision]:
    """The gate for the people at addresses: by the channel asked about; what is no address belongs to nobody."""
    normals = [_normal(email) for email in emails]
    if asked.channel == Channel.EMAIL and address is None:
        found = may_addresses([normal for normal in normals if normal], asked)
        decisions = dict(found)
        return [decisions.get(normal, _unknown()) if normal else _unknown() for normal in normals]
    pairs = people_at([normal for normal in normals if normal])
    judged = may_these([(person, address) for _, person in pairs], asked) if pairs else []
    living: defaultdict[str | None, list[Decision]] = defaultdict(list)
    for (normal, _person), decision in zip(pairs, judged, strict=True):
        living[normal].append(decision)
    return [_best(living.get(normal, [])) for normal in normals]


def _best(decisions: list[Decision]) -> Decision:
    """Of several people at one address, the one that may be reached answers."""
    return next((one for one in decisions if one.allowed), decisions[0] if decisions else _unknown())


def _unknown() -> Decision:
    return Decision(NOBODY, False, "unknown_person")


def _normal(email: str) -> str | None:
    try:
        return normal_email(email)
    except Refused:
        return None


def _form(address: str, channel: str) -> str:
    """An address of the channel in its one form."""
    try:
        return normal_email(address) if channel == Channel.EMAIL else e164(address)
    except Refused as no:
        raise Refused(no.reason, code=no.code, field="address", status=no.status) from no
