"""One POST that ends a mailing, by RFC 8058: no cookie, no redirect, no sign-in, for as long as the mail can be read.

REQ-70, REQ-71, REQ-72. Mail programs send `List-Unsubscribe=One-Click`; the page for people sends another field, so that
neither can be taken for the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samtykke.accounts.access import public
from samtykke.accounts.links import by_token_alone
from samtykke.consents import actions as consents
from samtykke.consents.models import ActBy
from samtykke.consents.one_click import read_token
from samtykke.core.actors import Actor, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused
from samtykke.preferences import links
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import item_by_key

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST = 1024
TOO_LONG, BAD, UNKNOWN = 413, 400, 404


@public
@read_only
@links.public_page
def show_one_click(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button, for people who follow the address by hand. Opening it changes nothing."""
    told = read_token(token)
    if told is None:
        return links.unknown(request)
    return links.show(request, "preferences/one_click.html", name=_name(told[1]))


@public
@writes
@links.public_page
def act_one_click(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the mailing. The answer is the same when it was ended before, and when the person is gone."""
    if _length(request) > LONGEST:
        return _plain(_("Too long."), TOO_LONG)
    told = read_token(token)
    if told is None:
        return _plain(_("This link is not known."), UNKNOWN)
    by_program = request.POST.get("List-Unsubscribe") == "One-Click"
    if not by_program and request.POST.get("stop") != "1":
        return _plain(_("This is not how to unsubscribe."), BAD)
    person, key = told
    _stop(person, key)
    if by_program:
        return _plain(_("You are unsubscribed."))
    return links.show(request, "preferences/one_click.html", name=_name(key), is_done=True)


one_click = by_token_alone(at_one_address(show=show_one_click, act=act_one_click))


def _stop(person: int, key: str) -> None:
    """A no to the purpose; somebody we no longer hold, or a purpose we no longer have, gets nothing anyway."""
    purpose = item_by_key(Purpose, key)
    if purpose is None:
        return
    try:
        consents.withdraw(person, purpose, by=Actor.data_subject(person), via=Via.PREFERENCE_PAGE, act_by=ActBy.PERSON)
    except Refused as refused:
        if refused.code != "unknown_person":
            raise


def _name(key: str) -> str:
    purpose = item_by_key(Purpose, key)
    return purpose.name if purpose is not None else ""


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdigit() else 0


def _plain(sentence: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
