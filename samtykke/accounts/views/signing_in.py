"""Signing in and out, giving the password again, and the links that work once."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from django.contrib.auth import login, logout
from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from samtykke.accounts import actions, factors, limits, oidc, queries, stages
from samtykke.accounts.access import at_the_door, has_used_factor, note_confirmation, note_factor, public, who
from samtykke.accounts.factor_forms import WRONG_PASSKEY, ConfirmForm, FactorForm
from samtykke.accounts.forms import ForgottenForm, NewPasswordForm, SetupForm, SignInForm
from samtykke.accounts.links import by_token_alone, password_link, setup_link
from samtykke.accounts.models import User
from samtykke.accounts.sessions import note_browser
from samtykke.accounts.views.single_sign_on import allow_redirect
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused
from samtykke.mail.hand_over import can_send

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.accounts.models import PasswordLink, SetupLink

MOST_BY_NETWORK = 20
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@public
@read_only
def show_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The page for signing in."""
    return _login_page(request)


@public
@limits.counting_wrong(limits.of_sign_in)
@writes
def act_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Signs in, or says in one sentence for all cases that it did not work (REQ-92). Wrong tries are limited."""
    return _login_page(request)


@public
@read_only
def show_passkey(request: HttpRequest) -> HttpResponse:
    """What the browser needs to sign in with a passkey; the page asks for it when the button is pressed."""
    return JsonResponse(factors.begin_using(None), headers={"Cache-Control": "no-store"})


@public
@limits.counting_wrong(limits.of_network)
@writes
def act_passkey(request: HttpRequest) -> HttpResponseBase:
    """Signs in whoever holds the passkey: it is both factors, since it asks for a finger, a face or a PIN (REQ-90)."""
    factor = None
    if not limits.has_no_room(request):
        factor = factors.finish_using(None, factors.credential_of(request.POST.get("credential", "")))
    user: Any = factor.user if factor else None
    if not isinstance(user, User) or not user.is_active:
        audit.look(Deed.SIGN_IN_FAILED, subject=None, by=Actor.system(), via=Via.STAFF, factor=factors.BY_PASSKEY)
        context = {"form": SignInForm(request=request), "passkey_error": WRONG_PASSKEY, "provider": oidc.provider()}
        return _answer(allow_redirect(render(request, "account/login.html", context)))
    note_factor(request, user, factors.BY_PASSKEY)
    return _answer(perform_login(request, user, redirect_url=next_of(request, "") or None))


@public
@read_only
def show_factor(request: HttpRequest) -> HttpResponse:
    """Asks for the second factor after a right password."""
    stage = stages.pending(request)
    if stage is None:
        return redirect("account_login")
    return _factor(request, stage, FactorForm(stage.login.user))


@public
@sensitive_post_parameters("code")
@limits.counting_wrong(limits.of_factor)
@writes
def act_factor(request: HttpRequest) -> HttpResponseBase:
    """Signs in when the factor is right; or begins again, for somebody else."""
    stage = stages.pending(request)
    if stage is None:
        return redirect("account_login")
    if "again" in request.POST:
        return _answer(stage.abort())
    user = stage.login.user
    form = FactorForm(user, request.POST, has_room=not limits.has_no_room(request))
    if form.is_valid():
        note_factor(request, user, form.kind)
        return _answer(stage.exit())
    audit.look(Deed.FACTOR_FAILED, subject=actions.ref(user), by=Actor.system(), via=Via.STAFF)
    return _factor(request, stage, form)


@at_the_door
@writes
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    user = who(request)
    audit.look(Deed.SIGNED_OUT, subject=actions.ref(user), by=user.actor, via=Via.STAFF)
    logout(request)
    return redirect("account_login")


@at_the_door
@read_only
def show_confirm(request: HttpRequest) -> HttpResponse:
    """Asks again who it is, before something that reaches far (REQ-99)."""
    return _confirm(request, _confirm_form(request))


@at_the_door
@sensitive_post_parameters("password", "code")
@limits.counting_wrong(limits.of_confirming)
@writes
def act_confirm(request: HttpRequest) -> HttpResponse:
    """Notes that the password, a code or a passkey was given, and goes on."""
    user = who(request)
    form = _confirm_form(request, request.POST, has_room=not limits.has_no_room(request))
    if not form.is_valid():
        if any(request.POST.get(name) for name in ("code", "credential")):
            audit.look(Deed.FACTOR_FAILED, subject=actions.ref(user), by=user.actor, via=Via.STAFF)
        return _confirm(request, form)
    note_confirmation(request)
    if form.kind != "password":
        note_factor(request, user, form.kind)
    audit.record(Deed.SIGN_IN_CONFIRMED, subject=actions.ref(user), by=user.actor, via=Via.STAFF, factor=form.kind)
    return redirect(next_of(request))


@public
@read_only
@setup_link
def show_setup(request: HttpRequest, link: SetupLink) -> HttpResponse:
    """The first page of an empty installation: who is the administrator?"""
    form = SetupForm(initial={"language": request.LANGUAGE_CODE[:2]})
    return render(request, "accounts/setup.html", _setup(form))


@public
@sensitive_post_parameters("password")
@writes
@setup_link
def act_setup(request: HttpRequest, link: SetupLink) -> HttpResponse:
    """Makes the first administrator, signs in and goes on to the organisation's profile."""
    form = SetupForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/setup.html", _setup(form))
    try:
        user = actions.complete_setup(link, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.reason)
        return render(request, "accounts/setup.html", _setup(form), status=refused.status)
    login(request, user, backend=BACKEND)
    note_confirmation(request)
    note_browser(request)
    return redirect("accounts:setup_organisation")


