"""Writing an activity down, and changing what it says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.models import User
from samtykke.activities.actions.holding import held, order, refuse_far, settle
from samtykke.activities.actions.people import add_people
from samtykke.activities.actions.reminding import tell_of_task
from samtykke.activities.models import (
    LONGEST,
    LONGEST_TEXT,
    LONGEST_TITLE,
    SUBJECT,
    Activity,
    ActivityKind,
    ActivityStatus,
    Attendant,
)
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts.models import Person
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from samtykke.contacts.models import PersonQuerySet
    from samtykke.core.actors import Actor, Via

# What may be said of an activity. What is left out stays; a kind is for good.
SAID: Final = (
    "title", "text", "starts_at", "ends_at", "all_day", "due_on", "direction", "outcome", "owner_id", "company",
    "sale_id", "project_id", "remind_at",
)  # fmt: skip
ONLY: Final = {"due_on": ActivityKind.TASK, "outcome": ActivityKind.CALL}
AN_HOUR: Final = timedelta(hours=1)


@transaction.atomic
def plan(
    kind: str,
    told: Mapping[str, Any],
    *,
    people: Iterable[int] = (),
    users: Iterable[int] = (),
    status: str = ActivityStatus.PLANNED,
    among: PersonQuerySet | None = None,
    by: Actor,
    via: Via,
) -> Activity:
    """Writes down what is to be done, or what was done where `status` says so. `among`: whom whoever writes may name."""
    if kind not in ActivityKind.values:
        raise Refused(_("There is no such kind of activity."), code="unknown_kind", field="kind", status=422)
    moment = now()
    activity = Activity(kind=kind, status=status, actor_kind=by.kind.value, actor_id=by.id, via=via.value)
    if status == ActivityStatus.DONE:
        activity.done_at = moment
    if kind != ActivityKind.TASK and not told.get("starts_at") and kind != ActivityKind.MEETING:
        activity.starts_at = moment
    _write(activity, told)
    activity.at = order(activity)
    refuse_far(activity)
    activity.save(force_insert=True)
    add_people(activity, people, among=Person.objects.held() if among is None else among)
    if activity.company_id is None and "company" not in told:
        _take_company(activity)
    _set_users(activity, users)
    tell_of_task(activity, by=by, via=via)
    record(Deed.ACTIVITY_PLANNED if activity.is_open else Deed.ACTIVITY_LOGGED, subject=_ref(activity), by=by, via=via)
    activity.refresh_from_db()
    return activity


@transaction.atomic
def change(
    activity: Activity,
    told: Mapping[str, Any],
    *,
    users: Iterable[int] | None = None,
    version: int | None = None,
    by: Actor,
    via: Via,
) -> Activity:
    """Changes what is said of an activity; with a `version`, refuses when somebody else did so in between."""
    activity = held(activity.pk)
    if activity.kind == ActivityKind.MAIL:
        raise Refused(_("What was written to somebody is not changed."), code="mail_is_out")
    before = {name: getattr(activity, name) for name in SAID}
    attended = set(activity.attendants.values_list("user_id", flat=True))
    _write(activity, told)
    fields = {name for name in SAID if getattr(activity, name) != before[name]}
    if users is not None and set(users) != attended:
        fields.add("users")
    if not fields:
        return activity
    if version is not None and version != activity.version:
        raise changed_meanwhile()
    if users is not None:
        _set_users(activity, users)
    if fields & {"remind_at", "starts_at", "due_on", "owner_id"}:
        activity.reminded_at = None
    if "owner_id" in fields:
        tell_of_task(activity, by=by, via=via)
    return settle(activity, Deed.ACTIVITY_CHANGED, by=by, via=via, fields=fields)


def changed_meanwhile() -> Refused:
    """Somebody else was quicker."""
    return Refused(
        _("Somebody changed this activity while you were writing. Look at it again, then save."),
        code="changed_meanwhile",
    )


def _write(activity: Activity, told: Mapping[str, Any]) -> None:
    """Puts what is said into the row in memory, and refuses what cannot be."""
    for name, value in told.items():
        if name not in SAID:
            raise TypeError(f"an activity has no {name}")
        setattr(activity, name, value)
    for name, length in (("title", LONGEST_TITLE), ("text", LONGEST_TEXT)):
        if len(getattr(activity, name)) > length:
            raise Refused(_("At most %d characters.") % length, code="too_long", field=name, status=422)
    for name, kind in ONLY.items():
        if getattr(activity, name) and activity.kind != kind:
            raise Refused(_("This does not belong to such an activity."), code="not_of_kind", field=name, status=422)
    _refuse_times(activity)
    _refuse_unknown(activity, told)


def _refuse_times(activity: Activity) -> None:
    if activity.kind == ActivityKind.MEETING and activity.starts_at is None:
        raise Refused(_("Say when the meeting begins."), code="time_missing", field="starts_at", status=422)
    if activity.kind == ActivityKind.TASK:
        activity.starts_at = activity.ends_at = None
    if activity.kind == ActivityKind.MEETING and activity.starts_at and activity.ends_at is None:
        activity.ends_at = activity.starts_at + (timedelta(days=1) if activity.all_day else AN_HOUR)
    if activity.ends_at is None or activity.starts_at is None:
        activity.ends_at = None
        return
    if activity.ends_at < activity.starts_at:
        raise Refused(_("It ends before it begins."), code="ends_before", field="ends_at", status=422)
    if activity.ends_at - activity.starts_at > LONGEST:
        raise Refused(_("An activity lasts 31 days at most."), code="too_long_time", field="ends_at", status=422)


def _refuse_unknown(activity: Activity, told: Mapping[str, Any]) -> None:
    if told.get("owner_id") and not User.objects.active().filter(pk=activity.owner_id).exists():
        raise Refused(_("There is no such user."), code="unknown_user", field="owner", status=422)
    company = told.get("company")
    if company is not None and company.deleted_at is not None:
        raise Refused(_("This company is in the recycle bin. Restore it first."), code="deleted", field="company")


def _take_company(activity: Activity) -> None:
    """An activity with people of one company is that company's too."""
    companies = Person.objects.filter(activities__activity_id=activity.pk).values_list("company_id", flat=True)
    found = set(companies)
    if len(found) == 1 and None not in found:
        activity.company_id = found.pop()
        Activity.objects.filter(pk=activity.pk).update(company_id=activity.company_id)


def _set_users(activity: Activity, users: Iterable[int]) -> None:
    """The staff who take part, whole; one who is gone or unknown is refused."""
    wanted = set(users) - {activity.owner_id}
    known = set(User.objects.active().filter(pk__in=wanted).values_list("pk", flat=True))
    standing = set(activity.attendants.values_list("user_id", flat=True))
    if wanted - known - standing:
        raise Refused(_("There is no such user."), code="unknown_user", field="users", status=422)
    activity.attendants.exclude(user_id__in=wanted).delete()
    Attendant.objects.bulk_create(Attendant(activity=activity, user_id=one) for one in sorted(wanted - standing))


def _ref(activity: Activity) -> Ref:
    return Ref(SUBJECT, activity.pk)
