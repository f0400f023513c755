"""Signing in by way of the identity provider: there, back, and in. What a provider says never makes a user."""

from __future__ import annotations

import secrets
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from samtykke.accounts import factors, limits, oidc
from samtykke.accounts.access import FACTOR, note_factor, public
from samtykke.accounts.actions import identities
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

KEPT = "single_sign_on"
MOST_BY_NETWORK = 60


def allow_redirect(response: Any) -> Any:
    """Lets the form on a page be answered with a redirect to the provider: browsers hold the policy against that too."""
    found = oidc.provider()
    if found:
        parts = urlsplit(found.issuer)
        hosts = [f"https://{host}" for host in sorted(found.hosts)]
        response._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}", *hosts]}
    return response


def _problem(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    context = {"kind": kind, "provider": oidc.provider()}
    return render(request, "accounts/single_sign_on_problem.html", context, status=status)


def _too_often(request: HttpRequest) -> HttpResponse:
    return _problem(request, "too_often", HTTPStatus.TOO_MANY_REQUESTS)


def asking(
    ask: Callable[[HttpRequest, oidc.Provider], Any],
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Asks the provider before the view begins its transaction: nothing waits for a slow provider but this answer."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def wrapper(request: HttpRequest) -> HttpResponseBase:
            found = oidc.provider()
            if found is None:
                raise Http404
            if request.method != "POST":
                return view(request)
            try:
                request.told = ask(request, found)  # type: ignore[attr-defined]
            except oidc.Unreachable:
                return _problem(request, "unreachable", HTTPStatus.SERVICE_UNAVAILABLE)
            except oidc.NotTrusted:
                return _problem(request, "not_trusted", HTTPStatus.BAD_REQUEST)
            return view(request)

        return wrapper

    return decorate


def _begin(request: HttpRequest, provider: oidc.Provider) -> tuple[str, dict[str, Any]]:
    return oidc.begin(provider, _back(), anew=request.user.is_authenticated)


def _finish(request: HttpRequest, provider: oidc.Provider) -> oidc.Claims:
    kept = request.session.pop(KEPT, None)
    state = request.POST.get("state", "")
    if not isinstance(kept, dict) or not secrets.compare_digest(state.encode(), str(kept["state"]).encode()):
        raise oidc.NotTrusted("state")
    request.next = kept.get("next") or None  # type: ignore[attr-defined]
    return oidc.finish(provider, kept, request.POST.get("code", ""), _back())


@public
@limits.per_network("single-sign-on", MOST_BY_NETWORK, refuse=_too_often)
@asking(_begin)
@writes
def go(request: HttpRequest) -> HttpResponse:
    """Sends the browser to the provider."""
    address, kept = request.told  # type: ignore[attr-defined]
    request.session[KEPT] = kept | {"next": _next(request)}
    return redirect(address)


@public
@read_only
def show_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider. Reading an address changes nothing, so the page sends itself on; or has a button."""
    if oidc.provider() is None:
        raise Http404
    if "code" not in request.GET:
        return _problem(request, "cancelled", HTTPStatus.BAD_REQUEST)
    context = {"code": request.GET["code"], "state": request.GET.get("state", "")}
    response = render(request, "accounts/single_sign_on_back.html", context)
    response["Cache-Control"] = "no-store"
    return response


@public
@limits.per_network("single-sign-on-back", MOST_BY_NETWORK, refuse=_too_often)
@asking(_finish)
@writes
def act_back(request: HttpRequest) -> HttpResponseBase:
    """Signs in whom the provider means, where that is somebody who may."""
    claims: oidc.Claims = request.told  # type: ignore[attr-defined]
    try:
        user = identities.user_of(claims, via=Via.STAFF)
    except Refused:
        audit.look(Deed.SIGN_IN_FAILED, subject=None, by=Actor.system(), via=Via.STAFF, factor=factors.BY_PROVIDER)
        return _problem(request, "refused", HTTPStatus.FORBIDDEN)
    if request.user.is_authenticated and request.user.pk != user.pk:
        return _problem(request, "other", HTTPStatus.FORBIDDEN)
    if not request.user.is_authenticated:
        request.session.pop(FACTOR, None)
    if claims.used_second_factor:
        note_factor(request, user, factors.BY_PROVIDER)
    answer: HttpResponseBase = perform_login(request, user, redirect_url=request.next)  # type: ignore[attr-defined]
    return answer


back = at_one_address(show=show_back, act=act_back)


def _back() -> str:
    return settings.BASE_URL + reverse("accounts:single_sign_on_back")


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""
