"""How another user signs in, for those who manage users: sessions, second factors, invitation, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from samtykke.accounts import actions, factors, queries
from samtykke.accounts.access import needs, recently_confirmed, who
from samtykke.accounts.actions import second_factor
from samtykke.accounts.models import ApiKey, User
from samtykke.accounts.rights import Right
from samtykke.accounts.views.asking import done_or_asked
from samtykke.core.actors import Via
from samtykke.core.http import writes
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def facts_of(user: User) -> dict[str, Any]:
    """What the page of a user shows of it."""
    found = factors.of(user)
    return {
        "sessions": queries.sessions_of(user),
        "app": any(each.type == factors.TOTP for each in found),
        "passkeys": sum(each.type == factors.PASSKEY for each in found),
        "way_in": queries.ways_in([user])[user.pk],
        "keys_made": queries.usable_keys_of(user),
        "identities": list(user.identities.all()),
    }


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs a user out everywhere."""
    user = get_object_or_404(User, pk=pk)
    return _done(
        request,
        user,
        lambda: actions.end_sessions_of(user, by=who(request).actor, via=Via.STAFF),
        _("%(name)s is signed out everywhere.") % {"name": user.name},
    )


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def remove_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes the second factors of somebody who lost them, so that new ones can be set up."""
    user = get_object_or_404(User, pk=pk)
    stays: list[bool] = []
    try:
        asked = done_or_asked(
            request,
            lambda: stays.append(second_factor.remove_factors_of(user, by=who(request).actor, via=Via.STAFF)),
            reason=request.POST.get("reason", ""),
        )
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("accounts:user", user.pk)
    if asked:
        return redirect("accounts:user", user.pk)
    if stays[0]:
        messages.success(request, _("%(name)s can set up a new second factor.") % {"name": user.name})
    else:
        messages.warning(
            request,
            _("%(name)s had a password that is too short without a second factor, and needs a link for a new one.")
            % {"name": user.name},
        )
    return redirect("accounts:user", user.pk)


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def revoke_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends the links that were sent to a user."""
    user = get_object_or_404(User, pk=pk)
    return _done(
        request,
        user,
        lambda: actions.revoke_invitation(user, by=who(request).actor, via=Via.STAFF),
        _("The links that %(name)s was sent no longer work.") % {"name": user.name},
    )


@needs(Right.KEYS_MANAGE)
@recently_confirmed
@writes
def take_over_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes a key of somebody who leaves one's own."""
    key = get_object_or_404(ApiKey, pk=pk)
    actions.take_over_api_key(key, by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("The key “%(name)s” is now yours, and goes on working.") % {"name": key.name})
    return redirect("accounts:keys")


def _done(request: HttpRequest, user: User, act: Callable[[], Any], sentence: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, sentence)
    return redirect("accounts:user", user.pk)
