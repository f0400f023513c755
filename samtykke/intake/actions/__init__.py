"""Everything that changes what came in: received, taken in, confirmed, settled by staff, forgotten."""

from __future__ import annotations

from samtykke.intake.actions.confirming import confirm
from samtykke.intake.actions.receiving import receive
from samtykke.intake.actions.settling import accept, call_spam, open_again, refuse, take_over
from samtykke.intake.actions.taking import take_in
from samtykke.intake.actions.tending import end_unconfirmed, forget, remind

__all__ = [
    "accept",
    "call_spam",
    "confirm",
    "end_unconfirmed",
    "forget",
    "open_again",
    "receive",
    "refuse",
    "remind",
    "take_in",
    "take_over",
]
