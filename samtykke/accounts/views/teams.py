"""Teams as pages: see, make, change, put in the bin and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts import actions, queries
from samtykke.accounts.access import closed_to_readers, needs, needs_any, recently_confirmed, who
from samtykke.accounts.models import Team
from samtykke.accounts.rights import Right
from samtykke.accounts.role_forms import TeamForm
from samtykke.accounts.views.asking import refused_page
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = "accounts/team.html"


@needs_any(Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def list_teams(request: HttpRequest) -> HttpResponse:
    """Every team with its members; and what lies in the bin."""
    return render(request, "accounts/teams.html", {"teams": queries.teams(), "binned": Team.objects.binned()})


@needs(Right.USERS_MANAGE)
@recently_confirmed
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """The form for a new team."""
    return form_page(request, PAGE, TeamForm())


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def create(request: HttpRequest) -> HttpResponse:
    """Makes a team."""
    form = TeamForm(request.POST)
    if not form.is_valid():
        return form_page(request, PAGE, form)
    told = form.cleaned_data
    try:
        team = actions.create_team(name=told["name"], members=told["members"], by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        return refused_page(request, PAGE, form, refused, {})
    messages.success(request, _("The team “%(name)s” is made.") % {"name": team.name})
    return redirect("accounts:teams")


@needs_any(Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)
@recently_confirmed
@read_only
def show_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One team with its members."""
    team = _team(pk)
    initial = {"name": team.name, "members": list(team.members.all()), "seen": team.state}
    form = closed_to_readers(request, TeamForm(initial=initial), Right.USERS_MANAGE)
    return form_page(request, PAGE, form, **_context(team))


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a team's name and members."""
    team = _team(pk)
    form = TeamForm(request.POST)
    if not form.is_valid():
        return form_page(request, PAGE, form, **_context(team))
    try:
        actions.change_team(team, **form.cleaned_data, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        return refused_page(request, PAGE, form, refused, _context(team), team)
    messages.success(request, _("Saved. It counts at once for every member."))
    return redirect("accounts:teams")


new_team = at_one_address(show=show_new, act=create)
one_team = at_one_address(show=show_one, act=change, more_read=True)


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts an empty team in the bin."""
    try:
        team = actions.delete_team(_team(pk), by=who(request).actor, via=Via.STAFF)
        undo = reverse("accounts:team_restoration", args=[team.pk])
        messages.success(request, _("“%(name)s” is in the bin and can be restored.") % {"name": team.name}, undo)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("accounts:teams")


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a team out of the bin."""
    try:
        team = actions.restore_team(get_object_or_404(Team, pk=pk), by=who(request).actor, via=Via.STAFF)
        messages.success(request, _("“%(name)s” is back in the list.") % {"name": team.name})
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("accounts:teams")


def _team(pk: int) -> Team:
    return get_object_or_404(Team.objects.existing(), pk=pk)


def _context(team: Team) -> dict[str, Any]:
    return {"team": team}
