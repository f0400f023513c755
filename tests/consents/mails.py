"""What lies in the outbox, and handing it over as the worker does, without a mail server: judge, then follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.consents import letters
from samtykke.consents.actions import hand_over
from samtykke.consents.queries.inform import living_email
from samtykke.core.clock import now
from samtykke.mail.models import Mail
from samtykke.mail.registry import Recipient

if TYPE_CHECKING:
    from samtykke.contacts.models import Person


def queued(person: Person, kind: str = "") -> list[Mail]:
    """The mails to a person, the oldest first."""
    found = Mail.objects.of_person(person.pk).select_related("delivery", "template").order_by("id")
    return list(found.filter(kind=kind) if kind else found)


def recipient(mail: Mail) -> Recipient:
    """Who the mail goes to, as it was when the hand-over began."""
    email = living_email(mail.person_id, mail.address_id)
    return Recipient(
        "Kari", email.address if email else "gone@example.org", "nb", email.id if email else mail.address_id
    )


def judged(mail: Mail) -> str | None:
    """Why it may not go out, or None."""
    return hand_over.judge(mail, recipient(mail))


def handed_over(mail: Mail) -> str | None:
    """Hands a mail over, unless the judge refuses."""
    reason = judged(mail)
    if reason is None:
        hand_over.follow(mail, now())
    return reason


def token_of(mail: Mail) -> str:
    """The token that the hand-over puts into the mail that confirms."""
    return letters.confirm_link(mail).url.rstrip("/").rpartition("/")[2]
