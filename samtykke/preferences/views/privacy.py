"""The page about privacy: what we use data for, the statements, and “send me my link”. REQ-92."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect

from samtykke.accounts import limits
from samtykke.accounts.access import public
from samtykke.accounts.links import by_token_alone
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.preferences import actions, links
from samtykke.preferences.forms import LinkForm
from samtykke.preferences.queries import texts

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WRONG = 422


@public
@read_only
@links.public_page
def show_privacy(request: HttpRequest) -> HttpResponse:
    """Who is responsible, what for, the statements, and the form for one's own link."""
    return links.show(request, "preferences/privacy.html", form=LinkForm(), texts=texts())


@public
@read_only
@links.public_page
def show_sent(request: HttpRequest) -> HttpResponse:
    """What is said to everybody who asked for a link, known or not."""
    return links.show(request, "preferences/link_sent.html")


@public
@links.from_here
@limits.per_network("link", actions.OF_A_NETWORK, refuse=links.too_often)
@writes
@links.public_page
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Has a link mailed where somebody lives at the address; the answer and the work are the same for every address."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        return links.show(request, "preferences/privacy.html", status=WRONG, form=form, texts=texts())
    if not form.is_by_a_program:
        actions.ask_for_link(form.cleaned_data["email"])
    return redirect("preferences:privacy-link")


link = by_token_alone(at_one_address(show=show_sent, act=ask_for_link))
