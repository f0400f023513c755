"""Every component in every state, for those who build pages; not there in an everyday installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from samtykke.accounts.access import signed_in
from samtykke.core.http import read_only
from samtykke.web import samples

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
@read_only
def show_components(request: HttpRequest) -> HttpResponse:
    """The living components, each with the lines that make it; only with SAMTYKKE_DEBUG or in the demo."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "web/components.html", {"groups": samples.groups(request), "colours": COLOURS})


COLOURS = (
    "paper", "surface", "sunken", "raised", "hover", "line", "line-field", "ink", "ink-2", "ink-3", "accent",
    "accent-soft", "yes", "yes-soft", "wait", "wait-soft", "no", "no-soft", "off", "off-soft", "ramp-1", "ramp-2",
    "ramp-3", "ramp-4", "focus",
)  # fmt: skip
