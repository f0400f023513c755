"""Three hundred companies out of folk tales, with organisation numbers that only synthetic companies carry."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdnum.no import orgnr

from samtykke.demo.deck import Deck
from samtykke.demo.names import listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

# The register gives real companies numbers that begin with 8 or 9; 2 and 3 are kept for synthetic ones.
FIRST_NUMBER = 310_000_000
OURS = "310000019"

BEGINNINGS = listed(
    "Huldrebekk, Trollvår, Askelad, Veslefrikk, Nøkkerose, Tusseladd, Fossegrim, Draugvik, Nattergal, Sølvmåke, "
    "Bølgebrus, Nordavind, Lyngblom, Gullfjær, Blåbærli, Reveskog, Snøhette, Månestein, Tyttebær, Åkersnipe, Østavind, "
    "Ærfugl, Øretuva, Ørneskar, Kråkebolle, Multemyr, Perlehøne, Rypelyng, Skjærgapet, Tinderug, Ullteppet, Vårbrudd"
)
KINDS = {
    "CONSTRUCTION": ("Bygg", "Entreprenør"),
    "TRADE": ("Handel", "Interiør"),
    "INDUSTRY": ("Mekaniske", "Treindustri"),
    "IT": ("Data", "Sky og drift"),
    "FINANCE": ("Regnskap",),
    "ENERGY": ("Kraft", "Solenergi"),
    "FISHING": ("Sjømat", "Havbruk"),
    "TRANSPORT": ("Spedisjon",),
    "TOURISM": ("Fjellstue", "Serveringsselskap"),
    "HEALTH": ("Fysioterapi",),
    "EDUCATION": ("Kurs og læring",),
    "PUBLIC": ("Kommunale Fellestjenester",),
    "NONPROFIT": ("Venneforening",),
    "OTHER": ("Rådgivning og forretningsutvikling",),
}
FORMS = {
    "NO": "AS", "SE": "AB", "DK": "ApS", "FI": "Oy", "DE": "GmbH", "PL": "Sp. z o.o.", "NL": "B.V.", "GB": "Ltd",
}  # fmt: skip
COUNTRIES = {"NO": 82, "SE": 5, "DK": 4, "FI": 2, "DE": 3, "PL": 2, "NL": 1, "GB": 1}
CATEGORIES = {"PROSPECT": 40, "CUSTOMER": 38, "LOSTCUSTOMER": 9, "SUPPLIER": 8, "PARTNER": 5}
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ł": "l", "ð": "d", "þ": "th", "ß": "ss", "đ": "d", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Firm:
    """A company to be: what it is called, where it is, and the domain its people write from."""

    name: str
    country: str
    org_number: str
    category: str
    business: str
    domain: str


def plain(text: str) -> str:
    """A name in letters that every mail system takes; empty where none are left."""
    folded = unicodedata.normalize("NFD", text.lower().translate(LETTERS))
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum())


def org_numbers() -> Iterator[str]:
    """Valid by their check digit, and nobody's."""
    for number in range(FIRST_NUMBER, FIRST_NUMBER + 100_000):
        if orgnr.is_valid(str(number)) and str(number) != OURS:
            yield str(number)


def firms(count: int, rng: Random) -> list[Firm]:
    """So many companies, each with a name and a domain of its own."""
    numbers = org_numbers()
    countries, categories = Deck(COUNTRIES, rng), Deck(CATEGORIES, rng)
    names = [(begin, kind, word) for begin in BEGINNINGS for kind, words in KINDS.items() for word in words]
    rng.shuffle(names)
    drawn = []
    for place in range(count):
        begin, kind, word = names[place % len(names)]
        series = f" {place // len(names) + 1}" if place >= len(names) else ""
        country = countries.draw()
        drawn.append(
            Firm(
                name=f"{begin} {word}{series} {FORMS[country]}",
                country=country,
                org_number=next(numbers) if country == "NO" else "",
                category=categories.draw(),
                business=kind,
                domain=f"{plain(begin)}-{plain(word)}{series.strip()}.example",
            )
        )
    return drawn
