"""Photos of people: off, until the company says what for and why; off again, and all that are kept are erased. REQ-21, REQ-50."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts.access import needs, needs_any, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import CONFLICT, refusals_on
from samtykke.core.refused import Refused
from samtykke.documents import actions, photo
from samtykke.documents.fields import PHOTO
from samtykke.governance.settings.catalogue import PHOTOS
from samtykke.governance.settings.forms import NoPhotosForm, PhotosForm
from samtykke.governance.settings.queries import history
from samtykke.purposes.models import FieldDecision
from samtykke.purposes.queries import privacy_settings, settings_versions

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse


@needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """Whether photos are kept, for what and why, how many there are."""
    return _page(request, NoPhotosForm() if photo.are_kept() else PhotosForm())


@needs(Right.SETTINGS_MANAGE)
@writes
def allow(request: HttpRequest) -> HttpResponse:
    """Lets photos be kept, for purposes and a reason."""
    form = PhotosForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        with refusals_on(form):
            try:
                actions.allow_photos(
                    purposes=told["purposes"], why=told["why"], seen=told["seen"], by=who(request).actor, via=Via.STAFF
                )
            except Refused as refused:
                if refused.code == "changed_meanwhile":
                    return _page(request, form, refused=str(refused.reason))
                raise
            messages.success(request, _("Photos of people can be kept from now on."))
            return redirect("governance:photos")
    return _page(request, form)


setting = at_one_address(show=show, act=allow, more_read=True)


@needs(Right.SETTINGS_MANAGE)
@writes
def forbid(request: HttpRequest) -> HttpResponse:
    """Lets none be kept any longer and erases all that are, which has to be said."""
    form = NoPhotosForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        removed = actions.forbid_photos(seen=form.cleaned_data["seen"], by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        return _page(request, form, refused=str(refused.reason))
    told = ngettext(
        "No photos are kept any longer. %d was erased.", "No photos are kept any longer. %d were erased.", removed
    )
    messages.success(request, told % removed)
    return redirect("governance:photos")


def _page(request: HttpRequest, form: Form, *, refused: str = "") -> HttpResponse:
    kept = photo.are_kept()
    decision = FieldDecision.objects.filter(field=PHOTO).first() if kept else None
    first = settings_versions().first()
    context: dict[str, Any] = {
        "form": form if isinstance(form, NoPhotosForm) == kept else (NoPhotosForm() if kept else PhotosForm()),
        "is_on": kept,
        "said": PHOTOS.said(kept),
        "setting": PHOTOS,
        "decision": decision,
        "purposes": list(decision.purposes.all()) if decision else [],
        "kept": photo.how_many(),
        "seen": privacy_settings().pk or "",
        "history": history(PHOTOS),
        "since": first.valid_from if first else None,
        "refused": refused,
    }
    status = CONFLICT if refused else HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "governance/settings/photos.html", context, status=status)
