"""A fact changed in its place on a card, a person's or a company's: the input, and what somebody else wrote meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from samtykke.accounts.names import actor_names
from samtykke.contacts.facts import stands
from samtykke.core.actors import Actor, ActorKind
from samtykke.core.pages import CONFLICT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.facts import Kind, OneFact
    from samtykke.contacts.models import CompanyChange, FieldChange


def show_input(
    request: HttpRequest,
    kind: Kind,
    form: OneFact,
    *,
    page: str,
    initial: Mapping[str, Any],
    status: int = 0,
    **context: Any,
) -> HttpResponse:
    """The input of a fact, with what was seen of it; without JavaScript `page`. `initial`: what stands, by the form."""
    template = "contacts/_fact_form.html" if request.htmx else page  # type: ignore[attr-defined]
    sent = {name: request.POST.get(f"was_{name}", "") for name in kind.fields} if request.method == "POST" else {}
    was = stands(kind, initial) if not sent or status == CONFLICT else sent
    told = {
        "fact": kind,
        "form": form,
        "was": was.items() if form.fields else (),
        "is_masked": not form.fields,
        **context,
    }
    return render(request, template, told, status=status or (422 if form.errors else 200))


def by_others(value: Any, newest: FieldChange | CompanyChange | None) -> dict[str, Any]:
    """What a fact says by now, and who wrote it when."""
    by = Actor(ActorKind(newest.actor_kind), newest.actor_id) if newest else None
    return {"value": value, "by": actor_names([by])[by] if by else "", "at": newest.at if newest else None}
