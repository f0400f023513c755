"""Who may what, as pages: roles by rights, one user with the reasons, and who reaches personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from samtykke.accounts import factors, queries
from samtykke.accounts.access import needs_any, recently_confirmed, who
from samtykke.accounts.models import User, Visibility
from samtykke.accounts.rights import GROUPS, OPENS_LATER, Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.core.http import read_only
from samtykke.core.spreadsheets import csv_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from samtykke.accounts.models import Role


@needs_any(Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def matrix(request: HttpRequest) -> HttpResponse:
    """Every right by every role."""
    roles = list(queries.roles())
    groups = [
        (title, [{"right": right, "later": right in OPENS_LATER, "held": _held(roles, right)} for right in rights])
        for title, rights in GROUPS
    ]
    return render(request, "accounts/rights.html", {"roles": roles, "groups": groups})


@needs_any(Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_user(request: HttpRequest, pk: int) -> HttpResponse:
    """What one user can do and why: each right with the roles that give it, teams, whose people, keys."""
    subject = get_object_or_404(User, pk=pk)
    roles = list(subject.roles.order_by("-is_standard", "id"))
    groups = [
        (title, [{"right": right, "later": right in OPENS_LATER, "from": _giving(roles, right)} for right in rights])
        for title, rights in GROUPS
    ]
    context = {
        "subject": subject,
        "roles": roles,
        "groups": groups,
        "teams": list(subject.teams.existing()),
        "visibility": Visibility.widest(role.visibility for role in roles),
        "has_factor": factors.has_factor(subject),
        "asking": [role for role in roles if role.needs_second_factor],
        "keys": list(subject.api_keys_created.usable()),
    }
    return render(request, "accounts/user_rights.html", context)


@needs_any(Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def report(request: HttpRequest) -> HttpResponse:
    """Who can see, change and take out personal data: roles, and the users who hold them."""
    return render(request, "accounts/access.html", {"rows": queries.personal_data_access(), "at": now()})


@needs_any(Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)
@recently_confirmed
@read_only
def report_file(request: HttpRequest) -> HttpResponseBase:
    """The same as a file: a line for each user and thing they can do, with the roles that let them."""
    audit.look(Deed.ACCESS_EXPORTED, subject=None, by=who(request).actor, via=Via.STAFF)
    head = [_("What"), _("Right"), _("Name"), _("E-mail"), _("From these roles"), _("Whose people")]
    return StreamingHttpResponse(
        csv_lines(head, list(_lines())),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="access-{now():%Y-%m-%d}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _lines() -> Iterator[list[Any]]:
    for row in queries.personal_data_access():
        for user in row.users:
            roles = ", ".join(role.name for role in _giving(user.held_roles, row.right))
            yield [row.name, row.right.value, user.name, user.email, roles, user.visibility.label]


def _held(roles: list[Role], right: Right) -> list[tuple[Role, bool]]:
    return [(role, role.holds(right)) for role in roles]


def _giving(roles: list[Role], right: Right) -> list[Role]:
    return [role for role in roles if role.holds(right)]
