"""Whether asking for a consent is itself lawful, and what waits for an answer. REQ-17, REQ-18, rule 11."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from samtykke.accounts.secrets import hashed
from samtykke.consents.models import Confirmation, ConfirmationLink, ConsentEvent, Status
from samtykke.consents.queries.decisions import Decision, may, may_on
from samtykke.consents.queries.gate import Asked
from samtykke.consents.queries.people import id_of, standing_of
from samtykke.consents.queries.renewal import within
from samtykke.consents.queries.standing import members_of, standing_objections
from samtykke.contacts.models import Person
from samtykke.contacts.queries import survivor_id
from samtykke.core.clock import add_months, now
from samtykke.mail.models import Delivery, State
from samtykke.purposes.models import STORE, Purpose
from samtykke.purposes.queries import privacy_settings, purpose_by_key

# What forbids a question whatever the purpose: nobody there, only storage, never again, not in use.
ABSOLUTE = frozenset({"unknown_person", "deleted", "restricted", "suppressed", "purpose_inactive", "shared_address"})
QUESTIONS_ASKED = (Status.REQUESTED, Status.PENDING_CONFIRMATION)


def may_ask(person: Person | int, purpose: Purpose, *, this_ask: bool = False) -> Decision:
    """Whether we may ask this person by mail for a consent to the purpose, and why not.

    A mail that asks for marketing is marketing: only whom we may write to for the purpose may be asked (a renewal, an
    existing customer). A yes to narrower words still carries a mail that asks about the wider ones. For anything else it
    is enough that we may hold them, that they know it, and that no no of the last months stands: six, or more where the
    company says so. `this_ask`: the question in the log is the one about to be handed over.
    """
    who = survivor_id(id_of(person))
    decision = may(who, purpose)
    if decision.reason == "wording_does_not_cover":
        decision = may_on([(who, None)], Asked(purpose), within)[0]
    if decision.allowed or purpose.is_marketing or decision.reason in ABSOLUTE:
        return decision
    held = may(who, purpose_by_key(STORE))
    if not held.allowed:
        return held
    if standing_objections(who):
        return Decision(who, False, "objected_all_marketing")
    since = add_months(now(), -privacy_settings().cool_down_months)
    record = standing_of(who, purpose)
    if record is not None and record.is_no and record.occurred_at > since:
        return decision
    asked = None if this_ask else _asked_since(who, purpose, since)
    if asked is not None:
        return Decision(who, False, str(Status.REQUESTED), asked)
    if Person.objects.filter(pk=who, from_person=False, informed_at__isnull=True).exists():
        return Decision(who, False, "not_informed")
    return Decision(who, True, "allowed")


def _asked_since(person: int, purpose: Purpose, since: datetime) -> int | None:
    asked = ConsentEvent.objects.filter(
        person_id__in=members_of(person), purpose=purpose, status__in=QUESTIONS_ASKED, occurred_at__gt=since
    )
    return asked.order_by("-occurred_at").values_list("id", flat=True).first()


OVERTAKEN = """
SELECT EXISTS (
  SELECT FROM consents_consentevent e
  WHERE e.person_id = ANY(%(people)s) AND e.purpose_id = %(purpose)s AND e.recorded_at > %(since)s
    AND e.status IN ('refused', 'withdrawn', 'objected')
    AND NOT EXISTS (SELECT FROM consents_consentevent v WHERE v.person_id = e.person_id AND v.voids_id = e.id)
) OR (%(marketing)s AND EXISTS (
  SELECT FROM consents_objection o
  WHERE o.person_id = ANY(%(people)s) AND o.kind = 'made' AND o.recorded_at > %(since)s
    AND NOT EXISTS (SELECT FROM consents_objection v WHERE v.person_id = o.person_id AND v.voids_id = o.id)
))
"""


def said_no_since(person: int, purpose: Purpose, since: datetime) -> bool:
    """Whether a no to the purpose, or to all marketing where it is marketing, was recorded after an instant."""
    params: dict[str, Any] = {
        "people": members_of(person),
        "purpose": purpose.pk,
        "since": since,
        "marketing": purpose.is_marketing,
    }
    with connection.cursor() as cursor:
        cursor.execute(OVERTAKEN, params)
        return bool(cursor.fetchone()[0])


def answered_since(person: int, purpose: Purpose, since: datetime) -> bool:
    """Whether a yes or a no to the purpose was recorded after an instant."""
    answers = ("given", "refused", "withdrawn", "objected")
    found = ConsentEvent.objects.filter(person_id__in=members_of(person), purpose=purpose, status__in=answers)
    return found.filter(recorded_at__gt=since).exists()


def confirmation_behind(token: str) -> Confirmation | None:
    """The confirmation a readable token opens, whatever its age, with purpose and wording; None where nobody knows it."""
    return confirmation_by_hash(bytes.fromhex(hashed(token)))


def confirmation_by_hash(token_hash: bytes) -> Confirmation | None:
    """The same by what is kept of the token."""
    link = ConfirmationLink.objects.filter(token_hash=token_hash).first()
    return confirmation_of(link.person_id, link.confirmation_id) if link is not None else None


def opens(token: str, confirmation: Confirmation) -> bool:
    """Whether a readable token is of a link to this confirmation."""
    links = ConfirmationLink.objects.filter(person_id=confirmation.person_id, confirmation_id=confirmation.id)
    return links.filter(token_hash=bytes.fromhex(hashed(token))).exists()


def mailed_at(confirmation: Confirmation) -> datetime | None:
    """When the mail server took the mail with the button over; None where that is not known."""
    sent = Delivery.objects.filter(mail_id=confirmation.mail_id or 0, state=State.SENT)
    return sent.values_list("ended_at", flat=True).first()


def confirmation_of(person: int, confirmation_id: int | None) -> Confirmation | None:
    """A confirmation by person and id, with purpose and wording."""
    if confirmation_id is None:
        return None
    found = Confirmation.objects.filter(person_id=person, id=confirmation_id)
    return found.select_related("purpose", "wording", "person").first()


def asked_lately(person: int, purpose: Purpose, within: timedelta) -> int:
    """How many confirmations of the purpose were mailed to the person lately."""
    found = Confirmation.objects.filter(person_id__in=members_of(person), purpose=purpose)
    return found.filter(created_at__gt=now() - within).count()


FORGET = """
WITH gone AS (
  DELETE FROM consents_confirmation WHERE confirmed_at IS NULL AND created_at < clock_timestamp() - %(older)s
  RETURNING person_id, id
), links AS (
  DELETE FROM consents_confirmationlink l USING gone g WHERE l.person_id = g.person_id AND l.confirmation_id = g.id
)
SELECT count(*) FROM gone
"""


def forget_unconfirmed(older: timedelta) -> int:
    """Removes what nobody confirmed, with its links; returns how many (REQ-18)."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"older": older})  # type: ignore[dict-item]
        return int(cursor.fetchone()[0])
