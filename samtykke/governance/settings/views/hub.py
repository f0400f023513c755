"""Settings › Privacy: the places where a company decides, each with a sentence. M6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from samtykke.accounts.access import may, needs_any
from samtykke.accounts.rights import Right
from samtykke.core.http import read_only
from samtykke.governance.settings.places import PLACES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """The places that the rights of whoever asks open."""
    groups = [
        (title, [place for place in places if any(may(request, right) for right in place.rights)])
        for title, places in PLACES
    ]
    return render(request, "governance/settings/hub.html", {"groups": [group for group in groups if group[1]]})
