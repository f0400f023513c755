"""Who may: what stands on a view, and what a view asks."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from samtykke.accounts.models import User
from samtykke.accounts.rights import Right
from samtykke.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
F = TypeVar("F", bound=BaseForm)

CONFIRMED_FOR = timedelta(minutes=15)
CONFIRMED_AT = "confirmed_at"
FACTOR = "factor"


class NotAllowed(PermissionDenied):
    """Signed in, and without the right. The page says who can give it."""

    def __init__(self, rights: tuple[Right, ...]) -> None:
        super().__init__()
        self.rights = rights


def needs(
    *rights: Right, hide: bool = False
) -> Callable[[Callable[Concatenate[R, P], HttpResponseBase]], Callable[Concatenate[R, P], HttpResponseBase]]:
    """Lets in who holds every right; others get 403, or 404 where the page's existence would tell something."""

    def decorate(view: Callable[Concatenate[R, P], HttpResponseBase]) -> Callable[Concatenate[R, P], HttpResponseBase]:
        @wraps(view)
        def wrapper(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if is_held_back(request):
                return _to(request, reverse("accounts:second_factor"))
            if not all(may(request, right) for right in rights):
                raise Http404 if hide else NotAllowed(rights)
            return view(request, *args, **kwargs)

        wrapper.rights = rights  # type: ignore[attr-defined]
        return wrapper

    return decorate


def needs_any(
    *rights: Right,
) -> Callable[[Callable[Concatenate[R, P], HttpResponseBase]], Callable[Concatenate[R, P], HttpResponseBase]]:
    """Lets in who holds at least one of the rights; others get 403."""

    def decorate(view: Callable[Concatenate[R, P], HttpResponseBase]) -> Callable[Concatenate[R, P], HttpResponseBase]:
        @wraps(view)
        def wrapper(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if is_held_back(request):
                return _to(request, reverse("accounts:second_factor"))
            if not any(may(request, right) for right in rights):
                raise NotAllowed(rights)
            return view(request, *args, **kwargs)

        wrapper.rights = rights  # type: ignore[attr-defined]
        wrapper.any_right = True  # type: ignore[attr-defined]
        return wrapper

    return decorate


def signed_in(
    view: Callable[Concatenate[R, P], HttpResponseBase],
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """Says that signing in is enough: the page shows nobody else and opens nothing."""
    return needs()(view)


def at_the_door(
    view: Callable[Concatenate[R, P], HttpResponseBase],
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """Says the same of a page that somebody needs before the second factor: setting one up, giving it, signing out.

    Every other page leads there as long as a role asks for a factor that this session has not used (REQ-90).
    """

    @wraps(view)
    def wrapper(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    wrapper.rights = ()  # type: ignore[attr-defined]
    wrapper.at_the_door = True  # type: ignore[attr-defined]
    return wrapper


def public(
    view: Callable[Concatenate[R, P], HttpResponseBase],
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """Says that nobody needs to sign in. Everything that is not marked so is closed."""

    @wraps(view)
    def wrapper(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    wrapper.rights = ()  # type: ignore[attr-defined]
    wrapper.public = True  # type: ignore[attr-defined]
    return login_not_required(wrapper)


def may(request: HttpRequest, right: Right) -> bool:
    """Whether whoever is signed in holds the right."""
    return isinstance(request.user, User) and request.user.has_right(right)


def closed_to_readers(request: HttpRequest, form: F, right: Right) -> F:
    """The form as it is; every field of it closed for whoever may read the page and lacks the right to change it."""
    if not may(request, right):
        for field in form.fields.values():
            field.disabled = True
    return form


def who(request: HttpRequest) -> User:
    """The signed-in user of a view that is not public."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def recently_confirmed(
    view: Callable[Concatenate[R, P], HttpResponseBase],
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """Asks again who it is when that was last shown more than 15 minutes ago (REQ-99): by the password, a code or a key."""

    @wraps(view)
    def wrapper(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if has_confirmed(request):
            return view(request, *args, **kwargs)
        return _to(request, reverse("accounts:confirm"))

    wrapper.confirms = True  # type: ignore[attr-defined]
    return wrapper


def has_confirmed(request: HttpRequest) -> bool:
    """Whether somebody showed in this session, within the last 15 minutes, that it is them."""
    confirmed_at = request.session.get(CONFIRMED_AT)
    if not isinstance(confirmed_at, int | float):
        return False
    return 0 <= now().timestamp() - confirmed_at < CONFIRMED_FOR.total_seconds()


def note_confirmation(request: HttpRequest) -> None:
    """Notes in the session that a password, a code or a key was given now."""
    request.session[CONFIRMED_AT] = now().timestamp()


def is_held_back(request: HttpRequest) -> bool:
    """Whether a role of whoever is signed in asks for a second factor that this session has not used."""
    user = request.user
    return isinstance(user, User) and user.needs_second_factor and not has_used_factor(request, user)


def has_used_factor(request: HttpRequest, user: User) -> bool:
    """Whether this user used a second factor in this session."""
    found = getattr(request, "session", {}).get(FACTOR)
    return isinstance(found, dict) and found.get("user") == user.pk


def note_factor(request: HttpRequest, user: User, kind: str) -> None:
    """Notes in the session that the user used a second factor now: a code, a recovery code, a passkey, or the provider's."""
    request.session[FACTOR] = {"user": user.pk, "kind": kind}
    user.factor_used = True
    if request.user == user:
        request.user.factor_used = True


def _to(request: HttpRequest, address: str) -> HttpResponseBase:
    """Sends on to an address that sends back here afterwards; htmx is told so that the whole page goes."""
    address = f"{address}?{urlencode({'next': _way_back(request)})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _way_back(request: HttpRequest) -> str:
    """The page to come back to: this one, or the page whose form was sent."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referrer = urlsplit(request.headers.get("referer", ""))
    if referrer.netloc == request.get_host():
        return referrer.path + (f"?{referrer.query}" if referrer.query else "")
    return "/"


def rights_of(view: Any) -> tuple[Right, ...] | None:
    """The rights a view asks for; None where nothing was said, which a house test refuses."""
    found: tuple[Right, ...] | None = getattr(view, "rights", None)
    return found
