"""Whose card changed: one row a person, under the number of the transaction that changed it last.

PostgreSQL numbers transactions as they begin, and they end in any order. So only those below the oldest that still runs are
told: whatever is told later stands behind the cursor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from django.db import connection

from samtykke.contacts.access import seen_among
from samtykke.contacts.models import Merge, Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.contacts.access import Sight

    Gone = tuple[Literal["deleted", "merged"], int | None]

SINCE = """
SELECT person_id, act FROM intake_personchange
WHERE (act, person_id) > (%s, %s)
  AND (act < pg_snapshot_xmin(pg_current_snapshot())::text::bigint OR act = pg_current_xact_id_if_assigned()::text::bigint)
ORDER BY act, person_id LIMIT %s
"""
NEWEST = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
# After a restore the numbers begin anew: what was noted in the life before is noted again, now.
NOTE_AGAIN = """
UPDATE intake_personchange SET act = pg_current_xact_id()::text::bigint
WHERE act > pg_current_xact_id()::text::bigint
"""


def since(after: tuple[int, int], size: int) -> tuple[dict[int, int], bool]:
    """Who changed after a place, in order, with the number under which; and whether there are more."""
    with connection.cursor() as cursor:
        cursor.execute(SINCE, [*after, size + 1])
        rows = cursor.fetchall()
    return dict(rows[:size]), len(rows) > size


def is_of_another_life(act: int) -> bool:
    """Whether a number is one that this database has not come to: a cursor from before a restore."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        return act > int(cursor.fetchone()[0])


def gone(sight: Sight, ids: Iterable[int]) -> dict[int, Gone]:
    """Of some people who are no longer held, those the key would see: deleted, or merged into whom."""
    seen = seen_among(sight, ids)
    found: dict[int, Gone] = dict.fromkeys(
        Person.objects.deleted().filter(pk__in=seen).values_list("pk", flat=True), ("deleted", None)
    )
    standing = Merge.objects.standing().filter(merged_id__in=seen - set(found))
    found.update(
        {merged: ("merged", survivor) for merged, survivor in standing.values_list("merged_id", "survivor_id")}
    )
    return found


def note_again() -> int:
    """Brings what a restored database noted in its life before into the present one."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE_AGAIN)
        return int(cursor.rowcount)
