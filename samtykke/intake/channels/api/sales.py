"""`/sales` and `/projects`: finding, registering, changing, and putting in the recycle bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from samtykke.accounts.rights import Scope
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents import together
from samtykke.contacts.company_queries import company_and_merged
from samtykke.contacts.models import Company
from samtykke.core.actors import Ref, Via
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.intake.channels.api.keys import actor_of, sight_of_caller
from samtykke.intake.channels.api.operations import reads, writes
from samtykke.intake.channels.api.queries import BIGGEST_ID
from samtykke.intake.channels.api.replies import Reply, check_version, etag
from samtykke.intake.channels.api.sale_shapes import (
    PartIn,
    PartOut,
    ProjectFields,
    ProjectIn,
    ProjectList,
    ProjectOut,
    ProjectsAsked,
    SaleFields,
    SaleIn,
    SaleList,
    SaleOut,
    SalesAsked,
    ThingFields,
    ThingKept,
)
from samtykke.purposes.queries import item_by_key
from samtykke.sales import actions, queries
from samtykke.sales.access import as_seen, seen
from samtykke.sales.models import LossReason, PartRole, ProductGroup, Project, ProjectStatus, Sale, Stage, Thing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from samtykke.purposes.models import Vocabulary

T = TypeVar("T", bound=Thing)
SALE, PROJECT = ("stage", "loss_reason", "product_group"), ("status",)
router = Router(tags=["sales"])
LISTS: dict[str, type[Vocabulary]] = {
    "stage": Stage, "loss_reason": LossReason, "product_group": ProductGroup, "status": ProjectStatus,
}  # fmt: skip


@reads(router, "/sales", Scope.PERSONS_READ, gives=SaleList)
def list_sales(request: HttpRequest, asked: Query[SalesAsked]) -> Reply:
    """Sales, by id: all, or those in a stage, of a company, or that a person is part of."""
    sales = _asked(request, Sale, asked).select_related(*SALE)
    exactly = {"stage__key": asked.stage, "kind": asked.state}
    sales = sales.filter(**{name: said for name, said in exactly.items() if said is not None})
    found = page(sales, order=["id"], cursor=asked.cursor, size=asked.limit)
    _listed(request, Deed.SALES_LISTED, len(found.items))
    return Reply(SaleList(items=_sales(request, found.items), next=found.next))


@writes(router, "POST", "/sales", Scope.PERSONS_WRITE, gives={201: ThingKept})
def create_sale(request: HttpRequest, told: SaleIn) -> Reply:
    """Registers a sale, in the first stage where none is named. Answered by its id."""
    said = _said(told)
    sale = actions.create_sale(said.pop("title"), **said, by=actor_of(request), via=Via.API)
    return _written(request, sale, told, 201)


@reads(router, "/sales/{int:sale_id}", Scope.PERSONS_READ, gives=SaleOut, also=(404,))
def get_sale(request: HttpRequest, sale_id: int) -> Reply:
    """One sale."""
    sale = _found(request, Sale, sale_id, *SALE)
    audit.look(Deed.SALE_VIEWED, subject=Ref("sale", sale.pk), by=actor_of(request), via=Via.API)
    return Reply(_sales(request, [sale])[0], headers={"ETag": etag(sale.version)})


@writes(
    router, "PATCH", "/sales/{int:sale_id}", Scope.PERSONS_WRITE, gives={200: ThingKept}, also=(404,), matching=True
)  # fmt: skip
def change_a_sale(request: HttpRequest, sale_id: int, told: SaleFields) -> Reply:
    """Changes what is named and leaves the rest. `people` is the whole list."""
    sale = _to_change(request, Sale, sale_id, told)
    said, by = _said(told), {"by": actor_of(request), "via": Via.API}
    if (stage := said.pop("stage", None)) is not None and stage.pk != sale.stage_id:
        ending = {name: said.pop(name, None) for name in ("loss_reason", "closed_on")}
        sale = actions.move(sale, stage, **ending, **by)  # type: ignore[arg-type]
    if said:
        sale = actions.change_sale(sale, changes=said, **by)  # type: ignore[arg-type]
    return _written(request, sale, told, 200)


@writes(
    router, "DELETE", "/sales/{int:sale_id}", Scope.PERSONS_WRITE, gives={204: None}, also=(404,), matching=True
)  # fmt: skip
def delete_sale(request: HttpRequest, sale_id: int) -> Reply:
    """Puts a sale in the recycle bin."""
    actions.delete(_to_change(request, Sale, sale_id), by=actor_of(request), via=Via.API)
    return Reply(status=204)


@reads(router, "/projects", Scope.PERSONS_READ, gives=ProjectList)
def list_projects(request: HttpRequest, asked: Query[ProjectsAsked]) -> Reply:
    """Projects, by id: all, or those with a status, of a company, or that a person takes part in."""
    projects = _asked(request, Project, asked).select_related(*PROJECT)
    if asked.status is not None:
        projects = projects.filter(status__key=asked.status)
    found = page(projects, order=["id"], cursor=asked.cursor, size=asked.limit)
    _listed(request, Deed.PROJECTS_LISTED, len(found.items))
    return Reply(ProjectList(items=_projects(request, found.items), next=found.next))


@writes(router, "POST", "/projects", Scope.PERSONS_WRITE, gives={201: ThingKept})
def create_project(request: HttpRequest, told: ProjectIn) -> Reply:
    """Registers a project, with the first status where none is named. Answered by its id."""
    said = _said(told)
    project = actions.create_project(said.pop("title"), **said, by=actor_of(request), via=Via.API)
    return _written(request, project, told, 201)


@reads(router, "/projects/{int:project_id}", Scope.PERSONS_READ, gives=ProjectOut, also=(404,))
def get_project(request: HttpRequest, project_id: int) -> Reply:
    """One project."""
    project = _found(request, Project, project_id, *PROJECT)
    audit.look(Deed.PROJECT_VIEWED, subject=Ref("project", project.pk), by=actor_of(request), via=Via.API)
    return Reply(_projects(request, [project])[0], headers={"ETag": etag(project.version)})


@writes(
    router, "PATCH", "/projects/{int:project_id}", Scope.PERSONS_WRITE, gives={200: ThingKept}, also=(404,), matching=True
)  # fmt: skip
def change_a_project(request: HttpRequest, project_id: int, told: ProjectFields) -> Reply:
    """Changes what is named and leaves the rest. `people` is the whole list."""
    project = _to_change(request, Project, project_id, told)
    if said := _said(told):
        project = actions.change_project(project, changes=said, by=actor_of(request), via=Via.API)
    return _written(request, project, told, 200)


@writes(
    router, "DELETE", "/projects/{int:project_id}", Scope.PERSONS_WRITE, gives={204: None}, also=(404,), matching=True
)  # fmt: skip
def delete_project(request: HttpRequest, project_id: int) -> Reply:
    """Puts a project in the recycle bin."""
    actions.delete(_to_change(request, Project, project_id), by=actor_of(request), via=Via.API)
    return Reply(status=204)


def _asked(request: HttpRequest, model: type[T], asked: SalesAsked | ProjectsAsked) -> QuerySet[T]:
    sight = sight_of_caller(request)
    rows = seen(model, sight)
    if asked.company is not None:
        rows = rows.filter(company_id__in=company_and_merged(asked.company))
    if asked.person is not None:
        person = sight.people().filter(pk=asked.person).first()
        rows = queries.of_person(rows, person.pk) if person else rows.none()
    return rows


def _found(request: HttpRequest, model: type[T], pk: int, *related: str) -> T:
    rows = seen(model, sight_of_caller(request)).select_related(*related)
    found = rows.filter(pk=pk).first() if 0 < pk <= BIGGEST_ID else None
    if found is None:
        raise Http404
    return found


def _to_change(request: HttpRequest, model: type[T], pk: int, told: ThingFields | None = None) -> T:
    """The one to be changed, its people and itself held until the call ends; 412 when changed since read. Words that are
    covered for the key are not written blindly.
    """
    as_read = _found(request, model, pk)
    if told and as_read.is_covered and {"title", "note"} & told.model_fields_set:
        raise Refused(_("Somebody is part of it whom you do not see: the words cannot be changed."), code="covered")
    together.hold(queries.ids_of(as_read))
    found: T = model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=pk)
    check_version(request, found.version)
    return found


def _said(told: ThingFields) -> dict[str, Any]:
    """What was sent, as the actions take it, its people apart."""
    said = {name: getattr(told, name) for name in told.model_fields_set if name != "people"}
    for name in {*LISTS} & set(said):
        said[name] = _item(name, said[name])
    if "company" in said:
        said["company"] = _company(said["company"])
    if "owner" in said:
        said["owner_id"] = said.pop("owner")
    if "title" in said and said["title"] is None:
        raise Refused(_("Write what it is about."), code="title_missing", field="title", status=422)
    kept = {"stage", "status", "probability"}
    return {name: one for name, one in said.items() if one is not None or name not in kept}


def _item(name: str, key: str | None) -> Vocabulary | None:
    if key is None:
        return None
    found = item_by_key(LISTS[name], key)
    if found is None:
        raise Refused(_("The list has no “%s”.") % key[:60], code="unknown_key", field=name, status=422)
    return found


def _company(pk: int | None) -> Company | None:
    if pk is None:
        return None
    found = Company.objects.filter(pk=pk, deleted_at__isnull=True).first()
    if found is None:
        raise Refused(_("There is no such company."), code="unknown_company", field="company", status=422)
    return found


def _written(request: HttpRequest, thing: Thing, told: ThingFields, status: int) -> Reply:
    if told.people is not None:
        _set_people(request, thing, told.people)
    thing.refresh_from_db()
    kind = "sales" if isinstance(thing, Sale) else "projects"
    headers = {"ETag": etag(thing.version)}
    if status == 201:
        headers["Location"] = f"/api/v1/{kind}/{thing.pk}"
    return Reply(ThingKept(id=thing.pk), status, headers=headers)


def _set_people(request: HttpRequest, thing: Thing, wanted: list[PartIn]) -> None:
    """Makes who is part of it those named; whom the key may not see stays."""
    by: dict[str, Any] = {"by": actor_of(request), "via": Via.API}
    among = sight_of_caller(request).people()
    people = among.in_bulk({part.person for part in wanted})
    there = {part.person.pk: part.person for part in queries.parts_of([thing], among=among).get(thing.pk, [])}
    for place, part in enumerate(wanted):
        if part.person not in people:
            field = f"people.{place}.person"
            raise Refused(_("We hold no such person."), code="unknown_person", field=field, status=422)
    for pk in set(there) - set(people):
        actions.remove_person(thing, there[pk], **by)
    chosen = next((part.person for part in wanted if part.primary), wanted[0].person if wanted else None)
    for place, part in enumerate(wanted):
        try:
            role: Any = item_by_key(PartRole, part.role) if part.role else None
            if part.role and role is None:
                raise Refused(_("The list has no “%s”.") % part.role, code="unknown_key", field="role", status=422)
            person = people[part.person]
            actions.add_person(thing, person, role=role, is_primary=part.person == chosen, **by)
            actions.change_part(thing, person, role=role, is_primary=part.person == chosen, **by)
        except Refused as no:
            no.field = f"people.{place}.{no.field or 'person'}"
            raise


def _listed(request: HttpRequest, deed: Deed, shown: int) -> None:
    audit.look(deed, subject=None, by=actor_of(request), via=Via.API, shown=shown)


def _sales(request: HttpRequest, sales: Iterable[Sale]) -> list[SaleOut]:
    told = list(map(as_seen, sales))
    parts = _parts(request, told)
    return [
        SaleOut(
            **_common(sale, parts),
            stage=sale.stage.key,
            state=sale.kind,  # type: ignore[arg-type]
            amount=sale.amount,
            currency=sale.currency,
            probability=sale.probability,
            expected_on=sale.expected_on,
            closed_on=sale.closed_on,
            loss_reason=sale.loss_reason.key if sale.loss_reason else None,
            product_group=sale.product_group.key if sale.product_group else None,
        )
        for sale in told
    ]


def _projects(request: HttpRequest, projects: Iterable[Project]) -> list[ProjectOut]:
    told = list(map(as_seen, projects))
    parts = _parts(request, told)
    return [
        ProjectOut(
            **_common(project, parts), status=project.status.key, starts_on=project.starts_on, ends_on=project.ends_on
        )
        for project in told
    ]


def _parts(request: HttpRequest, things: list[Any]) -> dict[int, list[PartOut]]:
    found = queries.parts_of(things, among=sight_of_caller(request).people())
    return {
        pk: [
            PartOut(person=part.person.pk, role=part.role.key if part.role else None, primary=part.is_primary)
            for part in parts
        ]
        for pk, parts in found.items()
    }


def _common(thing: Sale | Project, parts: dict[int, list[PartOut]]) -> dict[str, Any]:
    return {
        "id": thing.pk,
        "title": thing.title,
        "covered": thing.is_covered,
        "note": thing.note,
        "company": thing.company_id,
        "owner": thing.owner_id,
        "people": parts.get(thing.pk, []),
        "created_at": thing.created_at,
        "updated_at": thing.updated_at,
    }
