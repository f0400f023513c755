"""`/superoffice/api/v1/`: where a person stands, in the addresses and words that integrators of SuperOffice know.

There every basis is called a consent, and "withdrawn" is one of the bases (superoffice.md 1.13, D8). Here a basis and a no are
two things: what permits nothing any more is shown as the basis WITHDRAWN, which nobody can choose or change.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_pascal

from samtykke.accounts.rights import Scope
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents import actions as consents
from samtykke.consents.answers import Answer
from samtykke.consents.models import NOES, PERMITTING, Status
from samtykke.core.actors import ActorKind, Ref, Via
from samtykke.core.refused import Refused
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.keys import actor_of, key_of, sight_of_caller
from samtykke.intake.channels.api.operations import reads, writes
from samtykke.intake.channels.api.reading import Key, Shape
from samtykke.intake.channels.api.replies import Reply
from samtykke.intake.channels.api.shapes import COMMENT
from samtykke.purposes.models import LegalBasis, Purpose, Source
from samtykke.purposes.queries import basis_by_key, purpose_by_key, source_by_key

if TYPE_CHECKING:
    from samtykke.consents.models import ConsentEvent, ConsentRecord
    from samtykke.purposes.models import Vocabulary

router = Router(tags=["superoffice"])
ALL, ONE = "/Person/{int:person_id}/Consent", "/Person/{int:person_id}/Consent/{key}"
WITHDRAWN, WITHDRAWN_ID = "WITHDRAWN", 0
# What permits nothing any more. What was only asked, or is unknown, is no consent there: the row is absent.
OVER = frozenset({*NOES, Status.ENDED, Status.EXPIRED})


class Words(BaseModel):
    """What is answered, under the names they have there."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True)


class ConsentInfo(Words):
    """One consent, as they call it. `RegisteredAssociateId` and `UpdatedAssociateId` are users; 0: nobody of the staff."""

    consent_person_id: int
    comment: str
    registered: datetime
    registered_associate_id: int
    updated: datetime
    updated_associate_id: int
    legal_base_id: int
    legal_base_key: str
    legal_base_name: str
    consent_purpose_id: int
    consent_purpose_key: str
    consent_purpose_name: str
    consent_source_id: int
    consent_source_key: str
    consent_source_name: str


class ListItem(Words):
    """One item of a list."""

    id: int
    key: str
    name: str
    tooltip: str
    rank: int
    active: bool


class SetAsked(Shape):
    """What is set, by keys."""

    source: Key | None = None
    legal_base: Annotated[Key | None, Field(alias="legalBase")] = None
    comment: Annotated[str, Field(max_length=COMMENT)] | None = None


@reads(router, ALL, Scope.CONSENTS_READ, gives=list[ConsentInfo], also=(404,))
def get_consent_infos(request: HttpRequest, person_id: int) -> Reply:
    """Every consent of a person, withdrawn ones too."""
    who = _seen(request, person_id)
    records = [record for record in queries.records_of(who) if record.status_now in PERMITTING | OVER]
    theirs = queries.of_records(records, key_of(request))
    first = queries.first_events(who)
    told = [_info(record, first[record.purpose_id], theirs.evidence.get(record.event_id)) for record in records]
    return _reply(list[ConsentInfo], told)


@reads(router, ONE, Scope.CONSENTS_READ, gives=bool, also=(404,))
def has_consent(request: HttpRequest, person_id: int, key: str) -> Reply:
    """Whether something permits the purpose now; false for what was withdrawn, and for what nobody knows of."""
    records = queries.records_of(_seen(request, person_id), purpose_by_key(key))
    return _reply(bool, any(record.status_now in PERMITTING for record in records))


@writes(router, "PUT", ONE, Scope.CONSENTS_WRITE, gives={204: None}, also=(404,))
def set_consent(request: HttpRequest, person_id: int, key: str, asked: Query[SetAsked]) -> Reply:
    """Sets the basis of a purpose by its key; WITHDRAWN is the person's way out, as DELETE is.

    61A without wording and evidence, which these addresses cannot carry, is recorded and permits nothing (REQ-12).
    """
    if asked.legal_base == WITHDRAWN:
        return _withdraw(request, person_id, key, asked)
    defaults = queries.defaults_of(key_of(request).pk)
    basis = basis_by_key(asked.legal_base) if asked.legal_base else defaults.legal_basis if defaults else None
    answer = Answer(
        purpose=purpose_by_key(key), legal_basis=basis, source=_source(request, asked), comment=asked.comment or ""
    )
    who = _seen(request, person_id, looks=False)
    consents.record_answer(who, answer, by=actor_of(request), via=Via.API)
    return Reply(status=204, about=who)


