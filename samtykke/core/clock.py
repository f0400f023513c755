"""Time: always aware, always UTC inside; the company's zone only where a calendar day matters."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

CLOCK_SKEW = timedelta(minutes=5)


class Precision(StrEnum):
    """How exactly a time is known: to the instant, or only the local day."""

    INSTANT = "instant"
    DAY = "day"


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return timezone.now().astimezone(UTC)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day, in UTC."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last microsecond of a local day, in UTC."""
    return start_of_day(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def add_months(moment: datetime, months: int) -> datetime:
    """The same day and time `months` later; where that day does not exist, the last day of the month (REQ-01)."""
    month = moment.month - 1 + months
    year, month = moment.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return moment.replace(year=year, month=month, day=min(moment.day, last))
