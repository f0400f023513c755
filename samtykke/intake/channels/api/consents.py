"""`/persons/{id}/consents`: where a person stands, what is said for them, and the history of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from samtykke.accounts.rights import Scope
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents import actions as consents
from samtykke.consents.models import ActBy
from samtykke.contacts.addresses import normal_email
from samtykke.contacts.models import PersonEmail
from samtykke.contacts.queries import one_and_merged, own_first, survivor_id
from samtykke.core.actors import Ref, Via
from samtykke.core.refused import Refused
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.hearing import answer_of
from samtykke.intake.channels.api.keys import actor_of, key_of, refuse_covered, sight_of_caller
from samtykke.intake.channels.api.operations import reads, writes
from samtykke.intake.channels.api.problems import Stop
from samtykke.intake.channels.api.replies import Reply, moved
from samtykke.intake.channels.api.shapes import (
    ConsentKept,
    ConsentList,
    ConsentOut,
    ConsentWrite,
    EventList,
    PageAsked,
    WithdrawalAsked,
)
from samtykke.intake.channels.api.telling import tell_event, tell_record
from samtykke.purposes.models import Source
from samtykke.purposes.queries import purpose_by_key, source_by_key

router = Router(tags=["consents"])

ONE = "/persons/{int:person_id}/consents/{key}"


@reads(router, "/persons/{int:person_id}/consents", Scope.CONSENTS_READ, gives=ConsentList, also=(404,), moves=True)
def list_consents(request: HttpRequest, person_id: int) -> Reply:
    """Where a person stands on every purpose that has an answer, in the company's order."""
    if (survivor := _seen(request, person_id)) != person_id:
        return moved(request, survivor)
    records = queries.records_of(person_id)
    theirs = queries.of_records(records, key_of(request))
    return Reply(ConsentList(items=[tell_record(record, theirs) for record in records], next=None))


@reads(router, ONE, Scope.CONSENTS_READ, gives=ConsentOut, also=(404,), moves=True)
def get_consent(request: HttpRequest, person_id: int, key: str) -> Reply:
    """Where a person stands on one purpose; 404 where nothing has been said."""
    if (survivor := _seen(request, person_id)) != person_id:
        return moved(request, survivor)
    records = queries.records_of(person_id, purpose_by_key(key))
    if not records:
        raise Http404
    return Reply(tell_record(records[0], queries.of_records(records, key_of(request))))


@reads(router, ONE + "/events", Scope.CONSENTS_READ, gives=EventList, also=(404,), moves=True)
def list_events(request: HttpRequest, person_id: int, key: str, asked: Query[PageAsked]) -> Reply:
    """What was said for one purpose, newest first: nothing of it is ever changed."""
    if (survivor := _seen(request, person_id)) != person_id:
        return moved(request, survivor)
    found = queries.events_of(person_id, purpose_by_key(key), cursor=asked.cursor, size=asked.limit)
    theirs, voided = queries.of_events(found.items, key_of(request))
    items = [tell_event(event, theirs, voided=event.id in voided) for event in found.items]
    return Reply(EventList(items=items, next=found.next))


@writes(router, "PUT", ONE, Scope.CONSENTS_WRITE, gives={200: ConsentOut | ConsentKept}, also=(404,))
def record_consent(request: HttpRequest, person_id: int, key: str, told: ConsentWrite) -> Reply:
    """Records what was said for one purpose. The same said twice changes nothing; a standing no is 409.

    Where the person stands comes back to a key that also holds `consents:read`, else whom and what it was about.
    """
    purpose, who = purpose_by_key(key), _possible(person_id)
    if not queries.may_meet(sight_of_caller(request), who):
        raise Http404
    if told.purpose not in {None, key}:
        raise Refused(_("The address names another purpose."), code="other_purpose", field="purpose", status=422)
    email = _address_of(request, survivor_id(who), told.address) if told.address else None
    own_act = key_of(request).has_scope(Scope.CONSENTS_OWN_ACT)
    defaults = None if told.source and told.legal_basis else queries.defaults_of(key_of(request).pk)
    answer = answer_of(told, purpose, queries.words_of([told]), defaults, email=email)
    with _gone_is_missing():
        record = consents.record_answer(who, answer, by=actor_of(request), via=Via.API, own_act=own_act)
    if record is None:
        raise Http404
    if not key_of(request).has_scope(Scope.CONSENTS_READ):
        return Reply(ConsentKept(person=record.person_id, purpose=purpose.key), about=record.person_id)
    return Reply(tell_record(record, queries.of_records([record], key_of(request))), about=record.person_id)


@writes(router, "DELETE", ONE, Scope.CONSENTS_WRITE, gives={204: None}, also=(404,))
def withdraw_consent(request: HttpRequest, person_id: int, key: str, asked: Query[WithdrawalAsked]) -> Reply:
    """Withdraws a consent; marketing on any other basis, or without an answer, is objected to. Twice changes nothing.

    A no is heard also of somebody the key does not see: it opens nothing, and nothing of the person is told (Art. 7(3)).
    """
    if asked.act_by == "person" and not key_of(request).has_scope(Scope.CONSENTS_OWN_ACT):
        raise Stop(403, code="own_act", detail=_("You may not record this as the person's own act."))
    purpose, who = purpose_by_key(key), _possible(person_id)
    with _gone_is_missing():
        record = consents.withdraw(
            who,
            purpose,
            by=actor_of(request),
            via=Via.API,
            at=asked.occurred_at,
            act_by=asked.act_by or ActBy.CONTROLLER,
            comment=asked.comment or "",
            source=source_by_key(asked.source) if asked.source else _default_source(request),
        )
    return Reply(status=204, about=record.person_id)


def _default_source(request: HttpRequest) -> Source | None:
    defaults = queries.defaults_of(key_of(request).pk)
    return defaults.source if defaults else None


def _seen(request: HttpRequest, person_id: int) -> int:
    """Who stands for the person; that somebody looked is noted where it is they themselves. 404 for who is not held, or whom
    the key does not see.
    """
    survivor = queries.stands_for(person_id, sight_of_caller(request))
    if survivor == person_id:
        audit.look(
            Deed.PERSON_VIEWED, subject=Ref.person(person_id), by=actor_of(request), via=Via.API, part="consents"
        )
    return survivor


def _possible(person_id: int) -> int:
    """The id of a person; the action finds who stands for them, and locks that row."""
    if not 0 < person_id <= queries.BIGGEST_ID:
        raise Http404
    return person_id


def _address_of(request: HttpRequest, who: int, address: str) -> PersonEmail:
    """The person's address that was named; where addresses are covered for the key, it finds out about none (REQ-93)."""
    refuse_covered(request, "emails")
    living = PersonEmail.objects.filter(person_id__in=one_and_merged(who), retired_at__isnull=True)
    found = living.filter(normal=normal_email(address)).order_by(own_first(who)).first()
    if found is None:
        raise Refused(
            _("The person has no such address. Add it to the person first."),
            code="unknown_address",
            field="address",
            status=422,
        )
    return found


@contextmanager
def _gone_is_missing() -> Iterator[None]:
    """Who lies in the recycle bin is not there (check 67)."""
    try:
        yield
    except Refused as no:
        if no.code in {"deleted", "unknown_person"}:
            raise Http404 from no
        raise
