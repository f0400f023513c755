"""Two thousand people drawn from lists: who they are, how they are reached, and how they came in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from samtykke.demo.companies import plain
from samtykke.demo.deck import Deck
from samtykke.demo.names import DANISH, LONG_NAMES, NORWEGIAN, OTHERS, SWEDISH, TITLES

if TYPE_CHECKING:
    from random import Random

    from samtykke.demo.companies import Firm
    from samtykke.demo.names import Tongue

YEARS = timedelta(days=3 * 365)
HOME_DOMAINS = ("epost.example", "postkassen.example", "brevdue.example", "blåbærpost.example")
ROLES = ("post", "info", "faktura", "salg", "kundeservice", "hr")
# Where nobody is called: set aside for fiction by the Swedish, British, French and German regulators; the Norwegian and
# Danish ones lie in series that no operator holds.
NUMBERS = {
    "NO": ("+4749", 6), "DK": ("+4519", 6), "SE": ("+46701740605", 0), "GB": ("+447700900", 3),
    "FR": ("+336399800", 2), "DE": ("+49302312500", 1),
}  # fmt: skip
CATEGORIES = {"PROSPECT": 38, "CUSTOMER": 36, "LOSTCUSTOMER": 10, "SUPPLIER": 6, "PARTNER": 4, "": 6}


@dataclass(frozen=True, slots=True)
class Door:
    """A way in: source, how staff met them, the technical door, whose hand, and the place."""

    source: str
    how: str = ""
    via: str = "staff"
    actor: str = "ola"
    point: tuple[str, str] | None = None


DOORS = {
    Door("USER", "MEETING"): 13,
    Door("USER", "PHONE", actor="siri"): 10,
    Door("USER", "FAIR"): 9,
    Door("USER", "BUSINESSCARD"): 8,
    Door("USER", "REFERRAL"): 4,
    Door("USER", "SOCIALMEDIA"): 3,
    Door("WEBFORM", via="web_form", actor="person", point=("form", "newsletter")): 13,
    Door("WEBFORM", via="web_form", actor="person", point=("form", "contact-us")): 6,
    Door("EMAIL", via="email", actor="system", point=("mailbox", "post")): 6,
    Door("REQUEST", actor="siri"): 5,
    Door("CHAT", via="chat", actor="person", point=("chat", "web")): 4,
    Door("PORTAL", via="preference_page", actor="person"): 3,
    Door("IMPORT", via="file", actor="siri", point=("file", "messedeltakere")): 8,
    Door("API", via="api", actor="key", point=("integration", "erp")): 6,
    Door("UNKNOWN", via="command", actor="system"): 2,
}


@dataclass(slots=True, kw_only=True)
class Drawn:
    """A person to be."""

    first_name: str
    last_name: str
    title: str
    language: str
    country: str
    category: str
    firm: int | None
    door: Door
    origin_at: datetime
    is_informed: bool
    external_id: str | None = None
    emails: list[tuple[str, str]] = field(default_factory=list)  # address, use; the first is primary
    phones: list[tuple[str, str]] = field(default_factory=list)  # number, kind
    is_role: bool = False


class Town:
    """Draws people, and remembers which addresses are taken."""

    def __init__(self, firms: list[Firm], rng: Random, now: datetime) -> None:
        self.firms, self.rng, self.now = firms, rng, now
        self._taken: set[str] = set()
        self._doors, self._categories = Deck(DOORS, rng), Deck(CATEGORIES, rng)
        self._kinds = Deck({"NO": 76, "SE": 6, "DK": 5, "other": 12, "long": 1}, rng)
        self._others = Deck(dict.fromkeys(OTHERS, 1), rng)
        self._traits = Deck({"": 88, "role": 4, "no address": 4, "letters": 4}, rng)

    def draw(self) -> Drawn:
        """Somebody new."""
        kind, trait, door = self._kinds.draw(), self._traits.draw(), self._doors.draw()
        tongue = self._tongue(kind)
        first, last = self.rng.choice(tongue.first), self.rng.choice(tongue.last)
        if kind == "long":
            first, last = self.rng.choice(LONG_NAMES)
        firm = self.rng.randrange(len(self.firms)) if self.rng.random() < 0.86 or trait == "role" else None
        drawn = self._person(first, last, tongue, firm, door)
        if trait == "role":
            self._make_role(drawn)
        elif trait != "no address":
            self._add_emails(drawn, letters=trait == "letters")
        self._add_phones(drawn, sure=not drawn.emails)
        return drawn

    def twin(self, drawn: Drawn) -> Drawn:
        """The same person, met once more under another address."""
        door = self._doors.draw()
        twin = self._person(drawn.first_name, drawn.last_name, self._tongue("NO"), drawn.firm, door)
        twin.language, twin.country, twin.title = drawn.language, drawn.country, drawn.title
        twin.emails = [(self._free(plain(drawn.first_name) or "person", HOME_DOMAINS[0]), "private")]
        twin.phones = drawn.phones[:1]
        return twin

    def _tongue(self, kind: str) -> Tongue:
        named = {"SE": SWEDISH, "DK": DANISH, "other": None}.get(kind, NORWEGIAN)
        return named or self._others.draw()

    def _person(self, first: str, last: str, tongue: Tongue, firm: int | None, door: Door) -> Drawn:
        title = self.rng.choice(TITLES) if firm is not None and self.rng.random() < 0.8 else ""
        return Drawn(
            first_name=first,
            last_name=last,
            title=title,
            language=tongue.language,
            country=tongue.country,
            category=self.firms[firm].category if firm is not None else self._categories.draw(),
            firm=firm,
            door=door,
            origin_at=self.now - YEARS * self.rng.random() - timedelta(minutes=10),
            is_informed=self.rng.random() < 0.7,
            external_id=f"ERP-{10_000 + len(self._taken)}" if door.source == "API" else None,
        )

    def _make_role(self, drawn: Drawn) -> None:
        """A mailbox of a department, no person behind it (REQ-60)."""
        assert drawn.firm is not None  # noqa: S101 - a role has a company
        drawn.first_name = drawn.last_name = drawn.title = ""
        drawn.is_role = True
        drawn.emails = [(self._free(self.rng.choice(ROLES), self.firms[drawn.firm].domain), "work")]

    def _add_emails(self, drawn: Drawn, *, letters: bool) -> None:
        local = ".".join(filter(None, (plain(drawn.first_name), plain(drawn.last_name))))[:40] or "person"
        if letters:
            local = f"{drawn.first_name}.{drawn.last_name}".lower().replace(" ", "")[:24]
        at_work, at_home = drawn.firm is not None, drawn.firm is None or self.rng.random() < 0.12
        if at_work and drawn.firm is not None:
            drawn.emails.append((self._free(local, self.firms[drawn.firm].domain), "work"))
        if at_home:
            drawn.emails.append((self._free(local, self.rng.choice(HOME_DOMAINS)), "private"))

    def _free(self, local: str, domain: str) -> str:
        local = "".join(letter for letter in local if letter.isalnum() or letter in ".-").strip(".-") or "person"
        address, number = f"{local}@{domain}", 1
        while address in self._taken:
            number += 1
            address = f"{local}{number}@{domain}"
        self._taken.add(address)
        return address

    def _add_phones(self, drawn: Drawn, *, sure: bool) -> None:
        if drawn.is_role or not (sure or self.rng.random() < 0.72):
            return
        drawn.phones.append((self._number(drawn.country), "mobile"))
        if self.rng.random() < 0.2:
            drawn.phones.append((self._number("NO"), "work"))

    def _number(self, country: str) -> str:
        beginning, digits = NUMBERS.get(country, NUMBERS["NO"])
        if country == "SE":
            return f"+467017406{self.rng.randrange(5, 100):02}"
        return beginning + f"{self.rng.randrange(10**digits):0{digits}}"
