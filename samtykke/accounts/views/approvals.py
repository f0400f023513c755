"""What waits for a second person, as pages: see, approve, refuse, take back; and whether two are asked for at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts import actions, queries, second
from samtykke.accounts.access import needs, needs_any, recently_confirmed, signed_in, who
from samtykke.accounts.rights import Right
from samtykke.accounts.role_forms import AnswerForm, FourEyesForm
from samtykke.accounts.views.asking import done_or_asked
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from samtykke.accounts.models import Approval

LATEST = 20


@signed_in
@read_only
def list_approvals(request: HttpRequest) -> HttpResponse:
    """What waits for the reader or was asked by them, and what was decided lately. Nobody sees what they may not decide."""
    seen = queries.approvals_for(who(request))
    context = {
        "waiting": [_row(approval) for approval in seen.waiting()],
        "over": [_row(approval) for approval in seen.over()[:LATEST]],
        "state": queries.four_eyes_state(),
    }
    return render(request, "accounts/approvals.html", context)


@signed_in
@read_only
def show_approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing that waits: who asks, why, and what would change."""
    return _page(request, _approval(request, pk), AnswerForm())


@signed_in
@recently_confirmed
@writes
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approves as the second person; it is done now."""
    return _decided(
        request,
        pk,
        lambda approval, told: actions.approve(approval, by=who(request).actor, via=Via.STAFF, answer=told),
        _("Approved, and done."),
    )


@signed_in
@recently_confirmed
@writes
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuses as the second person, with the reason."""
    return _decided(
        request,
        pk,
        lambda approval, told: actions.refuse(approval, by=who(request).actor, via=Via.STAFF, answer=told),
        _("Refused. Nothing was changed."),
    )


@signed_in
@writes
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back what one asked for oneself."""
    return _decided(
        request,
        pk,
        lambda approval, told: actions.take_back(approval, by=who(request).actor, via=Via.STAFF),
        _("Taken back. Nothing was changed."),
    )


@needs_any(Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)
@recently_confirmed
@read_only
def show_four_eyes(request: HttpRequest) -> HttpResponse:
    """Whether two persons are asked for, for what, and every time that was switched."""
    return _four_eyes(request, FourEyesForm())


@needs(Right.USERS_MANAGE)
@recently_confirmed
@writes
def switch_four_eyes(request: HttpRequest) -> HttpResponse:
    """Switches it on, or off with a reason; off waits for a second person while it is on."""
    is_on = request.POST.get("is_on") == "yes"
    form = FourEyesForm(request.POST)
    if not is_on and not form.is_valid():
        return _four_eyes(request, form)
    reason = "" if is_on else form.cleaned_data["reason"]
    done_or_asked(
        request,
        lambda: actions.switch_four_eyes(is_on=is_on, reason=reason, by=who(request).actor, via=Via.STAFF),
        reason=reason,
        done=_("Four eyes are on.") if is_on else _("Four eyes are off. It stands on the desk."),
    )
    return redirect("accounts:four_eyes")


four_eyes = at_one_address(show=show_four_eyes, act=switch_four_eyes, more_read=True)


def _four_eyes(request: HttpRequest, form: FourEyesForm) -> HttpResponse:
    return form_page(
        request,
        "accounts/four_eyes.html",
        form,
        state=queries.four_eyes_state(),
        changes=queries.four_eyes_changes()[:50],
        kinds=second.kinds(),
    )


def _approval(request: HttpRequest, pk: int) -> Approval:
    found = queries.approvals_for(who(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _row(approval: Approval) -> dict[str, Any]:
    kind = second.kind_named(approval.kind)
    return {"approval": approval, "kind": kind, "name": kind.name_of(approval.subject)}


def _page(request: HttpRequest, approval: Approval, form: AnswerForm, status: int = 200) -> HttpResponse:
    row = _row(approval)
    context = {
        **row,
        "form": form,
        "lines": row["kind"].lines(approval),
        "is_own": approval.asked_by == who(request),
        "subject_email": queries.address_of(approval.subject),
    }
    return render(request, "accounts/approval.html", context, status=status)


def _decided(request: HttpRequest, pk: int, act: Callable[[Approval, str], object], sentence: str) -> HttpResponse:
    approval = _approval(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, approval, form, 422)
    try:
        act(approval, form.cleaned_data["answer"])
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
        return _page(request, approval, form, refused.status)
    messages.success(request, sentence)
    return redirect("accounts:approvals")
