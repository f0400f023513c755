"""Pages without sign-in: in which language, where a form that is sent comes from, and no cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.shortcuts import render

from samtykke.accounts.queries import company_language

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LANGUAGES: Final = ("nb", "en")
# What a browser says of a form that was filled in here, or of an address that was typed.
OURS: Final = frozenset({"same-origin", "none"})
SHOWN_LETTERS: Final = 2


def language_of(request: HttpRequest, told: str) -> str:
    """The language of our pages that a person reads: their own, else the company's first."""
    told = told.lower().replace("_", "-").split("-")[0]
    if not told:
        organisation = getattr(request, "organisation", None)
        told = organisation.languages[0] if organisation is not None else company_language()
    return "nb" if told in {"nb", "nn", "no"} else "en"


def chosen_language(request: HttpRequest) -> str:
    """The language asked for in the address; it is kept nowhere."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else ""


def is_from_here(request: HttpRequest) -> bool:
    """Whether nothing says that a POST comes from another site."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site in OURS
    origin = request.headers.get("Origin", "")
    return origin in {"", "null"} or urlsplit(origin).netloc == request.get_host()


def show(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page for the data subject. No cookie is needed, so none is set."""
    organisation = getattr(request, "organisation", None)
    return render(request, template, {"csrf_token": "", "organisation": organisation, **context}, status=status)


def masked(address: str) -> str:
    """An address that its owner knows again and nobody else learns: `ka•••@tenktbygg.example` (REQ-73)."""
    local, _at, domain = address.rpartition("@")
    return f"{local[: SHOWN_LETTERS if len(local) > SHOWN_LETTERS else 1]}•••@{domain}"
