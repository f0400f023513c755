"""One document: its page, what is said of it, whom it concerns, the bin and back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import companies_visible_to, person_for, visible_to
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import search_people
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.documents import actions, queries, store
from samtykke.documents.access import company_of, document_for, in_the_bin_for, opened_by
from samtykke.documents.forms import ConcernForm, DocumentForm, FileForm
from samtykke.documents.marks import SENTENCES
from samtykke.documents.views.shared import people_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.documents.models import Document, DocumentVersion

SHOWN_TEXT = 64 * 1024
OFFERED = 8


@needs(Right.PEOPLE_VIEW)
@read_only
def show_document(request: HttpRequest, document_id: int) -> HttpResponse:
    """One document: its first pages, its versions, whom it concerns."""
    document = opened_by(who(request), document_id)
    actions.looked_at(Deed.DOCUMENT_VIEWED, document, by=who(request).actor, via=Via.STAFF)
    return document_page(request, document, FileForm())


@needs(Right.PEOPLE_EDIT)
@read_only
def show_change(request: HttpRequest, document_id: int) -> HttpResponse:
    """The form for what is said of a document."""
    document = document_for(who(request), document_id)
    actions.looked_at(Deed.DOCUMENT_VIEWED, document, by=who(request).actor, via=Via.STAFF)
    return _change_page(request, document, DocumentForm(initial=DocumentForm.initial_of(document)))


@needs(Right.PEOPLE_EDIT)
@writes
def change(request: HttpRequest, document_id: int) -> HttpResponse:
    """Changes what is said of a document. Whoever comes second is told, and keeps what they wrote."""
    document = document_for(who(request), document_id)
    form = DocumentForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.change(
                document, title=told["title"], note=told["note"], company=form.company, version=told["version"],
                by=who(request).actor, via=Via.STAFF,
            )  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("documents:document", document.pk)
        except Refused as refused:
            if refused.code == "changed_meanwhile":
                return _conflict(request, document, form)
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
    return _change_page(request, document, form)


change_form = at_one_address(show=show_change, act=change)


@needs(Right.PEOPLE_EDIT)
@writes
def concern(request: HttpRequest, document_id: int) -> HttpResponse:
    """Says that a document concerns one more person."""
    document = document_for(who(request), document_id)
    form = ConcernForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.concern(
                document, _person(request, form.cleaned_data["person"]), by=who(request).actor, via=Via.STAFF
            )
            return redirect("documents:document", document.pk)
    return document_page(request, document, FileForm(), concern_form=form, status_form=form)


@needs(Right.PEOPLE_EDIT)
@writes
def no_longer_concern(request: HttpRequest, document_id: int, person_id: int) -> HttpResponse:
    """Takes a person away from a document."""
    document = document_for(who(request), document_id)
    person = person_for(who(request), person_id)
    try:
        actions.no_longer_concern(document, person.pk, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("documents:document", document.pk)
    messages.success(request, _("The document no longer concerns this person."))
    gone = not opened_or_none(request, document.pk)
    return redirect("documents:person", person.pk) if gone else redirect("documents:document", document.pk)


@needs(Right.PEOPLE_DELETE)
@writes
def delete(request: HttpRequest, document_id: int) -> HttpResponse:
    """Puts a document in the recycle bin. It can be undone."""
    document = document_for(who(request), document_id)
    people, _unseen = people_of(who(request), document)
    try:
        actions.delete(document, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("documents:document", document.pk)
    undo = reverse("documents:restoration", args=[document.pk])
    messages.success(request, _("“%(title)s” is in the recycle bin.") % {"title": document.title}, undo)
    if people:
        return redirect("documents:person", people[0].pk)
    if document.company_id:
        return redirect("documents:company", document.company_id)
    return redirect("documents:document", document.pk)


@needs(Right.PEOPLE_DELETE)
@writes
def restore(request: HttpRequest, document_id: int) -> HttpResponse:
    """Takes a document out of the recycle bin."""
    document = in_the_bin_for(who(request)).filter(pk=document_id).first() or document_for(who(request), document_id)
    actions.restore(document, by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("“%(title)s” is back.") % {"title": document.title})
    return redirect("documents:document", document.pk)


def document_page(request: HttpRequest, document: Document, form: FileForm, **more: Any) -> HttpResponse:
    """The page of a document."""
    versions = list(queries.versions_of(document))
    newest, names = versions[0], actor_names(version.by for version in versions)
    people, unseen = people_of(who(request), document)
    company = companies_visible_to(who(request)).filter(pk=company_of(document) or 0).first()
    context = {
        "document": document,
        "newest": newest,
        "versions": [(version, names[version.by]) for version in versions],
        "previews": list(queries.previews_of(newest)),
        "text": _text(newest),
        "sentences": [SENTENCES[mark] for mark in newest.marks],
        "people": people,
        "unseen": unseen,
        "company": company,
        "can_edit": may(request, Right.PEOPLE_EDIT) and not document.deleted_at,
        "concern_form": ConcernForm(),
        **more,
    }
    failed = more.get("status_form")
    response = form_page(request, "documents/document.html", form, **context)
    if failed is not None and failed.errors:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


def opened_or_none(request: HttpRequest, document_id: int) -> bool:
    """Whether a document is still seen by whoever changed it."""
    from samtykke.documents.access import visible_to as documents_visible_to

    return documents_visible_to(who(request)).filter(pk=document_id).exists()


def _text(version: DocumentVersion) -> str:
    """The beginning of a text, for reading on the page."""
    if not version.kind.is_text:
        return ""
    try:
        with store.opened(version) as content:
            told = content.read(SHOWN_TEXT)
    except Refused:
        return ""
    try:
        return told.decode("utf-8-sig", "strict" if version.size <= SHOWN_TEXT else "ignore")
    except UnicodeDecodeError:
        return told.decode("cp1252", "replace")


def _person(request: HttpRequest, said: str) -> int:
    """Whom a name or a number means, of those whoever asks sees; by no detail that is covered for them."""
    seen, said = visible_to(who(request)), said.strip()
    if said.lstrip("#").isdecimal() and len(said) < 19:
        found = list(seen.filter(pk=int(said.lstrip("#"))).values_list("pk", flat=True))
    else:
        told = search_people(said, among=seen, without=mask_of(who(request)).keys)
        found = list(told.values_list("pk", flat=True)[:2])
    if len(found) == 1:
        return int(found[0])
    several = _("Several people are called so: write # and the number of the card.")
    reason = several if found else _("There is nobody of this name.")
    raise Refused(reason, code="unknown_person", field="person", status=422)


def _change_page(request: HttpRequest, document: Document, form: DocumentForm, **more: Any) -> HttpResponse:
    return form_page(request, "documents/document_form.html", form, document=document, **more)


def _conflict(request: HttpRequest, document: Document, form: DocumentForm) -> HttpResponse:
    stands = DocumentForm(initial=DocumentForm.initial_of(document))
    differing = [
        {"label": form[name].label, "stands": stands[name].value(), "typed": form[name].value()}
        for name in ("title", "note", "company_name")
        if stands[name].value() != form[name].value()
    ]
    form.renew(document.version)
    response = _change_page(request, document, form, others=differing)
    response.status_code = HTTPStatus.CONFLICT
    return response
