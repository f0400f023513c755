"""The signed-in user's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from samtykke.accounts import actions, factors, limits
from samtykke.accounts.access import note_confirmation, signed_in, who
from samtykke.accounts.forms import ChangePasswordForm, ProfileForm
from samtykke.accounts.models import User
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """Name, language, theme, password and roles of whoever is signed in."""
    user = who(request)
    return _page(request, user, ProfileForm(instance=user), ChangePasswordForm(user))


@signed_in
@writes
def act(request: HttpRequest) -> HttpResponse:
    """Changes name, language and theme."""
    user = who(request)
    form = ProfileForm(request.POST, instance=User.objects.get(pk=user.pk))
    if not form.is_valid():
        return _page(request, user, form, ChangePasswordForm(user))
    actions.change_profile(user, **form.cleaned_data, by=user.actor, via=Via.STAFF)
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")


@signed_in
@sensitive_post_parameters()
@limits.counting_wrong(limits.of_user)
@writes
def change_password(request: HttpRequest) -> HttpResponse:
    """Changes the password; every other session of the user ends."""
    user = who(request)
    form = ChangePasswordForm(user, request.POST, has_room=not limits.has_no_room(request))
    if not form.is_valid():
        return _page(request, user, ProfileForm(instance=user), form)
    actions.set_password(user, form.cleaned_data["new_password"], by=user.actor, via=Via.STAFF)
    update_session_auth_hash(request, user)
    note_confirmation(request)
    messages.success(request, _("The password is changed. You are signed out everywhere else."))
    return redirect("accounts:profile")


profile = at_one_address(show=show, act=act)


def _page(request: HttpRequest, user: User, form: ProfileForm, password_form: ChangePasswordForm) -> HttpResponse:
    context = {"form": form, "password_form": password_form, "roles": list(user.roles.all())}
    context["has_factor"] = factors.has_factor(user)
    return render(request, "accounts/profile.html", context)
