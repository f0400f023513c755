"""Where the signed-in user is signed in, and ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts import actions, queries
from samtykke.accounts.access import signed_in, who
from samtykke.accounts.secrets import hashed
from samtykke.core.actors import Via
from samtykke.core.http import read_only, writes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """Every browser in which the user is signed in, this one marked."""
    found, this = queries.sessions_of(who(request)), this_session(request)
    rows = [{"session": each, "is_this": each.session_key == this} for each in found]
    return render(request, "accounts/sessions.html", {"rows": sorted(rows, key=lambda row: not row["is_this"])})


@signed_in
@writes
def end(request: HttpRequest) -> HttpResponse:
    """Ends one of the user's other sessions."""
    user, told = who(request), request.POST.get("session", "")
    if told != this_session(request) and actions.end_session(user, told, by=user.actor, via=Via.STAFF):
        messages.success(request, _("The session is ended."))
    else:
        messages.info(request, _("That session has ended already."))
    return redirect("accounts:sessions")


@signed_in
@writes
def end_others(request: HttpRequest) -> HttpResponse:
    """Ends every session of the user but this one."""
    user = who(request)
    ended = actions.end_other_sessions(user, this_session(request), by=user.actor, via=Via.STAFF)
    told = ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", ended) % {"count": ended}
    messages.success(request, told)
    return redirect("accounts:sessions")


def this_session(request: HttpRequest) -> str:
    """The session of a request, as the table knows it."""
    return hashed(request.session.session_key or "")
