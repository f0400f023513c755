"""API keys, for those who manage them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts import actions, queries
from samtykke.accounts.access import needs, needs_any, recently_confirmed, who
from samtykke.accounts.forms import ApiKeyForm
from samtykke.accounts.models import ApiKey
from samtykke.accounts.rights import Right, Scope
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs_any(Right.KEYS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def list_keys(request: HttpRequest) -> HttpResponse:
    """Every key: who made it, what it may do, when it was last used."""
    return render(request, "accounts/keys.html", {"keys": list(queries.api_keys())})


@needs(Right.KEYS_MANAGE)
@recently_confirmed
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """The form for a new key."""
    return render(request, "accounts/key.html", {"form": ApiKeyForm(queries.company_zone(), who(request))})


@needs(Right.KEYS_MANAGE)
@recently_confirmed
@writes
def act_new(request: HttpRequest) -> HttpResponse:
    """Makes a key and shows it once."""
    form = ApiKeyForm(queries.company_zone(), who(request), request.POST)
    if form.is_valid():
        try:
            key, readable = actions.create_api_key(
                name=form.cleaned_data["name"],
                scopes=[Scope(scope) for scope in form.cleaned_data["scopes"]],
                expires_at=form.expires_at,
                by=who(request).actor,
                via=Via.STAFF,
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        else:
            response = render(request, "accounts/key_made.html", {"key": key, "readable": readable})
            response["Cache-Control"] = "no-store"
            return response
    return render(request, "accounts/key.html", {"form": form})


@needs(Right.KEYS_MANAGE)
@recently_confirmed
@writes
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a key at once."""
    key = get_object_or_404(ApiKey, pk=pk)
    actions.revoke_api_key(key, by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("The key “%(name)s” no longer opens anything.") % {"name": key.name})
    return redirect("accounts:keys")


new_key = at_one_address(show=show_new, act=act_new)
