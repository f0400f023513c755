"""Addresses of what looks at the whole."""

from __future__ import annotations

from django.urls import path

from samtykke.governance.views import audit, may

app_name = "governance"
urlpatterns = [
    path("may/", may.show, name="may"),
    path("may/people/<slug:reason>/", may.show_people, name="may-people"),
    path("may/file/", may.file, name="may-export"),
    path("audit/", audit.show_trail, name="audit"),
]
