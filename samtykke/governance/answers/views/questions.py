"""One question: what the database shows, what you decide, what proves it, and how it came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import read_only, writes
from samtykke.core.pages import refusals_on
from samtykke.governance.answers import actions, checks, queries
from samtykke.governance.answers.books import Book, Question, book_of
from samtykke.governance.answers.forms import AnswerForm, EvidenceForm
from samtykke.governance.answers.views.overview import addresses, steps_of
from samtykke.governance.answers.words import change_lines, status_of
from samtykke.governance.models import Answer, AnswerEvidence

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samtykke.governance.answers.queries import Standing

# A file from outside runs nothing and loads nothing, whatever opens it.
AS_FILE = {"default-src": [NONE], "sandbox": [], "frame-ancestors": [NONE]}


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_question(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """One question with everything about it."""
    book, question = _found(register, key)
    return _page(request, book, question)


@needs(Right.GOVERNANCE_MANAGE)
@writes
def answer(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Writes what was decided, then goes on to the next question or stays."""
    book, question = _found(register, key)
    kept = _answer_of(book, question)
    form = AnswerForm(request.POST, question=question, answer=kept)
    if form.is_valid():
        with refusals_on(form):
            actions.answer(book, question, by=who(request).actor, via=Via.STAFF, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return _onwards(request, book, question)
    # What was typed stays; whoever has now seen the other's change can save over it.
    form.data = request.POST.copy()
    form.data["version"] = str(kept.version)
    return _page(request, book, question, form=form)


@needs(Right.GOVERNANCE_MANAGE)
@writes
def keep_evidence(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Keeps an address or a file that shows the answer."""
    book, question = _found(register, key)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        told, by = form.cleaned_data, who(request).actor
        with refusals_on(form):
            if told["file"]:
                file = told["file"]
                actions.keep_file(
                    book, question, file.read(), name=file.name, title=told["title"], by=by, via=Via.STAFF
                )
            else:
                actions.keep_link(book, question, title=told["title"], url=told["url"], by=by, via=Via.STAFF)
            messages.success(request, _("Kept as evidence."))
            return redirect(f"governance:{register}-question", key)
    return _page(request, book, question, evidence_form=form)


@needs(Right.GOVERNANCE_MANAGE)
@writes
def remove_evidence(request: HttpRequest, register: str, key: str, evidence_id: int) -> HttpResponse:
    """Takes a piece of evidence away; the history says so."""
    evidence = get_object_or_404(AnswerEvidence, pk=evidence_id, register=register, key=key)
    actions.remove_evidence(evidence, by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("Removed. The history keeps its name."))
    return redirect(f"governance:{register}-question", key)


@csp(AS_FILE)  # type: ignore[arg-type]
@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_file(request: HttpRequest, register: str, key: str, evidence_id: int) -> HttpResponse:
    """A file of evidence, to save."""
    kept = AnswerEvidence.objects.kept().exclude(type="")
    file = get_object_or_404(kept, pk=evidence_id, register=register, key=key)
    response = HttpResponse(bytes(file.content or b""), content_type=file.type)
    response["Content-Disposition"] = content_disposition_header(True, _file_name(file))
    response["Cache-Control"] = "no-store"
    return response


def _file_name(file: AnswerEvidence) -> str:
    ending = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}[file.type]
    return file.title if file.title.lower().endswith((ending, ".jpeg")) else file.title + ending


def _found(register: str, key: str) -> tuple[Book, Question]:
    book = book_of(register)
    question = book.by_key.get(key)
    if question is None:
        raise Http404
    return book, question


def _answer_of(book: Book, question: Question) -> Answer:
    found = Answer.objects.filter(register=book.register, key=question.key).first()
    return found or Answer(register=book.register, key=question.key, version=0)


def _onwards(request: HttpRequest, book: Book, question: Question) -> HttpResponse:
    following = book.questions[book.questions.index(question) + 1 :]
    if "onwards" not in request.POST:
        return redirect(f"governance:{book.register}-question", question.key)
    if not following:
        return redirect(f"governance:{book.register}")
    return redirect(f"governance:{book.register}-question", following[0].key)


def _page(
    request: HttpRequest,
    book: Book,
    question: Question,
    *,
    form: AnswerForm | None = None,
    evidence_form: EvidenceForm | None = None,
) -> HttpResponse:
    given = checks.circumstances(getattr(request, "organisation", None))
    found = queries.standings(book, given)
    standing = next(one for one in found if one.question.key == question.key)
    evidence, changes = queries.evidence_of(book, question), queries.changes_of(book, question)
    names = queries.names_of(changes, evidence)
    is_refused = any(given is not None and given.errors for given in (form, evidence_form))
    if may(request, Right.GOVERNANCE_MANAGE):
        form = form or AnswerForm(question=question, answer=standing.answer)
        evidence_form = evidence_form or EvidenceForm()
    context = {
        **_of_the_book(book, found, standing),
        "form": form,
        "evidence_form": evidence_form,
        "rows": checks.rows(question.check, standing.finding, given) if question.check and standing.finding else [],
        "evidence": [(row, names[row.by]) for row in evidence],
        "changes": [(change, names[change.by], change_lines(change, names)) for change in changes],
        "places": [
            place for place in question.places if place.address and (place.right is None or may(request, place.right))
        ],
    }
    return render(request, "governance/answers/question.html", context, status=422 if is_refused else 200)


def _of_the_book(book: Book, found: list[Standing], standing: Standing) -> dict[str, Any]:
    """Where the question stands among the others."""
    place = found.index(standing)
    group = next(group for group in book.groups if group.key == standing.question.group)
    return {
        "book": book,
        "addresses": addresses(book),
        "standing": standing,
        "question": standing.question,
        "status": status_of(standing),
        "group": group,
        "steps": steps_of(book, found, group.step),
        "place": place + 1,
        "total": len(found),
        "previous": found[place - 1].question if place else None,
        "following": found[place + 1].question if place + 1 < len(found) else None,
        "siblings": [
            {"question": one.question, "status": status_of(one), "is_current": one is standing}
            for one in found
            if one.question.group == group.key
        ],
    }
