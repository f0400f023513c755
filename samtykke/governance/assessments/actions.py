"""Screening a purpose, writing and approving the assessment of its consequences. Art. 35, 36; REQ-57."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import today
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import add_months, now
from samtykke.core.refused import Refused
from samtykke.governance.assessments import queries
from samtykke.governance.assessments.criteria import (
    CRITERIA,
    LEVELS,
    LISTED,
    NEEDED_TEXTS,
    TEXTS,
    highest_left,
    suggests,
)
from samtykke.governance.models import Conclusion, ImpactAssessment, Screening
from samtykke.purposes.actions.items import locked
from samtykke.purposes.actions.recipients import changed_since

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import Purpose

LONGEST, MOST_RISKS, LONGEST_REVIEW_MONTHS = 20_000, 50, 24
FIGURES = ("likelihood", "severity", "likelihood_after", "severity_after")


@transaction.atomic
def screen(
    purpose: Purpose,
    *,
    criteria: Iterable[str],
    listed: Iterable[str],
    needs_assessment: bool,
    reason: str = "",
    by: Actor,
    via: Via,
) -> Screening:
    """Decides whether the consequences of a purpose are assessed. Where the criteria say yes, a no needs its reason."""
    purpose = locked(purpose)
    told = {"criteria": sorted(set(criteria) & set(CRITERIA)), "listed": sorted(set(listed) & set(LISTED))}
    reason = _text("reason", reason)
    if suggests(told["criteria"], told["listed"]) and not needs_assessment and not reason:
        raise Refused(
            _("By what you ticked an assessment is usually needed. Write why it is not."),
            code="reason_missing",
            field="reason",
            status=422,
        )
    newest = queries.newest_screening(purpose)
    same = newest and (newest.criteria, newest.listed, newest.needs_assessment, newest.reason) == (
        told["criteria"], told["listed"], needs_assessment, reason,
    )  # fmt: skip
    if newest and same:
        return newest
    screening: Screening = Screening.objects.create(
        purpose=purpose,
        version=newest.version + 1 if newest else 1,
        needs_assessment=needs_assessment,
        reason=reason,
        decided_by_kind=by.kind.value,
        decided_by_id=by.id,
        **told,
    )
    _record(Deed.PURPOSE_SCREENED, purpose, screening.version, by, via)
    return screening


@transaction.atomic
def draft_impact(
    purpose: Purpose,
    *,
    seen: int,
    texts: dict[str, str],
    risks: list[dict[str, Any]],
    conclusion: str,
    by: Actor,
    via: Via,
) -> ImpactAssessment:
    """Writes the draft; an approved one is never changed, the next draft gets a new version.

    `seen` is the edition of the draft it was made on, 0 where there was none.
    """
    purpose = locked(purpose)
    newest = ImpactAssessment.objects.filter(purpose=purpose).order_by("-version").first()
    draft = newest if newest and newest.approved_at is None else None
    if (draft.edition if draft else 0) != seen:
        raise changed_since()
    if conclusion not in Conclusion.values:
        raise Refused(_("Choose what it comes to."), code="conclusion_missing", field="conclusion", status=422)
    told = {
        "texts": {name: _text(name, texts.get(name, "")) for name in TEXTS},
        "risks": _risks(risks),
        "conclusion": conclusion,
    }
    if draft and all(getattr(draft, name) == said for name, said in told.items()):
        return draft
    if draft is None:
        draft = ImpactAssessment(purpose=purpose, version=newest.version + 1 if newest else 1, edition=0)
    for name, said in told.items():
        setattr(draft, name, said)
    draft.edition += 1
    draft.save()
    _record(Deed.IMPACT_WRITTEN, purpose, draft.version, by, via)
    return draft


@transaction.atomic
def approve_impact(draft: ImpactAssessment, *, seen: int, review_on: date, by: Actor, via: Via) -> ImpactAssessment:
    """Approves a complete draft until its review, at most 24 months from now. Where a high risk is left, the processing
    begins only when the authority was asked (Art. 36). What was approved is what was read: a later edition refuses it.
    """
    purpose = locked(draft.purpose)
    draft = ImpactAssessment.objects.select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
    if draft.approved_at:
        return draft
    if draft.edition != seen:
        raise changed_since()
    _refuse_incomplete(draft)
    moment = now()
    if not today() < review_on <= add_months(moment, LONGEST_REVIEW_MONTHS).date():
        raise Refused(
            _("Choose a day after today and at most 24 months from now."),
            code="invalid_review",
            field="review_on",
            status=422,
        )
    draft.review_on, draft.approved_at = review_on, moment
    draft.approved_by_kind, draft.approved_by_id = by.kind.value, by.id
    draft.save(update_fields=["review_on", "approved_at", "approved_by_kind", "approved_by_id"])
    _record(Deed.IMPACT_APPROVED, purpose, draft.version, by, via)
    return draft


def _refuse_incomplete(draft: ImpactAssessment) -> None:
    if not all(draft.texts.get(name) for name in NEEDED_TEXTS):
        raise Refused(_("Answer every question before you approve."), code="impact_incomplete", field="review_on")
    if not draft.risks:
        raise Refused(_("Name at least one risk before you approve."), code="risks_missing", field="review_on")
    is_high = highest_left(draft.risks) == "high"
    if is_high and draft.conclusion == Conclusion.PROCEED and not draft.texts.get("consultation"):
        raise Refused(
            _("A high risk is left: ask the authority before the processing begins (Art. 36), or choose otherwise."),
            code="consultation_missing",
            field="review_on",
        )


def _risks(risks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(risks) > MOST_RISKS:
        raise Refused(_("Write at most 50 risks."), code="too_many_risks", field="risks", status=422)
    return [_risk(risk) for risk in risks if str(risk.get("risk") or "").strip()]


def _risk(risk: dict[str, Any]) -> dict[str, Any]:
    figures = {name: risk.get(name) for name in FIGURES}
    if not all(figure in LEVELS for figure in figures.values()):
        raise Refused(
            _("Say of every risk how likely and how serious it is, before and after the measure."),
            code="risk_incomplete",
            field="risks",
            status=422,
        )
    return {"risk": _text("risks", risk["risk"]), "measure": _text("risks", risk.get("measure") or ""), **figures}


def _text(field: str, text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if "\x00" in text or len(text) > LONGEST:
        raise Refused(
            _("The text is too long or has characters that cannot be kept."),
            code="invalid_text",
            field=field,
            status=422,
        )
    return text


def _record(deed: Deed, purpose: Purpose, version: int, by: Actor, via: Via) -> None:
    record(deed, subject=Ref("purpose", purpose.pk), by=by, via=via, key=purpose.key, version=version)
