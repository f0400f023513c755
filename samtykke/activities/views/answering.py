"""What the pages of activities share: where to go afterwards, and the answer in place with a toast that undoes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def back(request: HttpRequest, otherwise: str, *args: Any) -> HttpResponse:
    """To the page that asked, where it is one of ours; else to the address that is named."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect(otherwise, *args)


def say(request: HttpRequest, sentence: str, undo: str = "", *args: Any, then: str = "") -> None:
    """A toast; `undo` names the address that takes it back, `then` the page to stand on afterwards."""
    address = reverse(undo, args=args) if undo else ""
    messages.success(request, sentence, f"{address}?{urlencode({'next': then})}" if then else address)


def in_place(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A fragment, with what was said as toasts beside it."""
    return render(request, "activities/_in_place.html", {"fragment": template, **context})
