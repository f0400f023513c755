"""What stands in a calendar between two instants, and which tasks are due: bounded, whatever there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q

from samtykke.activities.models import LONGEST, ActivityKind, ActivityStatus
from samtykke.core.pagination import Page, page

if TYPE_CHECKING:
    from datetime import date, datetime

    from samtykke.activities.models import Activity, ActivityQuerySet

# As many as one page of a calendar, and one group of tasks, shows.
MOST: Final = 400
MOST_TASKS: Final = 100
COUNTED: Final = 99


def timed(activities: ActivityQuerySet, begins: datetime, ends: datetime) -> list[Activity]:
    """Those of some activities that take place between two instants, the earliest first; one more than is shown."""
    lasting = Q(ends_at__gt=begins) | Q(starts_at__gte=begins)
    near = activities.filter(lasting, starts_at__gte=begins - LONGEST, starts_at__lt=ends)
    near = near.exclude(kind=ActivityKind.NOTE).select_related("company")
    return list(near.order_by("starts_at", "id")[: MOST + 1])


def due(activities: ActivityQuerySet, first: date, last: date) -> list[Activity]:
    """Tasks due on some days, the earliest first; one more than is shown."""
    found = activities.filter(due_on__gte=first, due_on__lte=last).exclude(status=ActivityStatus.CANCELLED)
    return list(found.select_related("company").order_by("due_on", "id")[: MOST + 1])


def overdue(tasks: ActivityQuerySet, today: date) -> list[Activity]:
    """Open tasks whose day has gone by, the oldest first."""
    return list(tasks.filter(due_on__lt=today).select_related("company").order_by("due_on", "id")[:MOST_TASKS])


def for_today(tasks: ActivityQuerySet, today: date) -> list[Activity]:
    """Open tasks of today."""
    return list(tasks.filter(due_on=today).select_related("company").order_by("id")[:MOST_TASKS])


def without_date(tasks: ActivityQuerySet) -> list[Activity]:
    """Open tasks without a day, the newest first."""
    return list(tasks.filter(due_on__isnull=True).select_related("company").order_by("-id")[:MOST_TASKS])


def later(tasks: ActivityQuerySet, today: date, cursor: str | None) -> Page[Activity]:
    """Open tasks of the days to come, page by page."""
    to_come = tasks.filter(due_on__gt=today).select_related("company")
    return page(to_come, order=["due_on", "id"], cursor=cursor)


def count_waiting(tasks: ActivityQuerySet, today: date) -> int:
    """How many open tasks are of today or overdue, counted no further than a menu shows."""
    return tasks.filter(due_on__lte=today)[: COUNTED + 1].count()
