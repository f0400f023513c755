"""Who may receive: the number, the reasons for the rest, the list, the people behind each reason, the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, recently_confirmed, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.queries import decisions as gate
from samtykke.consents.queries.decisions import ALLOWED_REASONS, REASONS
from samtykke.consents.queries.gate import Asked
from samtykke.consents.queries.pages import events_behind
from samtykke.contacts.access import sight_of, visible_to
from samtykke.contacts.masking import mask_of
from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page
from samtykke.core.pagination import encode, id_in
from samtykke.core.spreadsheets import csv_lines
from samtykke.core.templatetags.words import number
from samtykke.governance.forms import AskForm, ExportForm
from samtykke.governance.reasons import words_for
from samtykke.purposes.models import EMARKETING, Channel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from samtykke.contacts.masking import Mask

PAGE_SIZE = 50


def _asked(request: HttpRequest) -> tuple[AskForm, Asked | None]:
    """What the address asks; without a question the one most often asked."""
    sent = request.GET.dict() if "purpose" in request.GET else {"purpose": EMARKETING}
    form = AskForm({"channel": "email", **sent})
    if not form.is_valid():
        return form, None
    told = form.cleaned_data
    sight = sight_of(who(request))
    return form, Asked(told["purpose"], told["channel"] or "email", told["as_of"], told["known_at"], sight=sight)


@needs(Right.PEOPLE_VIEW)
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """How many may receive, why the others may not, and the first of the list. Further pages count nobody again."""
    form, asked = _asked(request)
    if asked is None:
        return form_page(request, "governance/may.html", form)
    rows, following = _permitted_page(request, asked)
    audit.look(
        Deed.MAY_ASKED, subject=None, by=who(request).actor, via=Via.STAFF, purpose=asked.purpose.key,
        channel=asked.channel, shown=len(rows),
    )  # fmt: skip
    context = {"form": form, "asked": asked, "rows": rows, "next": following, "query": request.GET.urlencode()}
    if _wants_list(request):
        return render(request, "governance/_may_list.html", context)
    counted = {} if request.GET.get("cursor") else _counted(asked) | {"days": _other_days(request)}
    return render(request, "governance/may.html", {**context, **counted})


def _other_days(request: HttpRequest) -> list[tuple[str, str]]:
    """Addresses of the same question on earlier days: what was true then."""
    days = ((_("A week ago"), 7), (_("A month ago"), 30), (_("A year ago"), 365))
    found = []
    for word, ago in days:
        query = request.GET.copy()
        query.pop("cursor", None)
        query.setdefault("purpose", EMARKETING)
        query["as_of"] = f"{localtime(now() - timedelta(days=ago)):%Y-%m-%dT%H:%M}"
        found.append((word, f"?{query.urlencode()}"))
    return found


def _counted(asked: Asked) -> dict[str, Any]:
    """How many of everybody the gate answers in which way: the one question of the page that costs more with more people."""
    counts = gate.count_by_reason(asked)
    total = sum(counts.values())
    allowed = sum(count for reason, count in counts.items() if reason in ALLOWED_REASONS)
    parts = _parts(counts)
    return {
        "is_counted": True,
        "total": total,
        "allowed": allowed,
        "others": total - allowed,
        "for_it": _reason_rows(counts, allowed=True),
        "against": _reason_rows(counts, allowed=False),
        "parts": parts,
        "bar_parts": [(tone, count) for tone, _name, count in parts],
        "bar_label": ", ".join(f"{name} {number(count)}" for _tone, name, count in parts),
    }


def _wants_list(request: HttpRequest) -> bool:
    return bool(request.htmx) and request.htmx.target == "list"  # type: ignore[attr-defined]


@needs(Right.PEOPLE_VIEW)
@read_only
def show_people(request: HttpRequest, reason: str) -> HttpResponse:
    """The people the gate answers with one reason; what is no reason of the gate has no page."""
    if reason not in REASONS:
        raise Http404
    form, asked = _asked(request)
    if asked is None:
        return form_page(request, "governance/may.html", form)
    after = id_in(request.GET.get("cursor"))
    found = gate.people_by_reason(asked, reason, after=after, limit=PAGE_SIZE + 1)
    ids = [person for person, _event in found[:PAGE_SIZE]]
    people = visible_to(who(request)).select_related("company").in_bulk(ids)
    audit.look(
        Deed.PEOPLE_LISTED, subject=None, by=who(request).actor, via=Via.STAFF, purpose=asked.purpose.key,
        reason=reason, shown=len(ids),
    )  # fmt: skip
    context = {
        "asked": asked,
        "words": words_for(reason),
        "people": [_mask(request).cover(people[pk]) for pk in ids if pk in people],
        "next": encode([ids[-1]]) if len(found) > PAGE_SIZE else None,
        "back": request.GET.copy(),
    }
    return render(request, "governance/may_people.html", context)


def _permitted_page(request: HttpRequest, asked: Asked) -> tuple[list[dict[str, Any]], str | None]:
    after = id_in(request.GET.get("cursor"))
    found = gate.permitted_rows(asked, after=after, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    events = events_behind([(row.person, row.event) for row in shown if row.event])
    shown = [replace(row, address=_mask(request).text(_way(asked), row.address)) for row in shown]
    rows = [{"row": row, "words": words_for(row.reason), "event": events.get(row.event or 0)} for row in shown]
    return rows, encode([shown[-1].person]) if len(found) > PAGE_SIZE else None


def _mask(request: HttpRequest) -> Mask:
    return mask_of(who(request))


def _way(asked: Asked) -> str:
    """The field in which the addresses of a channel stand."""
    return "emails" if asked.channel == Channel.EMAIL else "phones"


def _reason_rows(counts: dict[str, int], *, allowed: bool) -> list[dict[str, Any]]:
    rows = [
        {"reason": reason, "words": words_for(reason), "count": count}
        for reason, count in counts.items()
        if (reason in ALLOWED_REASONS) is allowed
    ]
    return sorted(rows, key=lambda row: -int(row["count"]))


def _parts(counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    """The bar: (tone, word, how many), in the order yes, no, waiting, the rest."""
    sums = dict.fromkeys(("yes", "no", "wait", "rest"), 0)
    for reason, count in counts.items():
        tone = words_for(reason).tone
        sums["rest" if tone == "off" else tone] += count
    names = {
        "yes": _("May receive"),
        "no": _("Said no"),
        "wait": _("Waiting for an answer"),
        "rest": _("Not known or over"),
    }
    return [(tone, names[tone], count) for tone, count in sums.items()]


# --- The file ---------------------------------------------------------------------------------------------------------


@needs(Right.PEOPLE_VIEW, Right.PEOPLE_EXPORT)
@recently_confirmed
@read_only
def show_export(request: HttpRequest) -> HttpResponse:
    """Asks what the file is for."""
    form, asked = _asked(request)
    if asked is None:
        return form_page(request, "governance/may.html", form)
    context = {"asked": asked, "count": gate.count_permitted(asked), "query": request.GET.urlencode()}
    return form_page(request, "governance/may_export.html", ExportForm(), **context)


@needs(Right.PEOPLE_VIEW, Right.PEOPLE_EXPORT)
@recently_confirmed
@writes
def export(request: HttpRequest) -> HttpResponseBase:
    """The list of who may receive as a file; the trail keeps who took it, why and how many. REQ-94."""
    ask, asked = _asked(request)
    if asked is None:
        return form_page(request, "governance/may.html", ask)
    form = ExportForm(request.POST)
    count = gate.count_permitted(asked)
    if not form.is_valid():
        context = {"asked": asked, "count": count, "query": request.GET.urlencode()}
        return form_page(request, "governance/may_export.html", form, **context)
    audit.record(
        Deed.PEOPLE_EXPORTED, subject=None, by=who(request).actor, via=Via.STAFF, purpose=asked.purpose.key,
        channel=asked.channel, count=count, reason=form.cleaned_data["reason"],
    )  # fmt: skip
    name = f"{asked.purpose.key.lower()}-{asked.channel}.csv"
    return StreamingHttpResponse(
        csv_lines(("id", "first_name", "last_name", "address", "language", "reason"), _lines(asked, _mask(request))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _lines(asked: Asked, mask: Mask) -> Iterator[list[Any]]:
    for row in gate.stream_permitted(asked):
        address, language = mask.cell(_way(asked), row.address), mask.cell("language", row.language)
        yield [row.person, row.first_name, row.last_name, address, language, row.reason]


file = at_one_address(show=show_export, act=export)
