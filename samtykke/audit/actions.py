"""What writes the trail, and what tends its months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from samtykke.audit import queries
from samtykke.audit.afterwards import afterwards
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.clock import now

if TYPE_CHECKING:
    from datetime import date

MONTHS_AHEAD = 3

LONGEST_DETAIL = 200
# The detail of a look that names the roles of whoever looked, by key (C-579/21: from which role, not by whom).
ROLES = "in_roles"


def record(deed: Deed, *, subject: Ref | None, by: Actor, via: Via, **details: str | int | list[str]) -> None:
    """Writes one deed into the trail, in the caller's transaction. Details name fields, never hold values."""
    queries.write(_entry(deed, subject, by, via, details))


def look(deed: Deed, *, subject: Ref | None, by: Actor, via: Via, **details: str | int | list[str]) -> None:
    """Writes that somebody looked, and in which roles, in a transaction of its own after the view has ended (Art. 32, REQ-98)."""
    entry = _entry(deed, subject, by, via, details | {ROLES: list(by.roles)} if by.roles else details)

    def write() -> None:
        with transaction.atomic():
            queries.write(entry)

    afterwards(write)


def tend_months() -> list[date]:
    """Makes the partitions of this month and the next ones, and drops those past retention. Returns the dropped."""
    today = now().date()
    for ahead in range(MONTHS_AHEAD + 1):
        queries.make_month(queries.month_after(today, ahead))
    dropped = [month for month in queries.expired_months() if queries.drop_month(month)]
    for month in dropped:
        record(Deed.AUDIT_MONTH_DROPPED, subject=None, by=Actor.system(), via=Via.SYSTEM, month=month.strftime("%Y-%m"))
    return dropped


def _entry(deed: Deed, subject: Ref | None, by: Actor, via: Via, details: dict[str, str | int | list[str]]) -> Entry:
    for name, detail in details.items():
        _refuse_values(name, detail)
    return Entry(
        deed=deed.value,
        subject_kind=subject.kind if subject else None,
        subject_id=subject.id if subject else None,
        actor_kind=by.kind.value,
        actor_id=by.id,
        via=via.value,
        details=details,
    )


def _refuse_values(name: str, detail: str | int | list[str]) -> None:
    """The trail outlives the person: an address or a long text in it would be a copy that erasure cannot reach."""
    for part in detail if isinstance(detail, list) else [detail]:
        if not isinstance(part, str | int):
            raise TypeError(f"the detail {name} is neither a text nor a number")
        if isinstance(part, str) and ("@" in part or len(part) > LONGEST_DETAIL):
            raise ValueError(f"the detail {name} looks like a value; the trail names fields only")
