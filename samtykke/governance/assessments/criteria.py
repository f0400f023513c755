"""What an assessment is screened by: the nine criteria of the European guidelines, and the list of Datatilsynet.

WP 248 rev.01, endorsed by the EDPB; Datatilsynet's list under Art. 35(4), shortened. Two criteria, or one of the list, mean
that an assessment is usually needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from samtykke.governance.models import Conclusion

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.utils.functional import _StrPromise

CRITERIA: dict[str, _StrPromise] = {
    "scoring": _("People are evaluated or scored, or a profile is made of them"),
    "automated": _("Decisions with legal or similar effect are made automatically"),
    "monitoring": _("People are watched systematically"),
    "sensitive": _("Special categories, or data of a very personal kind"),
    "large_scale": _("Many people, much data, a long time or a wide area"),
    "combining": _("Sets of data from different purposes or controllers are combined"),
    "vulnerable": _("People who find it hard to say no: children, employees, patients"),
    "new_technology": _("New technology, or an old one used in a new way"),
    "prevents": _("It keeps people from a right, a service or a contract"),
}
LISTED: dict[str, _StrPromise] = {
    "biometric": _("Biometric or genetic data, together with another criterion"),
    "location": _("Location data, together with another criterion"),
    "employees": _("Employees’ activity is monitored systematically"),
    "children_learning": _("Children’s learning or well-being is measured, for example in schools"),
    "public_watch": _("Places open to everybody are watched on a large scale"),
    "behaviour": _("Behaviour is predicted from observation: interests, reliability, movements, health"),
    "internet_of_things": _("Devices in the home or on the body send data about people"),
    "without_telling": _("Data from others are used on a large scale without telling the people"),
}
ENOUGH = 2
LEVELS = (1, 2, 3, 4)
LOW_UNTIL, MEDIUM_UNTIL = 3, 8


def suggests(criteria: Collection[str], listed: Collection[str]) -> bool:
    """Whether an assessment is usually needed: two criteria, or one of the authority's list."""
    return len(criteria) >= ENOUGH or bool(listed)


def level(likelihood: int, severity: int) -> str:
    """How high a risk is: low, medium or high."""
    product = likelihood * severity
    return "low" if product <= LOW_UNTIL else "medium" if product <= MEDIUM_UNTIL else "high"


def highest_left(risks: list[dict[str, int]]) -> str:
    """The highest risk that is left after the measures; low where there is none."""
    order = ("low", "medium", "high")
    left = (level(risk["likelihood_after"], risk["severity_after"]) for risk in risks)
    return max(left, key=order.index, default="low")


LEVEL_WORDS: dict[str, _StrPromise] = {"low": _("Low"), "medium": _("Medium"), "high": _("High")}
LIKELIHOOD_WORDS = {1: _("1 Unlikely"), 2: _("2 Possible"), 3: _("3 Likely"), 4: _("4 Very likely")}
SEVERITY_WORDS = {1: _("1 Slight"), 2: _("2 Noticeable"), 3: _("3 Serious"), 4: _("4 Very serious")}
TEXTS: dict[str, tuple[_StrPromise, _StrPromise]] = {
    "description": (
        _("What is done, with which data, of whom, and why?"),
        _("Follow the data from where they come in to where they are erased. Name systems and recipients."),
    ),
    "necessity": (
        _("Why is it necessary, and in proportion?"),
        _("The basis, why less would not do, how people are told and can use their rights, how long data are kept."),
    ),
    "measures": (_("Which measures hold for all of it?"), _("Access, encryption, erasure, training, agreements.")),
    "opinion": (
        _("What does the data protection officer advise?"),
        _("And what you did with the advice (Art. 35(2))."),
    ),
    "views": (
        _("What do the people concerned think?"),
        _("Ask them or those who speak for them; where you did not, write why (Art. 35(9))."),
    ),
    "consultation": (
        _("If the authority was asked: when, under which number, with what answer?"),
        _("Needed where the risk that is left is high and the processing shall begin (Art. 36)."),
    ),
}
NEEDED_TEXTS = ("description", "necessity", "measures", "opinion", "views")
CONCLUSIONS = Conclusion.choices
