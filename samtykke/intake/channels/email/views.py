"""A user's own address for filing mail, told once, and what became of the mails that came to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import read_only, writes
from samtykke.intake.channels.email import actions, queries
from samtykke.intake.channels.email.mailbox import address_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.PEOPLE_EDIT)
@read_only
def show_filing(request: HttpRequest) -> HttpResponse:
    """Whether there is an address, how to use it, and the last mails that came to it."""
    return _page(request)


@needs(Right.PEOPLE_EDIT)
@writes
def make(request: HttpRequest) -> HttpResponse:
    """A new address, shown this once; one there was takes nothing more."""
    if not settings.INBOX_URL:
        messages.error(request, _("No mailbox is read here. Whoever runs the server names one in the settings."))
        return redirect("email:filing")
    token = actions.make_address(who(request), by=who(request).actor, via=Via.STAFF)
    local, _at, domain = address_of(settings.INBOX_URL).rpartition("@")
    response = _page(request, address=f"{local}+{token}@{domain}")
    response["Cache-Control"] = "no-store"
    return response


@needs(Right.PEOPLE_EDIT)
@writes
def revoke(request: HttpRequest) -> HttpResponse:
    """Ends the address."""
    actions.revoke_address(who(request), by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("The address takes nothing more."))
    return redirect("email:filing")


def _page(request: HttpRequest, *, address: str = "") -> HttpResponse:
    user = who(request)
    context = {
        "address": address,
        "living": queries.living_address(user),
        "filed": queries.filed_by(user),
        "place": queries.read_place(settings.INBOX_URL) if settings.INBOX_URL else None,
        "has_mailbox": bool(settings.INBOX_URL),
    }
    return render(request, "intake/filing.html", context)
