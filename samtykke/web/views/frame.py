"""What the frame of every page offers: language, light or dark, and the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language

from samtykke.accounts import actions as accounts
from samtykke.accounts.access import public, signed_in, who
from samtykke.accounts.models import Language, Theme, User
from samtykke.core.http import read_only, writes
from samtykke.web import source

if TYPE_CHECKING:
    from django.http import HttpRequest

YEAR = 365 * 24 * 60 * 60


@public
@writes
def choose_language(request: HttpRequest) -> HttpResponse:
    """Changes the language of the pages: the user's own when signed in, else this browser's."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language not in Language.values or not check_for_language(language):
        return response
    if isinstance(request.user, User):
        accounts.choose(request.user, language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


@signed_in
@writes
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Changes how bright the pages are for the signed-in user."""
    theme = request.POST.get("theme", "")
    if theme in Theme.values:
        accounts.choose(who(request), theme=theme)
    return _back(request)


@public
@read_only
def show_source(request: HttpRequest) -> HttpResponse:
    """Where the source of what runs here is, and under which licence."""
    return render(request, "web/source.html")


@public
@read_only
def download_source(request: HttpRequest) -> HttpResponse:
    """The source itself."""
    return HttpResponse(
        source.archive(),
        content_type="application/gzip",
        headers={"Content-Disposition": 'attachment; filename="samtykke-source.tar.gz"'},
    )


def _back(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if safe else "/")
