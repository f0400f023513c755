"""Projects: the list, the card, registered, changed, put in the recycle bin and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.models import User
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import companies_visible_to
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.sales import actions, queries
from samtykke.sales.access import found_for, in_the_bin_for, opened_by, projects_visible_to
from samtykke.sales.forms import ProjectForm, ProjectsFilter, UserForm
from samtykke.sales.models import Project
from samtykke.sales.queries.lists import narrowed_projects
from samtykke.sales.views.common import (
    begun_with,
    changed_meanwhile,
    changes_of,
    company_named,
    company_to_begin_with,
    with_parts,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

RELATED = ("company", "status")


@needs(Right.PEOPLE_VIEW)
@read_only
def show_list(request: HttpRequest) -> HttpResponse:
    """A page of the projects that a filter asks for, the newest first."""
    form = ProjectsFilter(request.GET)
    is_valid = form.is_valid()
    told = form.cleaned_data if is_valid else {}
    seen = projects_visible_to(who(request))
    projects = narrowed_projects(seen, told) if is_valid else seen.none()
    shown = page(projects.select_related(*RELATED), order=["id"], cursor=request.GET.get("cursor"), descending=True)
    audit.look(
        Deed.PROJECTS_LISTED, subject=None, by=who(request).actor, via=Via.STAFF, shown=len(shown.items),
        by_fields=sorted(name for name, said in told.items() if said),
    )  # fmt: skip
    company = companies_visible_to(who(request)).filter(pk=told["company"]).first() if told.get("company") else None
    context = {
        "form": form,
        "company": company,
        "projects": with_parts(request, shown.items),
        "next": shown.next,
        "previous": shown.previous,
        "is_narrowed": not is_valid or form.is_narrowed,
    }
    fragment = bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "sales/_projects.html" if fragment else "sales/projects.html"
    return render(request, template, context, status=200 if is_valid else 422)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_project(request: HttpRequest, project_id: int) -> HttpResponse:
    """One project with who takes part; one in the recycle bin only to who may restore it."""
    user = who(request)
    project = with_parts(request, [opened_by(Project, user, project_id, *RELATED)])[0]
    audit.look(
        Deed.PROJECT_VIEWED, subject=Ref("project", project.pk), by=user.actor, via=Via.STAFF, shown=len(project.parts)
    )
    users = User.objects.filter(pk__in=project.users.values("user_id")).order_by("name", "pk")
    context = {"project": project, "users": users, "user_form": UserForm(), "is_frozen": queries.is_frozen(project)}
    return render(request, "sales/project.html", context)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """An empty form; the company and the person it is begun from stand in it."""
    company, person = begun_with(request)
    initial = {"owner": who(request).pk, "company_name": company_to_begin_with(request, company, person)}
    return form_page(request, "sales/project_form.html", ProjectForm(initial=initial), person=person)


@needs(Right.PEOPLE_EDIT)
@writes
def create(request: HttpRequest) -> HttpResponse:
    """Registers a project, with the person it is begun from."""
    company, person = begun_with(request)
    form = ProjectForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            by: dict[str, Any] = {"by": who(request).actor, "via": Via.STAFF}
            told = form.changes()
            told["company"] = company_named(request, form.cleaned_data["company_name"], company)
            project = actions.create_project(told.pop("title"), **told, **by)
            if person is not None:
                actions.add_person(project, person, **by)
            messages.success(request, _("The project is registered."))
            return redirect("sales:project", project.pk)
    return form_page(request, "sales/project_form.html", form, person=person)


new = at_one_address(show=show_new, act=create)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_change(request: HttpRequest, project_id: int) -> HttpResponse:
    """The form for a project."""
    project = found_for(Project, who(request), project_id, *RELATED)
    audit.look(Deed.PROJECT_VIEWED, subject=Ref("project", project.pk), by=who(request).actor, via=Via.STAFF)
    form = ProjectForm(project=project, is_frozen=queries.is_frozen(project), initial=ProjectForm.initial_of(project))
    return form_page(request, "sales/project_form.html", form, project=project)


@needs(Right.PEOPLE_EDIT)
@writes
def change(request: HttpRequest, project_id: int) -> HttpResponse:
    """Changes a project. Whoever comes second is told, and keeps what they wrote."""
    project = found_for(Project, who(request), project_id, *RELATED)
    is_frozen = queries.is_frozen(project)
    form = ProjectForm(request.POST, project=project, is_frozen=is_frozen)
    others = None
    if form.is_valid():
        stands = ProjectForm(project=project, is_frozen=is_frozen, initial=ProjectForm.initial_of(project))
        others = changed_meanwhile(form, stands, project.version)
        if others is None:
            with refusals_on(form):
                told = changes_of(request, form, project)
                version = form.cleaned_data["version"]
                actions.change_project(project, changes=told, version=version, by=who(request).actor, via=Via.STAFF)
                messages.success(request, _("Saved."))
                return redirect("sales:project", project.pk)
    response = form_page(request, "sales/project_form.html", form, project=project, others=others)
    if others is not None:
        response.status_code = 409
    return response


details = at_one_address(show=show_change, act=change)


@needs(Right.PEOPLE_DELETE)
@writes
def delete(request: HttpRequest, project_id: int) -> HttpResponse:
    """Puts a project in the recycle bin. It can be undone."""
    project = found_for(Project, who(request), project_id)
    try:
        actions.delete(project, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        sentence = _("%(name)s is in the recycle bin.") % {"name": project.name}
        messages.success(request, sentence, reverse("sales:project-restoration", args=[project_id]))
    return redirect("sales:project", project_id)


@needs(Right.PEOPLE_DELETE)
@writes
def restore(request: HttpRequest, project_id: int) -> HttpResponse:
    """Takes a project out of the recycle bin."""
    project = in_the_bin_for(Project, who(request)).filter(pk=project_id).first()
    if project is None:
        found_for(Project, who(request), project_id)
    else:
        actions.restore(project, by=who(request).actor, via=Via.STAFF)
        messages.success(request, _("Restored."))
    return redirect("sales:project", project_id)