@public
@read_only
@password_link
def show_password_link(request: HttpRequest, link: PasswordLink) -> HttpResponse:
    """Lets the holder of a link choose a password."""
    return render(request, "accounts/password_link.html", _password_link(link, NewPasswordForm(link.user)))


@public
@sensitive_post_parameters("new_password")
@writes
@password_link
def act_password_link(request: HttpRequest, link: PasswordLink) -> HttpResponse:
    """Sets the password; the user then signs in with it."""
    form = NewPasswordForm(link.user, request.POST)
    if form.is_valid():
        try:
            actions.use_password_link(link, form.cleaned_data["new_password"])
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            return redirect("account_login")
    return render(request, "accounts/password_link.html", _password_link(link, form))


@public
@read_only
def show_forgotten(request: HttpRequest) -> HttpResponse:
    """Asks for the address, where a mail can go out; else says who can help."""
    return _forgotten(request, ForgottenForm())


def _too_often(request: HttpRequest) -> HttpResponse:
    form = ForgottenForm(request.POST)
    form.add_error(None, _("Too many attempts. Wait an hour and try again."))
    return _forgotten(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)


@public
@limits.per_network("password", MOST_BY_NETWORK, refuse=_too_often)
@writes
def act_forgotten(request: HttpRequest) -> HttpResponse:
    """Has a link mailed to whoever signs in with the address; the answer is the same for every address (REQ-92)."""
    form = ForgottenForm(request.POST)
    if not form.is_valid() or not can_send():
        return _forgotten(request, form)
    address = form.cleaned_data["email"]
    if limits.allow("password", limits.key_of(address.strip().lower()), actions.MOST_ASKED, limits.HOUR):
        actions.ask_for_password(address)
    return render(request, "accounts/forgotten_sent.html")


forgotten = at_one_address(show=show_forgotten, act=act_forgotten)
sign_in = at_one_address(show=show_sign_in, act=act_sign_in)
passkey = at_one_address(show=show_passkey, act=act_passkey)
give_factor = at_one_address(show=show_factor, act=act_factor)
confirm = at_one_address(show=show_confirm, act=act_confirm)
setup = by_token_alone(at_one_address(show=show_setup, act=act_setup))
set_password = by_token_alone(at_one_address(show=show_password_link, act=act_password_link))


def _login_page(request: HttpRequest) -> HttpResponseBase:
    """allauth's page with ours around it; where single sign-on is set, with its button."""
    return _answer(allow_redirect(LoginView.as_view(extra_context={"provider": oidc.provider()})(request)))


def _answer(given: Any) -> HttpResponseBase:
    """What allauth answers, whose types say nothing."""
    answer: HttpResponseBase = given
    return answer


def _factor(request: HttpRequest, stage: stages.SecondFactor, form: FactorForm) -> HttpResponse:
    user = stage.login.user
    kinds = {factor.type for factor in factors.of(user)}
    options = json.dumps(factors.begin_using(user)) if factors.PASSKEY in kinds else ""
    context = {"form": form, "options": options, "has_app": factors.TOTP in kinds}
    response = render(request, "accounts/give_factor.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _confirm_form(request: HttpRequest, *data: Any, has_room: bool = True) -> ConfirmForm:
    user = who(request)
    owes = factors.has_factor(user) and not has_used_factor(request, user)
    return ConfirmForm(user, *data, has_room=has_room, owes_factor=owes)


def _confirm(request: HttpRequest, form: ConfirmForm) -> HttpResponse:
    options = json.dumps(factors.begin_using(who(request))) if "credential" in form.fields else ""
    context = {"form": form, "next": next_of(request), "options": options, "provider": oidc.provider()}
    response: HttpResponse = allow_redirect(render(request, "accounts/confirm.html", context))
    return response


def _forgotten(request: HttpRequest, form: ForgottenForm, status: int = 200) -> HttpResponse:
    return render(request, "accounts/forgotten.html", {"form": form, "can_send": can_send()}, status=status)


def _setup(form: SetupForm) -> dict[str, Any]:
    return {"form": form, "steps": setup_steps(0), "csrf_token": ""}


def _password_link(link: PasswordLink, form: NewPasswordForm) -> dict[str, Any]:
    organisation = queries.organisation()
    return {"form": form, "holder": link.user, "organisation": organisation, "csrf_token": ""}


def setup_steps(current: int) -> list[dict[str, Any]]:
    """The steps of the set-up, with the one in work."""
    names = [_("Administrator"), _("Organisation"), _("Assessment")]
    return [
        {"name": f"{at + 1} {name}", "is_done": at < current, "is_current": at == current}
        for at, name in enumerate(names)
    ]


def next_of(request: HttpRequest, otherwise: str = "/") -> str:
    """Where to go on to: an address of ours that the request names, else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or otherwise
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted != reverse("accounts:confirm") else otherwise
