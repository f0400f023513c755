"""What the text of a privacy statement lacks: what the law asks, and what the register holds and it does not tell. REQ-35, 36.

`missing` keeps a statement from being published. `untold` does so until somebody says why: a text may say the same in words of
its own, "whoever runs our systems" (Art. 13(1)(e) asks for recipients or categories of them).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from samtykke.purposes.models import TransferGround
from samtykke.purposes.statement_texts import ground_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.utils.functional import _StrPromise

    from samtykke.purposes.statement_texts import Facts

PLACE: Final = re.compile(r"\[\?[^\]]*\]?")
E_MAIL: Final = re.compile(r"[^\s@|()\[\]]+@[^\s@|()\[\]]+\.[^\s@|()\[\]]+")
# Sections whose text names each purpose in use.
BY_PURPOSE: Final = ("purposes", "bases", "retention")

# What the law asks of each section, said where it is missing. Art. 13(1)–(2), 14(1)(d), 14(2)(f), 21(4).
LACKS: Final[dict[str, _StrPromise]] = {
    "controller": _("Who is responsible, and how to reach them, Art. 13(1)(a)"),
    "contact": _("Whom to ask about privacy, Art. 13(1)(b)"),
    "purposes": _("What the data are used for, Art. 13(1)(c)"),
    "bases": _("The legal basis of each purpose, Art. 13(1)(c)"),
    "interests": _("The legitimate interests, Art. 13(1)(d)"),
    "kinds": _("The kinds of data, Art. 14(1)(d)"),
    "sources": _("Where the data come from, Art. 14(2)(f)"),
    "recipients": _("Who receives the data, Art. 13(1)(e)"),
    "transfers": _("Transfers out of the EEA, Art. 13(1)(f)"),
    "retention": _("How long data are kept, Art. 13(2)(a)"),
    "rights": _("The rights of the person, Art. 13(2)(b)"),
    "objection": _("The right to object, Art. 21(4)"),
    "withdrawal": _("The right to withdraw a consent, Art. 13(2)(c)"),
    "duty": _("Whether data must be given, and what follows if not, Art. 13(2)(e)"),
    "automated": _("Automated decisions, Art. 13(2)(f)"),
    "complaint": _("The right to complain to the authority, Art. 13(2)(d)"),
}
NO_TEXT: Final = _("Nothing is written here.")
OPEN_PLACE: Final = _("A place marked [? …] is not filled in.")
NO_NAME: Final = _("The name of the organisation is not in it.")
NO_ADDRESS: Final = _("It does not say how to reach the organisation: a postal address or an e-mail address.")
NO_CONTACT: Final = _("It has no e-mail address to write to.")
NOT_NAMED: Final = _("The purpose “%(name)s” is not in it.")

RECIPIENT_UNTOLD: Final = _("The recipient “%(name)s” is not in it.")
TRANSFER_UNTOLD: Final = _("“%(name)s” is outside the EEA, and is not in it.")
COUNTRY_UNTOLD: Final = _("It does not say that “%(name)s” is in this country: %(country)s.")
GROUND_UNTOLD: Final = _("It does not say what allows sending data to “%(name)s”: %(ground)s.")
INTEREST_UNTOLD: Final = _("The interest of “%(name)s” is not in it as it was assessed: “%(interest)s”.")
PERIOD_UNTOLD: Final = _("It does not say that data are kept %(months)s months for “%(name)s”.")
CONSENT_UNTOLD: Final = _("It does not say that a consent to “%(name)s” holds for %(months)s months.")
SHORTER_UNTOLD: Final = _(
    "For “%(name)s” it does not say that people held as “%(category)s” are kept %(months)s months only."
)

ARTICLES: Final = {
    TransferGround.ADEQUACY.value: "45",
    TransferGround.CLAUSES.value: "46",
    TransferGround.RULES.value: "47",
    TransferGround.DEROGATION.value: "49",
}
YEAR: Final = 12
YEAR_WORDS: Final = {
    1: "ett|et|one|a", 2: "to|two", 3: "tre|three", 4: "fire|four", 5: "fem|five", 6: "seks|six", 7: "sju|syv|seven",
    8: "åtte|eight", 9: "ni|nine", 10: "ti|ten",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missing:
    """What a statement lacks: the section, what the law asks of it, what is wrong with it, and what stands in that sentence."""

    section: str
    what: _StrPromise
    fault: _StrPromise
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def why(self) -> str:
        """What is wrong, in a sentence."""
        return str(self.fault) % self.values if self.values else str(self.fault)


Fault = tuple["_StrPromise", dict[str, Any]]


def missing(sections: Mapping[str, str], facts: Facts) -> list[Missing]:
    """What the law asks of a statement and these texts do not say, by section. REQ-35, REQ-36."""
    found = []
    for name, what in LACKS.items():
        if name == "interests" and not facts["interests"]:
            continue
        found += [Missing(name, what, *fault) for fault in _faults(name, sections.get(name, ""), facts)]
    return found


def untold(sections: Mapping[str, str], facts: Facts, language: str) -> list[Missing]:
    """Each recipient, transfer, interest and period that the register holds and these texts do not tell, by its name. Sections
    without any text are `missing` already.
    """
    tellers = {
        "interests": _interests,
        "recipients": _recipients,
        "transfers": lambda text, told: _transfers(text, told, language),
        "retention": _retention,
    }
    return [
        Missing(name, LACKS[name], *fault)
        for name, faults in tellers.items()
        if sections.get(name, "").strip()
        for fault in faults(sections[name], facts[name])
    ]


def _faults(section: str, text: str, facts: Facts) -> list[Fault]:
    """What is wrong with the text of a section: a sentence, and what stands in it."""
    if not text.strip():
        return [(NO_TEXT, {})]
    faults: list[Fault] = [(OPEN_PLACE, {})] if PLACE.search(text) else []
    if section == "controller":
        told = facts["controller"]
        is_reached = E_MAIL.search(text) or (told["street"] and _has(text, told["street"]))
        faults += [] if told["name"] and _has(text, told["name"]) else [(NO_NAME, {})]
        faults += [] if is_reached else [(NO_ADDRESS, {})]
    if section == "contact" and not E_MAIL.search(text):
        faults.append((NO_CONTACT, {}))
    if section in BY_PURPOSE:
        faults += [(NOT_NAMED, {"name": row[0]}) for row in facts[section] if not _has(text, row[0])]
    return faults


def _interests(text: str, told: list[list[str]]) -> Iterator[Fault]:
    """The legitimate interests, as the approved assessments have them. Art. 13(1)(d)."""
    for name, interest in told:
        if not _has(text, name):
            yield NOT_NAMED, {"name": name}
        elif interest and not _has(text, interest):
            yield INTEREST_UNTOLD, {"name": name, "interest": interest}


def _recipients(text: str, told: list[list[str]]) -> Iterator[Fault]:
    """Who receives. Art. 13(1)(e)."""
    return ((RECIPIENT_UNTOLD, {"name": name}) for name, _public in told if not _has(text, name))


def _transfers(text: str, told: list[list[str]], language: str) -> Iterator[Fault]:
    """Who is outside the EEA, where, and what allows it. Art. 13(1)(f)."""
    for name, country, ground, _note in told:
        about = _passages_on(text, name)
        if not about:
            yield TRANSFER_UNTOLD, {"name": name}
            continue
        if country and not _has(about, country):
            yield COUNTRY_UNTOLD, {"name": name, "country": country}
        words = ground_said(ground, language)
        if ground in ARTICLES and not _has(about, words) and not _has_number(about, ARTICLES[ground]):
            yield GROUND_UNTOLD, {"name": name, "ground": words}


def _retention(text: str, told: list[list[Any]]) -> Iterator[Fault]:
    """How long people are kept for each purpose, and those who are kept shorter. Art. 13(2)(a)."""
    for name, months, consent_months, *more in told:
        about = _passages_on(text, name)
        if not about:
            continue
        if months and not _has_months(about, months):
            yield PERIOD_UNTOLD, {"name": name, "months": months}
        if consent_months and not _has_months(about, consent_months):
            yield CONSENT_UNTOLD, {"name": name, "months": consent_months}
        for category, shorter, _since in more[0] if more else []:
            if not _has(about, category) or not _has_months(about, shorter):
                yield SHORTER_UNTOLD, {"name": name, "category": category, "months": shorter}


def _passages_on(text: str, name: str) -> str:
    """What a text says of a name: the rows that have it, and the paragraphs."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = paragraph.splitlines()
        prose = " ".join(line for line in lines if "|" not in line)
        found += [part for part in (*(line for line in lines if "|" in line), prose) if _has(part, name)]
    return "\n".join(found)


def _has_months(text: str, months: int) -> bool:
    """Whether a text says so many months, or the same as years."""
    if _has_number(text, str(months)):
        return True
    years, rest = divmod(months, YEAR)
    words = "|".join(part for part in (str(years), YEAR_WORDS.get(years, "")) if part)
    return not rest and re.search(rf"\b(?:{words})\s+(?:år|years?)\b", text, re.IGNORECASE) is not None


def _has_number(text: str, digits: str) -> bool:
    return re.search(rf"(?<!\d){digits}(?!\d)", text) is not None


def _has(text: str, words: str) -> bool:
    """Whether words stand in a text, whatever the case and the blanks."""
    return " ".join(words.split()).casefold() in " ".join(text.split()).casefold()
