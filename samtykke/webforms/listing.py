"""The forms in a list, and the versions of one: how much is sent with each, and what differed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Max, Q, Sum

from samtykke.accounts.names import actor_names
from samtykke.core.actors import Actor, ActorKind
from samtykke.core.clock import now
from samtykke.intake.models import IntakeTally
from samtykke.webforms.builder import differences
from samtykke.webforms.models import FormVersion, WebForm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

LATELY: Final = timedelta(days=30)
RECEIVED: Final = "received"
MOST_VERSIONS: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A form in the list."""

    form: WebForm
    lately: int
    last: date | None
    published_at: datetime | None


def lines_of(forms: Sequence[WebForm]) -> list[Line]:
    """Forms with what is sent with them, counted by day, and when they were published last. Two queries."""
    points = [form.point_id for form in forms]
    tallies = IntakeTally.objects.filter(point__in=points, what=RECEIVED).values("point")
    counts = tallies.annotate(lately=Sum("count", filter=Q(day__gt=now().date() - LATELY)), last=Max("day"))
    sent = {row["point"]: (row["lately"] or 0, row["last"]) for row in counts}
    versions = FormVersion.objects.filter(form__in=forms).values("form").annotate(at=Max("published_at"))
    published = {row["form"]: row["at"] for row in versions}
    return [
        Line(
            form=form,
            lately=sent.get(form.point_id, (0, None))[0],
            last=sent.get(form.point_id, (0, None))[1],
            published_at=published.get(form.pk),
        )
        for form in forms
    ]


@dataclass(frozen=True, slots=True)
class Published:
    """A version in the list of them: who published it, and what differs from the one before."""

    version: FormVersion
    by: str
    changes: list[tuple[str, str, str]]


def versions_of(form: WebForm) -> list[Published]:
    """The versions, the newest first; the first one differs from nothing."""
    found = list(FormVersion.objects.filter(form=form).order_by("-number")[: MOST_VERSIONS + 1])
    actors = [Actor(ActorKind(one.published_by_kind), one.published_by_id) for one in found]
    names = actor_names(actors)
    before = [*found[1:], None]
    told = [
        Published(one, names[actor], differences(older.definition, one.definition) if older else [])
        for one, actor, older in zip(found, actors, before, strict=True)
    ]
    return told[:MOST_VERSIONS]
