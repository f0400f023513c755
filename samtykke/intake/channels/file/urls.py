"""Addresses of files on their way in."""

from __future__ import annotations

from django.urls import path

from samtykke.intake.channels.file import views

RUN = "imports/<int:run_id>"

app_name = "file"
urlpatterns = [
    path("imports/", views.show_imports, name="imports"),
    path("imports/new/", views.new, name="new"),
    path(f"{RUN}/", views.show_import, name="import"),
    path(f"{RUN}/columns/", views.columns, name="columns"),
    path(f"{RUN}/run/", views.carry_out, name="run"),
    path(f"{RUN}/stop/", views.stop, name="stop"),
    path(f"{RUN}/undoing/", views.undoing, name="undoing"),
    path(f"{RUN}/rows/", views.download_problems, name="rows"),
    path(f"{RUN}/held/", views.show_held, name="held"),
    path(f"{RUN}/held/<int:person_id>/<int:held_id>/settlement/", views.settle_held, name="settlement"),
]
