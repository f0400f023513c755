"""While somebody writes a person's or a company's details: who may be the same. Sent, so that no address holds what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.access import companies_visible_to, company_for, person_for, visible_to
from samtykke.contacts.addresses import e164_or_nothing
from samtykke.contacts.company_queries import companies_like
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import possible_duplicates
from samtykke.core.actors import Via
from samtykke.core.http import writes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN = 5


@needs(Right.PEOPLE_EDIT)
@writes
def show_same_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Others whom what is being written of a person would fit: address, number, name, last name in the same company."""
    user, told = who(request), request.POST
    person, mask = person_for(user, person_id), mask_of(user)
    found = possible_duplicates(
        among=visible_to(user).exclude(pk=person.pk),
        without=mask.keys,
        first_name=told.get("first_name", ""),
        last_name=told.get("last_name", ""),
        company_name=told.get("company_name", ""),
        email=told.get("address", ""),
        phone=e164_or_nothing(told.get("phone", ""), told.get("country") or person.country),
    )
    people = [mask.cover(one) for one in found.select_related("company").order_by("sort_key", "id")[:SHOWN]]
    if people:
        audit.look(Deed.PEOPLE_SEARCHED, subject=None, by=user.actor, via=Via.STAFF, shown=len(people))
    return render(request, "contacts/_same.html", {"people": people, "person": person})


@needs(Right.PEOPLE_EDIT)
@writes
def show_same_company(request: HttpRequest) -> HttpResponse:
    """Companies that may be the one being written; `company` is the id of the one that is changed."""
    user, told = who(request), request.POST
    likely = companies_like(told.get("name", ""), told.get("org_number", ""))
    found = companies_visible_to(user).filter(pk__in=likely.values("pk"))
    if (own := told.get("company", "")).isdecimal() and own.isascii():
        found = found.exclude(pk=company_for(user, min(int(own), 2**62)).pk)
    return render(request, "contacts/_same.html", {"companies": found.order_by("sort_key", "id")[:SHOWN]})
