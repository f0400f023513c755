"""Who is part of a sale or a project, as pages: search and add, change, take out; and the users of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.models import User
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import person_for, visible_to
from samtykke.contacts.company_queries import company_and_merged, company_survivor_id
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import search_people
from samtykke.core.actors import Via
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.refused import Refused
from samtykke.sales import actions
from samtykke.sales.access import found_for
from samtykke.sales.forms import PartForm, UserForm
from samtykke.sales.models import Project, Sale
from samtykke.sales.queries import is_frozen, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Person
    from samtykke.sales.models import Thing

SHOWN = 20
KINDS: dict[str, type[Thing]] = {"sales": Sale, "projects": Project}


@needs(Right.PEOPLE_EDIT)
@read_only
def show_people(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Whom to add: those of the company, or those a search finds; and who is part of it already."""
    thing = _thing(request, kind, pk)
    return _page(request, thing, kind)


@needs(Right.PEOPLE_EDIT)
@writes
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Makes somebody part of it."""
    thing = _thing(request, kind, pk)
    told = request.POST.get("person", "")
    if not (told.isascii() and told.isdecimal() and len(told) < 19):
        raise Http404
    person = person_for(who(request), int(told))
    form = PartForm(request.POST)
    if not form.is_valid():
        return _page(request, thing, kind, status=422)
    return _done(request, kind, pk, lambda **by: actions.add_person(thing, person, **form.cleaned_data, **by))


people = at_one_address(show=show_people, act=add)


@needs(Right.PEOPLE_EDIT)
@writes
def change(request: HttpRequest, pk: int, person_id: int, kind: str) -> HttpResponse:
    """Changes what somebody is in it."""
    person, thing = _part(request, kind, pk, person_id)
    part = next(
        (one for one in parts_of([thing], among=visible_to(who(request))).get(pk, []) if one.person == person), None
    )
    form = PartForm(request.POST, chosen=part.role.pk if part and part.role else None)
    if not form.is_valid():
        return _page(request, thing, kind, status=422)
    return _done(request, kind, pk, lambda **by: actions.change_part(thing, person, **form.cleaned_data, **by))


@needs(Right.PEOPLE_EDIT)
@writes
def remove(request: HttpRequest, pk: int, person_id: int, kind: str) -> HttpResponse:
    """Takes somebody out of it."""
    person, thing = _part(request, kind, pk, person_id)
    return _done(request, kind, pk, lambda **by: actions.remove_person(thing, person, **by))


@needs(Right.PEOPLE_EDIT)
@writes
def add_user(request: HttpRequest, pk: int) -> HttpResponse:
    """Has one of the staff take part in a project."""
    project = found_for(Project, who(request), pk)
    form = UserForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of those on offer."))
        return redirect("sales:project", pk)
    return _done(
        request, "projects", pk, lambda **by: actions.add_user(project, form.cleaned_data["user"], **by), "project"
    )


@needs(Right.PEOPLE_EDIT)
@writes
def remove_user(request: HttpRequest, pk: int, user_id: int) -> HttpResponse:
    """Has one of the staff no longer take part."""
    project = found_for(Project, who(request), pk)
    user = get_object_or_404(User, pk=user_id)
    return _done(request, "projects", pk, lambda **by: actions.remove_user(project, user.pk, **by), "project")


def _thing(request: HttpRequest, kind: str, pk: int) -> Thing:
    return found_for(KINDS[kind], who(request), pk, "company")


def _part(request: HttpRequest, kind: str, pk: int, person_id: int) -> tuple[Person, Thing]:
    """The person first: whom the user does not see is nobody here, whatever they are part of."""
    return person_for(who(request), person_id), _thing(request, kind, pk)


def _done(request: HttpRequest, kind: str, pk: int, act: Callable[..., Any], page: str = "") -> HttpResponse:
    try:
        act(by=who(request).actor, via=Via.STAFF)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect(f"sales:{page}" if page else f"sales:{kind}-people", pk)


def _page(request: HttpRequest, thing: Thing, kind: str, status: int = 200) -> HttpResponse:
    among, mask = visible_to(who(request)), mask_of(who(request))
    parts = parts_of([thing], among=among).get(thing.pk, [])
    text = request.GET.get("q", "").strip()[:500]
    found = among.none()
    if text:
        found = search_people(text, among=among, without=mask.keys)
    elif thing.company_id and not mask.hides("company"):
        found = among.filter(company_id__in=company_and_merged(company_survivor_id(thing.company_id)))
    there = {part.person.pk for part in parts}
    people = [
        mask.cover(one) for one in found.select_related("company").order_by("sort_key", "id")[: SHOWN + len(there)]
    ]
    people = [one for one in people if one.pk not in there][:SHOWN]
    audit.look(
        Deed.PEOPLE_SEARCHED if text else Deed.PEOPLE_LISTED, subject=None, by=who(request).actor, via=Via.STAFF,
        shown=len(people) + len(parts),
    )  # fmt: skip
    context = {
        "thing": thing,
        "kind": kind,
        "is_sale": kind == "sales",
        "is_frozen": is_frozen(thing),
        "back": reverse(f"sales:{kind.removesuffix('s')}", args=[thing.pk]),
        "parts": [
            (
                part,
                PartForm(
                    chosen=part.role.pk if part.role else None,
                    initial=_initial(part),
                    auto_id=f"id_%s_{part.person.pk}",
                ),
            )
            for part in parts
        ],
        "people": people,
        "text": text,
        "form": PartForm(),
    }
    return render(request, "sales/people.html", context, status=status)


def _initial(part: Any) -> dict[str, Any]:
    return {"role": part.role.key if part.role else "", "is_primary": part.is_primary}
