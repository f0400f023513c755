"""The addresses of the API, all below `/api/v1/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from samtykke.intake.channels.api import (
    activities,
    batch,
    changes,
    companies,
    consents,
    documents,
    external,
    lists,
    may,
    merges,
    persons,
    sales,
    selections,
    superoffice,
)
from samtykke.intake.channels.api.contract import ROOT, Contract

api = Contract()
for _part in (
    persons,
    batch,
    changes,
    external,
    merges,
    companies,
    activities,
    documents,
    consents,
    may,
    lists,
    selections,
    sales,
):
    api.add_router("", _part.router)

# The addresses that integrators of SuperOffice know: a view of the same, with a description of its own.
THERE = "/superoffice/api/v1/"
ABOUT_THERE = "The consent calls of SuperOffice's REST API, answered by Samtykke. `Authorization: Bearer <key>`."
there = Contract(THERE, title="Samtykke, as SuperOffice", about=ABOUT_THERE, space="superoffice")
there.add_router("", superoffice.router)

urlpatterns: list[URLPattern | URLResolver] = [
    path(ROOT.lstrip("/"), api.urls),
    path(THERE.lstrip("/"), there.urls),
]
