"""Every address, by app; the pages' own lists stand in the apps."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from samtykke.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
for _app in (
    "accounts",
    "web",
    "purposes",
    "contacts",
    "fields",
    "consents",
    "sales",
    "activities",
    "documents",
    "selections",
    "intake",
    "webforms",
    "governance",
    "preferences",
):
    if find_spec(f"samtykke.{_app}") and find_spec(f"samtykke.{_app}.urls"):
        urlpatterns.append(path("", include(f"samtykke.{_app}.urls")))

handler400 = "samtykke.web.views.errors.bad_request"
handler403 = "samtykke.web.views.errors.forbidden"
handler404 = "samtykke.web.views.errors.not_found"
handler500 = "samtykke.web.views.errors.broken"
