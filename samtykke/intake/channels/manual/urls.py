"""Addresses of the quick form."""

from __future__ import annotations

from django.urls import path

from samtykke.intake.channels.manual import views

app_name = "manual"
urlpatterns = [
    path("people/new/", views.new, name="new"),
    path("people/new/hints/", views.show_hints, name="hints"),
]
