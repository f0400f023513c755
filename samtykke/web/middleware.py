"""In whose language and in which zone a page is written."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.shortcuts import render
from django.utils import timezone, translation

from samtykke.accounts.models import Organisation, User
from samtykke.accounts.queries import STANDARD_ZONE
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

NOT_FOUND = 404
WITHOUT_PAGES = ("/static/", "/api/", "/healthz", "/readyz")


def reader(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The user's own language, and the organisation's zone: both end with the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITHOUT_PAGES):
            return get_response(request)
        organisation = Organisation.objects.defer("logo").filter(pk=1).first() or Organisation(pk=1)
        request.organisation = organisation  # type: ignore[attr-defined]
        with timezone.override(_zone(organisation.time_zone)):
            if isinstance(request.user, User):
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = request.user.language
            return get_response(request)

    return middleware


class Refusals:
    """A rule's no that no form has taken up becomes a page with its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if exception.status == NOT_FOUND:
            return render(request, "404.html", status=NOT_FOUND)
        return render(request, "400.html", {"reason": exception.reason}, status=exception.status)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(STANDARD_ZONE)
