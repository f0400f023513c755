"""The forms as staff keep them: the list, a new one, what is said of one, retired and put in the bin, its versions. M12, M17."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, needs_any, who
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.purposes.forms.items import shown
from samtykke.webforms import actions, listing
from samtykke.webforms.actions.bin import was_used
from samtykke.webforms.forms import NewForm, SettingsForm
from samtykke.webforms.models import WebForm
from samtykke.webforms.starts import Start, definition_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_forms(request: HttpRequest) -> HttpResponse:
    """Every form: where it stands, for what people are held, how much is sent with it."""
    rows = WebForm.objects.existing().select_related("point", "point__purpose", "point__legal_basis")
    found = page(rows, order=["slug"], cursor=request.GET.get("cursor"))
    context = {
        "lines": listing.lines_of(found.items),
        "next": found.next,
        "previous": found.previous,
        "deleted": WebForm.objects.filter(deleted_at__isnull=False).in_order()[:20],
    }
    return render(request, "webforms/forms.html", context)


@needs(Right.LISTS_MANAGE)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """What a new form begins with."""
    return form_page(request, "webforms/new.html", NewForm(initial={"start": Start.NEWSLETTER}))


@needs(Right.LISTS_MANAGE)
@writes
def create(request: HttpRequest) -> HttpResponse:
    """Makes a form; nobody sees it before it is published."""
    form = NewForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            definition = definition_for(form.cleaned_data["start"])
            told: dict[str, Any] = {**form.facts(), "owner_id": who(request).pk, "definition": definition}
            made = actions.create_form(form.cleaned_data["slug"], **told, by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("The form is made. Nobody sees it before you publish it."))
            return redirect("webforms:builder", made.slug)
    return form_page(request, "webforms/new.html", form)


new = at_one_address(show=show_new, act=create)


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """What is said of a form beside what stands on it."""
    chosen = form_at(slug)
    form = SettingsForm(initial=SettingsForm.initial_of(chosen))
    if not may(request, Right.LISTS_MANAGE):
        for field in form.fields.values():
            field.disabled = True
    return _settings_page(request, chosen, form)


@needs(Right.LISTS_MANAGE)
@writes
def change_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Changes it; it holds at once. Whoever comes second is told, and keeps what they wrote."""
    chosen = form_at(slug)
    form = SettingsForm(request.POST)
    if form.is_valid():
        if form.cleaned_data["edition"] != chosen.edition:
            response = _settings_page(request, chosen, form, others=_others(form, chosen))
            response.status_code = HTTPStatus.CONFLICT
            return response
        with refusals_on(form):
            told: dict[str, Any] = {"changes": form.changes(), "expected": form.cleaned_data["edition"]}
            actions.change_form(chosen, **told, by=who(request).actor, via=Via.STAFF)
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("webforms:builder", slug)
    return _settings_page(request, chosen, form)


settings = at_one_address(show=show_settings, act=change_settings, more_read=True)


def _settings_page(request: HttpRequest, chosen: WebForm, form: SettingsForm, **context: Any) -> HttpResponse:
    return form_page(request, "webforms/settings.html", form, web_form=chosen, used=was_used(chosen), **context)


def _others(form: SettingsForm, chosen: WebForm) -> list[dict[str, Any]]:
    """Where what stands now differs from what was typed; saving again is a choice then."""
    stands = SettingsForm(initial=SettingsForm.initial_of(chosen))
    found = [
        {"label": form[name].label, "stands": shown(stands[name]), "typed": shown(form[name])}
        for name in form.fields
        if name != "edition" and shown(stands[name]) != shown(form[name])
    ]
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data["edition"] = chosen.edition
    form.data = data
    return found


@needs(Right.LISTS_MANAGE)
@writes
def retire(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a form out of use, or, with `back`, into it again."""
    chosen, is_back = form_at(slug), "back" in request.POST
    act = actions.restore_form if is_back else actions.retire_form
    act(chosen, by=who(request).actor, via=Via.STAFF)
    told = (
        _("“%s” is in use again.") if is_back else _("“%s” is retired. It says so kindly, and takes nothing more in.")
    )
    messages.success(request, told % chosen.name)
    return redirect("webforms:settings", slug)


@needs(Right.LISTS_MANAGE)
@writes
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Moves a form to the bin that was never sent anything."""
    chosen = form_at(slug)
    try:
        actions.delete_form(chosen, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("webforms:settings", slug)
    undo = reverse("webforms:form-restoration", args=[slug])
    messages.success(request, _("“%s” is in the bin and can be restored.") % chosen.name, undo)
    return redirect("webforms:forms")


@needs(Right.LISTS_MANAGE)
@writes
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a form out of the bin."""
    chosen = get_object_or_404(WebForm.objects.in_order(), slug=slug, deleted_at__isnull=False)
    actions.undelete_form(chosen, by=who(request).actor, via=Via.STAFF)
    messages.success(request, _("“%s” is back in the list.") % chosen.name)
    return redirect("webforms:forms")


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """What people saw, version by version: who published it when, and what differed."""
    chosen = form_at(slug)
    return render(request, "webforms/versions.html", {"web_form": chosen, "versions": listing.versions_of(chosen)})


@needs_any(Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_site(request: HttpRequest, slug: str) -> HttpResponse:
    """What to copy to a website, and what its policy must allow."""
    chosen = form_at(slug)
    ours = request.build_absolute_uri("/").rstrip("/")
    address = ours + reverse("webforms:form", args=[slug])
    snippet = format_html(
        '<script src="{}" async></script>\n<noscript><a href="{}">{}</a></noscript>',
        ours + reverse("webforms:script", args=[slug]),
        address,
        chosen.name_in((chosen.draft.get("languages") or ["nb"])[0]),
    )
    policy = f"script-src {ours}; connect-src {ours}"
    context = {"web_form": chosen, "address": address, "snippet": str(snippet), "policy": policy}
    return render(request, "webforms/site.html", context)


def form_at(slug: str) -> WebForm:
    """The form at an address, but in the bin; 404 else."""
    found: WebForm = get_object_or_404(WebForm.objects.existing().in_order(), slug=slug)
    return found
