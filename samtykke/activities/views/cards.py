"""The tab “Activities” of a person, and of a company: what is planned, what was done, and a call in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samtykke.accounts.access import needs, who
from samtykke.accounts.rights import Right
from samtykke.activities import actions, queries
from samtykke.activities.access import activities_visible_to
from samtykke.activities.cards import lines
from samtykke.activities.forms import QuickCallForm
from samtykke.activities.models import ActivityKind, ActivityStatus
from samtykke.activities.views.answering import in_place, say
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.queries.standing import as_one
from samtykke.contacts.access import CARD, card_of, company_for, person_for, sight_of, visible_to
from samtykke.contacts.company_queries import company_and_merged
from samtykke.contacts.masking import mask_of
from samtykke.core.actors import Ref, Via
from samtykke.core.http import read_only, writes
from samtykke.core.pages import refusals_on

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.activities.models import ActivityQuerySet
    from samtykke.contacts.models import Company, Person


@needs(Right.PEOPLE_VIEW)
@read_only
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """What is planned with a person, and what was done; a page costs the same however long it goes back."""
    person = card_of(who(request), person_id)
    if person.pk != person_id:
        return redirect("activities:person", person.pk)
    audit.look(Deed.PERSON_VIEWED, subject=Ref.person(person.pk), by=who(request).actor, via=Via.STAFF)
    context = _of_person(request, person) | {
        "form": QuickCallForm(auto_id="call_%s"),
        "logs_call": "call" in request.GET,
    }
    return render(request, "activities/person.html", context)


@needs(Right.PEOPLE_EDIT)
@writes
def log_call(request: HttpRequest, person_id: int) -> HttpResponse:
    """Writes a call down, and shows it in place."""
    person = person_for(who(request), person_id, *CARD)
    form = QuickCallForm(request.POST, auto_id="call_%s")
    if form.is_valid():
        with refusals_on(form):
            user = who(request)
            made = actions.plan(
                ActivityKind.CALL, {**form.cleaned_data, "owner_id": user.pk}, people=[person.pk],
                status=ActivityStatus.DONE, among=visible_to(user), by=user.actor, via=Via.STAFF,
            )  # fmt: skip
            here = reverse("activities:person", args=[person.pk])
            say(request, _("The call is written down."), "activities:taking-back", made.pk, then=here)
            if not request.htmx:  # type: ignore[attr-defined]
                return redirect("activities:person", person.pk)
            context = _of_person(request, person) | {"form": QuickCallForm(auto_id="call_%s"), "changed": made.pk}
            return in_place(request, "activities/_of_person.html", context)
    context = _of_person(request, person) | {"form": form}
    template = "activities/_of_person.html" if request.htmx else "activities/person.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422)


@needs(Right.PEOPLE_VIEW)
@read_only
def show_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """The same for a company."""
    company = company_for(who(request), company_id)
    if company.pk != company_id:
        return redirect("activities:company", company.pk)
    context = _of_company(request, company)
    audit.look(
        Deed.COMPANY_VIEWED, subject=Ref("company", company.pk), by=who(request).actor, via=Via.STAFF,
        shown=len({person.pk for line in (*context["planned"], *context["past"]) for person in line.people}),
    )  # fmt: skip
    return render(request, "activities/company.html", context)


def _of_person(request: HttpRequest, person: Person) -> dict[str, Any]:
    mask, sight, one = mask_of(who(request)), sight_of(who(request)), as_one(person.pk)
    planned, past = queries.planned_and_past(one.members, request.GET.get("cursor"))
    shown = lines([*planned, *past.items], sight, mask)
    return {
        "person": mask.cover(person),
        "one": one,
        "planned": shown[: len(planned)],
        "past": shown[len(planned) :],
        "next": past.next,
        "previous": past.previous,
    }


def _of_company(request: HttpRequest, company: Company) -> dict[str, Any]:
    seen = activities_visible_to(who(request)).filter(company__in=company_and_merged(company.pk))
    seen = seen.none() if mask_of(who(request)).hides("company") else seen
    return {"company": company, **planned_and_past(request, seen)}


def planned_and_past(request: HttpRequest, seen: ActivityQuerySet) -> dict[str, Any]:
    """Of some activities those that are planned, and a page of those that were done, as the reader sees them."""
    past = queries.past_of(seen, request.GET.get("cursor"))
    planned = queries.planned_of(seen) if not request.GET.get("cursor") else []
    shown = lines([*planned, *past.items], sight_of(who(request)), mask_of(who(request)))
    return {
        "planned": shown[: len(planned)],
        "past": shown[len(planned) :],
        "next": past.next,
        "previous": past.previous,
    }
