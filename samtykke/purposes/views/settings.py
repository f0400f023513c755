"""The privacy settings: what can be changed without moving anybody's permission, and what holds besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.purposes import actions as purposes
from samtykke.purposes import queries
from samtykke.purposes.forms import SettingsForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.SETTINGS_MANAGE)
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """The settings in force, since when, and by whom."""
    return _page(request, SettingsForm(initial={"link_days": queries.privacy_settings().link_days}))


@needs(Right.SETTINGS_MANAGE)
@writes
def change(request: HttpRequest) -> HttpResponse:
    """Writes the next version of the settings; the earlier ones stay."""
    form = SettingsForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            purposes.change_settings(changes=form.cleaned_data, by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Saved. Links that are mailed from now on follow it."))
            return redirect("purposes:settings")
    return _page(request, form)


settings = at_one_address(show=show, act=change)


def _page(request: HttpRequest, form: SettingsForm) -> HttpResponse:
    found = queries.privacy_settings()
    changed_by = ""
    if found.pk and found.changed_by_kind != ActorKind.SYSTEM:
        actor = Actor(ActorKind(found.changed_by_kind), found.changed_by_id)
        changed_by = actor_names([actor])[actor]
    return form_page(request, "purposes/settings.html", form, settings=found, changed_by=changed_by)
