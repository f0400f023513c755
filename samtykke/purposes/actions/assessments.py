"""The balancing test behind legitimate interests: written as a draft, approved by somebody with the right. REQ-22."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_zone
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import add_months, end_of_day, now
from samtykke.core.refused import Refused
from samtykke.purposes.actions.items import locked
from samtykke.purposes.actions.recipients import changed_since
from samtykke.purposes.balancing import NEEDED, PARTS, answers_digest
from samtykke.purposes.models import Assessment

if TYPE_CHECKING:
    from datetime import date

    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import Purpose

LONGEST_REVIEW_MONTHS = 24
GRACE = timedelta(days=30)


@transaction.atomic
def draft_assessment(
    purpose: Purpose, *, texts: dict[str, dict[str, str]], seen: str | None = None, by: Actor, via: Via
) -> Assessment:
    """Writes the draft of a purpose's assessment; an approved one is never edited, the next draft gets a new version.

    `seen` is the fingerprint of the answers it was made on (`answers_digest`); where others came since, it is refused.
    """
    purpose = locked(purpose)
    answers = {
        language: {part: str(told.get(part, "")).strip() for part in PARTS}
        for language, told in texts.items()
        if any(str(told.get(part, "")).strip() for part in PARTS)
    }
    if any("\x00" in text for told in answers.values() for text in told.values()):
        raise Refused(_("The text has characters that cannot be kept."), code="invalid_text", field="texts", status=422)
    newest = Assessment.objects.filter(purpose=purpose).order_by("-version").first()
    if seen is not None and answers_digest(newest) != seen:
        raise changed_since()
    if newest and newest.texts == answers:
        return newest
    if newest and newest.approved_at is None:
        newest.texts = answers
        newest.save(update_fields=["texts"])
        draft = newest
    else:
        draft = Assessment.objects.create(purpose=purpose, version=newest.version + 1 if newest else 1, texts=answers)
    _record(Deed.ASSESSMENT_WRITTEN, draft, by, via)
    return draft


@transaction.atomic
def approve_assessment(
    assessment: Assessment, *, review_on: date, seen: str | None = None, by: Actor, via: Via
) -> Assessment:
    """Approves a complete draft until its review, at most 24 months from now, and a grace of 30 days.

    `seen` is the fingerprint of the answers that were read: what is approved is nothing else.
    """
    purpose = locked(assessment.purpose)
    assessment = Assessment.objects.select_for_update(of=("self",), no_key=True).get(pk=assessment.pk)
    if assessment.approved_at:
        return assessment
    if seen is not None and answers_digest(assessment) != seen:
        raise changed_since()
    if not _is_complete(assessment):
        raise Refused(_("Answer every question before you approve."), code="assessment_incomplete", field="texts")
    zone = company_zone()
    today = now().astimezone(zone)
    if not today.date() < review_on <= add_months(today, LONGEST_REVIEW_MONTHS).date():
        raise Refused(
            _("Choose a day after today and at most 24 months from now."),
            code="invalid_review",
            field="review_on",
            status=422,
        )
    assessment.purpose = purpose
    assessment.review_on = review_on
    assessment.lapses_at = end_of_day(review_on + GRACE, zone)
    assessment.approved_at = now()
    assessment.approved_by_kind, assessment.approved_by_id = by.kind.value, by.id
    assessment.save(update_fields=["review_on", "lapses_at", "approved_at", "approved_by_kind", "approved_by_id"])
    _record(Deed.ASSESSMENT_APPROVED, assessment, by, via)
    return assessment


def _is_complete(assessment: Assessment) -> bool:
    return any(all(told.get(part) for part in NEEDED) for told in assessment.texts.values())


def _record(deed: Deed, assessment: Assessment, by: Actor, via: Via) -> None:
    purpose = assessment.purpose
    record(deed, subject=Ref("purpose", purpose.pk), by=by, via=via, key=purpose.key, version=assessment.version)
