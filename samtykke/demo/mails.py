"""Mails that Fjordlys writes: some go out when the demo starts, some wait until tomorrow, so that the outbox is not empty."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from samtykke.consents import actions as consents
from samtykke.contacts.models import Person
from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail

if TYPE_CHECKING:
    from samtykke.core.actors import Actor

TOLD_NOW, TOLD_TOMORROW = 7, 3


def write(*, by: Actor) -> None:
    """Tells a few people that Fjordlys holds them: most of them now, some tomorrow."""
    to_be_told = Person.objects.held().filter(from_person=False, informed_at__isnull=True, emails__isnull=False)
    people = list(to_be_told.order_by("-inform_by", "id").distinct()[: 3 * TOLD_NOW])
    told = 0
    for person in people[TOLD_TOMORROW:]:
        if told == TOLD_NOW:
            break
        try:
            consents.inform(person, by=by, via=Via.STAFF)
        except Refused:  # somebody who may not be written to is left out, as always
            continue
        told += 1
    tomorrow = now() + timedelta(days=1)
    for person in people[:TOLD_TOMORROW]:
        mail.queue(consents.STANDARD, person=person.pk, by=by, via=Via.STAFF, not_before=tomorrow)
