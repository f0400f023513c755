"""From the token in an address to a person; in the person's language; with headers that keep the address secret.

An unknown or revoked link is 404 with the way to a new one, an old one 410 (REQ-91). Whoever holds a forwarded link sees
a masked address and the choices, no more (REQ-73).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils import translation

from samtykke.accounts.links import SECRET_ADDRESS
from samtykke.accounts.public import chosen_language, is_from_here, language_of, show
from samtykke.consents.queries.asking import confirmation_behind
from samtykke.core import confirming as confirming_below
from samtykke.core.actors import Actor
from samtykke.core.clock import now
from samtykke.preferences.queries import Visited, behind_token, visited

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

# What every public page says and asks, from where it lives.
__all__ = ["Visit", "chosen_language", "is_from_here", "language_of", "show"]


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose page is open, by which token, reached by which address, in which language."""

    who: Visited
    token: str
    language: str
    query: str

    @property
    def person(self) -> int:
        """The person's id; whoever was merged into another is the other."""
        return self.who.person

    @property
    def email(self) -> int:
        """The address the link went to, by the id of its row."""
        return self.who.email

    @property
    def actor(self) -> Actor:
        """The person as the one who does something."""
        return Actor.data_subject(self.person)

    @property
    def said(self) -> dict[str, Any]:
        """In which language, and who asks for it."""
        return {"language": self.language, "by": self.actor}


def own_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the visit behind the token of a person's own link."""

    @wraps(view)
    def wrapper(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        who = behind_token(token)
        if who is None:
            return secret(request, lambda: unknown(request))
        visit = visit_of(request, token, who)
        if who.is_too_old:
            return secret(request, lambda: _too_old(request, "preferences:link", token), visit.language)
        return secret(request, lambda: view(request, visit, **named), visit.language)

    return wrapper


def confirming(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the visit and the confirmation behind the token in a mail that asks to confirm."""
    return _confirming(view, below=False)


def confirming_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same, where the token may also open what an app below has asked to be confirmed (`core.confirming`)."""
    return _confirming(view, below=True)


def _confirming(view: Callable[..., HttpResponse], *, below: bool) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapper(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        waiting = confirmation_behind(token)
        other = confirming_below.behind(token) if below and waiting is None else None
        if other is not None:
            return _below(request, token, *other)
        who = visited(waiting.person_id, waiting.email_id) if waiting is not None else None
        if waiting is None or who is None:
            return secret(request, lambda: unknown(request))
        visit = visit_of(request, token, who)
        if waiting.confirmed_at is None and waiting.expires_at <= now():
            return secret(request, lambda: _too_old(request, "preferences:confirmation-link", token), visit.language)
        return secret(request, lambda: view(request, visit, waiting, **named), visit.language)

    return wrapper


def _below(request: HttpRequest, token: str, opens: confirming_below.Opens, found: Any) -> HttpResponse:
    """The page of a token that an app below has said the meaning of."""
    language = chosen_language(request) or language_of(request, opens.language(found))
    answer = opens.act if request.method == "POST" else opens.show
    return secret(request, lambda: answer(request, token, found), language)


def visit_of(request: HttpRequest, token: str, who: Visited) -> Visit:
    chosen = chosen_language(request)
    return Visit(
        who=who,
        token=token,
        language=chosen or language_of(request, who.language),
        query=f"?{urlencode({'language': chosen})}" if chosen else "",
    )


def secret(request: HttpRequest, answer: Callable[[], HttpResponse], language: str = "") -> HttpResponse:
    """Answers in a language, and so that the address neither travels on nor stays behind."""
    wanted = language or chosen_language(request) or translation.get_language() or "en"
    with translation.override(wanted):
        try:
            response = answer()
        except Http404:  # the page of all others would set a cookie, and let the address travel on
            response = unknown(request)
        for name, told in SECRET_ADDRESS.items():
            response[name] = told
        response["Content-Language"] = wanted
    return response


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of no one person: in the browser's language, or the one asked for."""

    @wraps(view)
    def wrapper(request: HttpRequest, **named: Any) -> HttpResponse:
        return secret(request, lambda: view(request, **named))

    return wrapper


def from_here(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuses a form that the browser says comes from another site. Where it says nothing, the token is the proof:
    a browser told not to refer sends the origin `null`, and no cookie of ours is asked for."""

    @wraps(view)
    def wrapper(request: HttpRequest, **named: Any) -> HttpResponseBase:
        if not is_from_here(request):
            return secret(request, lambda: show(request, "preferences/elsewhere.html", status=403))
        return view(request, **named)

    return wrapper


def unknown(request: HttpRequest) -> HttpResponse:
    """A link nobody knows: the way to a new one."""
    return show(request, "preferences/unknown_link.html", status=404)


@public_page
def too_often(request: HttpRequest, **_named: Any) -> HttpResponse:
    """From this network there were too many requests for mails within an hour (REQ-92)."""
    return show(request, "preferences/too_often.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def _too_old(request: HttpRequest, name: str, token: str) -> HttpResponse:
    return show(request, "preferences/old_link.html", status=410, again=reverse(name, kwargs={"token": token}))
