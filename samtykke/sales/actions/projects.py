"""A project registered and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.deeds import Deed
from samtykke.core.refused import Refused
from samtykke.sales.actions.common import (
    WORDS,
    checked_company,
    checked_owner,
    cleaned_text,
    differing,
    locked,
    note,
    offered,
    save,
)
from samtykke.sales.models import Project, ProjectStatus
from samtykke.sales.money import day_of

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

FIELDS = ("title", "note", "company", "owner_id", "status", "starts_on", "ends_on")


@transaction.atomic
def create_project(title: str, *, by: Actor, via: Via, **told: Any) -> Project:
    """Registers a project, with the first status on offer where none is named. What is told beside: any of `FIELDS`."""
    _refuse_unknown(told)
    status = told.pop("status", None) or ProjectStatus.objects.offered().first()
    if status is None:
        raise Refused(_("There is no status for projects. Add one to the list."), code="no_status", field="status")
    project = Project()
    _fill(project, {**told, "status": status, "title": title})
    project.save(force_insert=True)
    note(Deed.PROJECT_CREATED, project, by=by, via=via)
    return project


@transaction.atomic
def change_project(
    project: Project, *, changes: dict[str, Any], version: int | None = None, by: Actor, via: Via
) -> Project:
    """Changes a project. With a `version`, refuses when somebody changed it in between. The same twice changes nothing."""
    _refuse_unknown(changes)
    project = locked(project, words=bool(WORDS & set(changes)))
    before = {name: getattr(project, name) for name in FIELDS}
    _fill(project, changes)
    changed = differing(project, FIELDS, before)
    if not changed:
        return project
    if version is not None and version != project.version:
        raise Refused(
            _("Somebody changed this while you were writing. Look at it again, then save."), code="changed_meanwhile"
        )
    save(project, changed)
    note(Deed.PROJECT_CHANGED, project, by=by, via=via, fields=changed)
    return project


def _refuse_unknown(told: dict[str, Any]) -> None:
    if unknown := set(told) - set(FIELDS):
        raise TypeError(f"a project has no {', '.join(sorted(unknown))}")


def _fill(project: Project, told: dict[str, Any]) -> None:
    for name in ("title", "note"):
        if name in told and not (name == "title" and project.emptied_at and not told[name]):
            setattr(project, name, cleaned_text(name, told[name]))
    if "company" in told:
        project.company = checked_company(told["company"], project.company_id)
    if "owner_id" in told:
        project.owner_id = checked_owner(told["owner_id"], project.owner_id)
    if told.get("status") is not None:
        offered(told["status"], project.status_id, field="status")
        project.status = told["status"]
    for name in ("starts_on", "ends_on"):
        if name in told:
            setattr(project, name, day_of(told[name], field=name))
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        raise Refused(_("It cannot end before it begins."), code="ends_before_start", field="ends_on", status=422)
