"""The page behind the button in a mail: shows what will be said yes to, and takes the yes by a POST. REQ-18, REQ-72."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from samtykke.accounts import limits
from samtykke.accounts.access import public
from samtykke.accounts.links import by_token_alone
from samtykke.accounts.public import masked
from samtykke.consents import actions as consents
from samtykke.consents.answers import Age
from samtykke.consents.queries import asking
from samtykke.consents.queries.people import record_of
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused
from samtykke.preferences import actions, links, queries

if TYPE_CHECKING:
    from samtykke.consents.models import Confirmation
    from samtykke.preferences.links import Visit

GONE = 410
DIGITS = 4


@public
@read_only
@links.confirming_all
def show_confirmation(request: HttpRequest, visit: Visit, waiting: Confirmation) -> HttpResponse:
    """What the person would say yes to, word for word; or that it is said already."""
    if waiting.confirmed_at is not None:
        return _confirmed(request, visit, waiting)
    if asking.said_no_since(visit.person, waiting.purpose, waiting.created_at):
        return _page(request, "preferences/no_since.html", visit, waiting, status=GONE)
    return _page(request, "preferences/confirm.html", visit, waiting)


@public
@writes
@links.from_here
@links.confirming_all
def act_confirmation(request: HttpRequest, visit: Visit, waiting: Confirmation) -> HttpResponse:
    """Takes the yes. Pressed again, nothing more happens and the answer is the same."""
    try:
        consents.confirm(waiting, token=visit.token, age=_age(request) if waiting.purpose.for_children else None)
    except Refused as refused:
        if refused.code == "no_since":
            return _page(request, "preferences/no_since.html", visit, waiting, status=GONE)
        return _page(request, "preferences/confirm.html", visit, waiting, status=refused.status, refused=refused.reason)
    return _confirmed(request, visit, waiting)


def _age(request: HttpRequest) -> Age:
    """The year of birth that was written; what is no number is asked for again."""
    told = request.POST.get("birth_year", "").strip()
    return Age(birth_year=int(told) if told.isdecimal() and len(told) <= DIGITS else None)


confirmation = by_token_alone(at_one_address(show=show_confirmation, act=act_confirmation))


@by_token_alone
@public
@writes
@links.from_here
@links.confirming
def mail_receipt(request: HttpRequest, visit: Visit, waiting: Confirmation) -> HttpResponse:
    """Mails the yes with its words to the address that gave it."""
    record = record_of(visit.person, waiting.purpose)
    if record is None or waiting.confirmed_at is None:
        raise Http404
    try:
        actions.mail_receipt(
            visit.person, visit.email, about_id=record.event_id, purpose_key=waiting.purpose.key, **visit.said
        )
    except Refused as refused:
        return _confirmed(request, visit, waiting, status=refused.status, refused=refused.reason)
    return _confirmed(request, visit, waiting, receipt=True)


@by_token_alone
@public
@links.from_here
@limits.per_network("link", actions.OF_A_NETWORK, refuse=links.too_often)
@writes
@links.public_page
def send_fresh_link(request: HttpRequest, token: str) -> HttpResponse:
    """Mails the link to the own page to the address that was to confirm; says the same for every token (REQ-92)."""
    actions.ask_by_old_link("confirmation", token)
    return redirect("preferences:privacy-link")


def _confirmed(
    request: HttpRequest, visit: Visit, waiting: Confirmation, *, status: int = 200, **context: object
) -> HttpResponse:
    record = record_of(visit.person, waiting.purpose)
    return _page(
        request,
        "preferences/confirmed.html",
        visit,
        waiting,
        status=status,
        stands=record is not None and not record.is_no,
        again=request.method != "POST",
        **context,
    )


def _page(
    request: HttpRequest, template: str, visit: Visit, waiting: Confirmation, *, status: int = 200, **context: object
) -> HttpResponse:
    return links.show(
        request,
        template,
        status=status,
        visit=visit,
        waiting=waiting,
        address=masked(visit.who.address),
        asked_at=queries.moment_in_words(waiting.created_at),
        **context,
    )
