"""Tells the signed-in user what the session has shown: without a second factor a role that asks for one gives nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.middleware import get_user
from django.utils.functional import SimpleLazyObject

from samtykke.accounts.access import has_used_factor
from samtykke.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stands right after the middleware that finds the user."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment]
        return get_response(request)

    return middleware


def _user(request: HttpRequest) -> object:
    user = get_user(request)
    if isinstance(user, User):
        user.factor_used = has_used_factor(request, user)
    return user
