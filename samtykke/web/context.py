"""What every page's frame shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from samtykke.accounts.models import Theme, User
from samtykke.web.help import BY_PAGE
from samtykke.web.navigation import sections_for

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samtykke.web.help import Topic


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation by rights, the rights themselves, the theme, and the organisation's name."""
    user = getattr(request, "user", None)
    organisation = getattr(request, "organisation", None)
    context: dict[str, Any] = {"organisation_name": organisation.legal_name if organisation else ""}
    if isinstance(user, User):
        context["theme"] = "" if user.theme == Theme.SYSTEM else user.theme
        context["shell"] = "base.html"
        context["rights"] = user.rights
        context["navigation"] = SimpleLazyObject(lambda: sections_for(user, request.path))
        context["help_topic"] = _topic(request)
    return context


def _topic(request: HttpRequest) -> Topic | None:
    """The help page of the page that is shown."""
    match = request.resolver_match
    return BY_PAGE.get(match.view_name) if match else None
