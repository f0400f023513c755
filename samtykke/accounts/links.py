"""One-time links: from the token in an address to its row; an old one is 410, an unknown one 404 (REQ-91)."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from samtykke.accounts import queries
from samtykke.accounts.models import PasswordLink, SetupLink
from samtykke.accounts.secrets import hashed

if TYPE_CHECKING:
    from collections.abc import Callable

# The address itself is the secret: it must not travel on, stay behind, or be found.
SECRET_ADDRESS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def setup_link(view: Callable[[HttpRequest, SetupLink], HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the usable set-up link."""
    return _linked(view, SetupLink, queries.setup_link_behind)


def password_link(view: Callable[[HttpRequest, PasswordLink], HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the usable link of a user for setting a password."""
    return _linked(view, PasswordLink, queries.password_link_behind)


def by_token_alone(view: Callable[..., Any]) -> Callable[..., Any]:
    """The token proves the sender: a browser told not to refer sends no origin, so the other proof cannot be asked."""
    return csrf_exempt(view)


def _linked(view: Any, kind: type[SetupLink | PasswordLink], find: Callable[[str], Any]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapper(request: HttpRequest, token: str) -> HttpResponse:
        link = find(token)
        if link is None:
            if not kind.objects.filter(token_hash=hashed(token)).exists():
                raise Http404
            response = render(request, "accounts/old_link.html", {"csrf_token": ""}, status=410)
        else:
            response = view(request, link)
        for name, value in SECRET_ADDRESS.items():
            response[name] = value
        return response

    return wrapper
