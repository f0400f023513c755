"""Assessments as documents to sign and hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from samtykke.accounts.queries import company_zone, described
from samtykke.core.documents import Document, Facts, Heading, Signatures, Table, Text, as_pdf
from samtykke.core.templatetags.words import day_text
from samtykke.governance.assessments.criteria import CRITERIA, LEVEL_WORDS, LISTED, TEXTS, level
from samtykke.purposes.models import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from samtykke.core.documents import Block
    from samtykke.governance.models import ImpactAssessment, Screening
    from samtykke.purposes.models import Assessment


def interests_pdf(
    assessment: Assessment, questions: Iterable[tuple[str, Any]], *, language: str, at: datetime
) -> bytes:
    """The balancing test of a purpose as PDF/A and PDF/UA, in a language."""
    with override(language):
        blocks: list[Block] = [_state(assessment.version, assessment.approved_at, assessment.review_on)]
        for name, question in questions:
            told = {spoken: texts.get(name, "") for spoken, texts in assessment.texts.items()}
            blocks += [Heading(str(question)), Text(in_language(told, language) or "–")]
        title = _("Assessment of legitimate interests: %s") % assessment.purpose.name_in(language)
        return _pdf(title, blocks, language, at)


def impact_pdf(impact: ImpactAssessment, screening: Screening | None, *, language: str, at: datetime) -> bytes:
    """The assessment of the consequences of a purpose as PDF/A and PDF/UA; what was written stands as it was written."""
    with override(language):
        blocks: list[Block] = [_state(impact.version, impact.approved_at, impact.review_on)]
        if screening is not None:
            words = [CRITERIA.get(key) or LISTED.get(key) or key for key in (*screening.criteria, *screening.listed)]
            blocks += [Heading(_("Why it is needed")), Text("; ".join(str(word) for word in words) or "–")]
        for name, (question, _guide) in TEXTS.items():
            blocks += [Heading(str(question)), Text(impact.texts.get(name) or "–")]
        blocks += [Heading(_("Risks")), _risks(impact)]
        blocks += [Heading(_("What it comes to")), Text(str(impact.get_conclusion_display()))]
        title = _("Assessment of the consequences for privacy: %s") % impact.purpose.name_in(language)
        return _pdf(title, blocks, language, at)


def _state(version: int, approved_at: datetime | None, review_on: Any) -> Facts:
    approved = day_text(approved_at.astimezone(company_zone()).date()) if approved_at else _("Not approved")
    rows = [(_("Version"), str(version)), (_("Approved"), approved)]
    return Facts([*rows, (_("To be looked at again"), day_text(review_on))] if review_on else rows)


def _risks(impact: ImpactAssessment) -> Table:
    rows = [
        (
            risk["risk"],
            str(LEVEL_WORDS[level(risk["likelihood"], risk["severity"])]),
            risk["measure"] or "–",
            str(LEVEL_WORDS[level(risk["likelihood_after"], risk["severity_after"])]),
        )
        for risk in impact.risks
    ]
    head = (_("What can happen to people"), _("Risk"), _("Measure"), _("Risk that is left"))
    return Table(head, rows, caption=_("Risks, measures and what is left"), widths=(4, 1, 4, 1))


def _pdf(title: str, blocks: list[Block], language: str, at: datetime) -> bytes:
    day = _("Place and date")
    signed = [*blocks, Signatures((_("For the controller"), _("Data protection officer")), day)]
    author = described().legal_name or "Samtykke"
    moment = at.astimezone(company_zone())
    return as_pdf(Document(title=title, language=language, author=author, at=moment, foot=title, blocks=signed))
