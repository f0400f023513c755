"""What every page's frame shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.accounts.models import Theme, User
from samtykke.web.navigation import sections_for

if TYPE_CHECKING:
    from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation by rights, the rights themselves, the theme, and the organisation's name."""
    user = getattr(request, "user", None)
    organisation = getattr(request, "organisation", None)
    context: dict[str, Any] = {"organisation_name": organisation.legal_name if organisation else ""}
    if isinstance(user, User):
        context["theme"] = "" if user.theme == Theme.SYSTEM else user.theme
        context["shell"] = "base.html"
        context["rights"] = user.rights
        context["navigation"] = sections_for(user, request.path)
    return context
