"""Whom the rule of a source tells later: some days after they came, or with the first mail to them. Art. 13, 14; M21."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection

from samtykke.consents.queries.duty import BESIDE, WHY
from samtykke.core.clock import now
from samtykke.purposes.models import InformRule

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from samtykke.purposes.models import Source

# At most so many in one transaction.
PIECE: Final = 20_000
# Whoever waits for a first contact is told so many days before their last day, so that a mail has time to fail.
DAYS_BEFORE: Final = 2
_UNTOLD = """
p.informed_at IS NULL AND p.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM contacts_merge m WHERE m.merged_id = p.id AND m.undone_at IS NULL)
"""
# Whose time has come by the rule of their source: who came so long ago, or, where the first contact counts and did not come,
# whose month is nearly over (Art. 14(3)(a)). The law's day wins over any number of days: data got long before they came here.
LONG_AGO = "p.created_at <= %(until)s"
NEARLY_LATE = "NOT p.from_person AND p.inform_by <= %(day)s"
AFTER_DAYS = f"({LONG_AGO} OR ({NEARLY_LATE}))"
# Who came by a source since its rule holds, has not been told, and to whom no confirmation was ever queued.
DUE = f"""
SELECT p.id FROM contacts_person p {BESIDE}
WHERE p.origin_source_id = %(source)s AND {_UNTOLD} AND p.created_at >= %(since)s AND {{when}}
  AND mail.id IS NULL AND {WHY} = 'ready'
ORDER BY p.id LIMIT %(limit)s
"""
WAITING = f"""
SELECT count(*) FROM (SELECT FROM contacts_person p WHERE p.origin_source_id = %(source)s AND {_UNTOLD}
  AND NOT p.from_person AND (%(before)s::timestamptz IS NULL OR p.created_at < %(before)s) LIMIT %(limit)s) w
"""
# Whether this is the first contact with somebody who waits for it: the source says so, and no confirmation is on its way.
FIRST = f"""
SELECT EXISTS (
  SELECT FROM contacts_person p JOIN purposes_source s ON s.id = p.origin_source_id
  WHERE p.id = %(person)s AND {_UNTOLD} AND s.inform_rule = '{InformRule.FIRST_CONTACT}'
    AND p.created_at >= s.inform_since
    AND NOT EXISTS (SELECT FROM mail_mail w WHERE w.person_id = p.id AND w.kind = 'privacy'))
"""


def due(source: Source) -> tuple[str, dict[str, Any]]:
    """SQL giving whom the rule of a source tells now, and its parameters. Art. 14(3); REQ-36.

    Where the rule is “at once” those are told who waited by another rule when it was chosen.
    """
    at = now()
    day = (at + timedelta(days=DAYS_BEFORE)).date()
    values = {"source": source.pk, "since": source.inform_since, "limit": PIECE, "day": day}
    if source.inform_rule == InformRule.FIRST_CONTACT:
        return DUE.format(when=NEARLY_LATE), values
    if source.inform_rule == InformRule.AT_ONCE:
        return DUE.format(when=LONG_AGO), values | {"until": _at_once_since(source)}
    return DUE.format(when=AFTER_DAYS), values | {"until": at - timedelta(days=source.inform_after_days)}


def _at_once_since(source: Source) -> datetime | None:
    """When “at once” took the place of another rule; None where it never did."""
    chosen = source.changes.filter(after__inform_rule=InformRule.AT_ONCE).exclude(
        before__inform_rule=InformRule.AT_ONCE
    )
    newest = chosen.order_by("-at", "-id").first()
    return newest.at if newest else None


def count_waiting(source: Source, most: int, *, before: datetime | None = None) -> int:
    """How many who came by a source (before an instant) are still to be told (Art. 14), counted no further than `most`."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"source": source.pk, "limit": most, "before": before})
        return int(cursor.fetchone()[0])


def is_first_contact(person: int) -> bool:
    """Whether a mail just handed over to somebody is the contact on which they are to be told."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST, {"person": person})
        return bool(cursor.fetchone()[0])
