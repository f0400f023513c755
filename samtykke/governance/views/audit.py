"""The audit trail: who did what, to whom, when, by which door; and who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from samtykke.accounts.access import needs, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.audit.queries import TRAIL_ORDER, TrailFilter, trail
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.http import read_only
from samtykke.core.pagination import page
from samtykke.governance.forms import TrailForm
from samtykke.governance.trail_words import details_words, subject_words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


SENTENCES: dict[str, Any] = {deed.value: deed.sentence for deed in Deed}


@needs(Right.AUDIT_VIEW)
@read_only
def show_trail(request: HttpRequest) -> HttpResponse:
    """The trail, newest first, narrowed by person, user, deed and time; a filter that does not exist matches nothing."""
    form = TrailForm(request.GET)
    is_valid = form.is_valid()
    told = form.cleaned_data if is_valid else {}
    entries = trail(_filter(told)) if is_valid else Entry.objects.none()
    shown = page(entries, order=TRAIL_ORDER, cursor=request.GET.get("cursor"), descending=True)
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
    template = "governance/_trail.html" if fragment else "governance/audit.html"
    return render(request, template, context, status=200 if is_valid else 422)


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
        "about": subject_words(entry.subject_kind, entry.subject_id),
        "details": details_words(entry.details),
    }
