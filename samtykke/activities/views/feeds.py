"""The secret address of one's calendar: made, ended, and what other programs read there (REQ-91)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, public, who
from samtykke.accounts.models import User
from samtykke.accounts.rights import Right
from samtykke.accounts.secrets import hashed
from samtykke.activities import actions, queries
from samtykke.activities.feed import calendar_of
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes

if TYPE_CHECKING:
    from django.http import HttpRequest


@needs(Right.PEOPLE_VIEW)
@read_only
def show_own(request: HttpRequest) -> HttpResponse:
    """Whether there is a secret address, and how to make one."""
    return render(request, "activities/feed.html", {"feed": queries.feed_of(who(request).pk)})


@needs(Right.PEOPLE_VIEW)
@writes
def make(request: HttpRequest) -> HttpResponse:
    """A new secret address, shown this once; an earlier one ends."""
    user = who(request)
    token = actions.make_feed(user, with_names="with_names" in request.POST, by=user.actor, via=Via.STAFF)
    address = settings.BASE_URL + reverse("activities:feed-file", args=[token])
    return render(request, "activities/feed.html", {"feed": queries.feed_of(user.pk), "address": address})


feed = at_one_address(show=show_own, act=make)


@needs(Right.PEOPLE_VIEW)
@writes
def revoke(request: HttpRequest) -> HttpResponse:
    """Ends the secret address."""
    actions.revoke_feed(who(request), by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("The address is ended. Programs that have it find nothing any more."))
    return redirect("activities:feed")


@public
@read_only
def show_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A user's calendar for whoever has its secret, as long as the user is active; 404 for any other."""
    found = queries.feed_behind(bytes.fromhex(hashed(token)))
    user = User.objects.active().filter(pk=found.user_id).first() if found else None
    if found is None or user is None or not user.has_right(Right.PEOPLE_VIEW):
        raise Http404
    response = HttpResponse(calendar_of(found, user), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Disposition"] = 'attachment; filename="samtykke.ics"'
    return response
