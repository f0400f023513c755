"""Activities as lists and pages show them: with the people one sees, and covered words where there are others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samtykke.activities.access import Cast, casts_of
from samtykke.activities.models import ActivityKind, ActivityStatus
from samtykke.activities.queries.around import around_of
from samtykke.contacts.masking import COVERED, NOTHING
from samtykke.mail import reasons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.activities.models import Activity
    from samtykke.activities.queries.around import Around
    from samtykke.contacts.access import Sight
    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Person
    from samtykke.mail.models import Delivery

ICONS = {
    ActivityKind.MEETING: "calendar", ActivityKind.CALL: "phone", ActivityKind.TASK: "check", ActivityKind.NOTE: "edit",
    ActivityKind.MAIL: "mail",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One activity as somebody sees it."""

    activity: Activity
    people: list[Person]
    is_covered: bool
    owner: str = ""
    attendants: tuple[str, ...] = ()
    delivery: Delivery | None = None

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return ICONS[ActivityKind(self.activity.kind)]

    @property
    def title(self) -> str:
        """What it is called; of one that may name somebody out of sight, the kind alone."""
        return str(self.activity.get_kind_display()) if self.is_covered else self.activity.name

    @property
    def text(self) -> object:
        """What is written about it."""
        return COVERED if self.is_covered and self.activity.text else self.activity.text

    @property
    def letter(self) -> str:
        """Of a mail, how its letter stands."""
        if self.delivery is None:
            return ""
        why = reasons.why(self.delivery)
        return f"{self.delivery.get_state_display()}: {why}" if why else str(self.delivery.get_state_display())

    @property
    def is_done(self) -> bool:
        """Whether it is done."""
        return self.activity.status == ActivityStatus.DONE

    @property
    def words(self) -> list[str]:
        """Kind, outcome and status in words, as far as they say something."""
        said = [] if self.title == self.activity.get_kind_display() else [self.activity.get_kind_display()]
        said += [self.activity.get_outcome_display()] if self.activity.outcome else []
        said += [self.activity.get_status_display()] if self.activity.status == ActivityStatus.CANCELLED else []
        return [str(word) for word in said]


def lines(activities: Sequence[Activity], sight: Sight, mask: Mask = NOTHING) -> list[Line]:
    """Some activities as they are shown; two queries."""
    around = around_of(activities)
    cast = casts_of(around.participants, sight)
    return [_line(one, cast.get(one.pk, Cast()), around, mask) for one in activities]


def _line(activity: Activity, cast: Cast, around: Around, mask: Mask) -> Line:
    people = [mask.cover(person) for person in cast.people]
    owner = around.names.get(activity.owner_id, "") if activity.owner_id else ""
    attending = tuple(around.names[one] for one in around.attendants.get(activity.pk, []) if one in around.names)
    delivery = around.deliveries.get(activity.mail_id or 0)
    return Line(activity, people, cast.has_others, owner, attending, delivery)
