"""The privacy statement: how it stands, writing it section by section, publishing it, and what differed before. REQ-35."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.differences import by_words, differ
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.templatetags.words import language_name
from samtykke.governance.forms import PublicationForm, StatementForm
from samtykke.mail.queries import MOST_COUNTED, mails_with_statement
from samtykke.purposes import actions as purposes
from samtykke.purposes import statement_gaps, statements
from samtykke.purposes.models import StatementDraft, StatementVersion
from samtykke.purposes.statement_texts import HEADINGS, heading, written

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_all(request: HttpRequest) -> HttpResponse:
    """How the statement stands in each language: what people read, what has changed since, what is missing."""
    versions = list(statements.versions())
    names = actor_names(_publisher(version) for version in versions)
    context = {
        "state": statements.statement_state(),
        "versions": [(version, names[_publisher(version)]) for version in versions],
        "may_write": may(request, Right.LISTS_MANAGE),
    }
    return render(request, "governance/statement.html", context)


@needs(Right.LISTS_MANAGE)
@read_only
def show_draft(request: HttpRequest, language: str) -> HttpResponse:
    """The statement in one language, section by section, beside what is missing and how it reads."""
    draft = _draft(language)
    facts = statements.facts_in(language)
    texts = draft.sections if draft else written(facts, language)
    return _draft_page(request, language, StatementForm(language, initial={**texts, "edition": _edition(draft)}))


@needs(Right.LISTS_MANAGE)
@writes
def write_draft(request: HttpRequest, language: str) -> HttpResponse:
    """Keeps what is written; or only shows how it reads, and keeps nothing."""
    form = StatementForm(_known(language), request.POST)
    if "preview" in request.POST:
        context = {**_judged(language, form.texts()), "form": form}
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "governance/_statement_preview.html", context)
        return _draft_page(request, language, form)
    if form.is_valid():
        edition = form.cleaned_data["edition"]
        if edition != _edition(_draft(language)):
            return _changed_meanwhile(request, language, form)
        with refusals_on(form):
            purposes.write_statement(language, form.texts(), edition=edition, by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Kept. People read it when it is published."))
            return redirect("governance:statement-draft", language)
    return _draft_page(request, language, form)


@needs(Right.LISTS_MANAGE)
@writes
def renew_draft(request: HttpRequest, language: str) -> HttpResponse:
    """Writes the draft anew from how the company is set up: the sections named, or all of it."""
    chosen = tuple(name for name in HEADINGS if name in request.POST.getlist("section"))
    purposes.draft_statement(_known(language), sections=chosen, by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("Written from how the company is set up. Read it before you publish."))
    return redirect("governance:statement-draft", language)


@needs(Right.LISTS_MANAGE)
@read_only
def show_publication(request: HttpRequest, language: str) -> HttpResponse:
    """What would be published, and what differs from what people read now."""
    return _publication_page(request, language, PublicationForm())


@needs(Right.LISTS_MANAGE)
@writes
def publish(request: HttpRequest, language: str) -> HttpResponse:
    """Publishes the draft as the next version, if nothing is missing and it is the one that was read."""
    form = PublicationForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            made = purposes.publish_statement(_known(language), **told, by=who(request).actor, via=Via.STAFF)
            said = {"number": made.version, "language": language_name(language)}
            messages.success(request, _("Version %(number)d in %(language)s is published.") % said)
            return redirect("governance:statement")
    return _publication_page(request, language, form)


draft = at_one_address(show=show_draft, act=write_draft)
publication = at_one_address(show=show_publication, act=publish)


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_version(request: HttpRequest, language: str, version: int) -> HttpResponse:
    """One version as people read it, and what differs from an earlier one by words."""
    found = get_object_or_404(StatementVersion, language=language, version=version)
    others = [row.version for row in statements.versions(language) if row.version != version]
    told = request.GET.get("against", "")
    against = int(told) if told.isdecimal() and told in map(str, others) else version - 1
    before = StatementVersion.objects.filter(language=language, version=against).first()
    linked = mails_with_statement(found.name)
    context = {
        "version": found,
        "sections": statements.shown(found),
        "publisher": actor_names([_publisher(found)])[_publisher(found)],
        "before": before,
        "others": others,
        "mails": min(linked, MOST_COUNTED),
        "more_mails": linked > MOST_COUNTED,
        "differences": _differences(statements.texts_of(before), statements.texts_of(found), language)
        if before
        else [],
    }
    return render(request, "governance/statement_version.html", context)


def _known(language: str) -> str:
    if language not in statements.company_languages():
        raise Http404
    return language


def _draft(language: str) -> StatementDraft | None:
    return StatementDraft.objects.filter(language=_known(language), edition__gt=0).first()


def _edition(draft: StatementDraft | None) -> int:
    return draft.edition if draft else 0


def _publisher(version: StatementVersion) -> Actor:
    return Actor(ActorKind(version.published_by_kind), version.published_by_id)


def _judged(language: str, texts: dict[str, str]) -> dict[str, Any]:
    """What texts lack, section by section, what the register holds and they do not tell, and how they read."""
    facts = statements.facts_in(language)
    lacking, not_told = statement_gaps.missing(texts, facts), statement_gaps.untold(texts, facts, language)
    faults: dict[str, list[str]] = {}
    for one in (*lacking, *not_told):
        faults.setdefault(one.section, []).append(one.why)
    return {
        "language": language,
        "lacking": lacking,
        "untold": not_told,
        "checks": [(what, faults.get(name, []), name) for name, what in statement_gaps.LACKS.items()],
        "sections": statements.shown_draft(texts, language),
    }


def _draft_page(request: HttpRequest, language: str, form: StatementForm, **more: Any) -> HttpResponse:
    draft, version = _draft(language), statements.current(language)
    facts = statements.facts_in(language)
    changed = [name for name in HEADINGS if version and version.facts.get(name) != facts[name]]
    context = {
        **_judged(language, form.texts()),
        "draft": draft,
        "changed": [(name, heading(name, language)) for name in changed],
        "others": [other for other in statements.company_languages() if other != language],
        **more,
    }
    return form_page(request, "governance/statement_draft.html", form, **context)


def _changed_meanwhile(request: HttpRequest, language: str, form: StatementForm) -> HttpResponse:
    """Somebody kept another text meanwhile: what was typed stays, what stands now stands beside it, and one keeps again."""
    draft = _draft(language)
    stands, typed = draft.sections if draft else {}, form.texts()
    differing = [
        (heading(name, language), stands.get(name, ""))
        for name in HEADINGS
        if stands.get(name, "").strip() != typed.get(name, "").strip()
    ]
    form.data = {**form.data.dict(), "edition": _edition(draft)}  # type: ignore[attr-defined]
    answer = _draft_page(request, language, form, differing=differing, meanwhile=True)
    answer.status_code = HTTPStatus.CONFLICT
    return answer


def _publication_page(request: HttpRequest, language: str, form: PublicationForm) -> HttpResponse:
    draft, version = _draft(language), statements.current(language)
    if draft is None:
        raise Http404
    before = statements.texts_of(version) if version else {}
    context = {
        **_judged(language, draft.sections),
        "draft": draft,
        "version": version,
        "differences": _differences(before, draft.sections, language) if version else [],
    }
    return form_page(request, "governance/statement_publication.html", form, **context)


def _differences(before: dict[str, str], after: dict[str, str], language: str) -> list[tuple[str, Any]]:
    """The sections that differ, by words."""
    found = ((name, by_words(before.get(name, ""), after.get(name, ""))) for name in HEADINGS)
    return [(heading(name, language), parts) for name, parts in found if differ(parts)]
