"""What becomes of an activity: done, open again, cancelled, in the recycle bin and back. Twice is no error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.activities.actions.holding import held, settle
from samtykke.activities.models import SUBJECT, ActivityKind, ActivityStatus, Outcome
from samtykke.activities.queries import erasing
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from samtykke.activities.models import Activity
    from samtykke.core.actors import Actor, Via

# So many go in one transaction.
PIECE = 1_000


@transaction.atomic
def finish(activity: Activity, *, outcome: str = "", by: Actor, via: Via) -> Activity:
    """Notes that it is done, and how a call went where that is said."""
    activity = held(activity.pk)
    if activity.status == ActivityStatus.DONE:
        return activity
    if activity.kind == ActivityKind.MAIL:
        raise Refused(_("A mail is done when it has gone out."), code="mail_is_out")
    if outcome and activity.kind == ActivityKind.CALL and outcome in Outcome.values:
        activity.outcome = outcome
    activity.status, activity.done_at = ActivityStatus.DONE, now()
    return settle(activity, Deed.ACTIVITY_FINISHED, by=by, via=via)


@transaction.atomic
def reopen(activity: Activity, *, by: Actor, via: Via) -> Activity:
    """Notes that it is still to be done."""
    activity = held(activity.pk)
    if activity.status == ActivityStatus.PLANNED:
        return activity
    if activity.kind == ActivityKind.MAIL:
        raise Refused(_("A mail that was sent cannot be taken back."), code="mail_is_out")
    activity.status, activity.done_at = ActivityStatus.PLANNED, None
    return settle(activity, Deed.ACTIVITY_REOPENED, by=by, via=via)


@transaction.atomic
def cancel(activity: Activity, *, by: Actor, via: Via) -> Activity:
    """Notes that it will not be done."""
    activity = held(activity.pk)
    if activity.status == ActivityStatus.CANCELLED:
        return activity
    if activity.kind == ActivityKind.MAIL:
        raise Refused(_("A mail that was sent cannot be taken back."), code="mail_is_out")
    activity.status, activity.done_at = ActivityStatus.CANCELLED, None
    return settle(activity, Deed.ACTIVITY_CANCELLED, by=by, via=via)


@transaction.atomic
def delete(activity: Activity, *, by: Actor, via: Via) -> Activity:
    """Puts it in the recycle bin."""
    activity = held(activity.pk, in_bin=True)
    if activity.deleted_at is not None:
        return activity
    activity.deleted_at = now()
    return settle(activity, Deed.ACTIVITY_DELETED, by=by, via=via)


@transaction.atomic
def restore(activity: Activity, *, by: Actor, via: Via) -> Activity:
    """Takes it out of the recycle bin, as it was."""
    activity = held(activity.pk, in_bin=True)
    if activity.deleted_at is None:
        return activity
    activity.deleted_at = None
    return settle(activity, Deed.ACTIVITY_RESTORED, by=by, via=via)


def empty_bin(before: datetime, *, by: Actor, via: Via) -> int:
    """Removes for good what was put in the recycle bin before an instant, piece by piece. Art. 5(1)(e)."""
    total = 0
    while True:
        with transaction.atomic():
            removed = erasing.empty_bin(before, PIECE)
            if removed:
                record(Deed.BIN_EMPTIED, subject=None, by=by, via=via, of=SUBJECT, removed=removed)
        total += removed
        if removed < PIECE:
            return total
