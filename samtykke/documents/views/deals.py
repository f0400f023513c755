"""The tab “Documents” of a sale, and of a project: the list, and a file added to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page
from samtykke.core.uploads import takes_at_most
from samtykke.documents.forms import NewDocumentForm
from samtykke.documents.views.cards import added
from samtykke.documents.views.shared import largest, listed, looks_into_file, seen
from samtykke.sales.access import found_for
from samtykke.sales.models import Project, Sale

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.sales.models import Thing


@dataclass(frozen=True, slots=True)
class Kind:
    """A sale or a project: what its card reads along, its page, and what a look at it is called."""

    model: type[Thing]
    related: tuple[str, ...]
    template: str
    viewed: Deed


KINDS = {
    "sale": Kind(Sale, ("company", "stage"), "documents/sale.html", Deed.SALE_VIEWED),
    "project": Kind(Project, ("company", "status"), "documents/project.html", Deed.PROJECT_VIEWED),
}


@needs(Right.PEOPLE_VIEW)
@read_only
def show(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The documents that belong to it, the newest first."""
    thing = _thing(request, kind, pk)
    audit.look(KINDS[kind].viewed, subject=Ref(kind, thing.pk), by=who(request).actor, via=Via.STAFF)
    return _page(request, kind, thing, NewDocumentForm())


@needs(Right.PEOPLE_EDIT)
@read_only
def show_new(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The same list with the form for a file."""
    return _page(request, kind, _thing(request, kind, pk), NewDocumentForm())


@needs(Right.PEOPLE_EDIT)
@looks_into_file
@writes
def add(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Keeps a file as a document of it."""
    thing, form = _thing(request, kind, pk), NewDocumentForm(request.POST, request.FILES)
    of: dict[str, Any] = {f"{kind}_id": thing.pk}
    made = added(request, form, **of)
    return redirect("documents:document", made.pk) if made else _page(request, kind, thing, form)


new = takes_at_most(largest)(at_one_address(show=show_new, act=add))


def _thing(request: HttpRequest, kind: str, pk: int) -> Thing:
    return found_for(KINDS[kind].model, who(request), pk, *KINDS[kind].related)


def _page(request: HttpRequest, kind: str, thing: Thing, form: NewDocumentForm) -> HttpResponse:
    found = listed(request, seen(request).filter(**{f"{kind}_id": thing.pk}))
    context = {kind: thing, "can_add": may(request, Right.PEOPLE_EDIT)}
    return form_page(request, KINDS[kind].template, form, **context, **found)
