"""Nightly work on the log."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents import actions
from samtykke.consents.queries import ledger
from samtykke.core.actors import Actor, Via

log = logging.getLogger(__name__)


@app.task(queueing_lock="consents.note_expired")
def note_expired(timestamp: int = 0) -> None:
    """Notes in the history each yes whose time is over."""
    actions.note_expired()


@app.task(queueing_lock="consents.ask_before_the_end")
def ask_before_the_end(timestamp: int = 0) -> None:
    """Asks again whose consent ends within the days that its purpose names."""
    actions.ask_before_the_end()


@app.task(queueing_lock="consents.inform_due")
def inform_due(timestamp: int = 0) -> None:
    """Tells those whose time has come by the rule of their source. Art. 14(3)(a)."""
    queued = actions.inform_due(by=Actor.system(), via=Via.SYSTEM)
    if queued:
        log.info("confirmations by the rule of a source", extra={"count": queued})


@app.task(queueing_lock="consents.forget_unconfirmed")
def forget_unconfirmed(timestamp: int = 0) -> None:
    """Removes what nobody confirmed within thirty days; only the number stays."""
    gone = actions.forget_unconfirmed()
    if gone:
        log.info("confirmations nobody pressed", extra={"count": gone})


@app.task(queueing_lock="consents.verify_log")
def verify_log(timestamp: int = 0) -> None:
    """Checks the log and looks for people without their origin; what does not hold is logged and counted in the trail."""
    events, _records = ledger.counts()
    found = list(ledger.faults())
    for fault in found:
        log.error("ledger fault %s: person %s, event %s", fault.fault, fault.person, fault.event)
    audit.record(
        Deed.LEDGER_VERIFIED, subject=None, by=Actor.system(), via=Via.SYSTEM, events=events, faults=len(found)
    )
