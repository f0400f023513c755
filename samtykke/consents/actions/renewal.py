"""Asking again: everybody whose yes no longer reaches as far as the purpose, or runs out. REQ-17; checks 84, 85.

A run of the mail app: queued piece by piece, stopped like any other; the question is noted in the log with each piece.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import transaction

from samtykke.consents.actions.asking import askable
from samtykke.consents.actions.judge import source_of
from samtykke.consents.queries import renewal
from samtykke.consents.queries.renewal import Again
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail
from samtykke.mail.registry import Audience, Piece
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import NARROW_WORDING, narrow_languages

if TYPE_CHECKING:
    from samtykke.mail.models import MailRun

log = logging.getLogger(__name__)

AUDIENCE = "again"
QUESTION = "ASKCONSENT"


@transaction.atomic
def ask_again(purpose: Purpose, why: Again, *, by: Actor, via: Via) -> MailRun:
    """Begins the run that asks again whom it is lawful to ask; nobody twice within six months.

    While such a run still looks for people, asking again gives that run.
    """
    askable(purpose, "")
    if narrow_languages(purpose):
        raise Refused(str(NARROW_WORDING.sentence), code=NARROW_WORDING.code, field=NARROW_WORDING.field)
    renewal.one_at_a_time(purpose)
    name = f"{AUDIENCE}:{purpose.pk}:{why}"
    return mail.filling(name) or mail.start_run(QUESTION, name, by=by, via=via)


def ask_before_the_end() -> int:
    """Asks those whose consent ends within the days that its purpose names, once; says how many mails were queued (check 85).

    A purpose that cannot be asked about now is left for the next night.
    """
    queued = 0
    for purpose in Purpose.objects.offered().filter(ask_before_days__isnull=False):
        if not renewal.count(purpose, Again.ENDING):
            continue
        try:
            queued += ask_again(purpose, Again.ENDING, by=Actor.system(), via=Via.SYSTEM).total
        except Refused as refused:
            log.warning("nobody asked again about %s: %s", purpose.key, refused.code)
    return queued


def audience(told: str) -> Audience:
    """The people of a run, by what its name says behind the colon: the purpose and why."""
    number, _, why = told.partition(":")
    purpose = Purpose.objects.get(pk=int(number))
    reason = Again(why)

    def after(place: list[Any] | None, limit: int) -> Piece:
        renewal.one_at_a_time(purpose)
        people, last = renewal.next_to_ask(purpose, reason, int(place[0]) if place else 0, limit)
        return Piece(people, None if last is None else [last])

    def queued(run: MailRun, people: list[int]) -> None:
        basis, _wording = askable(purpose, "")
        via = Via(run.via)
        renewal.note_asked(people, purpose, basis=basis, source=source_of(via), by=run.actor, via=via)

    return Audience(after, renewal.MEMBERS, purpose_key=purpose.key, queued=queued)
