"""The card of a sale: registered, changed, moved, won, lost, put in the recycle bin and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.queries import today
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.sales import actions, queries
from samtykke.sales.access import found_for, in_the_bin_for, opened_by
from samtykke.sales.customers import offers
from samtykke.sales.forms import LossForm, SaleForm
from samtykke.sales.models import LossReason, Sale, Stage, StageKind
from samtykke.sales.money import company_currency
from samtykke.sales.views.board import board_context
from samtykke.sales.views.common import (
    begun_with,
    changed_meanwhile,
    changes_of,
    company_named,
    company_to_begin_with,
    with_parts,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

RELATED = ("company", "stage", "stage_before", "loss_reason", "product_group")


@needs(Right.PEOPLE_VIEW)
@read_only
def show_sale(request: HttpRequest, sale_id: int) -> HttpResponse:
    """One sale and who is part of it; one in the recycle bin only to who may restore it."""
    user = who(request)
    sale = with_parts(request, [opened_by(Sale, user, sale_id, *RELATED)])[0]
    audit.look(Deed.SALE_VIEWED, subject=Ref("sale", sale.pk), by=user.actor, via=Via.STAFF, shown=len(sale.parts))
    open_stages = Stage.objects.offered().filter(kind=StageKind.OPEN)
    context = {
        "sale": sale,
        "stages": open_stages,
        "offers": offers(sale, sale.parts, user),
        "today": today(),
        "is_frozen": queries.is_frozen(sale),
    }
    return render(request, "sales/sale.html", context)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """An empty form; the company and the person it is begun from stand in it."""
    company, person = begun_with(request)
    initial = {
        "owner": who(request).pk,
        "currency": company_currency(),
        "company_name": company_to_begin_with(request, company, person),
        "stage": request.GET.get("stage", "")[:60],
    }
    return form_page(request, "sales/sale_form.html", SaleForm(initial=initial), person=person)


@needs(Right.PEOPLE_EDIT)
@writes
def create(request: HttpRequest) -> HttpResponse:
    """Registers a sale, with the person it is begun from."""
    company, person = begun_with(request)
    form = SaleForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            by: dict[str, Any] = {"by": who(request).actor, "via": Via.STAFF}
            told = form.changes()
            told["company"] = company_named(request, form.cleaned_data["company_name"], company)
            sale = actions.create_sale(told.pop("title"), **told, **by)
            if person is not None:
                actions.add_person(sale, person, **by)
            messages.success(request, _("The sale is registered."))
            return redirect("sales:sale", sale.pk)
    return form_page(request, "sales/sale_form.html", form, person=person)


new = at_one_address(show=show_new, act=create)


@needs(Right.PEOPLE_EDIT)
@read_only
def show_change(request: HttpRequest, sale_id: int) -> HttpResponse:
    """The form for a sale."""
    sale = found_for(Sale, who(request), sale_id, *RELATED)
    audit.look(Deed.SALE_VIEWED, subject=Ref("sale", sale.pk), by=who(request).actor, via=Via.STAFF)
    form = SaleForm(sale=sale, is_frozen=queries.is_frozen(sale), initial=SaleForm.initial_of(sale))
    return form_page(request, "sales/sale_form.html", form, sale=sale)


@needs(Right.PEOPLE_EDIT)
@writes
def change(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Changes a sale. Whoever comes second is told, and keeps what they wrote."""
    sale = found_for(Sale, who(request), sale_id, *RELATED)
    is_frozen = queries.is_frozen(sale)
    form = SaleForm(request.POST, sale=sale, is_frozen=is_frozen)
    others = None
    if form.is_valid():
        stands = SaleForm(sale=sale, is_frozen=is_frozen, initial=SaleForm.initial_of(sale))
        others = changed_meanwhile(form, stands, sale.version)
        if others is None:
            with refusals_on(form):
                told = changes_of(request, form, sale)
                version = form.cleaned_data["version"]
                actions.change_sale(sale, changes=told, version=version, by=who(request).actor, via=Via.STAFF)
                messages.success(request, _("Saved."))
                return redirect("sales:sale", sale.pk)
    response = form_page(request, "sales/sale_form.html", form, sale=sale, others=others)
    if others is not None:
        response.status_code = 409
    return response


details = at_one_address(show=show_change, act=change)


