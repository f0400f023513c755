"""Addresses of sales and projects."""

from __future__ import annotations

from django.urls import URLPattern, path

from samtykke.sales.views import board, parts, projects, sales, tabs


def _people(kind: str) -> list[URLPattern]:
    """The addresses of who is part of a sale, or of a project."""
    told = {"kind": kind}
    return [
        path(f"{kind}/<int:pk>/people/", parts.people, told, name=f"{kind}-people"),
        path(f"{kind}/<int:pk>/people/<int:person_id>/", parts.change, told, name=f"{kind}-person"),
        path(f"{kind}/<int:pk>/people/<int:person_id>/removal/", parts.remove, told, name=f"{kind}-person-removal"),
    ]


SALE, PROJECT = "sales/<int:sale_id>", "projects/<int:project_id>"

app_name = "sales"
urlpatterns = [
    path("sales/", board.show_board, name="board"),
    path("sales/list/", board.show_list, name="list"),
    path("sales/list/columns/", board.choose_columns, name="list-columns"),
    path("sales/forecast/", board.show_forecast, name="forecast"),
    path("sales/new/", sales.new, name="sale-new"),
    path(f"{SALE}/", sales.show_sale, name="sale"),
    path(f"{SALE}/change/", sales.details, name="sale-details"),
    path(f"{SALE}/stage/", sales.move, name="sale-stage"),
    path(f"{SALE}/won/", sales.win, name="sale-won"),
    path(f"{SALE}/lost/", sales.loss, name="loss"),
    path(f"{SALE}/deletion/", sales.delete, name="sale-deletion"),
    path(f"{SALE}/restoration/", sales.restore, name="sale-restoration"),
    *_people("sales"),
    path("projects/", projects.show_list, name="projects"),
    path("projects/new/", projects.new, name="project-new"),
    path(f"{PROJECT}/", projects.show_project, name="project"),
    path(f"{PROJECT}/change/", projects.details, name="project-details"),
    path(f"{PROJECT}/deletion/", projects.delete, name="project-deletion"),
    path(f"{PROJECT}/restoration/", projects.restore, name="project-restoration"),
    *_people("projects"),
    path("projects/<int:pk>/users/", parts.add_user, name="project-users"),
    path("projects/<int:pk>/users/<int:user_id>/removal/", parts.remove_user, name="project-user-removal"),
    path("people/<int:person_id>/sales/", tabs.sales_of_person, name="of-person"),
    path("people/<int:person_id>/projects/", tabs.projects_of_person, name="projects-of-person"),
    path("companies/<int:company_id>/sales/", tabs.sales_of_company, name="of-company"),
    path("companies/<int:company_id>/projects/", tabs.projects_of_company, name="projects-of-company"),
]
