"""The duty to inform: who is still to be told that we hold them, by when, why not yet, and telling all of them. REQ-35, 36."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, recently_confirmed, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents import actions as consents
from samtykke.consents.queries import duty
from samtykke.consents.queries.duty import INFORMABLE, Asked, Why
from samtykke.contacts.access import on_the_whole_register, sight_of, visible_to
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import primary_emails
from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.spreadsheets import csv_lines
from samtykke.governance.forms import DutyForm, ExportForm, InformForm
from samtykke.governance.looks import looks_of
from samtykke.governance.reasons import DUTY_WORDS
from samtykke.intake.models import ImportRun
from samtykke.mail import hand_over, reasons
from samtykke.mail import queries as mails
from samtykke.mail.models import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from samtykke.consents.queries.duty import Figures, NotInformed
    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Person, PersonQuerySet

HEAD = ("id", "first_name", "last_name", "company", "source", "held_since", "tell_by", "why_not_yet", "email")
# The figures of the page: what they are called with, in the order in which one reads them.
SHOWN = (Why.ON_ITS_WAY, Why.FAILED, Why.NO_ADDRESS, Why.RESTRICTED, Why.SUPPRESSED)


def today() -> date:
    """The company's calendar day."""
    return localtime(now()).date()


@needs(Right.PEOPLE_VIEW)
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """How many are to be told, how many of them a mail can tell now; then the list, the earliest day first."""
    form = DutyForm(request.GET)
    told = form.cleaned_data if form.is_valid() else None
    shown = duty.not_informed(_asked(request, told), cursor=request.GET.get("cursor")) if told is not None else None
    rows = _rows(request, shown.items) if shown else []
    audit.look(
        Deed.PEOPLE_LISTED, subject=None, by=who(request).actor, via=Via.STAFF, shown=len(rows), by_fields=_used(told)
    )
    context = {
        "form": form,
        "rows": rows,
        "next": shown and shown.next,
        "previous": shown and shown.previous,
        "looked_through": duty.LOOKED_THROUGH if shown and shown.next and len(rows) < duty.PAGE else None,
        "is_narrowed": bool(_used(told)) or told is None,
        "run": _import(told),
        "query": request.GET.urlencode(),
        "may_open_mails": may(request, Right.MAIL_MANAGE),
    }
    if bool(request.htmx) and not request.htmx.boosted:  # type: ignore[attr-defined]
        return render(request, "governance/_informing.html", context, status=200 if told is not None else 422)
    figures = duty.figures(today(), sight=sight_of(who(request)))
    context |= {"figures": _figures(figures, told or {}), "totals": figures, "running": _running(request)}
    return render(request, "governance/informing.html", context, status=200 if told is not None else 422)


def _asked(request: HttpRequest, told: dict[str, Any]) -> Asked:
    """What the address asks of the list."""
    source, why, run = told.get("source"), told.get("why"), _import(told)
    first = run.inform_by if run and run.inform_by else duty.FIRST_DAY
    last = run.inform_by if run and run.inform_by else date.max
    return Asked(
        first=first,
        last=min(last, today() - timedelta(days=1)) if told.get("late") else last,
        source=source.pk if source else None,
        run=told.get("run"),
        why=INFORMABLE if why == DutyForm.INFORMABLE else (Why(why),) if why else (),
        sight=sight_of(who(request)),
    )


def _import(told: dict[str, Any] | None) -> ImportRun | None:
    return ImportRun.objects.filter(pk=told["run"]).first() if told and told.get("run") else None


def _used(told: dict[str, Any] | None) -> list[str]:
    """Which filters were used: names alone."""
    return [name for name in DutyForm.base_fields if (told or {}).get(name)]


def _rows(request: HttpRequest, found: Iterable[NotInformed]) -> list[dict[str, Any]]:
    """The lines of a page, in one query more."""
    shown, day, mask = list(found), today(), mask_of(who(request))
    seen = visible_to(who(request)).select_related("company", "origin_source")
    people = seen.in_bulk([row.person for row in shown])
    return [
        {"row": row, "person": mask.cover(people[row.person]), "late": (day - row.inform_by).days, **_words(row)}
        for row in shown
        if row.person in people
    ]


def _words(row: NotInformed) -> dict[str, Any]:
    """Why somebody has not been told yet, as a status: that of the mail where one has to do with it."""
    if row.state and row.why in {Why.ON_ITS_WAY, Why.FAILED}:
        state = State(row.state)
        return {
            "tone": reasons.SHAPES[state][0],
            "shape": reasons.SHAPES[state][1],
            "word": state.label,
            "mail": row.mail,
        }
    words = DUTY_WORDS[row.why]
    return {"tone": words.tone, "shape": words.shape, "word": words.title, "mail": None}


