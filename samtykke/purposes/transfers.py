"""Where personal data may go: the countries of the EEA, those found adequate, and what a country asks of an agreement.

Chapter V; REQ-58. The list of adequacy decisions is kept by hand: `AS_OF` says of which day it is, and pages show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from django.utils.translation import gettext_lazy as _

from samtykke.purposes.models import TransferGround

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

AS_OF = date(2025, 12, 31)
EEA = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    "AX", "GF", "GP", "MF", "MQ", "RE", "YT",  # parts of Finland and France where the Union's law holds
})  # fmt: skip
NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


@dataclass(frozen=True, slots=True)
class Adequacy:
    """A decision by the Commission under Art. 45: when it was made, when it ends, and what it does not cover."""

    since: date
    until: date | None = None
    limit: _StrPromise | str = ""


ADEQUATE: dict[str, Adequacy] = {
    "AD": Adequacy(date(2010, 10, 19)),
    "AR": Adequacy(date(2003, 6, 30)),
    "CA": Adequacy(date(2001, 12, 20), limit=_("Only commercial organisations under the federal law PIPEDA.")),
    "CH": Adequacy(date(2000, 7, 26)),
    "FO": Adequacy(date(2010, 3, 5)),
    "GB": Adequacy(date(2021, 6, 28), until=date(2031, 12, 27)),
    "GG": Adequacy(date(2003, 11, 21)),
    "IL": Adequacy(date(2011, 1, 31), limit=_("Only data that are handled by automated means.")),
    "IM": Adequacy(date(2004, 4, 28)),
    "JE": Adequacy(date(2008, 5, 8)),
    "JP": Adequacy(date(2019, 1, 23), limit=_("Only organisations under the Japanese law APPI.")),
    "KR": Adequacy(date(2021, 12, 17)),
    "NZ": Adequacy(date(2012, 12, 19)),
    "US": Adequacy(
        date(2023, 7, 10),
        limit=_("Only organisations certified under the EU–US Data Privacy Framework. Note the day you checked."),
    ),
    "UY": Adequacy(date(2012, 8, 21)),
}
# Where the decision covers only some organisations, the note must say that this one is among them.
ASKS_FOR_NOTE = frozenset({"CA", "US"})


@lru_cache(maxsize=4)
def country_names(language: str) -> dict[str, str]:
    """Every country by its code of two letters, in a language."""
    territories = Locale.parse(language[:2] or "en").territories.items()
    found = ((code, str(name)) for code, name in territories if len(code) == len("NO") and code.isalpha())
    return dict(sorted((pair for pair in found if pair[0] not in NOT_COUNTRIES), key=lambda pair: pair[1]))


def is_country(code: str) -> bool:
    """Whether two letters name a country."""
    return code in country_names("en")


def is_in_eea(code: str) -> bool:
    """Whether data that stay in the country stay in the EEA."""
    return code in EEA


def is_adequate(code: str, on: date) -> bool:
    """Whether the Commission had found the country adequate on a day, as far as our list knows."""
    found = ADEQUATE.get(code)
    return found is not None and found.since <= on and (found.until is None or on <= found.until)


def grounds(code: str, on: date) -> tuple[TransferGround, ...]:
    """The grounds that may be chosen for a country, in the order of Chapter V."""
    if is_in_eea(code):
        return tuple(TransferGround)
    outside = [TransferGround.ADEQUACY] if is_adequate(code, on) else []
    return (*outside, TransferGround.CLAUSES, TransferGround.RULES, TransferGround.DEROGATION)
