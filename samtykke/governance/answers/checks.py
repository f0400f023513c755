"""What the database can answer by itself: named sets, and what their sizes mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.timezone import localtime

from samtykke.accounts.queries import described
from samtykke.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from samtykke.accounts.models import Organisation

# A set is counted no further: nobody reads the difference, and a million would be counted in vain.
COUNTED: Final = 10_000
ROWS_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What every check may ask of: the organisation, the moment, the company's day."""

    organisation: Organisation
    at: datetime
    day: date

    @property
    def languages(self) -> list[str]:
        """The languages in which people are spoken to."""
        return list(self.organisation.languages)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: whether the question is answered by it, and the sentence that says so."""

    is_met: bool
    said: str


@dataclass(frozen=True, slots=True)
class Row:
    """One of the things that were found, with the page that mends it."""

    name: str
    note: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Sets by name, and the judgement over their sizes. `shown` names the set whose first rows the page lists."""

    judge: Callable[[Mapping[str, int], Circumstances], Finding]
    sets: Mapping[str, Callable[[Circumstances], QuerySet[Any, Any]]] = field(default_factory=dict)
    shown: str = ""
    row: Callable[[Any], Row] | None = None
    shown_when_met: bool = False


def circumstances(organisation: Organisation | None = None) -> Circumstances:
    """The question as it stands at this moment; a request has read the organisation already."""
    moment = now()
    return Circumstances(organisation or described(), moment, localtime(moment).date())


def rows(check: Check, finding: Finding, given: Circumstances) -> list[Row]:
    """The first of what the page lists: what stands in the way, or what was found."""
    if check.row is None or (finding.is_met and not check.shown_when_met):
        return []
    return [check.row(found) for found in check.sets[check.shown](given)[:ROWS_SHOWN]]
