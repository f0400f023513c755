"""The time a cell states, in the shapes people write; what could mean two days is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale

from samtykke.core.clock import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable

_YEARS = range(1900, 10_000)
_MONTHS_READ = ("en", "nb", "nn", "sv", "da", "de", "fr", "nl", "es")
_CLOCK = r"(?:,?(?:\s+(?:at|kl\.?))?\s+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:[.,]\d+)?\s*(?P<half>[ap]\.?m\.?)?)?"
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
_SHAPES = tuple(
    re.compile(date_part + _CLOCK + _ZONE, re.IGNORECASE)
    for date_part in (
        r"(?P<year>\d{4})(?P<sep>[-./])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
        r"(?P<day>\d{1,2})[. -]{1,2}(?P<word>[^\W\d]+)[.,]?[ -](?P<year>\d{4})",
        r"(?P<word>[^\W\d]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})",
        r"(?P<either>\d{1,2})(?P<sep>[/-])(?P<other>\d{1,2})(?P=sep)(?P<year>\d{4})",
    )
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a file states it: an instant, or a local day known no better."""

    at: datetime
    precision: Precision


def moment(text: str, zone: tzinfo) -> Moment | None:
    """The time a text states, or None where it states none for certain: 03/04/2026 may be either of two days.

    A time without a zone is that of `zone`; a date alone begins its local day.
    """
    plain = re.sub(r"(?<=\d)T(?=\d)", " ", " ".join(text.split()))
    if len(plain) > 60:
        return None
    for shape in _SHAPES:
        if found := shape.fullmatch(plain):
            return _built({key: value for key, value in found.groupdict().items() if value}, zone)
    return None


def moments(texts: Iterable[str], zone: tzinfo) -> dict[str, Moment | None]:
    """Each distinct text with the time it states."""
    return {text: moment(text, zone) for text in texts}


def _built(parts: dict[str, str], zone: tzinfo) -> Moment | None:
    year = int(parts["year"])
    month, day = _month_and_day(parts)
    if year not in _YEARS or not month:
        return None
    try:
        calendar_day = date(year, month, day)
        if "hour" not in parts:
            return Moment(datetime.combine(calendar_day, time.min, zone).astimezone(UTC), Precision.DAY)
        clock = time(_hour(parts), int(parts["minute"]), int(parts.get("second", 0)))
        local = datetime.combine(calendar_day, clock, _zone(parts["zone"]) if "zone" in parts else zone)
    except (ValueError, OverflowError):
        return None
    return Moment(local.astimezone(UTC), Precision.INSTANT)


def _month_and_day(parts: dict[str, str]) -> tuple[int, int]:
    if "word" in parts:
        return _months().get(parts["word"].casefold(), 0), int(parts["day"])
    if "either" not in parts:
        return int(parts["month"]), int(parts["day"])
    first, second = int(parts["either"]), int(parts["other"])
    if first > 12 or first == second:
        return second, first
    return (first, second) if second > 12 else (0, 0)


def _hour(parts: dict[str, str]) -> int:
    hour = int(parts["hour"])
    if "half" not in parts:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if parts["half"][0] in "pP" else 0)


def _zone(text: str) -> tzinfo:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-shift if text[0] == "-" else shift)


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _MONTHS_READ:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    found.setdefault(name.casefold().rstrip("."), number)
    return found
