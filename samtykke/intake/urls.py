"""Addresses of the ways in; each channel keeps its own list."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("samtykke.intake.channels.manual.urls"))]
urlpatterns.append(path("", include("samtykke.intake.channels.api.urls")))
urlpatterns.append(path("", include("samtykke.intake.channels.email.urls")))
if find_spec("samtykke.intake.channels.file.urls"):
    urlpatterns.append(path("", include("samtykke.intake.channels.file.urls")))
