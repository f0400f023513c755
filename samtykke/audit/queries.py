"""Reading the trail, and its months as PostgreSQL holds them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection

from samtykke.audit.deeds import EXPORTS, LOOKS, Deed
from samtykke.audit.models import Entry, EntryQuerySet

if TYPE_CHECKING:
    from datetime import datetime

    from samtykke.core.actors import Actor, Ref

TRAIL_ORDER = ["at", "id"]

# One entry; number and time are PostgreSQL's. It is written with every deed, so nothing is put together for it.
WRITE = """
INSERT INTO audit_entry (deed, subject_kind, subject_id, actor_kind, actor_id, via, details)
VALUES (%(deed)s, %(subject_kind)s, %(subject_id)s, %(actor_kind)s, %(actor_id)s, %(via)s, %(details)s::jsonb)
"""

# The partitions of the trail, as the first day of each month.
MONTHS = """
SELECT to_date(right(part.relname, 7), 'YYYY_MM')
FROM pg_catalog.pg_inherits
JOIN pg_catalog.pg_class AS part ON part.oid = inhrelid
WHERE inhparent = 'public.audit_entry'::regclass AND part.relname ~ '^audit_entry_[0-9]{4}_[0-9]{2}$'
ORDER BY 1
"""

# Those whose every entry is older than the retention, which the owner of the database has fixed.
EXPIRED_MONTHS = f"""
SELECT month FROM ({MONTHS}) AS months (month)
WHERE (month + interval '1 month' + public.audit_retention()) AT TIME ZONE 'UTC' <= now()
"""


def write(entry: Entry) -> None:
    """Adds an entry to the trail."""
    told = {
        name: getattr(entry, name) for name in ("deed", "subject_kind", "subject_id", "actor_kind", "actor_id", "via")
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, told | {"details": json.dumps(entry.details, ensure_ascii=False)})


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """What to show of the trail; what is None does not narrow."""

    subject: Ref | None = None
    people: tuple[int, ...] | None = None
    actor: Actor | None = None
    deed: Deed | None = None
    since: datetime | None = None
    until: datetime | None = None
    only_looks: bool = False
    only_exports: bool = False


def trail(filters: TrailFilter | None = None) -> EntryQuerySet:
    """The trail, newest first. Page it with `pagination.page(…, order=TRAIL_ORDER, descending=True)`."""
    wanted = filters or TrailFilter()
    entries = Entry.objects.within(wanted.since, wanted.until)
    if wanted.subject:
        entries = entries.about(wanted.subject)
    if wanted.actor:
        entries = entries.by(wanted.actor)
    if wanted.deed:
        entries = entries.filter(deed=wanted.deed.value)
    if wanted.people is not None:
        entries = entries.filter(subject_kind="person", subject_id__in=wanted.people)
    chosen = (LOOKS if wanted.only_looks else frozenset()) | (EXPORTS if wanted.only_exports else frozenset())
    if chosen:
        entries = entries.filter(deed__in=sorted(chosen))
    return entries.order_by("-at", "-id")


def months() -> list[date]:
    """The months that have a partition, oldest first."""
    return _dates(MONTHS)


def expired_months() -> list[date]:
    """The months past retention, oldest first."""
    return _dates(EXPIRED_MONTHS)


def make_month(month: date) -> bool:
    """Makes the partition of a month, unless it is there; says whether it was made."""
    return _call("SELECT public.audit_make_month(%s)", month)


def drop_month(month: date) -> bool:
    """Drops the partition of a month past retention; PostgreSQL refuses any other."""
    return _call("SELECT public.audit_drop_month(%s)", month)


def month_after(day: date, months_later: int) -> date:
    """The first day of the month that comes `months_later` months after the one of `day`."""
    whole = day.year * 12 + day.month - 1 + months_later
    return date(whole // 12, whole % 12 + 1, 1)


def _dates(sql: str) -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def _call(sql: str, month: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [month])
        return bool(cursor.fetchone()[0])
