"""Roles as pages: see, make, change, put in the bin and back, and set back to what they came with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts import actions, queries
from samtykke.accounts.access import closed_to_readers, needs, needs_any, recently_confirmed, who
from samtykke.accounts.models import Role, Visibility
from samtykke.accounts.rights import STANDARD_ROLES, Right
from samtykke.accounts.role_forms import RoleForm
from samtykke.accounts.views.asking import asks_two, done_or_asked, refused_page
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = "accounts/role.html"


@needs_any(Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def list_roles(request: HttpRequest) -> HttpResponse:
    """Every role: how many rights it gives, whose people it shows, who holds it; and what lies in the bin."""
    return render(
        request, "accounts/roles.html", {"roles": queries.roles_with_holders(), "binned": Role.objects.binned()}
    )


@needs(Right.USERS_MANAGE)
@recently_confirmed
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """The form for a new role: empty, or filled from another one (`?from=`)."""
    template = queries.roles().filter(key=request.GET.get("from", "")).first()
    initial: dict[str, Any] = {"visibility": Visibility.ALL}
    if template:
        initial = {name: getattr(template, name) for name in ("rights", "visibility", "needs_second_factor")}
    return form_page(request, PAGE, RoleForm(initial=initial), templates=queries.roles(), chosen=template)


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def create(request: HttpRequest) -> HttpResponse:
    """Makes a role that nobody holds yet."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        return form_page(request, PAGE, form)
    try:
        role = actions.create_role(form.told, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        return refused_page(request, PAGE, form, refused, {})
    messages.success(request, _("The role “%(name)s” is made. Nobody holds it yet.") % {"name": role.name})
    return redirect("accounts:roles")


@needs_any(Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)
@recently_confirmed
@read_only
def show_one(request: HttpRequest, key: str) -> HttpResponse:
    """One role with its rights and who holds it."""
    role = _role(key)
    form = RoleForm(initial=RoleForm.initial_of(role), four_eyes=asks_two())
    return form_page(request, PAGE, closed_to_readers(request, form, Right.USERS_MANAGE), **_context(role))


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Changes a role; what gives more waits for a second person."""
    role = _role(key)
    form = RoleForm(request.POST, four_eyes=asks_two())
    if not form.is_valid():
        return form_page(request, PAGE, form, **_context(role))
    told, seen = form.told, form.cleaned_data["seen"]
    try:
        done_or_asked(
            request,
            lambda: actions.change_role(role, told, by=who(request).actor, via=Via.STAFF, seen=seen),
            reason=form.cleaned_data.get("reason", ""),
            done=_("Saved. It counts at once for everybody who holds the role."),
        )
    except Refused as refused:
        return refused_page(request, PAGE, form, refused, _context(role), role)
    return redirect("accounts:roles")


new_role = at_one_address(show=show_new, act=create)
one_role = at_one_address(show=show_one, act=change, more_read=True)


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def ship(request: HttpRequest, key: str) -> HttpResponse:
    """Sets a standard role back to what it came with."""
    role = _role(key)
    try:
        done_or_asked(
            request,
            lambda: actions.ship_role(role, by=who(request).actor, via=Via.STAFF),
            reason=request.POST.get("reason", ""),
            done=_("“%(name)s” is as it came with Samtykke.") % {"name": role.name},
        )
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("accounts:role", key)
    return redirect("accounts:roles")


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Puts a role that nobody holds in the bin."""
    try:
        role = actions.delete_role(_role(key), by=who(request).actor, via=Via.STAFF)
        undo = reverse("accounts:role_restoration", args=[role.key])
        messages.success(request, _("“%(name)s” is in the bin and can be restored.") % {"name": role.name}, undo)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("accounts:roles")


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def restore(request: HttpRequest, key: str) -> HttpResponse:
    """Takes a role out of the bin."""
    try:
        role = actions.restore_role(get_object_or_404(Role, key=key), by=who(request).actor, via=Via.STAFF)
        messages.success(request, _("“%(name)s” is back in the list.") % {"name": role.name})
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("accounts:roles")


def _role(key: str) -> Role:
    return get_object_or_404(Role.objects.existing(), key=key)


def _context(role: Role) -> dict[str, Any]:
    return {
        "role": role,
        "holders": list(role.users.order_by("-is_active", "name")),
        "came_with": role.key in STANDARD_ROLES,
        "asks_two": asks_two(),
    }
