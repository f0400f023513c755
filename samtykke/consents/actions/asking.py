"""Asking for a consent, and taking the person's own yes by double opt-in. Art. 7; REQ-17, 18, 73; rules 2 and 11."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.secrets import hashed
from samtykke.consents.actions.inform import writable_email
from samtykke.consents.actions.judge import source_of
from samtykke.consents.actions.record import locked, record_answer
from samtykke.consents.answers import Age, Answer, Evidence
from samtykke.consents.models import ActBy, Confirmation, EvidenceKind, Status
from samtykke.consents.queries import asking
from samtykke.consents.queries.inform import living_email
from samtykke.consents.queries.standing import is_restricted
from samtykke.contacts.models import Person, PersonEmail
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail
from samtykke.purposes import queries as purposes

if TYPE_CHECKING:
    from samtykke.consents.models import ConsentRecord
    from samtykke.mail.models import Mail
    from samtykke.purposes.models import LegalBasis, Purpose, Wording

KEPT = timedelta(days=30)
MOST_AN_HOUR, HOUR = 3, timedelta(hours=1)


@transaction.atomic
def ask_confirmation(
    person: Person | int, purpose: Purpose, email: PersonEmail | int, *, language: str = "", by: Actor, via: Via
) -> Confirmation:
    """Mails a person the button that says yes; nothing changes until it is pressed (rule 11, REQ-18).

    `language`: of the words, where the person is reading another than their own just now (Art. 7(2)). The person may ask for it at any time, also over their own no. Anybody else only where asking is lawful (REQ-17).
    """
    who = locked(person)
    own = by.kind == ActorKind.PERSON
    basis, wording = askable(purpose, language or Person.objects.get(pk=who).language)
    if is_restricted(who):
        told = _("The use of your data is restricted at the moment. Write to us.")
        raise Refused(
            told if own else _("The use of this person is restricted. Lift the restriction first."), code="restricted"
        )
    address = living_email(who, email if isinstance(email, int) else email.id)
    if address is None:
        raise Refused(_("This address is no longer in use."), code="address_gone", field="email")
    if not own:
        _refuse_unlawful(who, purpose)
    if asking.asked_lately(who, purpose, HOUR) >= MOST_AN_HOUR:
        raise Refused(_("We have sent this mail three times. Wait an hour."), code="asked_too_often", status=429)
    act_by = ActBy.PERSON if own else ActBy.CONTROLLER
    answer = Answer(
        purpose=purpose,
        status=Status.PENDING_CONFIRMATION,
        legal_basis=basis,
        act_by=act_by,
        email=address,
        wording=wording,
    )
    record_answer(who, answer, by=by, via=via, own_act=own)
    moment = now()
    confirmation = Confirmation.objects.create(
        person_id=who,
        purpose=purpose,
        wording=wording,
        email_id=address.id,
        created_at=moment,
        expires_at=moment + timedelta(days=purposes.privacy_settings().confirm_days),
        act_by=act_by,
        asked_via=str(via),
    )
    queued = mail.queue(
        "CONFIRMCONSENT",
        person=who,
        address_id=address.id,
        language=wording.language,
        purpose_key=purpose.key,
        about_id=confirmation.id,
        by=by,
        via=via,
    )
    confirmation.mail_id = queued.pk
    Confirmation.objects.filter(pk=confirmation.pk).update(mail_id=queued.pk)
    return confirmation


@transaction.atomic
def confirm(confirmation: Confirmation, *, token: str, age: Age | None = None) -> ConsentRecord:
    """The person pressed the button: a yes by their own act, with the words shown and the way it came (rule 2).

    `token`: of the link that was pressed; its hash becomes part of the proof (REQ-18). Twice is once. A no said after the
    mail was asked for stands: then the yes is asked for anew. `age`: where the purpose is offered to children (REQ-19).
    """
    who = locked(confirmation.person_id)
    waiting = Confirmation.objects.select_for_update(of=("self",), no_key=True).filter(pk=confirmation.pk)
    found = waiting.select_related("purpose", "wording").first()
    if found is None or not asking.opens(token, found):
        raise Refused(_("This link is no longer known."), code="unknown_confirmation", status=404)
    if found.confirmed_at is not None:
        return _as_it_stands(who, found)
    if found.expires_at <= now():
        raise Refused(_("This link is too old."), code="expired", status=410)
    if is_restricted(who):
        raise Refused(_("The use of your data is restricted at the moment. Write to us."), code="restricted")
    if asking.said_no_since(who, found.purpose, found.created_at):
        raise Refused(
            _("You have said no since this mail was sent. Ask for a new one on your own page."),
            code="no_since",
            status=410,
        )
    address = living_email(who, found.email_id)
    if address is None:
        raise Refused(_("This address is no longer in use."), code="address_gone", status=410)
    answer = Answer(
        purpose=found.purpose,
        status=Status.GIVEN,
        legal_basis=purposes.consent_basis(found.purpose),
        source=source_of(Via(found.asked_via)) if found.act_by == ActBy.PERSON else None,
        act_by=ActBy.PERSON,
        email=address,
        wording=found.wording,
        evidence=_proof(found),
        facts=_way(found, token),
        age=age,
    )
    record = record_answer(who, answer, by=Actor.data_subject(who), via=Via.PREFERENCE_PAGE, own_act=True)
    Confirmation.objects.filter(pk=found.pk).update(confirmed_at=now())
    return record


@transaction.atomic
def ask(person: Person | int, purpose: Purpose, *, by: Actor, via: Via) -> Mail:
    """Mails a person the question, where asking is lawful; the answer is given on their own page (REQ-17)."""
    who = locked(person)
    basis, wording = askable(purpose, Person.objects.get(pk=who).language)
    _refuse_unlawful(who, purpose)
    writable_email(who, None)
    answer = Answer(
        purpose=purpose,
        status=Status.REQUESTED,
        legal_basis=basis,
        act_by=ActBy.CONTROLLER,
        wording=wording,
    )
    record_answer(who, answer, by=by, via=via)
    return mail.queue("ASKCONSENT", person=who, purpose_key=purpose.key, by=by, via=via)


def forget_unconfirmed() -> int:
    """Removes what nobody confirmed within thirty days (REQ-18); returns how many."""
    return asking.forget_unconfirmed(KEPT)


def askable(purpose: Purpose, language: str) -> tuple[LegalBasis, Wording]:
    """The basis and the words of a question; refuses a purpose that is off, takes no consent, or has no words for it."""
    if not purpose.is_active or purpose.deleted_at is not None:
        raise Refused(_("This purpose is not in use."), code="purpose_inactive", field="purpose")
    basis = purposes.consent_basis(purpose)
    if basis is None or not basis.is_active or purposes.allowed_basis(purpose, basis) is None:
        raise Refused(_("This purpose does not rest on consent."), code="basis_not_allowed", field="purpose")
    wording = purposes.current_wording(purpose, language)
    if wording is None:
        raise Refused(_("Write the words people say yes to first."), code="wording_missing", field="wording")
    return basis, wording


def _refuse_unlawful(who: int, purpose: Purpose) -> None:
    decision = asking.may_ask(who, purpose)
    if not decision.allowed:
        raise Refused(
            _("This person may not be asked: a mail that asks needs a permission too, and a no is left in peace."),
            code=decision.reason,
        )


def _proof(confirmation: Confirmation) -> Evidence:
    """What shows the yes: when it was asked for. When it was pressed, and by which words, stands in the event itself."""
    return Evidence(
        kind=EvidenceKind.DOUBLE_OPT_IN,
        reference=f"confirmation {confirmation.id}, mail {confirmation.mail_id}",
        at=confirmation.created_at,
    )


def _way(confirmation: Confirmation, token: str) -> dict[str, str | None]:
    """The way a yes came: where it was asked for, when its mail was handed over, the hash of the link that was pressed.

    That is what REQ-18 asks for and no more: no network, no browser (REQ-14).
    """
    mailed_at = asking.mailed_at(confirmation)
    return {
        "asked_via": confirmation.asked_via,
        "mailed_at": mailed_at.isoformat() if mailed_at is not None else None,
        "link_sha256": hashed(token),
    }


def _as_it_stands(who: int, confirmation: Confirmation) -> ConsentRecord:
    from samtykke.consents.queries.people import record_of

    record = record_of(who, confirmation.purpose)
    if record is None:
        raise Refused(_("This link is no longer known."), code="unknown_confirmation", status=404)
    return record
