"""Filing what staff sent or got elsewhere, exactly once each, on the cards of those it was with. M27."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from samtykke.accounts.models import User
from samtykke.accounts.rights import Right
from samtykke.accounts.secrets import hashed
from samtykke.activities import actions as activities
from samtykke.activities.actions.people import MOST_PEOPLE
from samtykke.activities.models import FIRST, LONGEST_TEXT, LONGEST_TITLE, ActivityKind, ActivityStatus, Direction
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.consents.queries.standing import restricted_among
from samtykke.contacts.access import visible_to
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.clock import CLOCK_SKEW, now
from samtykke.core.refused import Refused
from samtykke.intake.channels.email import queries
from samtykke.intake.models import FiledMail, FilingAddress, FilingOutcome

if TYPE_CHECKING:
    from samtykke.intake.channels.email.message import Message

SECRET_BYTES: Final = 16


@transaction.atomic
def make_address(user: User, *, by: Actor, via: Via) -> str:
    """A new secret for the user's filing address, told this once; an earlier one takes nothing more."""
    _end(user.pk)
    token = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode().rstrip("=").lower()
    FilingAddress.objects.create(user_id=user.pk, token_hash=bytes.fromhex(hashed(token)))
    record(Deed.FILING_ADDRESS_MADE, subject=Ref("user", user.pk), by=by, via=via)
    return token


@transaction.atomic
def revoke_address(user: User, *, by: Actor, via: Via) -> None:
    """Ends the address: what comes to it is not filed any more. Twice is no error."""
    if _end(user.pk):
        record(Deed.FILING_ADDRESS_REVOKED, subject=Ref("user", user.pk), by=by, via=via)


@transaction.atomic
def file(message: Message, user: User) -> FilingOutcome:
    """Writes a mail down as an activity of the people it was with, by the user whose address it came to.

    Twice the same message is one activity. Restricted people, and those the user does not see, are left out (Art. 18); of
    more than may take part the first are named.
    """
    filed, is_new = FiledMail.objects.get_or_create(
        key=message.key, user_id=user.pk, defaults={"outcome": FilingOutcome.NOBODY}
    )
    if not is_new:
        return FilingOutcome(filed.outcome)
    if not user.is_active or not user.has_right(Right.PEOPLE_EDIT):
        return _settle(filed, FilingOutcome.NOT_ALLOWED)
    is_ours = message.sender == user.email.casefold()
    with_whom = message.receivers if is_ours else (message.sender, *message.receivers)
    people = queries.people_at(with_whom, among=visible_to(user))
    restricted = restricted_among(people)
    people = [person for person in people if person not in restricted][:MOST_PEOPLE]
    if not people:
        return _settle(filed, FilingOutcome.NOBODY)
    with override(user.language):
        told = _told(message, user, is_ours=is_ours)
    try:
        with transaction.atomic():
            made = activities.plan(
                ActivityKind.MAIL, told, people=people, status=ActivityStatus.DONE, among=visible_to(user),
                by=Actor.user(user.pk), via=Via.EMAIL,
            )  # fmt: skip
    except Refused:  # somebody was restricted in this moment, say: the mailbox is read on
        return _settle(filed, FilingOutcome.REFUSED)
    filed.activity_id = made.pk
    return _settle(filed, FilingOutcome.FILED)


@transaction.atomic
def refuse_heavy(key: bytes, user: User) -> FilingOutcome:
    """Notes that a mail was too large to be read."""
    filed, _is_new = FiledMail.objects.get_or_create(
        key=key, user_id=user.pk, defaults={"outcome": FilingOutcome.TOO_HEAVY}
    )
    return FilingOutcome(filed.outcome)


def _told(message: Message, user: User, *, is_ours: bool) -> dict[str, Any]:
    """What the activity says. What was attached is named and not kept; a time that cannot be is the time of filing."""
    text = message.text
    if message.attached:
        names = ", ".join(name or "–" for name in message.attached)
        text = f"{text}\n\n{_('Attached, not kept here: %s') % names}".strip()
    sent_at = message.sent_at
    told: dict[str, Any] = {
        "title": message.subject[:LONGEST_TITLE],
        "text": text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 2]} …",
        "direction": Direction.OUTGOING if is_ours else Direction.INCOMING,
        "owner_id": user.pk,
    }
    if sent_at and FIRST < sent_at <= now() + CLOCK_SKEW:
        told["starts_at"] = sent_at
    return told


def _settle(filed: FiledMail, outcome: FilingOutcome) -> FilingOutcome:
    filed.outcome = outcome
    filed.save(update_fields=["outcome", "activity_id"])
    return outcome


def _end(user_id: int) -> int:
    return FilingAddress.objects.filter(user_id=user_id, revoked_at__isnull=True).update(revoked_at=now())
