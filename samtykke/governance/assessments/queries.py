"""Every assessment of every purpose: where it stands, and what lapses when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext_lazy as _

from samtykke.core.clock import now
from samtykke.governance.models import ImpactAssessment, Screening
from samtykke.purposes.models import Assessment, Purpose
from samtykke.purposes.queries import Gap

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

A = TypeVar("A", Assessment, ImpactAssessment)

NO_IMPACT = Gap(
    "impact_missing",
    _("The screening says that the consequences for privacy are assessed first. Approve that."),
    "impact",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One purpose with its assessments: the newest of each kind, the approved one, whether one is needed."""

    purpose: Purpose
    rests_on_interests: bool
    interests: Assessment | None
    interests_draft: Assessment | None
    screening: Screening | None
    impact: ImpactAssessment | None
    impact_draft: ImpactAssessment | None


@dataclass(frozen=True, slots=True)
class Lapse:
    """An approved assessment whose day to be looked at again comes: of which purpose, which kind, when."""

    purpose: Purpose
    kind: str
    review_on: date


def standings() -> list[Standing]:
    """Every existing purpose with its assessments, in a fixed number of queries."""
    purposes = list(Purpose.objects.in_order().prefetch_related("allowed_bases__legal_basis"))
    interests, drafts = _newest(Assessment.objects.order_by("version"))
    impacts, impact_drafts = _newest(ImpactAssessment.objects.order_by("version"))
    screenings = {one.purpose_id: one for one in Screening.objects.order_by("version")}
    return [
        Standing(
            purpose=purpose,
            rests_on_interests=_rests(purpose),
            interests=interests.get(purpose.pk),
            interests_draft=drafts.get(purpose.pk),
            screening=screenings.get(purpose.pk),
            impact=impacts.get(purpose.pk),
            impact_draft=impact_drafts.get(purpose.pk),
        )
        for purpose in purposes
    ]


def _rests(purpose: Purpose) -> bool:
    rows = [row for row in purpose.allowed_bases.all() if row.legal_basis.article == "f"]
    return any(row.is_default or not purpose.is_marketing for row in rows)


def _newest(rows: Iterable[A]) -> tuple[dict[int, A], dict[int, A]]:
    """By purpose: the newest approved one, and the newest where it is still a draft. Rows come by version."""
    approved: dict[int, A] = {}
    drafts: dict[int, A] = {}
    for row in rows:
        if row.approved_at:
            approved[row.purpose_id] = row
            drafts.pop(row.purpose_id, None)
        else:
            drafts[row.purpose_id] = row
    return approved, drafts


def lapsing(by: date) -> list[Lapse]:
    """Approved assessments of active purposes that must be looked at again by a day, the earliest first."""
    found = []
    for standing in standings():
        if not standing.purpose.is_active:
            continue
        for kind, row in (("interests", standing.interests), ("impact", standing.impact)):
            if row is not None and row.review_on and row.review_on <= by:
                found.append(Lapse(standing.purpose, kind, row.review_on))
    return sorted(found, key=lambda lapse: (lapse.review_on, lapse.purpose.pk))


def not_screened() -> list[Purpose]:
    """Active purposes nobody has screened."""
    return list(Purpose.objects.offered().filter(screenings=None))


def newest_screening(purpose: Purpose) -> Screening | None:
    """The screening that counts."""
    found: Screening | None = Screening.objects.filter(purpose=purpose).order_by("-version").first()
    return found


def impact_gaps(purpose: Purpose) -> list[Gap]:
    """What keeps a purpose from being switched on: a screening that asks for an assessment, and none that lets it."""
    screening = newest_screening(purpose)
    if screening is None or not screening.needs_assessment:
        return []
    lets = ImpactAssessment.objects.filter(purpose=purpose).letting(now()).exists()
    return [] if lets else [NO_IMPACT]
