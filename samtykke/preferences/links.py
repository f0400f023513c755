"""From the token in an address to a person; in the person's language; with headers that keep the address secret.

An unknown or revoked link is 404 with the way to a new one, an old one 410 (REQ-91). Whoever holds a forwarded link sees
a masked address and the choices, no more (REQ-73).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from samtykke.accounts.links import SECRET_ADDRESS
from samtykke.accounts.queries import company_language
from samtykke.consents.queries.asking import confirmation_behind
from samtykke.consents.queries.inform import living_email
from samtykke.contacts.models import LinkUse, Person
from samtykke.contacts.queries import link_with, survivor_id
from samtykke.core.actors import Actor
from samtykke.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from samtykke.consents.models import Confirmation
    from samtykke.contacts.models import PersonEmail

LANGUAGES = ("nb", "en")
# What a browser says of a form that was filled in here, or of an address that was typed.
OURS = frozenset({"same-origin", "none"})


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose page is open, by which token, reached by which address, in which language."""

    person: Person
    email: PersonEmail
    token: str
    language: str
    query: str

    @property
    def actor(self) -> Actor:
        """The person as the one who does something."""
        return Actor.data_subject(self.person.pk)

    @property
    def address(self) -> tuple[int, int]:
        """(person, address) to write to."""
        return self.person.pk, self.email.id

    @property
    def said(self) -> dict[str, Any]:
        """In which language, and who asks for it."""
        return {"language": self.language, "by": self.actor}


def own_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the visit behind the token of a person's own link."""

    @wraps(view)
    def wrapper(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        link = link_with(token, LinkUse.PREFERENCES)
        visit = _visit(request, token, link.person, link.email_id) if link is not None else None
        if link is None or visit is None:
            return secret(request, lambda: unknown(request))
        if link.expires_at is not None and link.expires_at <= now():
            return secret(request, lambda: _too_old(request, "preferences:link", token), visit.language)
        return secret(request, lambda: view(request, visit, **named), visit.language)

    return wrapper


def confirming(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the visit and the confirmation behind the token in a mail that asks to confirm."""

    @wraps(view)
    def wrapper(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        waiting = confirmation_behind(token)
        visit = _visit(request, token, waiting.person, waiting.email_id) if waiting is not None else None
        if waiting is None or visit is None:
            return secret(request, lambda: unknown(request))
        if waiting.confirmed_at is None and waiting.expires_at <= now():
            return secret(request, lambda: _too_old(request, "preferences:confirmation-link", token), visit.language)
        return secret(request, lambda: view(request, visit, waiting, **named), visit.language)

    return wrapper


def behind(token: str) -> tuple[int, int] | None:
    """(person, address) behind a link of any age, to write to; None where there is nobody or no such address."""
    link = link_with(token, LinkUse.PREFERENCES)
    return _to_write_to(link.person, link.email_id) if link is not None else None


def behind_confirmation(token: str) -> tuple[int, int] | None:
    """The same of a mail that asked to confirm."""
    waiting: Confirmation | None = confirmation_behind(token)
    return _to_write_to(waiting.person, waiting.email_id) if waiting is not None else None


def _to_write_to(person: Person, email_id: int | None) -> tuple[int, int] | None:
    found = _living(person, email_id)
    return (found[0].pk, found[1].id) if found is not None else None


def _living(person: Person, email_id: int | None) -> tuple[Person, PersonEmail] | None:
    """Whoever stands for the person now and the address the mail went to; None where one of them is gone."""
    who = survivor_id(person.pk)
    person = person if who == person.pk else Person.objects.get(pk=who)
    email = living_email(who, email_id) if person.deleted_at is None else None
    return (person, email) if email is not None else None


def _visit(request: HttpRequest, token: str, person: Person, email_id: int | None) -> Visit | None:
    found = _living(person, email_id)
    if found is None:
        return None
    chosen = chosen_language(request)
    return Visit(
        person=found[0],
        email=found[1],
        token=token,
        language=chosen or language_of(request, found[0]),
        query=f"?{urlencode({'language': chosen})}" if chosen else "",
    )


def language_of(request: HttpRequest, person: Person) -> str:
    """The language of our pages that a person reads: their own, else the company's first."""
    told = person.language.lower().replace("_", "-").split("-")[0]
    if not told:
        organisation = getattr(request, "organisation", None)
        told = organisation.languages[0] if organisation is not None else company_language()
    return "nb" if told in {"nb", "nn", "no"} else "en"


def chosen_language(request: HttpRequest) -> str:
    """The language asked for in the address; it is kept nowhere."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else ""


def secret(request: HttpRequest, answer: Callable[[], HttpResponse], language: str = "") -> HttpResponse:
    """Answers in a language, and so that the address neither travels on nor stays behind."""
    wanted = language or chosen_language(request) or translation.get_language() or "en"
    with translation.override(wanted):
        response = answer()
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


def from_here(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuses a form that the browser says comes from another site. Where it says nothing, the token is the proof:
    a browser told not to refer sends the origin `null`, and no cookie of ours is asked for."""

    @wraps(view)
    def wrapper(request: HttpRequest, **named: Any) -> HttpResponse:
        if not is_from_here(request):
            return secret(request, lambda: show(request, "preferences/elsewhere.html", status=403))
        return view(request, **named)

    return wrapper


def is_from_here(request: HttpRequest) -> bool:
    """Whether nothing says that a POST comes from another site."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site in OURS
    origin = request.headers.get("Origin", "")
    return origin in {"", "null"} or urlsplit(origin).netloc == request.get_host()


def show(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page for the data subject. No cookie is needed, so none is set."""
    organisation = getattr(request, "organisation", None)
    return render(request, template, {"csrf_token": "", "organisation": organisation, **context}, status=status)


def unknown(request: HttpRequest) -> HttpResponse:
    """A link nobody knows: the way to a new one."""
    return show(request, "preferences/unknown_link.html", status=404)


def _too_old(request: HttpRequest, name: str, token: str) -> HttpResponse:
    return show(request, "preferences/old_link.html", status=410, again=reverse(name, kwargs={"token": token}))
