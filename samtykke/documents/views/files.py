"""The files themselves: a newer version in, any version out, an earlier one made the newest; and the pictures of the first pages.

A file goes out as something to save, which runs and loads nothing whatever opens it; what is shown on a page is only what was
drawn here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import refusals_on
from samtykke.core.refused import Refused
from samtykke.core.uploads import takes_at_most
from samtykke.documents import actions, queries, store
from samtykke.documents.access import document_for, opened_by
from samtykke.documents.forms import FileForm
from samtykke.documents.models import DocumentPreview
from samtykke.documents.serving import as_file
from samtykke.documents.views.document import document_page
from samtykke.documents.views.shared import largest, looks_into_file, passed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

AS_FILE = {"default-src": [NONE], "sandbox": [], "frame-ancestors": [NONE]}


@needs(Right.PEOPLE_EDIT)
@read_only
def show_new_version(request: HttpRequest, document_id: int) -> HttpResponse:
    """The page of the document, which has the form for a file."""
    return redirect("documents:document", document_for(who(request), document_id).pk)


@needs(Right.PEOPLE_EDIT)
@looks_into_file
@writes
def add_version(request: HttpRequest, document_id: int) -> HttpResponse:
    """Keeps a file as the newest version."""
    document = document_for(who(request), document_id)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_on(form):
            version = actions.add_version(document, passed(request), by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Version %(number)s is kept.") % {"number": version.number})
            return redirect("documents:document", document.pk)
    return document_page(request, document, form)


versions = takes_at_most(largest)(at_one_address(show=show_new_version, act=add_version))


@needs(Right.PEOPLE_EDIT)
@writes
def restore_version(request: HttpRequest, document_id: int, number: int) -> HttpResponse:
    """Makes an earlier version the newest."""
    document = document_for(who(request), document_id)
    try:
        version = actions.restore_version(document, number, by=who(request).actor, via=Via.STAFF)
        told = _("Version %(earlier)s is the newest again, as version %(number)s.")
        messages.success(request, told % {"earlier": number, "number": version.number})
    except Refused as refused:
        if refused.status == 404:
            raise Http404 from refused
        messages.error(request, str(refused.reason))
    return redirect("documents:document", document.pk)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_content(request: HttpRequest, document_id: int, number: int) -> HttpResponseBase:
    """A version, as a file to save. That it was taken out is noted."""
    document = opened_by(who(request), document_id)
    version = queries.version_of(document, number)
    if version is None:
        raise Http404
    answer = as_file(version)
    actions.looked_at(Deed.DOCUMENT_OPENED, document, by=who(request).actor, via=Via.STAFF, number=number)
    return answer


@csp(AS_FILE)  # type: ignore[arg-type]
@needs(Right.PEOPLE_VIEW)
@read_only
def show_preview(request: HttpRequest, document_id: int, number: int, page: int) -> HttpResponse:
    """The picture of a page of a version. That it was looked at is noted with the page of the document."""
    document = opened_by(who(request), document_id)
    picture = get_object_or_404(DocumentPreview, of__document=document, of__number=number, page=page)
    with store.opened(picture) as content:
        answer = HttpResponse(content.read(), content_type="image/webp")
    answer["Cache-Control"] = "private, no-store"
    return answer
