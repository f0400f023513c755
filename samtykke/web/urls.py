"""Addresses of the shell."""

from __future__ import annotations

from django.urls import path

from samtykke.web.views import frame

app_name = "web"
urlpatterns = [
    path("language/", frame.choose_language, name="language"),
    path("theme/", frame.choose_theme, name="theme"),
    path("source/", frame.show_source, name="source"),
    path("source/samtykke-source.tar.gz", frame.download_source, name="source-archive"),
]
