"""The only code that creates a person (M1): the row with its origin and the STORE record in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.actions.fact import Fact, append, refresh
from samtykke.consents.actions.inform import inform_by_rule
from samtykke.consents.actions.judge import covering, judged, source_of
from samtykke.consents.actions.standing import carry_suppression, refuse_suppressed
from samtykke.consents.answers import Answer, NewEmail, NewPerson, NewPhone
from samtykke.consents.deadlines import inform_by
from samtykke.consents.models import PERMITTING, EvidenceKind, Status
from samtykke.contacts import addresses
from samtykke.contacts.actions.changes import refuse_retired
from samtykke.contacts.models import NAME_LENGTH, AddressKind, Person, PersonEmail, PersonPhone
from samtykke.contacts.queries import lock_external_id, new_person_id
from samtykke.core.actors import Actor, ActorKind, Ref, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes import queries as purposes
from samtykke.purposes.models import STORE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.purposes.models import LegalBasis

# What a person may come with that a company can do without.
MAY_BE_RETIRED = ("title", "company", "category", "country", "external_id", "phones")


@transaction.atomic
def register_person(
    new: NewPerson,
    *,
    answers: Sequence[Answer] = (),
    by: Actor,
    via: Via,
    own_act: bool = False,
    run_id: int | None = None,
) -> Person:
    """Registers a person with the five facts. Without a STORE answer, STORE takes source and time from the first
    answer, else the door's source and now. Whom a user registers by hand, they look after. A person who registers
    themself (actor `person`, id 0) is the actor of their own origin. Raises `Refused`: `assessment_missing`, `suppressed`,
    `external_id_taken`, or what is wrong with a field."""
    arrived = now()
    pk = new_person_id() if by == Actor.data_subject(0) else None
    by = Actor.data_subject(pk) if pk is not None else by
    new = replace(
        new,
        first_name=new.first_name.strip(),
        last_name=new.last_name.strip(),
        title=new.title.strip(),
        external_id=(new.external_id or "").strip() or None,
    )
    _check_names(new)
    refuse_retired(name for name in MAY_BE_RETIRED if getattr(new, name))
    emails, phones = _emails(new), _phones(new)
    _check_taken(new, [email.normal for email in emails], opens=own_act and any(map(opens_again, answers)))
    answers = with_store(answers, via=via)
    store = judged(0, answers[0], by=by, via=via, own_act=own_act, arrived=arrived, run_id=run_id)
    if store.status not in PERMITTING or store.legal_basis is None:
        raise Refused(
            _("Nobody is held without a basis: %s needs one that is in force.") % store.purpose.name,
            code="no_basis",
            field="legal_basis",
        )
    owner = by.id if by.kind == ActorKind.USER and via == Via.STAFF else None
    person = _insert(new, store, store.legal_basis, owner=owner, at=arrived, run_id=run_id, pk=pk)
    rows: list[PersonEmail | PersonPhone] = [*emails, *phones]
    for row in rows:
        row.person, row.run_id = person, run_id
        row.save(force_insert=True)
    append(person.pk, covering(store, answers[0], person.pk))
    for answer in answers[1:]:
        append(person.pk, judged(person.pk, answer, by=by, via=via, own_act=own_act, arrived=arrived, run_id=run_id))
    refresh(person.pk)
    audit.record(
        Deed.PERSON_CREATED, subject=Ref.person(person.pk), by=by, via=via, purposes=[a.purpose.key for a in answers]
    )
    inform_by_rule(person, by=by, via=via)
    return person


def with_store(answers: Sequence[Answer], *, via: Via) -> list[Answer]:
    """The answers, the one for STORE first; made from the default where it was left out."""
    store = purposes.purpose_by_key(STORE)
    named = [answer for answer in answers if answer.purpose.pk == store.pk]
    others = [answer for answer in answers if answer.purpose.pk != store.pk]
    if len({answer.purpose.pk for answer in others}) != len(others) or len(named) > 1:
        raise Refused(_("Each purpose once."), code="purpose_twice", field="consents", status=422)
    if not named:
        first = others[0] if others else None
        made = Answer(purpose=store, legal_basis=default_basis(), source=first.source if first else source_of(via))
        named = [replace(made, occurred_at=first.occurred_at) if first else made]
    elif named[0].legal_basis is None and named[0].status is None:
        named = [replace(named[0], legal_basis=default_basis())]
    return [*named, *others]


def opens_again(answer: Answer) -> bool:
    """Whether an answer is the person's own yes by double opt-in: the one way back in for an address that was never to be
    held again. It opens that purpose alone: for every other the gate goes on to say `suppressed` (rule 10)."""
    proof = answer.evidence
    return answer.status == Status.GIVEN and proof is not None and proof.kind == EvidenceKind.DOUBLE_OPT_IN


def default_basis() -> LegalBasis:
    """The basis new persons get when none is named (D1); switched off, the entry must name one."""
    basis = purposes.privacy_settings().default_basis
    if basis is None:
        raise Refused(_("Name a legal basis."), code="legal_basis_missing", field="legal_basis", status=422)
    return basis


def _check_names(new: NewPerson) -> None:
    for field in ("first_name", "last_name", "title"):
        text = getattr(new, field)
        if len(text) > NAME_LENGTH:
            raise Refused(_("At most %d characters.") % NAME_LENGTH, code="too_long", field=field, status=422)
        if "\x00" in text:
            raise Refused(_("This holds a character that cannot be stored."), code="nul", field=field, status=422)
    if not (new.first_name or new.last_name or new.emails or new.phones or new.external_id):
        raise Refused(_("Write a name, an address or a number."), code="empty", field="last_name", status=422)


def _emails(new: NewPerson) -> list[PersonEmail]:
    rows: dict[str, PersonEmail] = {}
    for email in new.emails:
        normal = addresses.normal_email(email.address)
        rows.setdefault(normal, _email_row(email, normal))
    _one_primary(list(rows.values()))
    return list(rows.values())


def _email_row(email: NewEmail, normal: str) -> PersonEmail:
    kind = email.kind or (AddressKind.ROLE if addresses.is_role(normal) else AddressKind.PERSONAL)
    return PersonEmail(
        address=email.address.strip(),
        normal=normal,
        fingerprint=addresses.fingerprint(normal),
        kind=kind,
        use=email.use,
        is_primary=email.primary,
    )


def _phones(new: NewPerson) -> list[PersonPhone]:
    rows: dict[str, PersonPhone] = {}
    for phone in new.phones:
        number = addresses.e164(phone.number, new.country)
        rows.setdefault(number, _phone_row(phone, number))
    _one_primary(list(rows.values()))
    return list(rows.values())


def _phone_row(phone: NewPhone, number: str) -> PersonPhone:
    return PersonPhone(number=number, kind=phone.kind, use=phone.use, is_primary=phone.primary)


def _one_primary(rows: Sequence[PersonEmail] | Sequence[PersonPhone]) -> None:
    """The first marked one is primary, else the first."""
    chosen = next((row for row in rows if row.is_primary), rows[0] if rows else None)
    for row in rows:
        row.is_primary = row is chosen


def _check_taken(new: NewPerson, normals: list[str], *, opens: bool) -> None:
    if new.external_id:
        lock_external_id(new.external_id)
        if Person.objects.filter(external_id=new.external_id, deleted_at__isnull=True).exists():
            raise Refused(
                _("A person with this external id is held already."), code="external_id_taken", field="external_id"
            )
    for normal in normals:
        if opens:
            carry_suppression(normal)
        else:
            refuse_suppressed(normal)


def _insert(
    new: NewPerson,
    store: Fact,
    basis: LegalBasis,
    *,
    owner: int | None,
    at: datetime,
    run_id: int | None,
    pk: int | None,
) -> Person:
    how = new.collected_how
    from_person = how.from_person if how is not None else store.source.from_person
    return Person.objects.create(
        pk=pk,
        external_id=new.external_id,
        first_name=new.first_name,
        last_name=new.last_name,
        title=new.title,
        language=new.language,
        country=new.country,
        category=new.category,
        company=new.company,
        collected_how=how,
        origin_purpose=store.purpose,
        origin_basis=basis,
        origin_source=store.source,
        origin_point=store.point,
        origin_at=store.occurred_at,
        origin_actor_kind=str(store.by.kind),
        origin_actor_id=store.by.id,
        origin_via=str(store.via),
        owner_id=owner,
        from_person=from_person,
        inform_by=None if from_person else inform_by(at),
        run_id=run_id,
    )
