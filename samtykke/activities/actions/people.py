"""Who takes part: added and taken out by who sees them; whoever is restricted cannot be added (Art. 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.activities import queries
from samtykke.activities.actions.holding import held, hold_people, settle
from samtykke.activities.models import Participant, Standing
from samtykke.audit.deeds import Deed
from samtykke.contacts.queries import survivor_id
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.activities.models import Activity
    from samtykke.contacts.models import PersonQuerySet
    from samtykke.core.actors import Actor, Via

MOST_PEOPLE = 50


@transaction.atomic
def set_people(
    activity: Activity, people: Iterable[int], *, among: PersonQuerySet, version: int | None = None, by: Actor, via: Via
) -> Activity:
    """Has exactly these people take part, of those that whoever writes sees; whom they do not see stays."""
    wanted = set(map(survivor_id, people))
    activity = held(activity.pk)
    rows = queries.participant_rows([activity.pk])
    seen = set(among.filter(pk__in={survivor for _a, _p, survivor in rows}).values_list("pk", flat=True))
    gone = [person for _activity, person, survivor in rows if survivor in seen and survivor not in wanted]
    new = wanted - {survivor for _activity, _person, survivor in rows}
    if not gone and not new:
        return activity
    if version is not None and version != activity.version:
        from samtykke.activities.actions.writing import changed_meanwhile

        raise changed_meanwhile()
    Participant.objects.filter(activity_id=activity.pk, person_id__in=gone).delete()
    add_people(activity, new, among=among)
    return settle(activity, Deed.ACTIVITY_CHANGED, by=by, via=via, fields=["people"])


def add_people(activity: Activity, people: Iterable[int], *, among: PersonQuerySet) -> None:
    """Writes down who takes part too; somebody merged into another is the other. Refuses who is not seen, or restricted."""
    wanted = sorted(set(map(survivor_id, people)))
    if not wanted:
        return
    found = set(among.filter(pk__in=wanted).values_list("pk", flat=True))
    if found != set(wanted):
        raise Refused(_("There is nobody with this number."), code="unknown_person", field="people", status=422)
    hold_people(wanted)
    if len(wanted) + Participant.objects.filter(activity_id=activity.pk).count() > MOST_PEOPLE:
        raise Refused(_("At most %d people take part.") % MOST_PEOPLE, code="too_many", field="people", status=422)
    Participant.objects.bulk_create(
        (
            Participant(person_id=person, activity_id=activity.pk, at=activity.at, standing=Standing.PLANNED)
            for person in wanted
        ),
        ignore_conflicts=True,
    )
    queries.copy_to_participants([activity.pk])
