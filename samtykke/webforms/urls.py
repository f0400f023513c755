"""Addresses of forms: what people fill in."""

from __future__ import annotations

from django.urls import path

from samtykke.webforms.views import hosted

app_name = "webforms"
urlpatterns = [
    path("f/<slug:slug>/", hosted.hosted, name="form"),
]
