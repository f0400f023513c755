"""What the outbox asks at the moment of handing over, in its transaction: may this mail still go; and what follows.

The person's row is held until the mail server has answered: a no that committed before is seen, one that comes now waits.
Product part 3 (locks); REQ-15, 36, 42, 79.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from samtykke.consents.actions.inform import inform_on_contact
from samtykke.consents.actions.record import locked
from samtykke.consents.actions.standing import note_notice
from samtykke.consents.models import ActBy
from samtykke.consents.queries import asking
from samtykke.consents.queries.inform import at_address, hold
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.mail.models import TemplateKind
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import item_by_key

if TYPE_CHECKING:
    from samtykke.consents.models import Confirmation
    from samtykke.mail.models import Mail
    from samtykke.mail.registry import Recipient

# What the person wished for just now may reach them although the company may only store (Art. 18(2): with consent).
WISHED = frozenset({TemplateKind.LINK, TemplateKind.RECEIPT})


def judge(mail: Mail, recipient: Recipient) -> str | None:
    """Why a mail to a person may no longer be handed over, or None. Holds the person until the transaction ends."""
    if mail.person_id is None:
        return None
    held = hold(mail.person_id, to_write=mail.kind == TemplateKind.PRIVACY)
    if held is None:
        return "unknown_person"
    who, is_deleted = held
    if is_deleted:
        return "deleted"
    mail.once("held", lambda: who)
    standing = at_address(who, recipient.address_id)
    if mail.kind not in WISHED and standing.is_restricted:
        return "restricted"
    if not standing.has_address:
        return "address_gone"
    waiting = asking.confirmation_of(mail.person_id, mail.about_id) if _is_confirmation(mail) else None
    own = _wished_for(mail) or (waiting is not None and waiting.act_by == ActBy.PERSON)
    # Rule 10: what the person asks for on our own pages is open where everything is closed to staff, files and the API.
    if not own and standing.is_suppressed:
        return "suppressed"
    if _is_confirmation(mail):
        return _judge_confirmation(who, waiting)
    return _judge_request(who, mail) if mail.kind == TemplateKind.REQUEST else None


def follow(mail: Mail, at: datetime) -> None:
    """The mail server has taken the notice over: the duty to inform is done, at that instant (REQ-36).

    Another mail is a contact: whom the source lets wait for the first one is told right behind it.
    """
    if mail.person_id is None:
        return
    person = mail.person_id
    if mail.kind != TemplateKind.PRIVACY:
        inform_on_contact(person, by=Actor.system(), via=Via.SYSTEM)
        return
    note_notice(mail.once("held", lambda: locked(person)), by=mail.actor, via=Via(mail.via), at=at)


def sender_of(mail: Mail) -> str:
    """The name a confirmation is from, where the person's source has one of its own; "" is the organisation's."""
    if mail.person_id is None or mail.kind != TemplateKind.PRIVACY:
        return ""
    found = Person.objects.filter(pk=mail.person_id).values_list("origin_source__sender_name", flat=True).first()
    return found or ""


def _wished_for(mail: Mail) -> bool:
    return mail.kind in WISHED and mail.via == Via.PREFERENCE_PAGE


def _is_confirmation(mail: Mail) -> bool:
    return mail.kind == TemplateKind.CONFIRMATION


def _judge_confirmation(who: int, waiting: Confirmation | None) -> str | None:
    if waiting is None:
        return "confirmation_gone"
    if waiting.confirmed_at is not None:
        return "answered"
    if waiting.expires_at <= now():
        return "expired"
    if not waiting.purpose.is_active or waiting.purpose.deleted_at is not None:
        return "purpose_inactive"
    if asking.said_no_since(who, waiting.purpose, waiting.created_at):
        return "said_no"
    if waiting.act_by != ActBy.PERSON:
        decision = asking.may_ask(who, waiting.purpose, this_ask=True)
        return None if decision.allowed else decision.reason
    return None


def _judge_request(who: int, mail: Mail) -> str | None:
    purpose = item_by_key(Purpose, mail.purpose_key)
    if purpose is None or not purpose.is_active:
        return "purpose_inactive"
    if asking.said_no_since(who, purpose, mail.created_at):
        return "said_no"
    if asking.answered_since(who, purpose, mail.created_at):
        return "answered"
    decision = asking.may_ask(who, purpose, this_ask=True)
    return None if decision.allowed else decision.reason
