"""The privacy settings: all of them, and each with its value, its history, and what a change would do. M21.

`GET …?effect=1&…` shows what a value would do and changes nothing; POST saves it as a new version.
"""

from __future__ import annotations

from copy import copy
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, needs_any, who
from samtykke.accounts.rights import Right
from samtykke.consents.queries.settings_effect import Effect, effects
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused
from samtykke.governance.settings.catalogue import GROUPS, SETTINGS, Setting
from samtykke.governance.settings.forms import SettingForm
from samtykke.governance.settings.queries import history
from samtykke.purposes import actions as purposes
from samtykke.purposes.actions.settings import checked
from samtykke.purposes.models import LegalBasis, Purpose
from samtykke.purposes.queries import privacy_settings, settings_versions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_all(request: HttpRequest) -> HttpResponse:
    """Every setting with what it is now and how it ships."""
    found = privacy_settings()
    groups = [
        (title, [_line(setting, found) for setting in SETTINGS.values() if setting.group == group])
        for group, title in GROUPS.items()
    ]
    return render(request, "governance/settings/privacy.html", {"groups": groups})


@needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One setting; with a value in the address, what it would do."""
    setting, found = _setting(name), privacy_settings()
    if setting.field is None:
        return _page(request, setting, None)
    if "effect" not in request.GET:
        return _page(request, setting, SettingForm(setting, initial=SettingForm.initial_of(setting, found)))
    form = SettingForm(setting, request.GET)
    told = _effect(setting, form) if form.is_valid() else None
    return _page(request, setting, form, effect=told)


@needs(Right.SETTINGS_MANAGE)
@writes
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Writes the next version of the settings; the earlier ones stay. A locked one is refused, whoever asks (check 53)."""
    setting = _setting(name)
    if setting.field is None:
        return _page(request, setting, None, status=HTTPStatus.CONFLICT)
    form = SettingForm(setting, request.POST)
    if not form.is_valid():
        return _page(request, setting, form)
    told, seen = {name: form.cleaned_data[name]}, form.cleaned_data["seen"]
    try:
        purposes.change_settings(changes=told, seen=seen, by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        if refused.code == "changed_meanwhile":
            return _changed_meanwhile(request, setting, form)
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return _page(request, setting, form)
    messages.success(request, _("Saved. It holds from now on; what was before is kept."))
    return redirect("governance:privacy-setting", name)


setting = at_one_address(show=show, act=change, more_read=True)


def _setting(name: str) -> Setting:
    if name not in SETTINGS:
        raise Http404
    return SETTINGS[name]


def _line(setting: Setting, found: Any) -> dict[str, Any]:
    return {
        "setting": setting,
        "said": setting.said(getattr(found, setting.name, None)),
        "is_locked": not setting.field,
    }


def _effect(setting: Setting, form: SettingForm) -> dict[str, Any] | None:
    """What the value would do, asked of the gate; nothing where it cannot be (the form then says why)."""
    try:
        changes = checked({setting.name: form.cleaned_data[setting.name]})
    except Refused as refused:
        form.add_error(setting.name, str(refused))
        return None
    thought_of = copy(privacy_settings())
    for name, said in changes.items():
        setattr(thought_of, name, said)
    found: list[Effect] = effects(thought_of, Purpose.objects.in_order()) if setting.moves else []
    return {"said": setting.said(changes[setting.name]), "rows": found}


def _changed_meanwhile(request: HttpRequest, setting: Setting, form: SettingForm) -> HttpResponse:
    """Somebody else was quicker: what was chosen stays, what stands now beside it, and one saves again."""
    found = privacy_settings()
    stands, typed = setting.said(getattr(found, setting.name)), setting.said(form.cleaned_data[setting.name])
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["seen"] = str(found.pk)  # type: ignore[index]
    others = [{"label": setting.title, "stands": stands, "typed": typed}]
    return _page(request, setting, form, others=others, status=HTTPStatus.CONFLICT)


def _page(
    request: HttpRequest, setting: Setting, form: SettingForm | None, *, status: int | None = None, **context: Any
) -> HttpResponse:
    found = privacy_settings()
    first = settings_versions().first()
    context |= {
        "setting": setting,
        "form": form,
        "field": form[setting.name] if form else None,
        "said": setting.said(getattr(found, setting.name, None)),
        "shipped": setting.said(_shipped(setting)),
        "history": history(setting) if setting.field else [],
        "since": first.valid_from if first else None,
        "is_refused": status == HTTPStatus.CONFLICT and form is None,
    }
    answer = status or (HTTPStatus.UNPROCESSABLE_ENTITY if form and form.errors else HTTPStatus.OK)
    return render(request, "governance/settings/setting.html", context, status=answer)


def _shipped(setting: Setting) -> Any:
    if setting.name == "default_basis":
        return LegalBasis.objects.filter(key=setting.shipped).first()
    return setting.shipped
