"""Activities of a person, a company, a user; the tasks; the calendar; and when somebody was last in contact.

For the apps above (selections, the list of people, retention “from the last contact”):
`LAST_CONTACT` is an SQL expression for the person of a row, `LAST_CONTACTS` a relation of everybody's,
`NO_CONTACT_SINCE` a condition for an anti join, and `last_contact(ids)` the same for some people. A contact is a meeting,
a call or a mail that is done. What was done with somebody merged into a person counts for that person (REQ-104).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Exists, F, Func, OuterRef, Q, Value

from samtykke.activities.models import Activity, ActivityStatus, Attendant, CalendarFeed, Participant, Standing
from samtykke.contacts.models import Merge
from samtykke.core.pagination import Page, page

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from samtykke.activities.models import ActivityQuerySet

# When the person of a row (`{person}`: their id, as SQL) was last in contact; NULL: never. Two looks into an index.
LAST_CONTACT: Final = """greatest(
  (SELECT max(lc.at) FROM activities_participant lc WHERE lc.person_id = {person} AND lc.is_contact),
  (SELECT max(lc.at) FROM contacts_merge lm JOIN activities_participant lc ON lc.person_id = lm.merged_id AND lc.is_contact
   WHERE lm.survivor_id = {person} AND lm.undone_at IS NULL))"""
# Everybody who was ever in contact, and when last: (person_id, at).
LAST_CONTACTS: Final = """SELECT coalesce(lm.survivor_id, lc.person_id) AS person_id, max(lc.at) AS at
FROM activities_participant lc LEFT JOIN contacts_merge lm ON lm.merged_id = lc.person_id AND lm.undone_at IS NULL
WHERE lc.is_contact GROUP BY 1"""
# That the person of a row (`{person}`) was not in contact since `%(contact_since)s`: an anti join over an index of contacts.
NO_CONTACT_SINCE: Final = """NOT EXISTS (
  SELECT FROM activities_participant lc LEFT JOIN contacts_merge lm ON lm.merged_id = lc.person_id AND lm.undone_at IS NULL
  WHERE lc.is_contact AND lc.at >= %(contact_since)s AND coalesce(lm.survivor_id, lc.person_id) = {person})"""

# What the rows of participants repeat of their activity.
COPY: Final = """
UPDATE activities_participant p SET at = a.at,
  standing = CASE WHEN a.deleted_at IS NOT NULL THEN 'gone' WHEN a.status = 'planned' THEN 'planned' ELSE 'past' END,
  is_contact = a.status = 'done' AND a.deleted_at IS NULL AND a.kind IN ('meeting', 'call', 'mail')
FROM activities_activity a WHERE a.id = p.activity_id AND a.id = ANY(%s)
"""
PAGE_SIZE = 30
# As many planned ones stand on a card; nobody plans more with one person.
PLANNED_SHOWN = 50


def last_contact(person_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of some people was last in contact; who never was is left out. One query."""
    ids = sorted(set(person_ids))
    with connection.cursor() as cursor:
        expression = LAST_CONTACT.format(person="who.id")
        cursor.execute(f"SELECT who.id, {expression} FROM unnest(%s::bigint[]) who (id)", [ids])
        return {person: at for person, at in cursor.fetchall() if at is not None}


def copy_to_participants(activity_ids: Iterable[int]) -> None:
    """Brings the rows of participants to what their activities say now."""
    with connection.cursor() as cursor:
        cursor.execute(COPY, [list(activity_ids)])


def _rows_of(members: list[int]) -> QuerySet[Participant]:
    """The rows of a person and those merged into them; an activity in which two of them take part once."""
    rows = Participant.objects.filter(person_id__in=members)
    if len(members) > 1:
        same = Participant.objects.filter(activity_id=OuterRef("activity_id"), person_id__in=members)
        rows = rows.filter(~Exists(same.filter(person_id__lt=OuterRef("person_id"))))
    return rows


