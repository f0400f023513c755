"""The register of recipients: who receives personal data, by what agreement, and where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import closed_to_readers, needs, needs_any, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import conflict_page, form_page, refusals_on
from samtykke.core.refused import Refused
from samtykke.purposes import actions as purposes
from samtykke.purposes import recipients as register
from samtykke.purposes import transfers
from samtykke.purposes.models import Recipient, RecipientRole
from samtykke.purposes.recipient_form import RecipientForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs(Right.GOVERNANCE_VIEW)
@read_only
def show_list(request: HttpRequest) -> HttpResponse:
    """Everybody who receives data: role, country, ground, agreement, what is missing, and which purposes name them."""
    role = request.GET.get("role", "")
    found = register.recipients()
    if role in RecipientRole.values:
        found = found.filter(role=role)
    rows = [{"it": one, "lacks": register.lacks(one), "uses": list(one.purposes.all())} for one in found]
    context = {
        "rows": rows,
        "deleted": list(register.deleted_recipients()),
        "roles": RecipientRole.choices,
        "role": role,
        "lacking": sum(bool(row["lacks"]) for row in rows),
        "as_of": transfers.AS_OF,
    }
    return render(request, "purposes/recipients.html", context)


@needs(Right.GOVERNANCE_MANAGE)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """An empty form."""
    return _page(request, RecipientForm())


@needs(Right.GOVERNANCE_MANAGE)
@writes
def create(request: HttpRequest) -> HttpResponse:
    """Enters a recipient."""
    form = RecipientForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            made = purposes.add_recipient(**form.changes(), by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("“%(name)s” is in the register.") % {"name": made.name})
            return redirect("purposes:recipients")
    return _page(request, form)


@needs_any(Right.GOVERNANCE_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One recipient with its form."""
    recipient = _recipient(pk)
    form = RecipientForm(initial=RecipientForm.initial_of(recipient))
    return _page(request, closed_to_readers(request, form, Right.GOVERNANCE_MANAGE), recipient)


@needs(Right.GOVERNANCE_MANAGE)
@writes
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a recipient; whoever comes second is told, and keeps what they wrote."""
    recipient = _recipient(pk)
    form = RecipientForm(request.POST)
    if not form.is_valid():
        return _page(request, form, recipient)
    try:
        purposes.change_recipient(
            recipient, seen=form.cleaned_data["seen"] or 0, changes=form.changes(), by=who(request).actor, via=Via.STAFF
        )
    except Refused as refused:
        return _refused(request, form, recipient, refused)
    messages.success(request, _("Saved. “%(name)s” is changed.") % {"name": recipient.name})
    return redirect("purposes:recipients")


new = at_one_address(show=show_new, act=create)
one = at_one_address(show=show_one, act=change, more_read=True)


@needs(Right.GOVERNANCE_MANAGE)
@writes
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a recipient in the bin."""
    recipient = _recipient(pk)
    try:
        purposes.delete_recipient(recipient, by=who(request).actor, via=Via.STAFF)
        undo = reverse("purposes:recipient-restoration", args=[pk])
        messages.success(request, _("“%(name)s” is in the bin and can be restored.") % {"name": recipient.name}, undo)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("purposes:recipients")


@needs(Right.GOVERNANCE_MANAGE)
@writes
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a recipient out of the bin."""
    recipient = get_object_or_404(Recipient, pk=pk, deleted_at__isnull=False)
    purposes.restore_recipient(recipient, by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("“%(name)s” is back in the list.") % {"name": recipient.name})
    return redirect("purposes:recipients")


def _refused(request: HttpRequest, form: RecipientForm, recipient: Recipient, refused: Refused) -> HttpResponse:
    """The form with the refusal; where somebody came first, with what stands now, so that saving again is a choice."""
    field = refused.field
    place = field if field in form.fields else f"{str(field).rstrip('s')}_nb" if field else None
    form.add_error(place if place in form.fields else None, str(refused.reason))
    if refused.code != "changed_since":
        return _page(request, form, recipient)
    stands = RecipientForm.initial_of(_recipient(recipient.pk))
    differing = [
        (form[name].label, _shown(form, name, stands[name]))
        for name in stands
        if name != "seen" and str(stands[name] or "") != str(form.cleaned_data.get(name) or "")
    ]
    context = _context(recipient) | {"differing": differing}
    return conflict_page(request, "purposes/recipient.html", form, seen=str(stands["seen"]), **context)


def _shown(form: RecipientForm, name: str, value: Any) -> str:
    choices = getattr(form.fields[name], "choices", None)
    return str(dict(choices).get(value, value)) if choices else str(value or "–")


def _page(request: HttpRequest, form: RecipientForm, recipient: Recipient | None = None) -> HttpResponse:
    return form_page(request, "purposes/recipient.html", form, **_context(recipient))


def _context(recipient: Recipient | None) -> dict[str, Any]:
    uses = list(recipient.purposes.filter(deleted_at__isnull=True)) if recipient else []
    lacking = register.lacks(recipient) if recipient else []
    return {"recipient": recipient, "uses": uses, "lacking": lacking, "as_of": transfers.AS_OF}


def _recipient(pk: int) -> Recipient:
    found: Recipient = get_object_or_404(Recipient.objects.existing(), pk=pk)
    return found
