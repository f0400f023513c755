"""The person's own page: see, say no, ask for a yes, stop all marketing, have a receipt. REQ-15, 73; rule 9.

Each act is a POST with the token in its address; nothing is done by opening anything (REQ-72).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts import limits
from samtykke.accounts.access import public
from samtykke.accounts.links import by_token_alone
from samtykke.accounts.public import masked
from samtykke.consents import actions as consents
from samtykke.consents.models import ActBy
from samtykke.core.actors import Via
from samtykke.core.http import read_only, writes
from samtykke.core.refused import Refused
from samtykke.preferences import actions, links, queries
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import item_by_key

if TYPE_CHECKING:
    from samtykke.preferences.links import Visit

VIA = Via.PREFERENCE_PAGE
ALL = "all"
TOO_OFTEN = 429


@public
@read_only
@links.own_page
def show_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where the person stands; what was done just now is read from what stands, never from the address alone."""
    return shown_to(request, visit, done={name: request.GET.get(name, "") for name in ("saved", "asked", "receipt")})


@by_token_alone
@public
@writes
@links.from_here
@links.own_page
def say_no(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Says no to one purpose; in one step, and at once (Art. 7(3))."""
    purpose = _purpose(key)
    return _act(request, visit, "saved", key, lambda: consents.say_no(visit.person, purpose, by=visit.actor, via=VIA))


@links.own_page
def _too_often(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    return shown_to(request, visit, status=TOO_OFTEN, refused=_("There were many tries from here. Wait an hour."))


@by_token_alone
@public
@links.from_here
@limits.per_network("confirmation", actions.OF_A_NETWORK, refuse=_too_often)
@writes
@links.own_page
def ask_confirmation(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Mails the button that says yes: the link alone never does (REQ-73). Only where the page offers a yes to ask for."""
    purpose = _purpose(key)

    def ask() -> None:
        choice = queries.own_page(visit.who).choice(key)
        if choice is None or not choice.can_say_yes:
            raise Refused(_("There is no yes to ask for here."), code="no_yes_to_ask")
        told = links.chosen_language(request)
        consents.ask_confirmation(visit.person, purpose, visit.email, language=told, by=visit.actor, via=VIA)

    return _act(request, visit, "asked", key, ask)


@by_token_alone
@public
@writes
@links.from_here
@links.own_page
def object_to_marketing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Stops all marketing in one step (Art. 21(2)–(3))."""
    return _act(
        request,
        visit,
        "saved",
        ALL,
        lambda: consents.object_to_marketing(visit.person, by=visit.actor, via=VIA, act_by=ActBy.PERSON),
    )


@by_token_alone
@public
@writes
@links.from_here
@links.own_page
def mail_receipt(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Mails what the person's last answer to a purpose was, with its words."""
    choice = queries.own_page(visit.who).choice(key)
    if choice is None or not choice.has_answer:
        raise Http404
    about = choice.event_id or 0
    return _act(
        request,
        visit,
        "receipt",
        key,
        lambda: actions.mail_receipt(visit.person, visit.email, about_id=about, purpose_key=key, **visit.said),
    )


@by_token_alone
@public
@writes
@links.from_here
@links.own_page
def mail_objection_receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Mails that all marketing is stopped."""
    objection = queries.own_page(visit.who).objection_id
    if objection is None:
        raise Http404
    return _act(
        request,
        visit,
        "receipt",
        ALL,
        lambda: actions.mail_receipt(visit.person, visit.email, about_id=objection, **visit.said),
    )


@by_token_alone
@public
@links.from_here
@limits.per_network("link", actions.OF_A_NETWORK, refuse=links.too_often)
@writes
@links.public_page
def send_fresh_link(request: HttpRequest, token: str) -> HttpResponse:
    """Mails a new link to the address the old one went to; says the same whether or not there is one (REQ-92)."""
    actions.ask_by_old_link("page", token)
    return redirect("preferences:privacy-link")


def _purpose(key: str) -> Purpose:
    purpose = item_by_key(Purpose, key)
    if purpose is None or not purpose.is_active:
        raise Http404
    return purpose


def _act(request: HttpRequest, visit: Visit, word: str, key: str, act: Any) -> HttpResponse:
    """Acts, and answers with the page as it then is: by itself where only a part is swapped, else by sending there."""
    try:
        act()
    except Refused as refused:
        if refused.code != "asked_too_often":  # the mail was sent: that is what the page says
            return shown_to(request, visit, status=refused.status, refused=str(refused.reason))
    if getattr(request, "htmx", False):
        return shown_to(request, visit, done={word: key})
    told = urlencode({word: key, **({"language": visit.language} if visit.query else {})})
    return redirect(f"{reverse('preferences:page', kwargs={'token': visit.token})}?{told}")


def shown_to(
    request: HttpRequest,
    visit: Visit,
    *,
    status: int = 200,
    refused: str = "",
    done: dict[str, str] | None = None,
    template: str = "preferences/page.html",
    **more: Any,
) -> HttpResponse:
    """The page of a visit as it stands now, with what was done or refused just before."""
    shown, done = queries.own_page(visit.who), done or {}
    template = "preferences/_page.html" if getattr(request, "htmx", False) else template
    saved, asked = shown.choice(done.get("saved", "")), shown.choice(done.get("asked", ""))
    return links.show(
        request,
        template,
        status=status,
        visit=visit,
        address=masked(visit.who.address),
        shown=shown,
        refused=refused,
        saved=saved if saved is not None and saved.is_no else None,
        stopped=shown.objection_id if done.get("saved") == ALL else None,
        asked=asked if asked is not None and asked.is_asked else None,
        receipt=bool(done.get("receipt")),
        **more,
    )
