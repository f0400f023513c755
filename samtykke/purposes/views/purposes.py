"""What one purpose rests on: the bases it allows, the words people say yes to, the balancing test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, needs_any, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.accounts.views.signing_in import setup_steps
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.clock import add_months, now
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import conflict_page, form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.purposes import actions as purposes
from samtykke.purposes import queries
from samtykke.purposes.balancing import QUESTIONS, answers_digest, differing
from samtykke.purposes.forms import (
    ASSESSMENT_QUESTIONS,
    LANGUAGES,
    AllowBasisForm,
    ApprovalForm,
    AssessmentForm,
    WordingForm,
)
from samtykke.purposes.models import STORE, Channel, Purpose, in_language

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.purposes.models import Assessment


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_bases(request: HttpRequest, key: str) -> HttpResponse:
    """The bases a purpose may rest on."""
    purpose = _purpose(key)
    return _bases_page(request, purpose, AllowBasisForm())


@needs(Right.LISTS_MANAGE)
@writes
def allow_basis(request: HttpRequest, key: str) -> HttpResponse:
    """Lets a purpose rest on one more basis."""
    purpose = _purpose(key)
    form = AllowBasisForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            purposes.allow_basis(
                purpose,
                told["legal_basis"],
                citation=told["citation"],
                is_default=told["is_default"],
                by=who(request).actor,
                via=Via.STAFF,
            )
            messages.success(request, _("The purpose may rest on “%(name)s”.") % {"name": told["legal_basis"].name})
            return redirect("purposes:bases", key)
    return _bases_page(request, purpose, form)


@needs(Right.LISTS_MANAGE)
@writes
def disallow_basis(request: HttpRequest, key: str, basis_key: str) -> HttpResponse:
    """Takes a basis away from a purpose for what is new."""
    purpose = _purpose(key)
    found = get_object_or_404(purpose.allowed_bases.select_related("legal_basis"), legal_basis__key=basis_key)
    try:
        purposes.disallow_basis(purpose, found.legal_basis, by=who(request).actor, via=Via.STAFF)
        messages.success(request, _("The purpose no longer rests on “%(name)s”.") % {"name": found.legal_basis.name})
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("purposes:bases", key)


def _bases_page(request: HttpRequest, purpose: Purpose, form: AllowBasisForm) -> HttpResponse:
    allowed = list(queries.allowed_bases(purpose))
    return form_page(request, "purposes/bases.html", form, purpose=purpose, allowed=allowed)


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_wordings(request: HttpRequest, key: str) -> HttpResponse:
    """Every version of the words people said yes to, newest first."""
    return _wordings_page(request, _purpose(key), WordingForm(initial={"channels": ["email"]}))


@needs(Right.LISTS_MANAGE)
@writes
def add_wording(request: HttpRequest, key: str) -> HttpResponse:
    """Writes a new version of the words. Earlier ones stay as they were. Art. 7(1)."""
    purpose = _purpose(key)
    form = WordingForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            wording = purposes.add_wording(purpose, **form.cleaned_data, by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Version %(number)s is written.") % {"number": wording.version})
            return redirect("purposes:wordings", key)
    return _wordings_page(request, purpose, form)


def _wordings_page(request: HttpRequest, purpose: Purpose, form: WordingForm) -> HttpResponse:
    wordings = list(purpose.wordings.order_by("language", "-version"))
    names = actor_names(Actor(ActorKind(w.created_by_kind), w.created_by_id) for w in wordings)
    rows = [
        (w, names[Actor(ActorKind(w.created_by_kind), w.created_by_id)], [Channel(code).label for code in w.channels])
        for w in wordings
    ]
    return form_page(request, "purposes/wordings.html", form, purpose=purpose, rows=rows)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_assessment(request: HttpRequest, key: str) -> HttpResponse:
    """The balancing test of a purpose, and who approved it. REQ-22."""
    in_a_year = add_months(now(), 12).date()
    purpose = _purpose(key)
    seen = answers_digest(purpose.assessments.order_by("-version").first())
    return _assessment_page(request, purpose, ApprovalForm(initial={"review_on": in_a_year, "seen": seen}))


@needs(Right.ASSESSMENTS_APPROVE)
@writes
def approve_assessment(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """Approves a draft: from then on the purpose may rest on legitimate interests."""
    purpose = _purpose(key)
    draft = get_object_or_404(purpose.assessments, version=version, approved_at__isnull=True)
    form = ApprovalForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            purposes.approve_assessment(
                draft,
                review_on=form.cleaned_data["review_on"],
                seen=form.cleaned_data["seen"] or None,
                by=who(request).actor,
                via=Via.STAFF,
            )
            messages.success(request, _("Approved. People may now be held for “%(name)s”.") % {"name": purpose.name})
            return redirect("purposes:assessment", key)
    return _assessment_page(request, purpose, form)


@needs(Right.LISTS_MANAGE)
@read_only
def show_draft(request: HttpRequest, key: str) -> HttpResponse:
    """A form for a new draft, filled with the newest answers."""
    purpose = _purpose(key)
    newest = purpose.assessments.order_by("-version").first()
    form = AssessmentForm(texts=newest.texts if newest else None, initial={"seen": answers_digest(newest)})
    return _draft_page(request, purpose, form)


@needs(Right.LISTS_MANAGE)
@writes
def write_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Writes a new draft of the balancing test. The approved one holds until the new one is approved."""
    purpose = _purpose(key)
    form = AssessmentForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, purpose, form)
    try:
        seen = form.cleaned_data["seen"]
        purposes.draft_assessment(purpose, texts=form.texts(), seen=seen, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        form.add_error(None, str(refused.reason))
        return _late(request, purpose, form) if refused.code == "changed_since" else _draft_page(request, purpose, form)
    messages.success(request, _("The draft is written. It holds when somebody with the right has approved it."))
    return redirect("purposes:assessment", key)


bases = at_one_address(show=show_bases, act=allow_basis, more_read=True)
wordings = at_one_address(show=show_wordings, act=add_wording, more_read=True)
draft = at_one_address(show=show_draft, act=write_draft)


def _draft_page(request: HttpRequest, purpose: Purpose, form: AssessmentForm) -> HttpResponse:
    steps = _steps(purpose, is_approved=purpose.assessments.filter(approved_at__isnull=False).exists())
    return form_page(request, "purposes/assessment_draft.html", form, purpose=purpose, steps=steps)


def _steps(purpose: Purpose, *, is_approved: bool) -> list[dict[str, Any]]:
    """The steps of the first set-up, whose third this is until the assessment that carries everybody is approved."""
    return [] if is_approved or purpose.key != STORE else setup_steps(2)


def _late(request: HttpRequest, purpose: Purpose, form: AssessmentForm) -> HttpResponse:
    """The form with what was written, beside the answers that stand now."""
    newest = purpose.assessments.order_by("-version").first()
    texts = newest.texts if newest else {}
    stands = [
        (f"{question.words} ({language})", texts.get(language, {}).get(question.key, ""))
        for question in QUESTIONS
        for language in LANGUAGES
        if texts.get(language, {}).get(question.key, "") != form.texts()[language][question.key]
    ]
    template, seen = "purposes/assessment_draft.html", answers_digest(newest)
    return conflict_page(request, template, form, seen=seen, differing=stands, purpose=purpose)


def _assessment_page(request: HttpRequest, purpose: Purpose, form: ApprovalForm) -> HttpResponse:
    assessments = list(purpose.assessments.order_by("-version"))
    holding = next((found for found in assessments if found.approved_at), None)
    draft = assessments[0] if assessments and assessments[0].approved_at is None else None
    shown = draft or holding
    approver = _approver(holding) if holding else ""
    context: dict[str, Any] = {
        "purpose": purpose,
        "holding": holding,
        "approver": approver,
        "draft": draft,
        "shown": shown,
        "steps": _steps(purpose, is_approved=holding is not None),
        "answers": _answers(shown) if shown else [],
        "changed": differing(holding, draft, (get_language() or "en")[:2]) if holding and draft else [],
    }
    return form_page(request, "purposes/assessment.html", form, **context)


def _approver(assessment: Assessment) -> str:
    actor = Actor(ActorKind(assessment.approved_by_kind), assessment.approved_by_id)
    return actor_names([actor])[actor]


def _answers(assessment: Assessment) -> list[tuple[Any, str]]:
    return [
        (question, in_language({lang: texts.get(name, "") for lang, texts in assessment.texts.items()}))
        for name, question in ASSESSMENT_QUESTIONS
    ]


def _purpose(key: str) -> Purpose:
    found: Purpose = get_object_or_404(Purpose.objects.existing(), key=key)
    return found