@writes(router, "DELETE", ONE, Scope.CONSENTS_WRITE, gives={204: None}, also=(404,))
def remove_consent(request: HttpRequest, person_id: int, key: str) -> Reply:
    """Turns a consent off: withdrawn, or objected to where it rests on something else. Twice changes nothing."""
    return _withdraw(request, person_id, key, SetAsked())


@reads(router, "/List/LegalBase/Items", Scope.LISTS_READ, gives=list[ListItem])
def list_legal_bases_there(request: HttpRequest) -> Reply:
    """The legal bases, and WITHDRAWN, which is none here: a status of the person's answer."""
    last = ListItem(
        id=WITHDRAWN_ID,
        key=WITHDRAWN,
        name=str(Status.WITHDRAWN.label),
        tooltip=_("Permits nothing any more."),
        rank=0,
        active=False,
    )
    told = _items(LegalBasis)
    return _reply(
        list[ListItem], [*told, last.model_copy(update={"rank": max((one.rank for one in told), default=0) + 1})]
    )


@reads(router, "/List/ConsentPurpose/Items", Scope.LISTS_READ, gives=list[ListItem])
def list_purposes_there(request: HttpRequest) -> Reply:
    """The purposes, in the company's order."""
    return _reply(list[ListItem], _items(Purpose))


@reads(router, "/List/ConsentSource/Items", Scope.LISTS_READ, gives=list[ListItem])
def list_sources_there(request: HttpRequest) -> Reply:
    """The sources, in the company's order."""
    return _reply(list[ListItem], _items(Source))


def _withdraw(request: HttpRequest, person_id: int, key: str, asked: SetAsked) -> Reply:
    """A no is heard also of somebody the key does not see, as in the product's own API (Art. 7(3))."""
    if not 0 < person_id <= queries.BIGGEST_ID:
        raise Http404
    try:
        record = consents.withdraw(
            person_id,
            purpose_by_key(key),
            by=actor_of(request),
            via=Via.API,
            comment=asked.comment or "",
            source=_source(request, asked),
        )
    except Refused as no:
        if no.code in {"deleted", "unknown_person"}:
            raise Http404 from no
        raise
    return Reply(status=204, about=record.person_id)


def _source(request: HttpRequest, asked: SetAsked) -> Source | None:
    if asked.source:
        return source_by_key(asked.source)
    defaults = queries.defaults_of(key_of(request).pk)
    return defaults.source if defaults else None


def _seen(request: HttpRequest, person_id: int, *, looks: bool = True) -> int:
    """Who stands for the person; whom the key does not see is missing. There is no moving there: a merged id answers for who stands."""
    who = queries.stands_for(person_id, sight_of_caller(request))
    if looks:
        audit.look(Deed.PERSON_VIEWED, subject=Ref.person(who), by=actor_of(request), via=Via.API, part="consents")
    return who


def _info(record: ConsentRecord, first: ConsentEvent, proof: Any) -> ConsentInfo:
    over = record.status_now in OVER or record.legal_basis is None
    basis = None if over else record.legal_basis
    return ConsentInfo(
        consent_person_id=first.id,
        comment=proof.comment if proof else "",
        registered=first.recorded_at,
        registered_associate_id=_associate(first),
        updated=record.recorded_at,
        updated_associate_id=_associate(record),
        legal_base_id=basis.pk if basis else WITHDRAWN_ID,
        legal_base_key=basis.key if basis else WITHDRAWN,
        legal_base_name=basis.name if basis else str(Status.WITHDRAWN.label),
        consent_purpose_id=record.purpose_id,
        consent_purpose_key=record.purpose.key,
        consent_purpose_name=record.purpose.name,
        consent_source_id=record.source_id,
        consent_source_key=record.source.key,
        consent_source_name=record.source.name,
    )


def _associate(row: ConsentRecord | ConsentEvent) -> int:
    return row.actor_id if row.actor_kind == ActorKind.USER else 0


def _items(model: type[Vocabulary]) -> list[ListItem]:
    return [
        ListItem(id=one.pk, key=one.key, name=one.name, tooltip=one.description, rank=one.rank, active=one.is_active)
        for one in model.objects.existing().order_by("rank", "id")
    ]


def _reply(shape: Any, told: Any) -> Reply:
    return Reply(TypeAdapter(shape).dump_json(told, by_alias=True).decode())
