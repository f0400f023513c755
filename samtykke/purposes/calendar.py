"""The company's calendar: the law's days off in its country, and the company's own days. REQ-02; Regulation 1182/71."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import holidays

from samtykke.accounts.models import Organisation
from samtykke.core.clock import now
from samtykke.purposes.models import CalendarDay
from samtykke.purposes.queries import privacy_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

FRIDAY: Final = 4
MARK: Final = 8


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where days are counted: a country, with a subdivision where one counts (`DE-BB`), and days said otherwise."""

    country: str
    own: tuple[tuple[date, bool], ...] = ()

    def is_off(self, day: date) -> bool:
        """Whether nothing has to be done on a day: a Saturday, a Sunday, a public holiday, or a day of one's own."""
        said = dict(self.own).get(day)
        return said if said is not None else day.weekday() > FRIDAY or day in public_holidays(self.country, day.year)

    @property
    def version(self) -> str:
        """By what a day was found, for keeping beside it: the list of holidays, the place, and a mark of the own days."""
        parts = [f"holidays {version('holidays')}", self.country or "–"]
        if self.own:
            told = ";".join(f"{day.isoformat()}={int(is_off)}" for day, is_off in self.own)
            parts.append(f"own {len(self.own)} {hashlib.sha256(told.encode()).hexdigest()[:MARK]}")
        return " · ".join(parts)


def company_calendar() -> Calendar:
    """The calendar of the company as it is now."""
    country = Organisation.objects.filter(pk=1).values_list("country", flat=True).first() or "NO"
    part = privacy_settings().subdivision
    place = f"{country}-{part}" if part and part in subdivisions(country) else country
    return Calendar(place, tuple(CalendarDay.objects.order_by("day").values_list("day", "is_off")))


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> Mapping[date, str]:
    """A year's public holidays by law; none where the country's calendar is not known, which gives the earlier day."""
    code, subdivision = _parts(country)
    try:
        found = holidays.country_holidays(code, subdiv=subdivision, years=year)
    except NotImplementedError:
        return {}
    return dict(sorted(found.items()))


def holiday_names(country: str, year: int, language: str) -> dict[date, str]:
    """The same with their names in a language, where the list knows it; else in the country's own."""
    code, subdivision = _parts(country)
    wanted = {"nb": "no", "en": "en_US"}.get(language, language)
    try:
        known = getattr(holidays.country_holidays(code), "supported_languages", ())
        spoken = wanted if wanted in known else None
        found = holidays.country_holidays(code, subdiv=subdivision, years=year, language=spoken)
    except NotImplementedError:
        return {}
    return dict(sorted(found.items()))


def _parts(country: str) -> tuple[str, str | None]:
    code, _dash, subdivision = country.partition("-")
    return code.upper(), subdivision or None


def subdivisions(country: str) -> dict[str, str]:
    """The parts of a country that have days off of their own, this year or the next, each with its name."""
    year = now().year
    return _subdivisions(country.upper(), (year, year + 1))


@lru_cache(maxsize=64)
def _subdivisions(code: str, years: tuple[int, ...]) -> dict[str, str]:
    parts = holidays.list_supported_countries().get(code, [])
    if not parts:
        return {}
    names = holidays.country_holidays(code).get_subdivision_aliases()
    off = [set(public_holidays(code, year)) for year in years]
    own = [part for part in parts if [set(public_holidays(f"{code}-{part}", year)) for year in years] != off]
    named = {part: next(iter(names.get(part, [])), part) for part in own}
    return dict(sorted(named.items(), key=lambda part: part[1]))
