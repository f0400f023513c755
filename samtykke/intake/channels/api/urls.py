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

urlpatterns: list[URLPattern | URLResolver] = [path(ROOT.lstrip("/"), api.urls)]
