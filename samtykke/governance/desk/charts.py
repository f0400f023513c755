"""The desk's charts as numbers to draw: places and lengths are computed here, so that a template only writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samtykke.purposes.models import EMARKETING, in_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.governance.models import Figure
    from samtykke.purposes.models import Purpose

AGES = 4
WIDTH, HALF, TOP, LEFT, BAR = 440, 60.0, 12, 34, 16


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its first day, how many said yes and no, and its two bars: x, and y and height of each."""

    day: date
    given: int
    noes: int
    x: float
    up: tuple[float, float]
    down: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Months:
    """A year of answers for one purpose, with the highest of them, and the line that stands for none."""

    purpose: Purpose
    months: list[Month]
    highest: int
    zero: float

    @property
    def given(self) -> int:
        """All that said yes."""
        return sum(month.given for month in self.months)

    @property
    def noes(self) -> int:
        """All that said no."""
        return sum(month.noes for month in self.months)


def by_month(figure: Figure | None, purposes: Sequence[Purpose], key: str, today: date) -> Months | None:
    """Answers of a year for the purpose with a key, else for e-marketing, else for the first."""
    named = {purpose.key: purpose for purpose in purposes}
    purpose = named.get(key) or named.get(EMARKETING) or next(iter(purposes), None)
    if figure is None or purpose is None:
        return None
    told = {month: (given, noes) for name, month, given, noes in figure.details.get("rows", []) if name == purpose.key}
    days = [_month_before(today, back) for back in range(11, -1, -1)]
    pairs = [told.get(f"{day:%Y-%m}", (0, 0)) for day in days]
    highest = max((max(pair) for pair in pairs), default=0) or 1
    zero, step = TOP + HALF, (WIDTH - LEFT) / len(days)
    months = [
        Month(
            day, given, noes, round(LEFT + number * step + (step - BAR) / 2, 1),
            (round(zero - HALF * given / highest, 1), round(HALF * given / highest, 1)),
            (zero, round(HALF * noes / highest, 1)),
        )
        for number, (day, (given, noes)) in enumerate(zip(days, pairs, strict=True))
    ]  # fmt: skip
    return Months(purpose, months, highest, zero)


def _month_before(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)


def by_basis(figure: Figure | None) -> list[tuple[str, int]]:
    """People by the basis of sales and service, by name; who has none for it may have one for another purpose."""
    return _named(figure, str(_("No basis for this purpose")))


def by_source(figure: Figure | None) -> list[tuple[str, int]]:
    """People by how they came in."""
    return _named(figure, str(_("Not known")))


def _named(figure: Figure | None, missing: str) -> list[tuple[str, int]]:
    told = figure.details if figure else {}
    return [(_name(told, key) or missing, count) for key, count in told.get("rows", [])]


def _name(told: dict[str, Any], key: str) -> str:
    return in_language(told.get("names", {}).get(key, {})) or key


def by_age(figure: Figure | None) -> list[dict[str, Any]]:
    """By category, how many were last changed within one year, two, three, and before."""
    told: dict[str, Any] = figure.details if figure else {}
    found: dict[str, list[int]] = {}
    for key, age, count in told.get("rows", []):
        found.setdefault(key, [0] * AGES)[age] += count
    lines = [
        {
            "name": _name(told, key) or str(_("No category")),
            "parts": [(f"age-{number + 1}", count) for number, count in enumerate(counts)],
            "counts": counts,
            "all": sum(counts),
        }
        for key, counts in found.items()
    ]
    return sorted(lines, key=lambda line: -line["all"])
