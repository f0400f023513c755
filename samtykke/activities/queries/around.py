"""What stands around some activities: who takes part, whose they are, and how the letters of mails stand; one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject

from samtykke.accounts.models import User
from samtykke.activities.models import Attendant, Participant
from samtykke.contacts.models import Merge
from samtykke.mail.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.activities.models import Activity


@dataclass(frozen=True, slots=True)
class Around:
    """`participants`: (activity, person, who stands for them); `attendants`: users by activity; `names`: of users."""

    participants: list[tuple[int, int, int]] = field(default_factory=list)
    attendants: dict[int, list[int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    deliveries: dict[int, Delivery] = field(default_factory=dict)


def around_of(activities: Sequence[Activity]) -> Around:
    """What stands around some activities; nothing is asked where there are none."""
    if not activities:
        return Around()
    told: dict[str, list[dict[str, Any]]] = {"participant": [], "attendant": [], "user": [], "delivery": []}
    first, *others = _parts(activities)
    for what, said in first.union(*others, all=True):
        told[what].append(said)
    attendants: dict[int, list[int]] = {}
    for said in sorted(told["attendant"], key=lambda row: row["id"]):
        attendants.setdefault(said["activity"], []).append(said["user"])
    return Around(
        [
            (said["activity"], said["person"], said["survivor"] or said["person"])
            for said in sorted(told["participant"], key=lambda row: (row["activity"], row["at"], row["person"]))
        ],
        attendants,
        {said["id"]: said["name"] for said in told["user"]},
        {said.pop("mail"): Delivery(**said) for said in told["delivery"]},
    )


def _parts(activities: Sequence[Activity]) -> list[Any]:
    ids = [one.pk for one in activities]
    owners = {one.owner_id for one in activities if one.owner_id}
    letters = {one.mail_id for one in activities if one.mail_id}
    stands_for = Merge.objects.standing().filter(merged_id=OuterRef("person_id")).values("survivor_id")[:1]
    attending = Attendant.objects.filter(activity_id__in=ids)
    users = User.objects.filter(Q(pk__in=owners) | Q(pk__in=attending.values("user_id")))
    parts = [
        _told(
            "participant", Participant.objects.filter(activity_id__in=ids),
            activity="activity_id", person="person_id", survivor=Subquery(stands_for), at="created_at",
        ),
        _told("attendant", attending, id="id", activity="activity_id", user="user_id"),
        _told("user", users, id="id", name="name"),
    ]  # fmt: skip
    if letters:
        found = Delivery.objects.filter(pk__in=letters)
        parts.append(_told("delivery", found, mail="mail_id", state="state", reason="reason", code="code"))
    return parts


def _told(what: str, rows: Any, **said: Any) -> Any:
    return rows.order_by().annotate(what=Value(what), said=JSONObject(**said)).values_list("what", "said")
