"""One e-mail to one person, written on their card: the gate is asked now, and again when it is handed over. REQ-15, 79.

It stands as a planned activity until it is out. Nothing leaves when the person says no meanwhile, and when it is taken back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.activities.actions.writing import plan
from samtykke.activities.models import LONGEST_TEXT, Activity, ActivityKind, Direction, Participant
from samtykke.activities.queries import mails
from samtykke.consents.queries.decisions import may
from samtykke.consents.reasons import words_for
from samtykke.contacts.actions.changes import locked
from samtykke.contacts.queries import email_to_write_to
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail
from samtykke.mail.actions.queueing import one_line

if TYPE_CHECKING:
    from samtykke.contacts.models import Person
    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import Purpose

TEMPLATE: Final = "MESSAGE"
PRESSED_TWICE: Final = timedelta(minutes=1)


@transaction.atomic
def write_mail(
    person: Person, *, purpose: Purpose, subject: str, text: str, address_id: int | None = None, by: Actor, via: Via
) -> Activity:
    """Puts an e-mail to a person into the outbox, where the gate allows it for its purpose. Pressed twice it is one."""
    person = locked(person.pk)
    subject, text = one_line(subject), text.strip()
    for name, said in (("subject", subject), ("text", text)):
        if not said:
            raise Refused(_("Write something."), code="empty", field=name, status=422)
    if len(text) > LONGEST_TEXT:
        raise Refused(_("At most %d characters.") % LONGEST_TEXT, code="too_long", field="text", status=422)
    address = email_to_write_to(person, address_id)
    if address is None:
        raise Refused(_("There is no e-mail address to write to."), code="no_address", field="address")
    decision = may(person, purpose, address=address.normal)
    if not decision.allowed:
        raise Refused(words_for(decision.reason).title, code=decision.reason, field="purpose")
    if before := _just_written(person, subject, text, by):
        return before
    told = {
        "title": subject, "text": text, "starts_at": now(), "direction": Direction.OUTGOING,
        "owner_id": by.id if by.kind == "user" else None,
    }  # fmt: skip
    activity = plan(ActivityKind.MAIL, told, people=[person.pk], by=by, via=via)
    written = mail.queue(
        TEMPLATE, person=person.pk, address_id=address.id, subject=subject, purpose_key=purpose.key,
        about_id=activity.pk, by=by, via=via,
    )  # fmt: skip
    activity.mail_id, activity.purpose_key = written.pk, purpose.key
    Activity.objects.filter(pk=activity.pk).update(mail_id=written.pk, purpose_key=purpose.key)
    return activity


def settle_mails() -> int:
    """Brings mails that went out, or never will, to where their letters stand. Says how many."""
    return mails.settle()


def _just_written(person: Person, subject: str, text: str, by: Actor) -> Activity | None:
    """What the same form wrote a moment ago."""
    with_them = Participant.objects.filter(person_id=person.pk).values("activity_id")
    same = Activity.objects.existing().filter(
        kind=ActivityKind.MAIL, title=subject, text=text, actor_kind=by.kind.value, actor_id=by.id,
        created_at__gt=now() - PRESSED_TWICE, pk__in=with_them,
    )  # fmt: skip
    return same.order_by("-pk").first()
