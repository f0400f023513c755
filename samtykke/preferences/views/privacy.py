"""The page about privacy: what we use data for, the statements, and “send me my link”. REQ-92."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language

from samtykke.accounts import limits
from samtykke.accounts.access import public
from samtykke.accounts.links import by_token_alone
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.preferences import actions, links
from samtykke.preferences.forms import LinkForm
from samtykke.preferences.queries import texts
from samtykke.purposes import statements
from samtykke.purposes.models import StatementVersion

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WRONG = 422


@public
@read_only
@links.public_page
def show_privacy(request: HttpRequest) -> HttpResponse:
    """The privacy statement in force and its versions, and the form for one's own link. Art. 12(1), 13, 14."""
    return _page(request, LinkForm())


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
        return _page(request, form, status=WRONG)
    if not form.is_by_a_program:
        actions.ask_for_link(form.cleaned_data["email"])
    return redirect("preferences:privacy-link")


@public
@read_only
@links.public_page
def show_statement(request: HttpRequest, name: str) -> HttpResponse:
    """One version of the statement by its name, `nb-2`, also one that no longer applies: what people were shown then."""
    found = statements.version_named(name)
    if found is None:
        raise Http404
    after = StatementVersion.objects.filter(language=found.language, version=found.version + 1).first()
    return links.show(
        request,
        "preferences/statement.html",
        version=found,
        sections=statements.shown(found),
        until=after.published_at if after else None,
    )


def _page(request: HttpRequest, form: LinkForm, *, status: int = 200) -> HttpResponse:
    """The statement in force; where none is published, the purposes with their own statements."""
    version = statements.current_for((get_language() or "en")[:2])
    told: dict[str, Any] = {"texts": texts()}
    if version is not None:
        told = {"version": version, "sections": statements.shown(version), "versions": list(statements.versions())}
    return links.show(request, "preferences/privacy.html", status=status, form=form, **told)


link = by_token_alone(at_one_address(show=show_sent, act=ask_for_link))
