"""Addresses of the selections."""

from __future__ import annotations

from django.urls import path

from samtykke.selections.views import building, one, overview

ONE = "selections/<int:selection_id>"

app_name = "selections"
urlpatterns = [
    path("selections/", overview.show_selections, name="selections"),
    path("selections/new/", building.new, name="new"),
    path("selections/lists/new/", overview.new_list, name="new-list"),
    path(f"{ONE}/", one.show_selection, name="selection"),
    path(f"{ONE}/change/", building.change, name="change"),
    path(f"{ONE}/copy/", one.copy, name="copy"),
    path(f"{ONE}/list/", one.freeze, name="freeze"),
    path(f"{ONE}/combination/", one.combining, name="combination"),
    path(f"{ONE}/deletion/", one.delete, name="deletion"),
    path(f"{ONE}/restoration/", overview.restore, name="restoration"),
    path(f"{ONE}/people/removal/", one.remove_people, name="removal"),
    path(f"{ONE}/people/<int:removal>/return/", one.put_back, name="return"),
    path(f"{ONE}/people/<int:batch>/removal/", one.take_back, name="taking-back"),
]
