"""Addresses of the data map."""

from __future__ import annotations

from django.urls import path

from samtykke.governance.data_map.views import fields

urlpatterns = [
    path("fields/", fields.show_fields, name="fields"),
    path("fields/<str:key>/", fields.field, name="field"),
]
