"""The profile of the controller, and its logo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts import actions, queries
from samtykke.accounts.access import may, needs, needs_any, public, who
from samtykke.accounts.forms import OrganisationForm
from samtykke.accounts.rights import Right
from samtykke.accounts.views.signing_in import setup_steps
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes

if TYPE_CHECKING:
    from django.http import HttpRequest

AFTER_SETUP = "/purposes/STORE/assessment/"  # without an approved assessment nobody can be registered


@needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """The organisation as people are told of it (Art. 13(1)(a))."""
    return _page(request, OrganisationForm(instance=queries.organisation()))


@needs(Right.SETTINGS_MANAGE)
@writes
def act(request: HttpRequest) -> HttpResponse:
    """Changes the organisation's profile."""
    form = _saved(request)
    if form:
        return _page(request, form)
    messages.success(request, _("Saved."))
    return redirect("accounts:organisation")


@needs(Right.SETTINGS_MANAGE)
@read_only
def show_setup(request: HttpRequest) -> HttpResponse:
    """The second step of the set-up: the organisation's profile."""
    return _page(request, OrganisationForm(instance=queries.organisation()), in_setup=True)


@needs(Right.SETTINGS_MANAGE)
@writes
def act_setup(request: HttpRequest) -> HttpResponse:
    """Keeps the profile and goes on to the assessment."""
    form = _saved(request)
    return _page(request, form, in_setup=True) if form else redirect(AFTER_SETUP)


@public
@read_only
def logo(request: HttpRequest) -> HttpResponse:
    """The organisation's logo, for its pages and mails."""
    organisation = queries.organisation()
    if not organisation.logo:
        raise Http404
    return HttpResponse(
        bytes(organisation.logo),
        content_type=organisation.logo_type,
        headers={"Cache-Control": "public, max-age=3600"},
    )


organisation = at_one_address(show=show, act=act, more_read=True)
setup_organisation = at_one_address(show=show_setup, act=act_setup)


def _saved(request: HttpRequest) -> OrganisationForm | None:
    """Keeps what was written; the form comes back when something in it needs another look."""
    form = OrganisationForm(request.POST, request.FILES, instance=queries.organisation())
    if not form.is_valid():
        return form
    actions.change_organisation(by=who(request).actor, via=Via.STAFF, **form.fields_to_change)
    return None


def _page(request: HttpRequest, form: OrganisationForm, *, in_setup: bool = False) -> HttpResponse:
    if not may(request, Right.SETTINGS_MANAGE):
        for field in form.fields.values():
            field.disabled = True
    context = {"form": form, "in_setup": in_setup, "steps": setup_steps(1), "has_logo": bool(form.instance.logo)}
    return render(request, "accounts/organisation.html", context)
