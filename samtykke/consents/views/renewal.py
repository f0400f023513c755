"""Asking again about a purpose: how many, why, and the run that does it. REQ-17; checks 84, 85."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.consents import actions as consents
from samtykke.consents.queries import renewal
from samtykke.consents.queries.renewal import Again
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused
from samtykke.mail import hand_over, reasons
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import current_wording, narrow_languages, privacy_settings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

UNPROCESSABLE = 422
# Why somebody is asked again: the heading, and what it means.
WHYS = {
    Again.NARROWER: (
        gettext_lazy("They said yes to less"),
        gettext_lazy(
            "The purpose reaches further than the words they said yes to. Nothing goes to them until they say yes."
        ),
    ),
    Again.ENDING: (
        gettext_lazy("Their consent ends soon"),
        gettext_lazy("It ends within the days that the purpose names. They are asked by themselves each night, too."),
    ),
    Again.DORMANT: (
        gettext_lazy("Their consent is dormant"),
        gettext_lazy("It was given longer ago than the purpose says, and they have done nothing since."),
    ),
}


@needs(Right.MAIL_MANAGE)
@read_only
def show(request: HttpRequest, key: str) -> HttpResponse:
    """How many may be asked again about a purpose, by the reason, and what they would be asked."""
    return _page(request, _purpose(key))


@needs(Right.MAIL_MANAGE)
@writes
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Begins the run that asks them; its page shows how far it is, and stops it."""
    purpose = _purpose(key)
    why = request.POST.get("why", "")
    if why not in list(Again):
        return _page(request, purpose, refused=_("Choose whom to ask."), status=UNPROCESSABLE)
    try:
        run = consents.ask_again(purpose, Again(why), by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        return _page(request, purpose, refused=str(refused.reason), status=refused.status)
    messages.success(request, _("The questions are on their way. No answer is not a yes."))
    return redirect("governance:mail-run", run.pk)


def _page(request: HttpRequest, purpose: Purpose, *, refused: str = "", status: int = 200) -> HttpResponse:
    asked = [why for why in Again if _is_named(purpose, why)]
    context: dict[str, Any] = {
        "purpose": purpose,
        "lines": [
            {"why": why, "title": WHYS[why][0], "text": WHYS[why][1], "people": renewal.count(purpose, why)}
            for why in asked
        ],
        "months": privacy_settings().cool_down_months,
        "wording": current_wording(purpose, request.LANGUAGE_CODE),
        "narrow": narrow_languages(purpose),
        "never_ending": Again.ENDING not in asked,
        "refused": refused,
        "all_wait": reasons.sentence(hand_over.why_all_wait()),
    }
    return render(request, "consents/asking.html", context, status=status)


def _is_named(purpose: Purpose, why: Again) -> bool:
    """Whether the purpose says anything that makes for such people."""
    match why:
        case Again.ENDING:
            return purpose.ask_before_days is not None
        case Again.DORMANT:
            return purpose.dormant_months is not None
    return True


def _purpose(key: str) -> Purpose:
    found: Purpose = get_object_or_404(Purpose.objects.existing(), key=key)
    return found


asking = at_one_address(show=show, act=ask)
