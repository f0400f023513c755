"""Who sees which activities: the query is the check, and nobody learns of a person they do not see (REQ-93).

An activity is seen by who sees one of those who take part. Where somebody else takes part whom they do not see (restricted,
in the bin, another's), its words are covered: a title or a text may name them. One in which nobody takes part is seen by
all who see people; by who sees but their own or their team's, where it is theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Func, OuterRef, Q
from django.shortcuts import get_object_or_404

from samtykke.accounts.rights import Right
from samtykke.activities.models import Activity, Participant
from samtykke.contacts.access import STANDS_FOR, sight_of
from samtykke.contacts.models import Person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from samtykke.accounts.models import User
    from samtykke.activities.models import ActivityQuerySet
    from samtykke.contacts.access import Sight


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part, as somebody sees it: the people, and whether there are others."""

    people: list[Person] = field(default_factory=list)
    has_others: bool = False


def seen(sight: Sight, activities: ActivityQuerySet) -> ActivityQuerySet:
    """Those of some activities that are seen."""
    taking_part = Participant.objects.filter(activity_id=OuterRef("pk"))
    who = Func(OuterRef("person_id"), template=STANDS_FOR.format(person="%(expressions)s"))
    held = Person.objects.filter(pk=who, deleted_at__isnull=True)
    someone = Q(Exists(taking_part.filter(sight.about("person_id"), Exists(held))))
    nobody = ~Q(Exists(taking_part))
    if sight.owners is not None:
        nobody &= Q(owner_id__in=sight.owners)
    return activities.filter(someone | nobody)


def with_covered(sight: Sight, activities: ActivityQuerySet) -> QuerySet[Any]:
    """Some activities, each with `is_covered`: whether somebody takes part whom they do not see, as `Cast.has_others`."""
    who = Func(OuterRef("person_id"), template=STANDS_FOR.format(person="%(expressions)s"))
    taking_part = Participant.objects.filter(activity_id=OuterRef("pk"))
    return activities.annotate(is_covered=Exists(taking_part.filter(~Exists(sight.people().filter(pk=who)))))


def activities_visible_to(user: User) -> ActivityQuerySet:
    """The activities a user sees."""
    if not user.has_right(Right.PEOPLE_VIEW):
        return Activity.objects.none()
    return seen(sight_of(user), Activity.objects.existing())


def activity_for(user: User, activity_id: int) -> Activity:
    """The activity behind the id of an address; 404 for one the user does not see."""
    return get_object_or_404(activities_visible_to(user).select_related("company"), pk=activity_id)


def in_the_bin_for(user: User, activity_id: int) -> Activity:
    """An activity in the recycle bin that the user would see; 404 else."""
    deleted = Activity.objects.filter(deleted_at__isnull=False)
    found = seen(sight_of(user), deleted) if user.has_right(Right.PEOPLE_VIEW) else deleted.none()
    return get_object_or_404(found, pk=activity_id)


def casts_of(rows: Sequence[tuple[int, int, int]], sight: Sight) -> dict[int, Cast]:
    """Who takes part in some activities, as somebody sees it, by activity; of the rows of `participant_rows`. One query."""
    ids = {survivor for _activity, _person, survivor in rows}
    people = sight.people().select_related("company").in_bulk(ids) if ids else {}
    found: dict[int, dict[int, Person]] = {}
    others: set[int] = set()
    for activity, _person, survivor in rows:
        if survivor in people:
            found.setdefault(activity, {})[survivor] = people[survivor]
        else:
            others.add(activity)
    whole = {activity for activity, _person, _survivor in rows}
    return {one: Cast(list(found.get(one, {}).values()), one in others) for one in whole}
