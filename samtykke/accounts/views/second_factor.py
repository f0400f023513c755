"""The user's own second factors: an app, passkeys and recovery codes."""

from __future__ import annotations

import json
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from samtykke.accounts import factors, limits
from samtykke.accounts.access import (
    at_the_door,
    has_used_factor,
    is_held_back,
    note_confirmation,
    note_factor,
    recently_confirmed,
    who,
)
from samtykke.accounts.actions import second_factor as factor_actions
from samtykke.accounts.factor_forms import WRONG_PASSKEY, AppForm, NameForm, PasskeyForm
from samtykke.accounts.views.signing_in import next_of
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

WAITING = "factor_in_setting_up"


def with_own_factor(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Whoever has a factor changes factors only in a session that used it: a password alone is not enough for that."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = who(request)
        if factors.has_factor(user) and not has_used_factor(request, user):
            return redirect(f"{reverse('accounts:confirm')}?{urlencode({'next': reverse('accounts:second_factor')})}")
        return view(request, *args, **kwargs)

    return wrapper


@at_the_door
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """What the user has set up; where a role asks for a factor, how to go on."""
    user = who(request)
    found = factors.of(user)
    passkeys = [{"factor": each, "name": factors.name_of(each)} for each in found if each.type == factors.PASSKEY]
    context = {
        "app": next((each for each in found if each.type == factors.TOTP), None),
        "passkeys": passkeys,
        "codes_left": factors.recovery_codes_left(user),
        "codes": factors.CODES,
        "is_held_back": is_held_back(request),
        "owes": bool(found) and not has_used_factor(request, user),
        "next": next_of(request),
    }
    return render(request, "accounts/second_factor.html", context)


@at_the_door
@with_own_factor
@recently_confirmed
@read_only
def show_app(request: HttpRequest) -> HttpResponse:
    """A fresh secret as a picture and in words; it waits in the session, sealed."""
    secret = factors.new_secret()
    request.session[WAITING] = factors.sealed(secret)
    return _app(request, AppForm(), secret)


@at_the_door
@sensitive_post_parameters("code")
@with_own_factor
@recently_confirmed
@limits.counting_wrong(limits.of_user)
@writes
def act_app(request: HttpRequest) -> HttpResponse:
    """Sets up the app when its code is right."""
    user, form = who(request), AppForm(request.POST)
    secret = factors.unsealed(request.session.get(WAITING, ""))
    if secret is None:
        return redirect("accounts:add_app")
    if not form.is_valid():
        return _app(request, form, secret)
    try:
        codes = factor_actions.add_app(user, secret, form.cleaned_data["code"], by=user.actor, via=Via.STAFF)
    except Refused as refused:
        form.add_error(refused.field, refused.reason)
        return _app(request, form, secret)
    request.session.pop(WAITING)
    messages.success(request, _("The app is set up."))
    return _set_up(request, factors.BY_CODE, codes)


@at_the_door
@with_own_factor
@recently_confirmed
@read_only
def show_passkey(request: HttpRequest) -> HttpResponse:
    """Asks for a name and has the browser make a passkey."""
    return _passkey(request, PasskeyForm())


@at_the_door
@with_own_factor
@recently_confirmed
@writes
def act_passkey(request: HttpRequest) -> HttpResponse:
    """Keeps the passkey that the browser made."""
    user, form = who(request), PasskeyForm(request.POST)
    if not form.is_valid():
        return _passkey(request, form)
    credential = factors.finish_adding(factors.credential_of(form.cleaned_data["credential"]))
    if credential is None:
        form.add_error(None, WRONG_PASSKEY)
        return _passkey(request, form)
    try:
        codes = factor_actions.add_passkey(user, credential, form.cleaned_data["name"], by=user.actor, via=Via.STAFF)
    except Refused as refused:
        form.add_error(None, refused.reason)
        return _passkey(request, form)
    messages.success(request, _("The passkey is set up."))
    return _set_up(request, factors.BY_PASSKEY, codes)


@at_the_door
@with_own_factor
@recently_confirmed
@writes
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives a passkey another name."""
    user, form = who(request), NameForm(request.POST)
    factor = get_object_or_404(Authenticator, pk=pk, user_id=user.pk, type=factors.PASSKEY)
    if form.is_valid():
        factor_actions.rename_passkey(factor, form.cleaned_data["name"], by=user.actor, via=Via.STAFF)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Write a name of at most 60 characters."))
    return redirect("accounts:second_factor")


@at_the_door
@with_own_factor
@recently_confirmed
@writes
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes an app or a passkey."""
    user = who(request)
    factor = get_object_or_404(Authenticator, pk=pk, user_id=user.pk, type__in=[factors.TOTP, factors.PASSKEY])
    try:
        factor_actions.remove_factor(factor, by=user.actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("It is removed and no longer opens anything."))
    return redirect("accounts:second_factor")


@at_the_door
@with_own_factor
@recently_confirmed
@writes
def make_codes(request: HttpRequest) -> HttpResponse:
    """Makes a new set of recovery codes and shows it once."""
    user = who(request)
    try:
        codes = factor_actions.make_recovery_codes(user, by=user.actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("accounts:second_factor")
    return _codes(request, codes)


add_app = at_one_address(show=show_app, act=act_app)
add_passkey = at_one_address(show=show_passkey, act=act_passkey)


def _app(request: HttpRequest, form: AppForm, secret: str) -> HttpResponse:
    picture = factors.picture(factors.address(who(request), secret))
    context = {"form": form, "picture": picture, "secret": factors.grouped(secret)}
    return _unkept(render(request, "accounts/add_app.html", context))


def _passkey(request: HttpRequest, form: PasskeyForm) -> HttpResponse:
    options = json.dumps(factors.begin_adding(who(request)))
    return _unkept(render(request, "accounts/add_passkey.html", {"form": form, "options": options}))


def _set_up(request: HttpRequest, kind: str, codes: list[str]) -> HttpResponse:
    """Setting one up is using it: the session now has shown the factor."""
    note_factor(request, who(request), kind)
    note_confirmation(request)
    return _codes(request, codes) if codes else redirect("accounts:second_factor")


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return _unkept(render(request, "accounts/recovery_codes.html", {"codes": codes}))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
