"""What every change of an activity shares: the locks, people first; who may not be touched; the copies; the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_zone
from samtykke.activities import queries
from samtykke.activities.models import FIRST, LAST, SUBJECT, Activity, ActivityKind, ActivityStatus
from samtykke.audit.actions import record
from samtykke.consents import together
from samtykke.core.actors import Ref
from samtykke.core.clock import now, start_of_day
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from samtykke.audit.deeds import Deed
    from samtykke.core.actors import Actor, Via


def held(activity_id: int, *, in_bin: bool = False) -> Activity:
    """The activity as it is now, with everybody who takes part, until the transaction ends.

    Refuses where the use of one of them is restricted (Art. 18), and what lies in the bin, unless `in_bin` is looked for.
    """
    people = queries.people_ids(activity_id)
    hold_people(people)
    activity = Activity.objects.select_for_update(of=("self",), no_key=True).get(pk=activity_id)
    if activity.deleted_at and not in_bin:
        raise Refused(_("This activity is in the recycle bin. Restore it first."), code="deleted")
    return activity


def hold_people(person_ids: Iterable[int]) -> list[int]:
    """Locks people, and refuses where the use of one of them is restricted. Those who exist."""
    found = together.hold(person_ids)
    together.refuse_restricted(found)
    return found


def order(activity: Activity) -> datetime:
    """What an activity is ordered by: when it was or is to be, is due, or was done."""
    written = now() if activity._state.adding else activity.created_at
    if activity.kind == ActivityKind.TASK:
        due = start_of_day(activity.due_on, company_zone()) if activity.due_on else written
        return activity.done_at or due
    when = activity.starts_at or activity.done_at or written
    return min(when, activity.done_at) if activity.done_at else when


def settle(activity: Activity, deed: Deed, *, by: Actor, via: Via, fields: Iterable[str] = ()) -> Activity:
    """Writes an activity that was changed in memory: its place in order, the next version, the copies, the trail."""
    activity.at = order(activity)
    refuse_far(activity)
    activity.updated_at = now()
    names = {column.name for column in activity._meta.concrete_fields} - {"id", "version", "created_at"}
    Activity.objects.filter(pk=activity.pk).update(
        version=F("version") + 1, **{name: getattr(activity, name) for name in names}
    )
    activity.version += 1
    queries.copy_to_participants([activity.pk])
    told = sorted(fields)
    record(deed, subject=Ref(SUBJECT, activity.pk), by=by, via=via, **({"fields": told} if told else {}))
    return activity


def refuse_far(activity: Activity) -> None:
    """A day before 1900 or after 2200 is a slip of the pen."""
    for name, moment in (("starts_at", activity.starts_at), ("due_on", activity.at), ("done_at", activity.done_at)):
        if moment is not None and not FIRST <= moment < LAST:
            raise Refused(_("Choose a day between 1900 and 2200."), code="day_too_far", field=name, status=422)


def is_done(activity: Activity) -> bool:
    """Whether it is done."""
    return activity.status == ActivityStatus.DONE
