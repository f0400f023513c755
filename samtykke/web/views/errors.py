"""What a reader sees when something is missing, closed or broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language

from samtykke.accounts import queries as accounts
from samtykke.accounts.models import User
from samtykke.accounts.rights import Right

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be understood."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, and without the right; names who can give it."""
    context: dict[str, Any] = {}
    if isinstance(getattr(request, "user", None), User):
        context["givers"] = list(accounts.holders(Right.USERS_MANAGE).values_list("name", flat=True)[:3])
        context["wanting"] = getattr(exception, "rights", ())
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing here, or nothing for this reader."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: asks neither the database nor the session, either of which may be what is broken."""
    return HttpResponseServerError(loader.render_to_string("500.html", {"LANGUAGE_CODE": get_language()}))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that did not come from our own page, or was open too long."""
    return render(request, "403_csrf.html", status=403)
