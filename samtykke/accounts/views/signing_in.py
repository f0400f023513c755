"""Signing in and out, giving the password again, and the links that work once."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.account.views import login as allauth_login
from django.contrib.auth import login, logout
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from samtykke.accounts import actions, limits, queries
from samtykke.accounts.access import note_confirmation, public, signed_in, who
from samtykke.accounts.forms import ConfirmForm, ForgottenForm, NewPasswordForm, SetupForm
from samtykke.accounts.links import by_token_alone, password_link, setup_link
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Via
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
    answer: HttpResponseBase = allauth_login(request)
    return answer


@public
@limits.counting_wrong(limits.of_sign_in)
@writes
def act_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Signs in, or says in one sentence for all cases that it did not work (REQ-92). Wrong tries are limited."""
    answer: HttpResponseBase = allauth_login(request)
    return answer


@signed_in
@writes
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    user = who(request)
    audit.look(Deed.SIGNED_OUT, subject=actions.ref(user), by=user.actor, via=Via.STAFF)
    logout(request)
    return redirect("account_login")


@signed_in
@read_only
def show_confirm(request: HttpRequest) -> HttpResponse:
    """Asks for the password again before something that reaches far (REQ-99)."""
    return render(request, "accounts/confirm.html", {"form": ConfirmForm(who(request)), "next": _next(request)})


@signed_in
@sensitive_post_parameters("password")
@limits.counting_wrong(limits.of_user)
@writes
def act_confirm(request: HttpRequest) -> HttpResponse:
    """Notes that the password was given, and goes on."""
    user = who(request)
    form = ConfirmForm(user, request.POST, has_room=not limits.has_no_room(request))
    if form.is_valid():
        note_confirmation(request)
        audit.record(Deed.SIGN_IN_CONFIRMED, subject=actions.ref(user), by=user.actor, via=Via.STAFF)
        return redirect(_next(request))
    return render(request, "accounts/confirm.html", {"form": form, "next": _next(request)})


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
confirm = at_one_address(show=show_confirm, act=act_confirm)
setup = by_token_alone(at_one_address(show=show_setup, act=act_setup))
set_password = by_token_alone(at_one_address(show=show_password_link, act=act_password_link))


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


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted != reverse("accounts:confirm") else "/"
