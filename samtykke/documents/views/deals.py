"""The tab “Documents” of a sale, and of a project: the list, and a file added to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page
from samtykke.core.uploads import takes_at_most
from samtykke.documents import queries
from samtykke.documents.forms import NewDocumentForm
from samtykke.documents.views.cards import added
from samtykke.documents.views.shared import largest, listed, looks_into_file, seen
from samtykke.sales.access import found_for
from samtykke.sales.models import Project, Sale

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.PEOPLE_VIEW)
@read_only
def show_sale(request: HttpRequest, sale_id: int) -> HttpResponse:
    """The documents that belong to a sale, the newest first."""
    sale = _sale(request, sale_id)
    audit.look(Deed.SALE_VIEWED, subject=Ref("sale", sale.pk), by=who(request).actor, via=Via.STAFF)
    return _sale_page(request, sale, NewDocumentForm())


@needs(Right.PEOPLE_EDIT)
@read_only
def show_new_of_sale(request: HttpRequest, sale_id: int) -> HttpResponse:
    """The same list with the form for a file."""
    return _sale_page(request, _sale(request, sale_id), NewDocumentForm())


@needs(Right.PEOPLE_EDIT)
@looks_into_file
@writes
def add_to_sale(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Keeps a file as a document of a sale."""
    sale, form = _sale(request, sale_id), NewDocumentForm(request.POST, request.FILES)
    made = added(request, form, sale_id=sale.pk)
    return redirect("documents:document", made.pk) if made else _sale_page(request, sale, form)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_project(request: HttpRequest, project_id: int) -> HttpResponse:
    """The documents that belong to a project, the newest first."""
    project = _project(request, project_id)
    audit.look(Deed.PROJECT_VIEWED, subject=Ref("project", project.pk), by=who(request).actor, via=Via.STAFF)
    return _project_page(request, project, NewDocumentForm())


@needs(Right.PEOPLE_EDIT)
@read_only
def show_new_of_project(request: HttpRequest, project_id: int) -> HttpResponse:
    """The same list with the form for a file."""
    return _project_page(request, _project(request, project_id), NewDocumentForm())


@needs(Right.PEOPLE_EDIT)
@looks_into_file
@writes
def add_to_project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Keeps a file as a document of a project."""
    project, form = _project(request, project_id), NewDocumentForm(request.POST, request.FILES)
    made = added(request, form, project_id=project.pk)
    return redirect("documents:document", made.pk) if made else _project_page(request, project, form)


new_of_sale = takes_at_most(largest)(at_one_address(show=show_new_of_sale, act=add_to_sale))
new_of_project = takes_at_most(largest)(at_one_address(show=show_new_of_project, act=add_to_project))


def _sale_page(request: HttpRequest, sale: Sale, form: NewDocumentForm) -> HttpResponse:
    context = {"sale": sale, "can_add": may(request, Right.PEOPLE_EDIT)}
    found = listed(request, queries.of_sale(seen(request), sale.pk))
    return form_page(request, "documents/sale.html", form, **context, **found)


def _project_page(request: HttpRequest, project: Project, form: NewDocumentForm) -> HttpResponse:
    context = {"project": project, "can_add": may(request, Right.PEOPLE_EDIT)}
    found = listed(request, queries.of_project(seen(request), project.pk))
    return form_page(request, "documents/project.html", form, **context, **found)


def _sale(request: HttpRequest, sale_id: int) -> Sale:
    return found_for(Sale, who(request), sale_id, "company", "stage")


def _project(request: HttpRequest, project_id: int) -> Project:
    return found_for(Project, who(request), project_id, "company", "status")
