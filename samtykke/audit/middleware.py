"""Writes looks and last-used times after the view and before the answer leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.audit.afterwards import answering

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def write_afterwards(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stands outside of every other middleware that touches the database."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with answering():
            return get_response(request)

    return middleware
