"""The own page with the texts and settings as they are now, as somebody who does not exist would see it. M6; check 47."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs
from samtykke.accounts.public import masked
from samtykke.accounts.rights import Right
from samtykke.core.http import read_only
from samtykke.preferences import imagined, links
from samtykke.preferences.imagined import STATES, State

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WIDTHS, LIGHTS = ("desk", "phone"), ("light", "dark")


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """The real page without a person or a token: its buttons do nothing, and nothing is kept (REQ-73)."""
    told = request.GET
    state = State(told["state"]) if told.get("state") in set(State) else State.NOTHING
    width = told.get("width") if told.get("width") in WIDTHS else WIDTHS[0]
    light = told.get("light") if told.get("light") in LIGHTS else ""
    visit = links.visit_of(request, "", imagined.visitor((get_language() or "en")[:2]))
    context: dict[str, Any] = {
        "visit": visit,
        "address": masked(visit.who.address),
        "spoken": getattr(request, "LANGUAGE_CODE", ""),
        "explained": _(
            "This is how the page looks with the texts and settings of now. Nobody is behind it, and nothing is kept."
        ),
        "back_word": _("Back"),
        "legends": {"state": _("The person"), "width": _("How wide"), "light": _("Light or dark")},
        "states": [(one, str(word), one == state) for one, word in STATES.items()],
        "widths": [("desk", _("Desk"), width == "desk"), ("phone", _("Phone"), width == "phone")],
        "lights": [("light", _("Light"), light == "light"), ("dark", _("Dark"), light == "dark")],
        "as_phone": width == "phone",
        **({"theme": light} if light else {}),
    }

    def answer() -> HttpResponse:
        return links.show(request, "preferences/preview.html", shown=imagined.own_page(state), **context)

    return links.secret(request, answer, visit.language)
