"""Reminders whose time has come, and to whom they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection

if TYPE_CHECKING:
    from datetime import datetime

TAKE_DUE: Final = """
WITH due AS MATERIALIZED (
  SELECT id FROM activities_activity
  WHERE remind_at <= %(moment)s AND reminded_at IS NULL AND status = 'planned' AND deleted_at IS NULL
  ORDER BY remind_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE activities_activity a SET reminded_at = %(moment)s FROM due WHERE a.id = due.id RETURNING a.id
"""
# (user, activity) of whose activities are and who of the staff takes part.
WHOSE: Final = """
SELECT owner_id, id FROM activities_activity WHERE id = ANY(%(activities)s) AND owner_id IS NOT NULL
UNION SELECT user_id, activity_id FROM activities_attendant WHERE activity_id = ANY(%(activities)s)
"""


def take_due(moment: datetime, limit: int) -> list[int]:
    """Notes the next reminders as given, in the caller's transaction, and says of which activities they are."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_DUE, {"moment": moment, "limit": limit})
        return [row[0] for row in cursor.fetchall()]
