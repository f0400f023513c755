"""Assessments as pages: every one with its review, screening a purpose, writing and approving, documents to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.queries import today
from samtykke.accounts.rights import Right
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.clock import add_months, now
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import conflict_page, form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.governance.assessments import actions, queries
from samtykke.governance.assessments.beginnings import template_in
from samtykke.governance.assessments.criteria import CRITERIA, LEVEL_WORDS, LISTED, TEXTS, highest_left, level
from samtykke.governance.assessments.files import impact_pdf, interests_pdf
from samtykke.governance.assessments.forms import ImpactForm, ReviewForm, ScreeningForm
from samtykke.governance.models import Conclusion, ImpactAssessment, Screening
from samtykke.purposes.forms import ASSESSMENT_QUESTIONS
from samtykke.purposes.models import Assessment, Purpose

if TYPE_CHECKING:
    from django.http import HttpRequest

LANGUAGES = frozenset({"nb", "en"})
DRAFT = "governance/assessments/draft.html"
SOON_MONTHS = 2


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_all(request: HttpRequest) -> HttpResponse:
    """Every purpose with its assessments: what holds, what is a draft, what must be looked at again."""
    soon = add_months(now(), SOON_MONTHS).date()
    context = {"standings": queries.standings(), "today": today(), "soon": soon, "lapsing": queries.lapsing(soon)}
    return render(request, "governance/assessments/list.html", context)


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_screening(request: HttpRequest, key: str) -> HttpResponse:
    """The criteria, as they were ticked last."""
    purpose = _purpose(key)
    return _screening_page(request, purpose, ScreeningForm(initial=ScreeningForm.initial_of(_screening(purpose))))


@needs(Right.GOVERNANCE_MANAGE)
@writes
def screen(request: HttpRequest, key: str) -> HttpResponse:
    """Decides whether an assessment is needed."""
    purpose = _purpose(key)
    form = ScreeningForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            made = actions.screen(purpose, **form.cleaned_data, by=who(request).actor, via=Via.STAFF)
            if made.needs_assessment:
                messages.success(request, _("Saved. Write the assessment now; the purpose waits for it."))
                return redirect("governance:impact", key)
            messages.success(request, _("Saved. No assessment is needed."))
            return redirect("governance:assessments")
    return _screening_page(request, purpose, form)


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_impact(request: HttpRequest, key: str) -> HttpResponse:
    """The assessment of a purpose: the approved one, the draft, its risks, and who approved."""
    purpose = _purpose(key)
    draft = _draft(purpose)
    initial = {"review_on": add_months(now(), 12).date(), "seen": draft.edition if draft else 0}
    return _impact_page(request, purpose, ReviewForm(initial=initial))


@needs(Right.ASSESSMENTS_APPROVE)
@writes
def approve(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """Approves the draft that was read."""
    purpose = _purpose(key)
    draft = get_object_or_404(ImpactAssessment, purpose=purpose, version=version, approved_at__isnull=True)
    form = ReviewForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            actions.approve_impact(
                draft, seen=told["seen"] or 0, review_on=told["review_on"], by=who(request).actor, via=Via.STAFF
            )
            messages.success(request, _("Approved."))
            return redirect("governance:impact", key)
    return _impact_page(request, purpose, form)


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_draft(request: HttpRequest, key: str) -> HttpResponse:
    """The form, filled with the newest answers, or with a template to begin with."""
    purpose = _purpose(key)
    return _draft_page(request, purpose, _begun(purpose))


@needs(Right.GOVERNANCE_MANAGE)
@writes
def write_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Writes the draft. The approved one holds until the new one is approved; whoever comes second is told."""
    purpose = _purpose(key)
    rows = sum(name.startswith("risk_") for name in request.POST) - 3
    form = ImpactForm(request.POST, rows=min(max(rows, 0), actions.MOST_RISKS))
    if not form.is_valid():
        return _draft_page(request, purpose, form)
    told = form.cleaned_data
    try:
        actions.draft_impact(
            purpose, seen=told["seen"] or 0, texts=form.texts(), risks=form.risks(), conclusion=told["conclusion"],
            by=who(request).actor, via=Via.STAFF,
        )  # fmt: skip
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
        if refused.code != "changed_since":
            return _draft_page(request, purpose, form)
        draft = _draft(purpose)
        stands = draft.texts if draft else {}
        differing = [(form[name].label, stands.get(name, "")) for name in TEXTS if stands.get(name, "") != told[name]]
        seen = str(draft.edition if draft else 0)
        return conflict_page(request, DRAFT, form, seen=seen, differing=differing, purpose=purpose)
    messages.success(request, _("The draft is written. It holds when somebody with the right has approved it."))
    return redirect("governance:impact", key)


