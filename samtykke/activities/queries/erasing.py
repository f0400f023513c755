"""Everything in which a person takes part, for their copy; and its removal. Art. 15, 17."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery

from samtykke.activities.models import Activity, Participant
from samtykke.consents.queries.standing import RESTRICTED
from samtykke.contacts.access import STANDS_FOR

if TYPE_CHECKING:
    from datetime import datetime

    from samtykke.activities.models import ActivityQuerySet

# Those in which the person alone takes part.
_ALONE: Final = """
SELECT p.activity_id FROM activities_participant p
WHERE p.person_id = %(person)s AND NOT EXISTS (
  SELECT FROM activities_participant o WHERE o.activity_id = p.activity_id AND o.person_id <> p.person_id)
"""
# What others hold on to stays as a line without words.
BLANK: Final = f"""
UPDATE activities_activity SET title = '', text = '' WHERE id IN ({_ALONE})
  AND (sale_id IS NOT NULL OR project_id IS NOT NULL)
"""
GONE: Final = f"""
WITH gone AS MATERIALIZED (
  SELECT a.id FROM activities_activity a WHERE a.id IN ({_ALONE}) AND a.sale_id IS NULL AND a.project_id IS NULL
), staff AS (DELETE FROM activities_attendant t USING gone g WHERE t.activity_id = g.id)
DELETE FROM activities_activity a USING gone g WHERE a.id = g.id
"""
# What has been in the recycle bin long enough goes, with who took part.
# What was done with somebody who is restricted stays (Art. 18).
EMPTIED: Final = f"""
WITH kept AS MATERIALIZED (
  SELECT p.activity_id FROM activities_participant p JOIN activities_activity d ON d.id = p.activity_id
  WHERE d.deleted_at < %(before)s AND {STANDS_FOR.format(person="p.person_id")} IN ({RESTRICTED})
), gone AS MATERIALIZED (
  SELECT id FROM activities_activity
  WHERE deleted_at < %(before)s AND id NOT IN (SELECT activity_id FROM kept)
  ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), people AS (DELETE FROM activities_participant p USING gone g WHERE p.activity_id = g.id),
staff AS (DELETE FROM activities_attendant t USING gone g WHERE t.activity_id = g.id)
DELETE FROM activities_activity a USING gone g WHERE a.id = g.id
"""
LEFT: Final = "DELETE FROM activities_participant WHERE person_id = %(person)s"


def activities_of(person_id: int) -> ActivityQuerySet:
    """Everything in which a person takes part, also what lies in the bin."""
    taking_part = Participant.objects.filter(person_id=person_id, activity_id=OuterRef("pk"))
    since = Subquery(taking_part.values("created_at")[:1])
    return Activity.objects.filter(Exists(taking_part)).annotate(added_at=since).order_by("at", "id")


def empty_bin(before: datetime, limit: int) -> int:
    """Removes for good the next that were put in the bin before an instant; says how many."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTIED, {"before": before, "limit": limit})
        return int(cursor.rowcount)


def erase_person(person_id: int) -> dict[str, int]:
    """Removes what these tables hold about a person, and says how many rows went from each."""
    told = {"person": person_id}
    with connection.cursor() as cursor:
        cursor.execute(BLANK, told)
        cursor.execute(GONE, told)
        removed = {"activities_activity": int(cursor.rowcount)}
        cursor.execute(LEFT, told)
        removed["activities_participant"] = int(cursor.rowcount)
    return removed
