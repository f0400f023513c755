"""The front page: where things stand, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from samtykke.accounts.access import may, signed_in, who
from samtykke.accounts.models import Organisation
from samtykke.accounts.rights import Right
from samtykke.contacts.access import visible_to
from samtykke.contacts.queries import anybody_is_held
from samtykke.core.clock import now
from samtykke.core.http import read_only
from samtykke.governance.answers.books import book_of
from samtykke.governance.answers.checks import circumstances
from samtykke.governance.answers.queries import standings
from samtykke.governance.models import Register
from samtykke.mail.hand_over import can_send
from samtykke.purposes.models import STORE
from samtykke.purposes.queries import assessment_holds, purpose_by_key
from samtykke.web import queries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import PersonQuerySet


@signed_in
@read_only
def show_home(request: HttpRequest) -> HttpResponse:
    """A few figures for who may see people, first steps for who sets up, calm for everybody else."""
    context: dict[str, Any] = {"today": queries.today()}
    if may(request, Right.PEOPLE_VIEW):
        context["figures"] = _figures(visible_to(who(request)))
    if may(request, Right.GOVERNANCE_VIEW):
        context["guide"] = _guide(request)
    steps = _steps(request)
    if any(not step["done"] for step in steps):
        context["steps"] = steps
    return render(request, "web/home.html", context)


def _guide(request: HttpRequest) -> dict[str, Any]:
    """How far the set-up guide is, and the first point that is still open."""
    found = standings(book_of(Register.GUIDE), circumstances(getattr(request, "organisation", None)))
    closed = sum(one.is_closed for one in found)
    return {
        "closed": closed,
        "total": len(found),
        "parts": [("yes", closed), ("track", len(found) - closed)],
        "late": sum(one.is_late for one in found),
        "following": next((one.question for one in found if not one.is_closed), None),
    }


def _figures(held: PersonQuerySet) -> dict[str, int]:
    waiting = held.filter(from_person=False, informed_at__isnull=True)
    return {
        "people": queries.capped_count(held),
        "to_inform": queries.capped_count(waiting),
        "late": queries.capped_count(waiting.filter(inform_by__lt=queries.today())),
        "cap": queries.COUNTED,
    }


def _steps(request: HttpRequest) -> list[dict[str, Any]]:
    """What a new installation needs before the first person."""
    steps = []
    if may(request, Right.SETTINGS_MANAGE):
        organisation = Organisation.objects.defer("logo").filter(pk=1).first() or Organisation()
        steps.append({"name": "organisation", "done": organisation.is_described})
    if may(request, Right.ASSESSMENTS_APPROVE):
        steps.append({"name": "assessment", "done": assessment_holds(purpose_by_key(STORE), now())})
    if may(request, Right.MAIL_MANAGE):
        steps.append({"name": "mail", "done": can_send()})
    if may(request, Right.PEOPLE_EDIT) or may(request, Right.PEOPLE_IMPORT):
        steps.append({"name": "people", "done": anybody_is_held()})
    return steps
