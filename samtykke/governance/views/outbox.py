"""The outbox: what goes out, what waits and why, and what was written to whom."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts.access import NotAllowed, may, needs, needs_any, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.queries import names_of
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import on_the_whole_register, sight_of, visible_to
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import living_emails, survivor_id
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.governance.forms import OutboxForm
from samtykke.mail import actions as mail
from samtykke.mail import hand_over, queries, reasons
from samtykke.mail.forms import SendForm
from samtykke.mail.models import Mail, MailRun, State, Template

if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import EmailMessage

    from django.http import HttpRequest

    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Person
    from samtykke.mail.models import MailQuerySet

# After how many seconds the page of a run asks again; counting a large one takes longer.
SHORT_PAUSE, LONG_PAUSE = 3, 15
# A mail as mail programs show it carries its styles itself; it may load and run nothing.
AS_MAIL = {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [NONE], "base-uri": [NONE]}


@needs_any(Right.MAIL_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_outbox(request: HttpRequest) -> HttpResponse:
    """The mails, newest first, narrowed by state and kind; on top what waits, and why."""
    form = OutboxForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {}
    rows = _seen(request)
    if told.get("state"):
        rows = rows.filter(delivery__state=told["state"])
    if told.get("kind"):
        rows = rows.filter(kind=told["kind"])
    shown = page(rows, order=["id"], cursor=request.GET.get("cursor"), descending=True)
    context = {
        "form": form,
        "rows": _rows(request, shown.items),
        "next": shown.next,
        **_on_top(request, told.get("state", "")),
    }
    fragment = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, "governance/_outbox.html" if fragment else "governance/outbox.html", context)


@needs_any(Right.MAIL_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail: to whom, what it said, where it stands and why."""
    found = _mail(request, pk)
    _note_look(request, found)
    (row,) = _rows(request, [found])
    delivery, may_write = found.delivery, may(request, Right.MAIL_MANAGE)
    context = {
        "row": row,
        "mail": found,
        "delivery": delivery,
        "note": reasons.note(delivery),
        "asked_by": actor_names([found.actor])[found.actor],
        "transmitted": may_write and _transmitted(request, found) is not None,
        "may_repeat": may_write and delivery.state in {State.UNCERTAIN, State.FAILED},
        "may_anew": may_write and _may_anew(request, found),
        "all_wait": reasons.sentence(hand_over.why_all_wait()) if delivery.state == State.QUEUED else "",
    }
    return render(request, "governance/mail.html", context)


@needs(Right.MAIL_MANAGE)
@writes
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Has an uncertain or failed mail handed over once more."""
    found = _mail(request, pk)
    try:
        mail.send_again(found.delivery, by=who(request).actor, via=Via.STAFF)
        messages.success(request, _("It waits in the outbox and goes out in a moment."))
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("governance:mail", pk)


@needs(Right.MAIL_MANAGE)
@read_only
def show_anew(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for writing the mail anew."""
    found = _to_write_anew(request, pk)
    initial = {"template": found.template, "address": str(found.address_id or "")}
    return form_page(request, "governance/mail_anew.html", _anew_form(request, found, initial=initial), mail=found)


@needs(Right.MAIL_MANAGE)
@writes
def act_anew(request: HttpRequest, pk: int) -> HttpResponse:
    """Queues a new mail of the same kind, to the address and in the language chosen (check 41)."""
    found = _to_write_anew(request, pk)
    form = _anew_form(request, found, request.POST)
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            made = mail.resend(
                found,
                template=told["template"],
                address_id=form.address_id(),
                language=told["language"],
                subject=told["subject"],
                by=who(request).actor,
                via=Via.STAFF,
            )
            messages.success(request, _("It waits in the outbox and goes out in a moment."))
            return redirect("governance:mail", made.pk)
    return form_page(request, "governance/mail_anew.html", form, mail=found)


send_anew = at_one_address(show=show_anew, act=act_anew)


