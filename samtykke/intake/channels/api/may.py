"""`/may`: the gate, for one and for up to ten thousand."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from samtykke.accounts.rights import Scope
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.queries.decisions import Decision, may_addresses, may_these
from samtykke.consents.queries.gate import Asked
from samtykke.contacts.addresses import e164, normal_email
from samtykke.core.actors import Ref, Via
from samtykke.core.refused import Refused
from samtykke.intake.channels.api.keys import actor_of
from samtykke.intake.channels.api.operations import reads
from samtykke.intake.channels.api.queries import BIGGEST_ID, people_at
from samtykke.intake.channels.api.replies import Reply
from samtykke.intake.channels.api.shapes import MayAsked, MayLine, MayMany, MayOut, MayResults
from samtykke.purposes.models import Channel
from samtykke.purposes.queries import purpose_by_key

router = Router(tags=["may"])

NOBODY = 0


@reads(router, "/may", Scope.MAY_READ, gives=MayOut)
def may(request: HttpRequest, asked: Query[MayAsked]) -> Reply:
    """Whether we may reach a person for a purpose by a channel, and why not. An unknown address is no error: it is a no."""
    _one_of(asked.person, asked.email, "person", "email")
    question = Asked(purpose_by_key(asked.purpose), asked.channel, asked.as_of, asked.known_at)
    address = _form(asked.address, asked.channel) if asked.address else None
    if asked.person is not None:
        decision = _of_people([asked.person], question, address)[0]
    else:
        decision = _of_addresses([asked.email or ""], question, address)[0]
    audit.look(
        Deed.MAY_ASKED,
        subject=None if decision.reason == "unknown_person" else Ref.person(decision.person),
        by=actor_of(request),
        via=Via.API,
        purpose=asked.purpose,
        channel=asked.channel,
    )
    return Reply(MayOut(allowed=decision.allowed, reason=decision.reason, event=decision.event))


@reads(router, "/may", Scope.MAY_READ, gives=MayResults, method="POST", also=(413,))
def may_many(request: HttpRequest, told: MayMany) -> Reply:
    """The same for up to 10,000 people or addresses, in the order asked."""
    _one_of(told.persons, told.emails, "persons", "emails")
    asked = Asked(purpose_by_key(told.purpose), told.channel, told.as_of, told.known_at)
    if told.persons is not None:
        decisions = _of_people(told.persons, asked, None)
        lines = [
            MayLine(person=person, allowed=one.allowed, reason=one.reason, event=one.event)
            for person, one in zip(told.persons, decisions, strict=True)
        ]
    else:
        emails = told.emails or []
        decisions = _of_addresses(emails, asked, None)
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


def _of_people(people: list[int], asked: Asked, address: str | None) -> list[Decision]:
    """The gate for ids; one that no person can have is nobody."""
    known = [person if 0 < person <= BIGGEST_ID else NOBODY for person in people]
    return may_these([(person, address) for person in known], asked) if known else []


def _of_addresses(emails: list[str], asked: Asked, address: str | None) -> list[Decision]:
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
