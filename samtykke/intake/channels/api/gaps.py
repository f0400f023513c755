"""What a system says again and again of people it keeps too: a yes of its own fills a gap, and the same twice adds nothing.

Product rules 2 and 3: what stands against a no, or over a yes, is not what a nightly run of another system says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.accounts.queries import company_zone
from samtykke.consents import actions as consents
from samtykke.consents.actions.judge import judged
from samtykke.consents.models import PERMITTING, ActBy, ConsentEvent
from samtykke.consents.queries.people import standing_of
from samtykke.consents.queries.standing import members_of
from samtykke.core.actors import Via
from samtykke.core.clock import Precision, end_of_day, now, start_of_day
from samtykke.core.refused import Refused
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.hearing import answer_of, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.consents.actions.fact import Fact
    from samtykke.consents.answers import Answer
    from samtykke.core.actors import Actor
    from samtykke.intake.channels.api.shapes import NewConsent
    from samtykke.intake.models import KeyDefaults


def say_again(
    person_id: int, entries: Sequence[NewConsent], defaults: KeyDefaults | None, *, by: Actor, own_act: bool
) -> None:
    """Records what is new of what is said of somebody we hold, who is locked. A refusal names the entry."""
    words = queries.words_of(entries)
    for number, entry in enumerate(entries):
        where = f"consents.{number}"
        purpose = named(words.purposes, entry.purpose, "purpose", f"{where}.")
        if purpose is None:
            continue
        answer = answer_of(entry, purpose, words, defaults, where=f"{where}.")
        try:
            if not _stands_already(person_id, answer, by=by, own_act=own_act):
                consents.record_answer(person_id, answer, by=by, via=Via.API, own_act=own_act)
        except Refused as no:
            no.field = f"{where}.{no.field}" if no.field else where
            raise


def _stands_already(person_id: int, answer: Answer, *, by: Actor, own_act: bool) -> bool:
    """Whether there is nothing to record: it was said before, or it is a yes that adds nothing to the one that stands."""
    fact = judged(person_id, answer, by=by, via=Via.API, own_act=own_act, arrived=now())
    if answer.occurred_at is not None and _was_said(person_id, fact):
        return True
    before = standing_of(person_id, answer.purpose)
    if before is None or before.status_now not in PERMITTING or fact.status not in PERMITTING:
        return False
    if fact.act_by == ActBy.CONTROLLER:
        return not answer.reason
    return answer.occurred_at is None and before.act_by == ActBy.PERSON and fact.status == before.status_now


def _was_said(person_id: int, fact: Fact) -> bool:
    """Whether the log has the same of the same time; of a day, whatever its hour, which is capped at now."""
    if fact.precision == Precision.DAY:
        zone = company_zone()
        day = fact.occurred_at.astimezone(zone).date()
        time = {"occurred_at__range": (start_of_day(day, zone), end_of_day(day, zone))}
    else:
        time = {"occurred_at": fact.occurred_at}  # type: ignore[dict-item]
    same = {"status": fact.status, "act_by": fact.act_by, "precision": fact.precision, "purpose": fact.purpose}
    return ConsentEvent.objects.filter(person_id__in=members_of(person_id), **same, **time).exists()
