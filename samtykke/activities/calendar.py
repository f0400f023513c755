"""A calendar as a page shows it: the days of a view, and what stands on each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from samtykke.accounts.queries import company_zone
from samtykke.activities import queries
from samtykke.activities.access import activities_visible_to
from samtykke.activities.cards import Line, lines
from samtykke.activities.queries import calendar as found
from samtykke.contacts.access import sight_of
from samtykke.contacts.masking import mask_of
from samtykke.core.clock import start_of_day

if TYPE_CHECKING:
    from samtykke.accounts.models import User

VIEWS: Final = ("day", "week", "month")
# So many stand on a day of a view; the others on the day's own.
ROOM: Final = {"week": 25, "month": 5}
FIRST_DAY, LAST_DAY = date(1900, 2, 1), date(2200, 11, 30)
WEEK = timedelta(days=7)


@dataclass(slots=True)
class Entry:
    """Something on a day: when it begins there, or that it goes on."""

    line: Line
    begins: datetime | None

    @property
    def is_task(self) -> bool:
        """Whether it is a task, due on the day."""
        return self.line.activity.due_on is not None


@dataclass(slots=True)
class Day:
    """A day of the calendar; `is_beside`: it belongs to the month before or after."""

    day: date
    is_today: bool
    is_beside: bool = False
    entries: list[Entry] = field(default_factory=list)
    room: int = found.MOST

    @property
    def shown(self) -> list[Entry]:
        """As many as the view has room for."""
        return self.entries[: self.room]

    @property
    def more(self) -> int:
        """How many are left out."""
        return len(self.entries) - len(self.shown)


@dataclass(frozen=True, slots=True)
class Span:
    """What a view of the calendar shows: its first and last day, and the day it was opened at."""

    view: str
    opened_at: date
    first: date
    last: date

    @classmethod
    def of(cls, view: str, day: date) -> Span:
        """The days of a view around a day."""
        day = min(max(day, FIRST_DAY), LAST_DAY)
        if view == "day":
            return cls(view, day, day, day)
        if view == "week":
            monday = day - timedelta(days=day.weekday())
            return cls(view, day, monday, monday + timedelta(days=6))
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return cls("month", day, first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday()))

    @property
    def before(self) -> date:
        """A day of the view before this one."""
        return (
            self.opened_at.replace(day=1) - timedelta(days=1)
            if self.view == "month"
            else self.first - timedelta(days=1)
        )

    @property
    def after(self) -> date:
        """A day of the view after this one."""
        if self.view == "month":
            return (self.opened_at.replace(day=1) + timedelta(days=31)).replace(day=1)
        return self.last + timedelta(days=1)

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + timedelta(days=one) for one in range((self.last - self.first).days + 1)]


def days_for(user: User, span: Span, *, everybody: bool, today: date) -> tuple[list[Day], bool]:
    """The days of a view with what stands on them, a user's own or everybody's, and whether there is more than is shown."""
    zone = company_zone()
    begins, ends = start_of_day(span.first, zone), start_of_day(span.last + timedelta(days=1), zone)
    seen = activities_visible_to(user)
    mine = seen if everybody else queries.of_user(seen, user.pk)
    timed, due = found.timed(mine, begins, ends), found.due(mine, span.first, span.last)
    is_cut = len(timed) > found.MOST or len(due) > found.MOST
    shown = lines([*timed[: found.MOST], *due[: found.MOST]], sight_of(user), mask_of(user))
    is_month, room = span.view == "month", ROOM.get(span.view, found.MOST)
    days = {one: Day(one, one == today, is_month and one.month != span.opened_at.month, room=room) for one in span.days}
    for line in shown:
        for day, entry in _placed(line, span):
            days[day].entries.append(entry)
    return list(days.values()), is_cut


def _placed(line: Line, span: Span) -> list[tuple[date, Entry]]:
    """An activity on each of its days that the view shows."""
    activity, zone = line.activity, company_zone()
    if activity.due_on is not None:
        return [(activity.due_on, Entry(line, None))]
    assert activity.starts_at is not None, "only what has a time is asked for"  # noqa: S101
    starts = activity.starts_at.astimezone(zone)
    ends = (activity.ends_at or activity.starts_at).astimezone(zone)
    last = max((ends - timedelta(microseconds=1)).date(), starts.date())
    first_shown, last_shown = max(starts.date(), span.first), min(last, span.last)
    days = [first_shown + timedelta(days=one) for one in range((last_shown - first_shown).days + 1)]
    return [(day, Entry(line, starts if day == starts.date() and not activity.all_day else None)) for day in days]