def planned_and_past(members: list[int], cursor: str | None) -> tuple[list[Activity], Page[Activity]]:
    """Both, as a tab shows them; what is planned stands on the first page. Two queries."""
    rows = _rows_of(members)
    past = rows.filter(standing=Standing.PAST)
    shown = page(past, order=["at", "activity_id"], cursor=cursor, size=PAGE_SIZE, descending=True)
    behind = [row.activity_id for row in shown.items]
    planned = rows.filter(standing=Standing.PLANNED).order_by("at", "activity_id").values("activity_id")
    wanted = Value(behind, output_field=ArrayField(BigIntegerField()))
    ids = wanted if cursor else Func(wanted, ArraySubquery(planned[:PLANNED_SHOWN]), function="array_cat")
    found = Activity.objects.select_related("company").filter(_is_any(F("pk"), ids)).in_bulk()
    done = [found.pop(one) for one in behind if one in found]
    return sorted(found.values(), key=lambda one: (one.at, one.pk)), Page(done, shown.next, shown.previous)


def _is_any(pk: F, ids: Value | Func) -> Func:
    """That an id is one of an array: an index answers it, which it does not for one of a list or of a subquery."""
    return Func(pk, ids, template="(%(expressions)s))", arg_joiner=" = ANY (", output_field=BooleanField())


def planned_of(activities: ActivityQuerySet) -> list[Activity]:
    """The planned ones of a company, a sale or a project, the next first."""
    planned = activities.filter(status=ActivityStatus.PLANNED).select_related("company")
    return list(planned.order_by("at", "id")[:PLANNED_SHOWN])


def past_of(activities: ActivityQuerySet, cursor: str | None) -> Page[Activity]:
    """The others, the latest first, page by page."""
    past = activities.exclude(status=ActivityStatus.PLANNED).select_related("company")
    return page(past, order=["at", "id"], cursor=cursor, size=PAGE_SIZE, descending=True)


def participant_rows(activity_ids: Iterable[int]) -> list[tuple[int, int, int]]:
    """(activity, person, who stands for them) of everybody who takes part in some activities, in one query."""
    stands_for = Merge.objects.standing().filter(merged_id=OuterRef("person_id")).values("survivor_id")
    rows = Participant.objects.filter(activity_id__in=list(activity_ids)).annotate(survivor=stands_for[:1])
    found = rows.order_by("activity_id", "created_at", "person_id").values_list("activity_id", "person_id", "survivor")
    return [(activity, person, survivor or person) for activity, person, survivor in found]


def people_ids(activity_id: int) -> list[int]:
    """The ids of those who take part, as they were written down."""
    return sorted(Participant.objects.filter(activity_id=activity_id).values_list("person_id", flat=True))


def attendants_of(activity_ids: Iterable[int]) -> dict[int, list[int]]:
    """The users who take part beside whose it is, by activity."""
    found: dict[int, list[int]] = {}
    rows = Attendant.objects.filter(activity_id__in=list(activity_ids)).order_by("id")
    for activity, user in rows.values_list("activity_id", "user_id"):
        found.setdefault(activity, []).append(user)
    return found


def of_user(activities: ActivityQuerySet, user_id: int) -> ActivityQuerySet:
    """Those of some activities that are a user's, or in which the user takes part."""
    attending = Attendant.objects.filter(user_id=user_id, activity_id=OuterRef("pk"))
    return activities.filter(Q(owner_id=user_id) | Q(Exists(attending)))


def feed_behind(token_hash: bytes) -> CalendarFeed | None:
    """The feed in use behind the hash of a token."""
    return CalendarFeed.objects.filter(token_hash=token_hash, revoked_at__isnull=True).first()


def feed_of(user_id: int) -> CalendarFeed | None:
    """A user's feed in use."""
    return CalendarFeed.objects.filter(user_id=user_id, revoked_at__isnull=True).first()
