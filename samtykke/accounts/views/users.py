"""Users, for those who manage them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts import actions, queries
from samtykke.accounts.access import closed_to_readers, needs, needs_any, recently_confirmed, who
from samtykke.accounts.forms import UserForm
from samtykke.accounts.models import User
from samtykke.accounts.rights import Right
from samtykke.accounts.views.asking import asks_two, done_or_asked, refused_page, say_who_decides
from samtykke.accounts.views.sessions import this_session
from samtykke.accounts.views.user_access import facts_of
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused
from samtykke.mail.hand_over import can_send

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs_any(Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def list_users(request: HttpRequest) -> HttpResponse:
    """Everybody who can or could sign in."""
    users = list(queries.users())
    ways = queries.ways_in(users)
    return render(request, "accounts/users.html", {"rows": [(user, ways[user.pk]) for user in users]})


@needs(Right.USERS_MANAGE)
@recently_confirmed
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """The form for a new user."""
    return _form(request, UserForm(initial={"language": queries.company_language()}, four_eyes=asks_two()))


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def act_new(request: HttpRequest) -> HttpResponse:
    """Adds a user and has the way in mailed; where no mail can be sent, shows the link once."""
    form = UserForm(request.POST, four_eyes=asks_two())
    if not form.is_valid():
        return _form(request, form)
    told = {"reason": "", **form.cleaned_data}
    told.pop("seen")
    try:
        user, approval = actions.invite(**told, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        return _refused(request, form, refused)
    if approval:
        say_who_decides(request, approval)
    return _way_in_or_why_not(request, user)


@needs_any(Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)
@recently_confirmed
@read_only
def show_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One user with name, address, language and roles."""
    user = get_object_or_404(User, pk=pk)
    initial = {name: getattr(user, name) for name in ("name", "email", "language")}
    initial |= {"roles": list(user.roles.all()), "seen": user.state}
    form = closed_to_readers(request, UserForm(initial=initial, four_eyes=asks_two()), Right.USERS_MANAGE)
    return _form(request, form, user)


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def act_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a user."""
    user = get_object_or_404(User, pk=pk)
    form = UserForm(request.POST, four_eyes=asks_two())
    if not form.is_valid():
        return _form(request, form, user)
    told = dict(form.cleaned_data)
    reason = told.pop("reason", "")
    try:
        done_or_asked(
            request,
            lambda: actions.change_user(user, **told, by=who(request).actor, via=Via.STAFF, this=this_session(request)),
            reason=reason,
            done=_("Saved."),
        )
    except Refused as refused:
        return _refused(request, form, refused, user)
    return redirect("accounts:users")


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes a user's way in and ends the sessions (REQ-99)."""
    user = get_object_or_404(User, pk=pk)
    return _done(
        request,
        lambda: actions.deactivate_user(user, by=who(request).actor, via=Via.STAFF),
        _("%(name)s can no longer sign in, and is signed out everywhere.") % {"name": user.name},
    )


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets a user sign in again."""
    user = get_object_or_404(User, pk=pk)
    return _done(
        request,
        lambda: actions.reactivate_user(user, by=who(request).actor, via=Via.STAFF),
        _("%(name)s can sign in again.") % {"name": user.name},
    )


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def make_password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Has a link for setting a password mailed; where no mail can be sent, shows it once."""
    user = get_object_or_404(User, pk=pk)
    return _way_in_or_why_not(request, user)


new_user = at_one_address(show=show_new, act=act_new)
one_user = at_one_address(show=show_one, act=act_one, more_read=True)


def _form(request: HttpRequest, form: UserForm, user: User | None = None, status: int = 200) -> HttpResponse:
    context = {"form": form, **_context(user)}
    return render(request, "accounts/user.html", context, status=status)


def _context(user: User | None) -> dict[str, Any]:
    facts: dict[str, Any] = facts_of(user) if user else {}
    return {"subject": user, "can_send": can_send(), "asks_two": asks_two(), **facts}


def _refused(request: HttpRequest, form: UserForm, refused: Refused, user: User | None = None) -> HttpResponse:
    return refused_page(request, "accounts/user.html", form, refused, _context(user), user)


def _done(request: HttpRequest, act: Any, sentence: str) -> HttpResponse:
    try:
        done_or_asked(request, act, reason=request.POST.get("reason", ""), done=sentence)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("accounts:users")


def _way_in_or_why_not(request: HttpRequest, user: User) -> HttpResponse:
    try:
        return _way_in(request, user)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("accounts:users")


def _way_in(request: HttpRequest, user: User) -> HttpResponse:
    if not can_send():
        return _handing_over(request, user)
    actions.mail_way_in(user, by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("A mail with a link for choosing a password is on its way to %s.") % user.email)
    return redirect("accounts:users")


def _handing_over(request: HttpRequest, user: User) -> HttpResponse:
    token = actions.make_password_link(user, by=who(request).actor, via=Via.STAFF)
    address = request.build_absolute_uri(reverse("accounts:set_password", args=[token]))
    response = render(request, "accounts/hand_over.html", {"subject": user, "address": address})
    response["Cache-Control"] = "no-store"
    return response
