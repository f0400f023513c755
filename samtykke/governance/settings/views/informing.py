"""When people are told that we hold them, source by source: the rule, the mail, the sender, and every change. M4, M21."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, needs_any, who
from samtykke.accounts.names import actor_names
from samtykke.accounts.queries import described
from samtykke.accounts.rights import Right
from samtykke.consents.queries.duty import LOOKED_THROUGH
from samtykke.consents.queries.telling import count_waiting
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused
from samtykke.governance.settings.forms import InformingForm
from samtykke.purposes import actions as purposes
from samtykke.purposes.actions.sources import TOLD
from samtykke.purposes.forms import template_names
from samtykke.purposes.models import InformRule, Source
from samtykke.purposes.queries import state_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show_sources(request: HttpRequest) -> HttpResponse:
    """Every source with when its people are told."""
    rows = [{"source": source, "said": said(informing(source))} for source in Source.objects.in_order()]
    return render(request, "governance/settings/informing_rules.html", {"rows": rows})


@needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show(request: HttpRequest, source_key: str) -> HttpResponse:
    """The rule of one source; with a rule in the address, what it would do."""
    source = _source(source_key)
    if "effect" not in request.GET:
        return _page(request, source, InformingForm(initial={**informing(source), "version": state_of(source)}))
    form = InformingForm(request.GET)
    effect = None
    if form.is_valid():
        rule = form.cleaned_data["inform_rule"]
        reaches = InformRule.NEVER not in (source.inform_rule, rule)
        waiting = count_waiting(source, LOOKED_THROUGH + 1, before=source.inform_since if reaches else None)
        effect = {
            "said": said(form.cleaned_data),
            "rule": rule,
            "since": source.inform_since if reaches else None,
            "waiting": min(waiting, LOOKED_THROUGH),
            "is_capped": waiting > LOOKED_THROUGH,
        }
    return _page(request, source, form, effect=effect)


@needs(Right.SETTINGS_MANAGE)
@writes
def change(request: HttpRequest, source_key: str) -> HttpResponse:
    """Changes the rule of one source."""
    source = _source(source_key)
    form = InformingForm(request.POST)
    if not form.is_valid():
        return _page(request, source, form)
    told = {name: form.cleaned_data[name] for name in TOLD}
    try:
        purposes.change_item(
            source, changes=told, expected=form.cleaned_data["version"], by=who(request).actor, via=Via.STAFF
        )
    except Refused as refused:
        if refused.code == "changed_meanwhile":
            return _changed_meanwhile(request, source, form, told)
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return _page(request, source, form)
    messages.success(request, _("Saved."))
    return redirect("governance:informing-rule", source_key)


rule = at_one_address(show=show, act=change, more_read=True)


def informing(source: Source) -> dict[str, Any]:
    """What a source says about informing."""
    return {name: getattr(source, name) for name in TOLD}


def said(told: dict[str, Any]) -> str:
    """A rule in words: when, by which mail, from whom."""
    rule = InformRule(told["inform_rule"])
    words = [str(rule.label)]
    if rule == InformRule.AFTER_DAYS:
        words = [_("After %(days)s days, unless told already") % {"days": told["inform_after_days"]}]
    if rule != InformRule.NEVER:
        key = told["template_key"]
        words.append(template_names().get(key, key) if key else _("The standard one"))
        words.append(told["sender_name"] or described().sender_name)
    return " · ".join(word for word in words if word)


def _source(key: str) -> Source:
    found: Source = get_object_or_404(Source.objects.existing(), key=key)
    return found


def _changed_meanwhile(request: HttpRequest, source: Source, form: InformingForm, told: dict[str, Any]) -> HttpResponse:
    source.refresh_from_db()
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = state_of(source)  # type: ignore[index]
    others = [{"label": _("When people are told"), "stands": said(informing(source)), "typed": said(told)}]
    return _page(request, source, form, others=others, status=HTTPStatus.CONFLICT)


def _page(
    request: HttpRequest, source: Source, form: InformingForm, *, status: int | None = None, **context: Any
) -> HttpResponse:
    changes = list(source.changes.order_by("-at", "-id"))
    names = actor_names([Actor(ActorKind(change.changed_by_kind), change.changed_by_id) for change in changes])
    context |= {
        "source": source,
        "form": form,
        "said": said(informing(source)),
        "history": [
            {
                "at": change.at,
                "by": names[Actor(ActorKind(change.changed_by_kind), change.changed_by_id)],
                "before": said(change.before),
                "after": said(change.after),
            }
            for change in changes
        ],
    }
    answer = status or (HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)
    return render(request, "governance/settings/informing_rule.html", context, status=answer)
