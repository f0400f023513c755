"""Phone numbers in their one form, and the words with which files answer."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from samtykke.contacts import addresses
from samtykke.core.refused import Refused

LONGEST_PHONE = 60
_NORWEGIAN = re.compile(r"\+47[2-9]\d{7}")

ANSWERS = {
    "given": "given opted-in optin opted_in subscribed yes true 1 ja sann y j granted active gitt samtykket x on påmeldt",
    "withdrawn": "withdrawn opted-out optout opted_out unsubscribed no false 0 nei usann n trukket tilbakekalt avmeldt off",
    "refused": "refused declined denied avslått avvist",
    "objected": "objected protested reservert",
    "unknown": "unknown ukjent pending cleaned bounced non-subscribed",
    "requested": "requested spurt",
    "in_force": "in_force",
    "ended": "ended opphørt avsluttet",
}
"""The words with which files answer, by the status they mean."""


def phone(text: str, country: str) -> str | None:
    """A phone number in its one form, or None where it is none. `country` counts for numbers without a country code;
    long digits that lost their `+` on the way through a spreadsheet are tried with it."""
    if _NORWEGIAN.fullmatch(text):
        return text
    return _other_phone(text.strip(), country)


@lru_cache(maxsize=50_000)
def _other_phone(plain: str, country: str) -> str | None:
    tries = [plain] if len(plain) <= LONGEST_PHONE else []
    if len(plain) > 8 and plain.isdecimal():
        tries.append("+" + plain)
    for attempt in tries:
        try:
            return addresses.e164(attempt, country)
        except Refused:
            continue
    return None


def answer(text: str) -> str | None:
    """The status a cell means, or None where it means none."""
    return _answers().get(" ".join(text.split()).casefold())


@cache
def _answers() -> dict[str, str]:
    return {word: status for status, words in ANSWERS.items() for word in words.split()}
