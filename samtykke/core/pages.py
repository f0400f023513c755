"""What pages share: a rule's no lands on the form, and a refused form answers 422."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import BaseForm
    from django.http import HttpRequest


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """Puts a refusal beside the field it is about, or on top of the form; what was written before it is taken back."""
    try:
        with transaction.atomic():
            yield
    except Refused as refused:
        form.add_error(_place(form, refused.field), str(refused.reason))


def _place(form: BaseForm, field: str | None) -> str | None:
    """The form's field for a rule's field; a part of a whole by its own name, texts per language under their first language."""
    if field is None or field in form.fields:
        return field
    if (last := field.rpartition(".")[2]) in form.fields:
        return last
    first = f"{field.rstrip('s')}_nb"
    return first if first in form.fields else None


def form_page(request: HttpRequest, template: str, form: BaseForm, **context: Any) -> HttpResponse:
    """A page with a form; 422 when what was sent was refused."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def without(request: HttpRequest, name: str) -> str:
    """The address of a list without one of its filters."""
    query = request.GET.copy()
    for gone in (name, "cursor"):
        query.pop(gone, None)
    return f"?{query.urlencode()}"


def back_to_list(request: HttpRequest, address: str, target: str) -> HttpResponse:
    """To a list as it was asked for, whose query the field `back` carries; htmx fetches the list alone into its place."""
    query = QueryDict(request.POST.get("back", "")).urlencode()
    place = f"{address}?{query}" if query else address
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(place)
    told = json.dumps({"path": place, "target": target, "swap": "outerHTML"})
    return HttpResponse(status=204, headers={"HX-Location": told})


CONFLICT = 409


def conflict_page(request: HttpRequest, template: str, form: Any, *, seen: str, **context: Any) -> HttpResponse:
    """The page for whoever came second: what they wrote, and the version that stands now, so that saving again is a
    choice. 409; `differing` in the context is what stands now, label by label.
    """
    data = form.data.copy()
    data["seen"] = seen
    form.data = data
    return render(request, template, {"form": form, **context}, status=CONFLICT)