@needs(Right.PEOPLE_EDIT)
@writes
def move(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Puts a sale in another stage: from the board, by a button or dragged, or as an undo, whose address says it all."""
    sale = found_for(Sale, who(request), sale_id, *RELATED)
    stage = get_object_or_404(Stage.objects.existing(), key=_told(request, "stage"))
    if stage.kind == StageKind.LOST and not _told(request, "reason"):
        return redirect("sales:loss", sale.pk)
    told: dict[str, Any] = {"closed_on": _told(request, "closed_on"), "version": _number(request, "version")}
    reason = LossReason.objects.existing().filter(key=_told(request, "reason")).first()

    def act(**by: Any) -> Sale:
        return actions.move(sale, stage, loss_reason=reason, probability=_number(request, "probability"), **told, **by)

    return _moved(request, sale, act)


@needs(Right.PEOPLE_EDIT)
@writes
def win(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Wins a sale, today. It can be undone."""
    sale = found_for(Sale, who(request), sale_id, *RELATED)
    return _moved(request, sale, lambda **by: actions.win(sale, version=_number(request, "version"), **by))


@needs(Right.PEOPLE_EDIT)
@read_only
def show_loss(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Asks why a sale was lost."""
    sale = found_for(Sale, who(request), sale_id, *RELATED)
    return form_page(request, "sales/loss.html", LossForm(initial={"version": sale.version}), sale=sale)


@needs(Right.PEOPLE_EDIT)
@writes
def lose(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Loses a sale, for a reason. It can be undone."""
    sale = found_for(Sale, who(request), sale_id, *RELATED)
    form = LossForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            lost = actions.lose(sale, **form.cleaned_data, by=who(request).actor, via=Via.STAFF)
            lost.title = sale.title
            _say(request, sale, lost)
            return redirect("sales:sale", sale.pk)
    return form_page(request, "sales/loss.html", form, sale=sale)


loss = at_one_address(show=show_loss, act=lose)


@needs(Right.PEOPLE_DELETE)
@writes
def delete(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Puts a sale in the recycle bin. It can be undone."""
    sale = found_for(Sale, who(request), sale_id)
    try:
        actions.delete(sale, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        sentence = _("%(name)s is in the recycle bin.") % {"name": sale.name}
        messages.success(request, sentence, reverse("sales:sale-restoration", args=[sale_id]))
    return redirect("sales:sale", sale_id)


@needs(Right.PEOPLE_DELETE)
@writes
def restore(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Takes a sale out of the recycle bin."""
    sale = in_the_bin_for(Sale, who(request)).filter(pk=sale_id).first()
    if sale is None:
        found_for(Sale, who(request), sale_id)
    else:
        actions.restore(sale, by=who(request).actor, via=Via.STAFF)
        messages.success(request, _("Restored."))
    return redirect("sales:sale", sale_id)


def _told(request: HttpRequest, name: str) -> str:
    """What was sent, or what the address says: an undo has only its address."""
    return str(request.POST.get(name) or request.GET.get(name) or "").replace("\x00", "")[:60]


def _number(request: HttpRequest, name: str) -> int | None:
    told = _told(request, name)
    if not told:
        return None
    if not told.isdecimal() or len(told) > 9:
        raise Http404
    return int(told)


def _moved(request: HttpRequest, sale: Sale, act: Callable[..., Sale]) -> HttpResponse:
    """Does it, and shows where it stands now: the board anew to who moves on the board, else the card."""
    on_board = bool(request.htmx)  # type: ignore[attr-defined]
    try:
        moved = act(by=who(request).actor, via=Via.STAFF)
        moved.title = sale.title  # as whoever moves it may see it
    except Refused as refused:
        if on_board:
            context = {**board_context(request), "refused": refused.reason}
            return render(request, "sales/_board.html", context, status=409)
        messages.error(request, str(refused.reason))
        return redirect("sales:sale", sale.pk)
    if on_board:
        context = {**board_context(request), "moved": moved, "undo": _undo(sale, moved) if _differ(sale, moved) else ""}
        return render(request, "sales/_board.html", context)
    _say(request, sale, moved)
    back = "sales:board" if request.POST.get("back") == "board" else "sales:sale"
    return redirect(back) if back == "sales:board" else redirect(back, sale.pk)


def _differ(before: Sale, after: Sale) -> bool:
    return before.stage_id != after.stage_id


def _say(request: HttpRequest, before: Sale, after: Sale) -> None:
    told = {"name": after.name, "stage": after.stage.name}
    undo = _undo(before, after) if _differ(before, after) else ""
    messages.success(request, _("%(name)s: %(stage)s.") % told, undo)


def _undo(before: Sale, after: Sale) -> str:
    """The address that takes a sale back to where it stood, unless somebody changed it since."""
    told = {"stage": before.stage.key, "probability": before.probability, "version": after.version}
    if before.closed_on:
        told["closed_on"] = before.closed_on.isoformat()
    if before.loss_reason:
        told["reason"] = before.loss_reason.key
    return f"{reverse('sales:sale-stage', args=[after.pk])}?{urlencode(told)}"
