"""Whether a person's own copy names the staff who looked at them: the decision, its reason, the earlier ones. C-579/21."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, needs_any, who
from samtykke.accounts.actions.naming import decide_naming
from samtykke.accounts.models import NamingDecision
from samtykke.accounts.names import actor_names
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.governance.forms import NamingForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN = 50


@needs_any(Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)
@read_only
def show(request: HttpRequest) -> HttpResponse:
    """What stands now, and the form for deciding anew."""
    return _page(request, None)


@needs(Right.SETTINGS_MANAGE)
@writes
def decide(request: HttpRequest) -> HttpResponse:
    """Decides it, with its reason; refused when somebody decided in between."""
    form = NamingForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            decide_naming(
                are_named=told["are_named"] == "yes", reason=told["reason"], seen=told["seen"], by=who(request).actor,
                via=Via.STAFF,
            )  # fmt: skip
            messages.success(request, _("Decided. It holds for every copy that is made from now on."))
            return redirect("governance:naming")
    return _page(request, form)


naming = at_one_address(show=show, act=decide, more_read=True)


def _page(request: HttpRequest, form: NamingForm | None) -> HttpResponse:
    decisions = list(NamingDecision.objects.order_by("-id")[:SHOWN])
    names = actor_names(one.actor for one in decisions)
    now = decisions[0] if decisions else None
    initial = {"are_named": "yes" if now and now.are_named else "no", "seen": now.pk if now else None}
    context = {"now": now, "decisions": [(one, names[one.actor]) for one in decisions]}
    return form_page(request, "governance/naming.html", form or NamingForm(initial=initial), **context)