screening = at_one_address(show=show_screening, act=screen)
draft = at_one_address(show=show_draft, act=write_draft)


@needs(Right.GOVERNANCE_VIEW)
@read_only
def impact_document(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The newest assessment of the consequences as PDF."""
    purpose = _purpose(key)
    found = purpose.impact_assessments.select_related("purpose").order_by("-version").first()
    if found is None or language not in LANGUAGES:
        raise Http404
    return _pdf(impact_pdf(found, _screening(purpose), language=language, at=now()), f"{key}-impact-{language}")


@needs(Right.GOVERNANCE_VIEW)
@read_only
def interests_document(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The newest balancing test as PDF."""
    found = Assessment.objects.filter(purpose=_purpose(key)).select_related("purpose").order_by("-version").first()
    if found is None or language not in LANGUAGES:
        raise Http404
    return _pdf(interests_pdf(found, ASSESSMENT_QUESTIONS, language=language, at=now()), f"{key}-interests-{language}")


def _begun(purpose: Purpose) -> ImpactForm:
    newest = purpose.impact_assessments.order_by("-version").first()
    if newest is None:
        told = template_in("nb" if (get_language() or "en")[:2] in {"nb", "nn", "no"} else "en")
        initial = ImpactForm.initial_of(told["texts"], told["risks"], Conclusion.PROCEED, 0)
        return ImpactForm(initial=initial, rows=len(told["risks"]))
    seen = newest.edition if newest.approved_at is None else 0
    initial = ImpactForm.initial_of(newest.texts, newest.risks, newest.conclusion, seen)
    return ImpactForm(initial=initial, rows=len(newest.risks))


def _draft_page(request: HttpRequest, purpose: Purpose, form: ImpactForm) -> HttpResponse:
    return form_page(request, DRAFT, form, purpose=purpose)


def _screening_page(request: HttpRequest, purpose: Purpose, form: ScreeningForm) -> HttpResponse:
    return form_page(
        request, "governance/assessments/screening.html", form, purpose=purpose, screening=_screening(purpose)
    )


def _impact_page(request: HttpRequest, purpose: Purpose, form: ReviewForm) -> HttpResponse:
    found = list(purpose.impact_assessments.order_by("-version"))
    holding = next((one for one in found if one.approved_at), None)
    draft = found[0] if found and found[0].approved_at is None else None
    shown = draft or holding
    screened = _screening(purpose)
    context: dict[str, Any] = {
        "purpose": purpose,
        "screening": screened,
        "ticked": [
            CRITERIA.get(key) or LISTED.get(key) or key for key in (*screened.criteria, *screened.listed)
        ] if screened else [],
        "holding": holding,
        "approver": _approver(holding) if holding else "",
        "draft": draft,
        "shown": shown,
        "answers": [(question, shown.texts.get(name, "")) for name, (question, _guide) in TEXTS.items()] if shown else [],
        "risks": [_shown(risk) for risk in shown.risks] if shown else [],
        "left": LEVEL_WORDS[highest_left(shown.risks)] if shown else "",
    }  # fmt: skip
    return form_page(request, "governance/assessments/impact.html", form, **context)


def _shown(risk: dict[str, Any]) -> dict[str, Any]:
    before, after = level(risk["likelihood"], risk["severity"]), level(risk["likelihood_after"], risk["severity_after"])
    return {**risk, "before": LEVEL_WORDS[before], "after": LEVEL_WORDS[after]}


def _approver(impact: ImpactAssessment) -> str:
    actor = Actor(ActorKind(impact.approved_by_kind), impact.approved_by_id)
    return actor_names([actor])[actor]


def _draft(purpose: Purpose) -> ImpactAssessment | None:
    newest: ImpactAssessment | None = ImpactAssessment.objects.filter(purpose=purpose).order_by("-version").first()
    return newest if newest and newest.approved_at is None else None


def _screening(purpose: Purpose) -> Screening | None:
    return queries.newest_screening(purpose)


def _pdf(told: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}.pdf"'
    return HttpResponse(told, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _purpose(key: str) -> Purpose:
    found: Purpose = get_object_or_404(Purpose.objects.existing(), key=key)
    return found
