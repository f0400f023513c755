"""The audit trail: who did what, to whom, when, by which door; who looked, what was taken out; and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render

from samtykke.accounts.access import needs, recently_confirmed, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.audit.queries import TRAIL_ORDER, TrailFilter, trail
from samtykke.contacts.access import sight_of, visible_to
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import search_people
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page
from samtykke.core.pagination import page
from samtykke.core.spreadsheets import csv_lines
from samtykke.core.templatetags.words import door
from samtykke.governance.forms import ExportForm, TrailForm
from samtykke.governance.trail_words import Names, details_words, subject_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from samtykke.accounts.models import User
    from samtykke.audit.models import EntryQuerySet
    from samtykke.contacts.models import Person

SENTENCES: dict[str, Any] = {deed.value: deed.sentence for deed in Deed}
# How many people a name or an address may stand for, and how many entries a file holds in memory.
MOST_PEOPLE, BATCH = 200, 2000
HEAD = ("at", "who_kind", "who_id", "who", "deed", "what", "about", "about_id", "door", "details")


@needs(Right.AUDIT_VIEW)
@read_only
def show_trail(request: HttpRequest) -> HttpResponse:
    """The trail, newest first, narrowed by person, user, deed and time; a filter that does not exist matches nothing."""
    form = TrailForm(request.GET)
    is_valid = form.is_valid()
    told = form.cleaned_data if is_valid else {}
    entries = _entries(told, who(request)) if is_valid else Entry.objects.none()
    shown = page(entries, order=TRAIL_ORDER, cursor=request.GET.get("cursor"), descending=True)
    names, people = actor_names(entry.actor for entry in shown.items), _people(shown.items, who(request))
    words = Names()
    audit.look(
        Deed.AUDIT_VIEWED, subject=None, by=who(request).actor, via=Via.STAFF, shown=len(shown.items),
        by_fields=_used(told),
    )  # fmt: skip
    context = {
        "form": form,
        "rows": [_row(entry, names[entry.actor], people, words) for entry in shown.items],
        "next": shown.next,
        "previous": shown.previous,
        "query": request.GET.urlencode(),
    }
    fragment = bool(request.htmx)  # type: ignore[attr-defined]
    template = "governance/_trail.html" if fragment else "governance/audit.html"
    return render(request, template, context, status=200 if is_valid else 422)


def _used(told: dict[str, Any]) -> list[str]:
    """Which filters were used: names, never what was searched for."""
    return [name for name, said in told.items() if said]


def _entries(told: dict[str, Any], user: User) -> EntryQuerySet:
    """The entries a filter names, of people whom the user sees. Somebody restricted stays in the trail, as a number: it
    says who looked, and nothing of the person (Art. 5(2)).
    """
    entries = trail(_filter(told, user))
    seen = sight_of(user).with_hidden().about("subject_id")
    return entries.filter(~Q(subject_kind="person") | Q(subject_kind__isnull=True) | seen) if seen else entries


def _filter(told: dict[str, Any], user: User) -> TrailFilter:
    chosen = told.get("user")
    return TrailFilter(
        people=_meant(told["person"], user) if told.get("person") else None,
        actor=Actor.user(chosen.pk) if chosen else None,
        deed=Deed(told["deed"]) if told.get("deed") else None,
        since=told.get("since"),
        until=told.get("until"),
        only_looks=bool(told.get("only_looks")),
        only_exports=bool(told.get("only_exports")),
    )


def _meant(text: str, user: User) -> tuple[int, ...]:
    """The people a text means: a number is one of ours, anything else is looked for among those the user sees."""
    if text.isascii() and text.isdigit():
        return (min(int(text), 2**62),)
    found = search_people(text, among=visible_to(user), without=mask_of(user).keys)
    return tuple(found.values_list("pk", flat=True)[:MOST_PEOPLE])


def _people(entries: list[Entry], user: User) -> dict[int, Person]:
    """The people the entries are about whom the user sees, in one query."""
    return visible_to(user).in_bulk({entry.subject_id for entry in entries if entry.subject_kind == "person"})


def _row(entry: Entry, name: str, people: dict[int, Person], words: Names) -> dict[str, Any]:
    person = people.get(entry.subject_id or 0) if entry.subject_kind == "person" else None
    return {
        "entry": entry,
        "who": name,
        "sentence": SENTENCES.get(entry.deed, entry.deed),
        "person": person,
        "about": subject_words(entry.subject_kind, entry.subject_id),
        "details": details_words(entry.deed, entry.details, words),
    }


# --- The file ---------------------------------------------------------------------------------------------------------


@needs(Right.AUDIT_VIEW, Right.AUDIT_EXPORT)
@recently_confirmed
@read_only
def show_export(request: HttpRequest) -> HttpResponse:
    """Asks what the file is for."""
    _told(request)
    return _export_page(request, ExportForm())


@needs(Right.AUDIT_VIEW, Right.AUDIT_EXPORT)
@recently_confirmed
@writes
def export(request: HttpRequest) -> HttpResponseBase:
    """The entries a filter names, as a file; the trail keeps who took it, why and by which filter. REQ-94."""
    told, form = _told(request), ExportForm(request.POST)
    if not form.is_valid():
        return _export_page(request, form)
    user = who(request)
    entries = _entries(told, user)
    reason = form.cleaned_data["reason"]
    audit.record(
        Deed.AUDIT_EXPORTED,
        subject=None,
        by=user.actor,
        via=Via.STAFF,
        reason=reason,
        by_fields=_used(told),
        **_said(told),
    )
    return StreamingHttpResponse(
        csv_lines(HEAD, _lines(entries)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="audit-trail-{now():%Y-%m-%d}.csv"',
            "Cache-Control": "no-store",
        },
    )


file = at_one_address(show=show_export, act=export)


def _told(request: HttpRequest) -> dict[str, Any]:
    """What the address asks; an address we did not make is nobody's trail."""
    form = TrailForm(request.GET)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data


def _said(told: dict[str, Any]) -> dict[str, str | int]:
    """What was asked, as far as it names nobody: words that were searched for stay out of the trail."""
    said: dict[str, str | int] = {}
    if told["person"].isascii() and told["person"].isdigit():
        said["person"] = int(told["person"])
    if told["user"]:
        said["user"] = told["user"].pk
    if told["deed"]:
        said["of_deed"] = told["deed"]
    return said | {name: told[name].isoformat() for name in ("since", "until") if told[name]}


def _export_page(request: HttpRequest, form: ExportForm) -> HttpResponse:
    return form_page(request, "governance/audit_export.html", form, query=request.GET.urlencode())


def _lines(entries: EntryQuerySet) -> Iterator[list[Any]]:
    """The cells of each entry, newest first, as many in memory as a batch holds."""
    cursor: str | None = None
    words = Names()
    while True:
        found = page(entries, order=TRAIL_ORDER, cursor=cursor, size=BATCH, descending=True)
        names = actor_names(entry.actor for entry in found.items)
        for entry in found.items:
            yield _cells(entry, names[entry.actor], words)
        cursor = found.next
        if cursor is None:
            return


def _cells(entry: Entry, name: str, words: Names) -> list[Any]:
    details = "; ".join(f"{word}: {said}" for word, said in details_words(entry.deed, entry.details, words))
    return [
        entry.at.isoformat(), entry.actor_kind, entry.actor_id, name, entry.deed,
        str(SENTENCES.get(entry.deed, entry.deed)), entry.subject_kind, entry.subject_id, str(door(entry.via)), details,
    ]  # fmt: skip
