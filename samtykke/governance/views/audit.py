"""The audit trail: who did what, to whom, when, by which door; and who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from samtykke.accounts.access import needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.audit.queries import TRAIL_ORDER, TrailFilter, trail
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.http import read_only
from samtykke.core.pagination import page
from samtykke.governance.forms import TrailForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.audit.models import Entry


SENTENCES: dict[str, Any] = {deed.value: deed.sentence for deed in Deed}


@needs(Right.AUDIT_VIEW)
@read_only
def show_trail(request: HttpRequest) -> HttpResponse:
    """The trail, newest first, narrowed by person, user, deed and time."""
    form = TrailForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {}
    shown = page(trail(_filter(told)), order=TRAIL_ORDER, cursor=request.GET.get("cursor"), descending=True)
    names = actor_names(entry.actor for entry in shown.items)
    audit.look(
        Deed.AUDIT_VIEWED, subject=None, by=who(request).actor, via=Via.STAFF, shown=len(shown.items),
        by_fields=[name for name, said in told.items() if said],
    )  # fmt: skip
    context = {
        "form": form,
        "rows": [_row(entry, names[entry.actor]) for entry in shown.items],
        "next": shown.next,
        "previous": shown.previous,
    }
    fragment = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, "governance/_trail.html" if fragment else "governance/audit.html", context)


def _filter(told: dict[str, Any]) -> TrailFilter:
    user = told.get("user")
    return TrailFilter(
        subject=Ref.person(told["person"]) if told.get("person") else None,
        actor=Actor.user(user.pk) if user else None,
        deed=Deed(told["deed"]) if told.get("deed") else None,
        since=told.get("since"),
        until=told.get("until"),
        only_looks=bool(told.get("only_looks")),
    )


def _row(entry: Entry, name: str) -> dict[str, Any]:
    return {
        "entry": entry,
        "who": name,
        "sentence": SENTENCES.get(entry.deed, entry.deed),
        "details": [(field, _plain(detail)) for field, detail in sorted(entry.details.items())],
    }


def _plain(detail: Any) -> str:
    return ", ".join(map(str, detail)) if isinstance(detail, list) else str(detail)