def _figures(figures: Figures, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The answer on top: each figure with its word, and the filter that opens its people."""
    why, late = told.get("why", ""), bool(told.get("late"))
    shown = [
        _figure(_("to be told"), figures.total, "", is_chosen=not why and not late),
        _figure(_("past their day"), figures.late, "no" if figures.late else "", late=True, is_chosen=late),
        _figure(_("a mail can tell now"), figures.informable, "", why=DutyForm.INFORMABLE, chosen=why),
    ]
    for one in SHOWN:
        if figures.by_why[one]:
            words = DUTY_WORDS[one]
            tone = words.tone if one == Why.FAILED else ""
            shown.append(_figure(words.meaning, figures.by_why[one], tone, why=one.value, chosen=why))
    return shown


def _figure(
    word: Any, count: int, tone: str, *, why: str = "", late: bool = False, chosen: str = "", is_chosen: bool = False
) -> dict[str, Any]:
    query = "?late=on" if late else f"?why={why}" if why else "?"
    chosen_now = is_chosen or bool(why and why == chosen)
    return {"word": word, "count": count, "tone": tone, "query": query, "is_chosen": chosen_now, "why": why}


def _running(request: HttpRequest) -> dict[str, Any] | None:
    """The newest run of such mails, while it is not over."""
    run = mails.open_run(consents.AUDIENCE)
    return {"run": run, "may_open": may(request, Right.MAIL_MANAGE)} if run else None


# --- Telling all of them ----------------------------------------------------------------------------------------------


@needs(Right.MAIL_MANAGE, Right.PEOPLE_VIEW)
@on_the_whole_register
@read_only
def show_all(request: HttpRequest) -> HttpResponse:
    """Before it begins: how many mails, in which words, and who is left out and why."""
    form = InformForm(request.GET if "template" in request.GET else {"template": consents.STANDARD})
    form.is_valid()
    if bool(request.htmx) and not request.htmx.boosted:  # type: ignore[attr-defined]
        return render(request, "governance/_inform_all.html", {"form": form, **_before(request, form)})
    return form_page(request, "governance/inform_all.html", form, **_before(request, form))


@needs(Right.MAIL_MANAGE, Right.PEOPLE_VIEW)
@on_the_whole_register
@writes
def inform_all(request: HttpRequest) -> HttpResponse:
    """Begins the run and shows how far it is."""
    form = InformForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            run = consents.inform_all(template=form.cleaned_data["template"], by=who(request).actor, via=Via.STAFF)
            if not run.total and not run.is_filling:
                messages.success(request, _("There is nobody a mail can tell now."))
                return redirect("governance:informing")
            return redirect("governance:mail-run", run.pk)
    return form_page(request, "governance/inform_all.html", form, **_before(request, form))


everybody = at_one_address(show=show_all, act=inform_all)


def _before(request: HttpRequest, form: InformForm) -> dict[str, Any]:
    figures = duty.figures(today(), sight=sight_of(who(request)))
    template = (form.cleaned_data or {}).get("template") if form.is_bound else None
    return {
        "totals": figures,
        "left_out": [one for one in _figures(figures, {})[3:] if one["why"] != Why.FAILED],
        "failed": figures.by_why[Why.FAILED],
        "chosen": template,
        "looks": looks_of(template) if template else [],
        "all_wait": reasons.sentence(hand_over.why_all_wait()),
    }


# --- The file ---------------------------------------------------------------------------------------------------------


@needs(Right.PEOPLE_EXPORT)
@recently_confirmed
@read_only
def show_export(request: HttpRequest) -> HttpResponse:
    """Asks what the file is for."""
    return _export_page(request, ExportForm())


@needs(Right.PEOPLE_EXPORT)
@recently_confirmed
@writes
def export(request: HttpRequest) -> HttpResponseBase:
    """Those to be told, as a file; the trail keeps who took it, why and how many. REQ-94."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _export_page(request, form)
    told = _filter(request)
    asked = _asked(request, told)
    audit.record(
        Deed.PEOPLE_EXPORTED, subject=None, by=who(request).actor, via=Via.STAFF, count=duty.count(asked),
        by_fields=_used(told), reason=form.cleaned_data["reason"],
    )  # fmt: skip
    return StreamingHttpResponse(
        csv_lines(HEAD, _lines(asked, visible_to(who(request)), mask_of(who(request)))),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="to-be-told-{today():%Y-%m-%d}.csv"',
            "Cache-Control": "no-store",
        },
    )


file = at_one_address(show=show_export, act=export)


def _export_page(request: HttpRequest, form: ExportForm) -> HttpResponse:
    context = {"count": duty.count(_asked(request, _filter(request))), "query": request.GET.urlencode()}
    return form_page(request, "governance/informing_export.html", form, **context)


def _filter(request: HttpRequest) -> dict[str, Any]:
    """What the address asks; an address we did not make is nobody's list."""
    form = DutyForm(request.GET)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data


def _lines(asked: Asked, seen: PersonQuerySet, mask: Mask) -> Iterator[list[Any]]:
    for page in duty.pages(asked):
        people = seen.select_related("company", "origin_source").in_bulk([row.person for row in page])
        emails = primary_emails(people)
        for row in page:
            person = people.get(row.person)
            if person is not None:
                yield _cells(row, person, emails.get(row.person, ""), mask)


def _cells(row: NotInformed, person: Person, email: str, mask: Mask) -> list[Any]:
    company = person.company.name if person.company else ""
    held_since = localtime(person.origin_at).date().isoformat()
    return [
        person.pk, person.first_name, person.last_name, mask.cell("company", company), person.origin_source.key,
        held_since, row.inform_by.isoformat(), row.why.value, mask.cell("email", email),
    ]  # fmt: skip