@csp(AS_MAIL)  # type: ignore[arg-type]
@needs(Right.MAIL_MANAGE)
@read_only
def show_transmitted(request: HttpRequest, pk: int) -> HttpResponse:
    """In the demo: the mail as its recipient sees it, with links that work. Elsewhere nobody keeps them (REQ-91)."""
    found = _mail(request, pk)
    message = _transmitted(request, found)
    if message is None:
        raise Http404
    _note_look(request, found)
    wanted = "plain" if request.GET.get("part") == "text" else "html"
    part = message.get_body((wanted,))
    answer = HttpResponse(part.get_content() if part else "", content_type=f"text/{wanted}; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@needs_any(Right.MAIL_MANAGE, Right.GOVERNANCE_VIEW)
@on_the_whole_register
@read_only
def show_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far a run of mails to people is, for who sees people at all."""
    if not may(request, Right.PEOPLE_VIEW):
        raise NotAllowed((Right.PEOPLE_VIEW,))
    run = get_object_or_404(MailRun.objects.select_related("template"), pk=run_id)
    counts = queries.progress(run)
    open_ones = counts[State.QUEUED] + counts[State.SENDING]
    context = {
        "run": run,
        "counts": [(State(state), reasons.SHAPES[state], counts[state]) for state in State.values if counts[state]],
        "ended": run.total - open_ones,
        "is_open": bool(open_ones) or run.is_filling,
        "pause": LONG_PAUSE if run.total > queries.MOST_COUNTED else SHORT_PAUSE,
        "parts": [
            (reasons.SHAPES[state][0], counts[state]) for state in State.values if state not in {"queued", "sending"}
        ]
        + [("rest", open_ones)],
        "all_wait": reasons.sentence(hand_over.why_all_wait()) if open_ones else "",
        "started_by": actor_names([run.actor])[run.actor],
    }
    fragment = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, "governance/_mail_run.html" if fragment else "governance/mail_run.html", context)


@needs(Right.MAIL_MANAGE, Right.PEOPLE_VIEW)
@on_the_whole_register
@writes
def cancel_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Takes back what has not gone out yet."""
    run = get_object_or_404(MailRun, pk=run_id)
    stopped = mail.cancel(run, by=who(request).actor, via=Via.STAFF)
    if stopped is None:
        told = _("Stopped. Nothing more goes out; what waits is taken back now.")
    else:
        told = ngettext("Stopped. %(count)d mail did not go out.", "Stopped. %(count)d mails did not go out.", stopped)
        told %= {"count": stopped}
    messages.success(request, told)
    return redirect("governance:mail-run", run_id)


def _mail(request: HttpRequest, pk: int) -> Mail:
    found: Mail = get_object_or_404(_seen(request), pk=pk)
    return found


def _seen(request: HttpRequest) -> MailQuerySet:
    """The mails to staff, and to the people the user sees."""
    if not may(request, Right.PEOPLE_VIEW):
        return queries.visible(people=False)
    sight = sight_of(who(request))
    found = queries.visible(people=True).filter(sight.about("person_id"))
    return found if sight.is_everybody else found.filter(intake_id__isnull=True)


def _may_anew(request: HttpRequest, found: Mail) -> bool:
    """A way in for staff is given by who manages users."""
    if found.is_trial or found.is_to_sender:
        return False
    return may(request, Right.USERS_MANAGE) if found.is_to_staff else True


def _to_write_anew(request: HttpRequest, pk: int) -> Mail:
    found = _mail(request, pk)
    if not _may_anew(request, found):
        raise Http404
    return found


def _transmitted(request: HttpRequest, found: Mail) -> EmailMessage | None:
    """The kept message, where its links open nothing that the reader could not open."""
    kept = found.delivery.transmitted
    if not kept or (found.is_to_staff and not found.is_trial and not may(request, Right.USERS_MANAGE)):
        return None
    return message_from_bytes(bytes(kept), policy=default)


def _anew_form(request: HttpRequest, found: Mail, *args: Any, **kwargs: Any) -> SendForm:
    person = visible_to(who(request)).filter(pk=survivor_id(found.person_id)).first() if found.person_id else None
    addresses = mask_of(who(request)).choices(living_emails(person)) if person else []
    return SendForm(Template.objects.offered(found.kind), addresses, *args, **kwargs)


def _note_look(request: HttpRequest, found: Mail) -> None:
    subject = Ref.person(found.person_id) if found.person_id else Ref("user", found.user_id or 0)
    if found.intake_id:
        subject = Ref("submission", found.intake_id)
    audit.look(Deed.MAIL_VIEWED, subject=subject, by=who(request).actor, via=Via.STAFF, mail=found.pk)


def _rows(request: HttpRequest, mails: Iterable[Mail]) -> list[dict[str, Any]]:
    shown = list(mails)
    people = visible_to(who(request)).in_bulk([found.person_id for found in shown if found.person_id])
    mask = mask_of(who(request))
    users = names_of(found.user_id for found in shown if found.user_id)
    return [
        {
            "mail": found,
            "person": people.get(found.person_id) if found.person_id else None,
            "to": _name(found, people, users, mask),
            "sent_to": found.sent_to if found.is_to_staff else mask.text("email", found.sent_to),
            "tone": reasons.SHAPES[found.delivery.state][0],
            "shape": reasons.SHAPES[found.delivery.state][1],
            "why": reasons.why(found.delivery),
        }
        for found in shown
    ]


def _name(found: Mail, people: dict[int, Person], users: dict[int, str], mask: Mask) -> str:
    """Who a mail is to, as known now; somebody we no longer hold is a number."""
    if found.user_id:
        return users.get(found.user_id) or _("A former user")
    if found.intake_id:
        return _("Whoever sent a form")
    person = people.get(found.person_id or 0)
    sent_to = "" if mask.hides("email") else found.sent_to
    return (person.full_name if person else "") or sent_to or _("Person %(id)d") % {"id": found.person_id or 0}


def _on_top(request: HttpRequest, chosen: str) -> dict[str, Any]:
    seen = sight_of(who(request)).about("mail__person_id") if may(request, Right.PEOPLE_VIEW) else None
    counts, stopped = queries.counts(seen), hand_over.why_all_wait()
    return {
        "figures": [
            {
                "state": state,
                "count": min(counts[state], queries.MOST_COUNTED),
                "more": counts[state] > queries.MOST_COUNTED,
                "tone": reasons.SHAPES[state][0] if counts[state] else "",
                "is_chosen": state == chosen,
            }
            for state in State
            if counts[state] or state in {State.QUEUED, State.SENT, State.UNCERTAIN, State.FAILED}
        ],
        "all_wait": reasons.sentence(stopped),
        "stopped": stopped,
        "waiting": counts[State.QUEUED],
        "server": queries.transport(),
    }
