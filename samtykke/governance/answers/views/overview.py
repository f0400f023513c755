"""The whole book: how far each step is, every question with its state, and handing many to one owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import read_only, writes
from samtykke.core.templatetags.words import number
from samtykke.governance.answers import actions, queries
from samtykke.governance.answers.books import Book, book_of
from samtykke.governance.answers.checks import circumstances
from samtykke.governance.answers.forms import AssignForm, FilterForm
from samtykke.governance.answers.words import status_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.governance.answers.queries import Standing


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_book(request: HttpRequest, register: str) -> HttpResponse:
    """Every question, by step and part; narrowed to mine, late or open."""
    book = book_of(register)
    return _page(request, book, AssignForm(keys=list(book.by_key)))


@needs(Right.GOVERNANCE_MANAGE)
@writes
def assign(request: HttpRequest, register: str) -> HttpResponse:
    """Hands the chosen questions to an owner."""
    book = book_of(register)
    form = AssignForm(request.POST, keys=list(book.by_key))
    if not form.is_valid():
        return _page(request, book, form)
    told = form.cleaned_data
    chosen = [book.by_key[key] for key in told["keys"]]
    changed = actions.assign(
        book, chosen, owner=told["owner"], due_on=told["due_on"], by=who(request).actor, via=Via.STAFF
    )
    said = ngettext("%(count)s point now belongs to %(name)s.", "%(count)s points now belong to %(name)s.", changed)
    messages.success(request, said % {"count": number(changed), "name": told["owner"].name})
    return redirect(f"governance:{register}")


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_printable(request: HttpRequest, register: str) -> HttpResponse:
    """The whole book on one page, made for paper."""
    book = book_of(register)
    found = queries.standings(book, circumstances(getattr(request, "organisation", None)))
    names = queries.names_of([], [], *{one.answer.changed_by for one in found if one.answer.version})
    evidence = queries.all_evidence(book)
    lines = [
        {**_line(one), "by": names.get(one.answer.changed_by, ""), "evidence": evidence.get(one.question.key, [])}
        for one in found
    ]
    return render(request, "governance/answers/print.html", _context(book, found, lines))


def _page(request: HttpRequest, book: Book, form: AssignForm) -> HttpResponse:
    found = queries.standings(book, circumstances(getattr(request, "organisation", None)))
    narrowing = FilterForm(request.GET)
    show = narrowing.cleaned_data["show"] if narrowing.is_valid() else ""
    kept = {
        "": found,
        "mine": [one for one in found if one.answer.owner_id == who(request).pk],
        "late": [one for one in found if one.is_late],
        "open": [one for one in found if not one.is_closed],
    }
    context = _context(book, found, [_line(one) for one in kept[show]])
    context |= {
        "form": form,
        "tabs": [
            {"key": key, "name": name, "count": len(kept[key])}
            for key, name in narrowing.fields["show"].choices  # type: ignore[attr-defined]
        ],
        "show": show,
        "chosen": form.data.getlist("keys") if form.is_bound else [],  # type: ignore[attr-defined]
    }
    return render(request, "governance/answers/overview.html", context, status=422 if form.errors else 200)


def _context(book: Book, found: list[Standing], lines: list[dict[str, Any]]) -> dict[str, Any]:
    by_group = queries.progress_by_group(book.groups, found)
    closed = sum(one.is_closed for one in found)
    groups = [
        {"group": group, "progress": by_group[group.key], "lines": shown}
        for group in book.groups
        if (shown := [line for line in lines if line["question"].group == group.key])
    ]
    return {
        "book": book,
        "addresses": addresses(book),
        "steps": steps_of(book, found),
        "groups": groups,
        "closed": closed,
        "total": len(found),
        "parts": [("yes", closed), ("track", len(found) - closed)],
    }


def steps_of(book: Book, found: list[Standing], current: str = "") -> list[dict[str, Any]]:
    """The steps as the component shows them, each with how far it is."""
    progress = queries.progress_by_step(book, found)
    first_open = next((step.key for step in progress if not step.is_done), "")
    return [
        {
            "key": step.key,
            "name": _("%(name)s: %(closed)s of %(total)s")
            % {"name": book.steps[step.key], "closed": number(step.closed), "total": number(step.total)},
            "is_done": step.is_done,
            "is_current": step.key == (current or first_open),
        }
        for step in progress
    ]


def addresses(book: Book) -> dict[str, str]:
    """The names of a book's addresses, for templates."""
    names = ("", "-question", "-answer", "-evidence", "-file", "-evidence-removal", "-owners", "-print")
    return {name.strip("-").replace("-", "_") or "book": f"governance:{book.register}{name}" for name in names}


def _line(standing: Standing) -> dict[str, Any]:
    return {
        "question": standing.question,
        "standing": standing,
        "status": status_of(standing),
        "answer": standing.answer,
    }
