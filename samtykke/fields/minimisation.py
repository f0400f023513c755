"""Fields that are more than a contact form needs: asked for a reason, and a national identity number covered. REQ-21.

Art. 5(1)(c); C-394/23 Mousse. A national identity number may be used only where somebody must be identified with certainty
and there is no other way, popplyl. § 12 (REQ-20).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class Asked(StrEnum):
    """What a field seems to hold that needs a reason."""

    NATIONAL_NUMBER = "national_number"
    BIRTH = "birth"
    GENDER = "gender"


# Parts of a name written together, and whole words; looked for in this order.
PARTS: Final[tuple[tuple[Asked, tuple[str, ...]], ...]] = (
    (
        Asked.NATIONAL_NUMBER,
        (
            *("fødselsnummer", "fodselsnummer", "foedselsnummer", "fødselsnr", "fodselsnr", "personnummer", "personnr"),
            *("dnummer", "nationalid", "socialsecurity", "identitetsnummer", "personalidentitynumber", "cprnummer"),
        ),
    ),
    (
        Asked.BIRTH,
        (
            *("fødselsda", "fodselsda", "foedselsda", "fødselsår", "fodselsar", "bursdag", "birthda", "dateofbirth"),
            *("yearofbirth", "birthyear", "fødtdato", "fodtdato"),
        ),
    ),
    (Asked.GENDER, ("kjønn", "kjonn", "kjoenn", "gender", "biologicalsex", "salutation")),
)
WORDS: Final[dict[str, Asked]] = {
    "ssn": Asked.NATIONAL_NUMBER,
    "cpr": Asked.NATIONAL_NUMBER,
    "fnr": Asked.NATIONAL_NUMBER,
    "dob": Asked.BIRTH,
    "alder": Asked.BIRTH,
    "age": Asked.BIRTH,
    "sex": Asked.GENDER,
}


def asked_of(names: Iterable[str]) -> Asked | None:
    """What a field seems to hold by its names and key; None where it asks for nothing more than a purpose."""
    texts = [name.casefold() for name in names]
    together = [re.sub(r"[\W_]", "", text) for text in texts]
    for kind, parts in PARTS:
        if any(part in text for part in parts for text in together):
            return kind
    found = (WORDS.get(word) for text in texts for word in re.findall(r"[^\W_]+", text))
    return next((kind for kind in found if kind), None)
