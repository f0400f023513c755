"""The day by which something must be done, on the calendar of the company's country. REQ-01, REQ-02, REQ-36."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from samtykke.accounts.queries import company_zone
from samtykke.core.clock import add_months
from samtykke.purposes.calendar import Calendar, company_calendar
from samtykke.purposes.law import law_number

DAY = timedelta(days=1)


def inform_by(obtained: datetime) -> date:
    """The last day to tell a person that we got their data from others: a month on, never ending on a day off.

    Art. 14(3)(a); how many months is asked of the law of the company's country on the day the data came. First contact
    and first disclosure come sooner where they come sooner; the gate sees to that.
    """
    received = obtained.astimezone(company_zone()).date()
    calendar = company_calendar()
    months = law_number("art14.max_months", calendar.country[:2], received)
    return due_date(received, months=months, calendar=calendar)


def due_date(received: date, *, months: int, calendar: Calendar) -> date:
    """The last day of a period of months: the same number, else the month's last day; then rolled to a working day.

    Regulation 1182/71 Art. 3(2)(c), 3(4). Only the last day rolls; days off inside the period do not matter.
    """
    due = add_months(datetime.combine(received, time.min, tzinfo=UTC), months).date()
    while calendar.is_off(due):
        due += DAY
    return due
