"""What SQL cannot judge alone: phone numbers, and the words for countries, languages and answers.

Only the distinct values that SQL could not settle pass through here, each once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import phonenumbers
from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Iterable

LANGUAGES_READ = ("en", "nb", "nn", "sv", "da", "fi", "is", "de", "fr", "nl", "es", "it", "pl")
"""The languages in which the names of countries and languages are understood."""

LANGUAGES_KEPT = 3
_FURTHER_COUNTRIES = {
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "usa": "US",
    "u.s.a.": "US",
    "holland": "NL",
}
_FURTHER_LANGUAGES = {"norsk": "nb", "norwegian": "nb", "no": "nb", "nor": "nb", "nob": "nb", "nno": "nn", "eng": "en"}

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
    """A phone number as E.164, or None where it is none. `country` counts for numbers without a country code."""
    plain = text.strip()
    if len(plain) > 60:
        return None
    try:
        number = phonenumbers.parse("+" + plain[2:] if plain.startswith("00") else plain, country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phones(texts: Iterable[str], country: str) -> dict[str, str | None]:
    """Each distinct text with its number; long digits that lost their `+` in a spreadsheet are tried with it."""
    found = {}
    for text in texts:
        number = phone(text, country)
        if number is None and text.strip().isdecimal() and len(text.strip()) > 8:
            number = phone("+" + text.strip(), country)
        found[text] = number
    return found


def country(text: str) -> str | None:
    """The ISO 3166 code of a country by its code or its name, or None."""
    plain = " ".join(text.split()).casefold()
    return _countries().get(plain)


def language(text: str) -> str | None:
    """The ISO 639 code of a language by its code, a locale or its name, or None."""
    plain = " ".join(text.split()).casefold()
    known = _languages()
    return known.get(plain) or known.get(plain.replace("_", "-").partition("-")[0] if len(plain) <= 8 else "")


def answer(text: str) -> str | None:
    """The status a cell means, or None where it means none."""
    return _answers().get(" ".join(text.split()).casefold())


@cache
def _countries() -> dict[str, str]:
    found = dict(_FURTHER_COUNTRIES)
    for tongue in LANGUAGES_READ:
        for code, name in Locale.parse(tongue).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"ZZ", "EU", "EZ", "UN", "XA", "XB"}:
                found.setdefault(name.casefold(), code)
                found.setdefault(code.casefold(), code)
    return found


@cache
def _languages() -> dict[str, str]:
    found = dict(_FURTHER_LANGUAGES)
    for tongue in LANGUAGES_READ:
        for code, name in Locale.parse(tongue).languages.items():
            if len(code) <= LANGUAGES_KEPT and code.isalpha():
                found.setdefault(name.casefold(), code)
                found.setdefault(code.casefold(), code)
    return found


@cache
def _answers() -> dict[str, str]:
    return {word: status for status, words in ANSWERS.items() for word in words.split()}
