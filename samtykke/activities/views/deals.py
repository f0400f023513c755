"""The tab “Activities” of a sale, and of a project: what is planned, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.activities.access import activities_visible_to
from samtykke.activities.views.cards import planned_and_past
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref, Via
from samtykke.core.http import read_only
from samtykke.sales.access import found_for
from samtykke.sales.models import Project, Sale

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.PEOPLE_VIEW)
@read_only
def show_sale(request: HttpRequest, sale_id: int) -> HttpResponse:
    """What is planned and what was done about a sale, of what the reader sees; page by page."""
    sale = found_for(Sale, who(request), sale_id, "company", "stage")
    context = planned_and_past(request, activities_visible_to(who(request)).filter(sale_id=sale.pk))
    audit.look(
        Deed.SALE_VIEWED, subject=Ref("sale", sale.pk), by=who(request).actor, via=Via.STAFF, shown=_shown(context)
    )
    return render(request, "activities/sale.html", {"sale": sale, **context})


@needs(Right.PEOPLE_VIEW)
@read_only
def show_project(request: HttpRequest, project_id: int) -> HttpResponse:
    """The same about a project."""
    project = found_for(Project, who(request), project_id, "company", "status")
    context = planned_and_past(request, activities_visible_to(who(request)).filter(project_id=project.pk))
    audit.look(
        Deed.PROJECT_VIEWED, subject=Ref("project", project.pk), by=who(request).actor, via=Via.STAFF,
        shown=_shown(context),
    )  # fmt: skip
    return render(request, "activities/project.html", {"project": project, **context})


def _shown(context: dict[str, Any]) -> int:
    """How many people stand on the page."""
    return len({person.pk for line in (*context["planned"], *context["past"]) for person in line.people})
