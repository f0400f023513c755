"""Where the letters of mails stand, by the outbox, and which mails a letter leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection

from samtykke.activities.queries import copy_to_participants

if TYPE_CHECKING:
    from datetime import datetime

# Planned mails whose letter is out, or has ended otherwise; their rows are held one after another.
SETTLE: Final = """
UPDATE activities_activity a SET
  status = CASE WHEN d.state = 'sent' THEN 'done' ELSE 'cancelled' END,
  done_at = CASE WHEN d.state = 'sent' THEN d.ended_at END,
  at = CASE WHEN d.state = 'sent' THEN greatest(d.ended_at, a.starts_at) ELSE a.at END,
  version = a.version + 1, updated_at = now()
FROM mail_delivery d
WHERE d.mail_id = a.mail_id AND a.kind = 'mail' AND a.status = 'planned'
  AND d.state IN ('sent', 'refused', 'failed', 'cancelled')
RETURNING a.id
"""
SENT: Final = """
UPDATE activities_activity SET status = 'done', done_at = %(at)s, at = greatest(%(at)s, starts_at),
  version = version + 1, updated_at = now()
WHERE id = %(activity)s AND kind = 'mail' AND status = 'planned' AND mail_id = %(mail)s
"""


def settle() -> int:
    """Brings mails to where their letters stand, and says how many."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE)
        ids = [row[0] for row in cursor.fetchall()]
    if ids:
        copy_to_participants(ids)
    return len(ids)


def note_sent(activity_id: int, mail_id: int, at: datetime) -> None:
    """Notes that a mail is out."""
    with connection.cursor() as cursor:
        cursor.execute(SENT, {"activity": activity_id, "mail": mail_id, "at": at})
    copy_to_participants([activity_id])
