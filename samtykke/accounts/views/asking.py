"""What the pages of access share: doing something, or asking a second person where one may not do it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import render
from django.utils.translation import gettext as _

from samtykke.accounts import actions, queries
from samtykke.accounts.access import who
from samtykke.accounts.rights import Right
from samtykke.accounts.second import SecondPersonNeeded, kind_named
from samtykke.core.actors import Via

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from samtykke.accounts.models import Approval, Role, Team, User
    from samtykke.core.refused import Refused


def asks_two() -> bool:
    """Whether changes of access ask for a second person now."""
    return queries.four_eyes_state().asks_two(Right.USERS_MANAGE)


def done_or_asked(request: HttpRequest, act: Callable[[], object], *, reason: str, done: str = "") -> Approval | None:
    """Does it and says so; where one may not do it alone, asks a second person and says who they are.

    Raises what the action refuses, and `no_reason` where a second person would not know why.
    """
    try:
        with transaction.atomic():
            act()
    except SecondPersonNeeded as needed:
        approval = actions.ask(needed.wanted, reason=reason, by=who(request).actor, via=Via.STAFF)
        say_who_decides(request, approval)
        return approval
    if done:
        messages.success(request, done)
    return None


def say_who_decides(request: HttpRequest, approval: Approval) -> None:
    """Tells whom something waits for."""
    others = queries.holders(kind_named(approval.kind).right).exclude(pk=who(request).pk)
    names = ", ".join(others.values_list("name", flat=True)[:3])
    messages.info(request, _("Nothing is changed yet. It waits for a second person: %(names)s.") % {"names": names})


def refused_page(
    request: HttpRequest,
    template: str,
    form: Form,
    refused: Refused,
    context: dict[str, Any],
    thing: User | Role | Team | None = None,
) -> HttpResponse:
    """The form again with what was typed, the refusal beside its field, and the refusal's status.

    Where somebody changed the same thing in between, the page says who, and is now the newer one: saving again replaces it.
    """
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
    if thing and refused.code == "changed_since":
        told = request.POST.copy()
        told["seen"] = thing.state
        form.data = told
        context = {**context, "changed_by": queries.last_to_change(actions.ref(thing)) or _("Somebody")}
    return render(request, template, {"form": form, **context}, status=refused.status)
