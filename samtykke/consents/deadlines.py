"""The day by which something must be done, on the calendar of the company's country. REQ-01, REQ-02, REQ-36."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import holidays

from samtykke.accounts.queries import company_zone, organisation
from samtykke.core.clock import add_months

if TYPE_CHECKING:
    from collections.abc import Collection

DAY = timedelta(days=1)
FRIDAY = 4


def inform_by(obtained: datetime) -> date:
    """The last day to tell a person that we got their data from others: one month on, never ending on a day off.

    Art. 14(3)(a). First contact and first disclosure come sooner where they come sooner; the gate sees to that.
    """
    return due_date(obtained.astimezone(company_zone()).date(), months=1, country=organisation().country)


def due_date(received: date, *, months: int, country: str) -> date:
    """The last day of a period of months: the same number, else the month's last day; then rolled to a working day.

    Regulation 1182/71 Art. 3(2)(c), 3(4). `country` is a code, with a subdivision where one counts (`DE-BB`).
    """
    due = add_months(datetime.combine(received, time.min, tzinfo=UTC), months).date()
    while due.weekday() > FRIDAY or due in public_holidays(country, due.year):
        due += DAY
    return due


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> Collection[date]:
    """A year's public holidays by law; none where the country's calendar is not known, which gives the earlier day."""
    code, _dash, subdivision = country.upper().partition("-")
    try:
        found = holidays.country_holidays(code, subdiv=subdivision or None, years=year)
    except NotImplementedError:
        return frozenset()
    return frozenset(found)
