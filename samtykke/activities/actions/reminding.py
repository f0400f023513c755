"""Reminders to staff, each once; and telling a colleague of a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from samtykke.activities.models import ActivityKind
from samtykke.activities.queries import reminders
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.clock import now
from samtykke.mail import actions as mail

if TYPE_CHECKING:
    from samtykke.activities.models import Activity

REMINDER, TASK_GIVEN = "REMINDER", "TASKGIVEN"
# So many in one transaction.
PIECE: Final = 500


def remind_due() -> int:
    """Queues the reminders whose time has come; says how many activities they are of."""
    total = 0
    while found := _remind_some():
        total += found
    return total


@transaction.atomic
def _remind_some() -> int:
    """Notes and queues in one transaction: a worker that is killed in between has done neither, so that each comes once."""
    ids = reminders.take_due(now(), PIECE)
    if ids:
        mail.queue_users(REMINDER, reminders.WHOSE, {"activities": ids}, by=Actor.system(), via=Via.SYSTEM)
    return len(ids)


def tell_of_task(activity: Activity, *, by: Actor, via: Via) -> None:
    """Tells a user by mail that somebody else gave them a task."""
    if activity.kind != ActivityKind.TASK or activity.owner_id is None or not activity.is_open:
        return
    if by.kind == ActorKind.USER and by.id == activity.owner_id:
        return
    mail.queue(TASK_GIVEN, user=activity.owner_id, about_id=activity.pk, by=by, via=via)
