"""A user's own tasks: what is late, what is of today, what comes; and how many wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from samtykke.accounts.queries import today
from samtykke.activities.access import activities_visible_to
from samtykke.activities.cards import Line, lines
from samtykke.activities.queries import calendar
from samtykke.contacts.access import sight_of
from samtykke.contacts.masking import mask_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.activities.models import ActivityQuerySet


@dataclass(frozen=True, slots=True)
class Tasks:
    """A user's open tasks by when they are due."""

    overdue: list[Line]
    today: list[Line]
    later: list[Line]
    without_date: list[Line]
    next: str | None
    previous: str | None

    @property
    def total(self) -> int:
        """How many are shown."""
        return sum(map(len, (self.overdue, self.today, self.later, self.without_date)))


def tasks_of(user: User) -> ActivityQuerySet:
    """A user's open tasks, of those the user sees."""
    return activities_visible_to(user).open_tasks().filter(owner_id=user.pk)


def tasks_for(user: User, cursor: str | None) -> Tasks:
    """A user's open tasks; a fixed number of queries."""
    tasks, day = tasks_of(user), today()
    later = calendar.later(tasks, day, cursor)
    groups = [calendar.overdue(tasks, day), calendar.for_today(tasks, day), later.items, calendar.without_date(tasks)]
    shown = iter(lines([one for group in groups for one in group], sight_of(user), mask_of(user)))
    late, now_due, to_come, undated = ([next(shown) for _one in group] for group in groups)
    return Tasks(late, now_due, to_come, undated, later.next, later.previous)


def count_for_menu(user: User) -> int:
    """How many of a user's tasks are of today or overdue, by the day of the request, which is the company's. One query."""
    return calendar.count_waiting(tasks_of(user), timezone.localdate())
