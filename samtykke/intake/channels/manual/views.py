"""The quick form: who, how we met, and what follows from it, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samtykke.accounts.access import may, needs, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents import actions as consents
from samtykke.consents.deadlines import inform_by
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import visible_to
from samtykke.contacts.addresses import e164_or_nothing
from samtykke.contacts.masking import mask_of
from samtykke.contacts.queries import possible_duplicates
from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.core.http import at_one_address, read_only, writes
from samtykke.core.pages import form_page, refusals_on
from samtykke.intake.channels.manual.forms import QuickForm
from samtykke.purposes import queries as purposes
from samtykke.purposes.models import STORE, CollectedHow, InformRule, Source

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samtykke.contacts.models import Person

SHOWN = 5
# What the address may fill in: what somebody looked for in vain.
ASKED = ("first_name", "last_name", "email", "phone", "company_name")


@needs(Right.PEOPLE_EDIT)
@read_only
def show_new(request: HttpRequest) -> HttpResponse:
    """The form, with the five facts filled by rule."""
    store = purposes.purpose_by_key(STORE)
    basis = purposes.default_basis(store)
    if basis and basis.article == "f" and not purposes.assessment_holds(store, now()):
        return render(request, "intake/assessment_first.html", {"purpose": store})
    initial = {
        **{name: request.GET[name] for name in ASKED if name in request.GET},
        "source": "USER",
        "legal_basis": basis.key if basis else "",
        "language": get_language(),
        "country": "NO",
    }
    return _page(request, QuickForm(initial=initial, may_choose=may(request, Right.CONSENTS_CHANGE)))


@needs(Right.PEOPLE_EDIT)
@writes
def register(request: HttpRequest) -> HttpResponse:
    """Registers a person with the five facts; asks first when somebody like that is held already."""
    form = QuickForm(request.POST, may_choose=may(request, Right.CONSENTS_CHANGE))
    found: list[Person] = []
    if form.is_valid():
        found = _duplicates(request, form.cleaned_data)
        if found and not form.cleaned_data["anyway"]:
            told = _("Somebody like this is held already. Look first, then register anyway if it is somebody else.")
            form.add_error(None, told)
            return _page(request, form, duplicates=found)
        with refusals_on(form):
            person = _register(request, form)
            messages.success(request, _("Registered. This is why, by what right and how the person is held."))
            return redirect("web:person", person.pk)
    return _page(request, form, duplicates=found)


@transaction.atomic
def _register(request: HttpRequest, form: QuickForm) -> Person:
    by = who(request).actor
    told = form.cleaned_data
    company = None
    if told.get("company_name"):
        company = contacts.find_or_create_company(
            told["company_name"], org_number="", country=told.get("country", ""), by=by, via=Via.STAFF
        )
    return consents.register_person(form.person(company), answers=form.answers(), by=by, via=Via.STAFF)


@needs(Right.PEOPLE_EDIT)
@writes
def show_hints(request: HttpRequest) -> HttpResponse:
    """While somebody types: who may be the same, and when the person must be told. Sent, so that no address holds it."""
    told = {
        name: request.POST.get(name, "")
        for name in ("first_name", "last_name", "email", "phone", "country", "company_name")
    }
    context = {"duplicates": _duplicates(request, told), **_notice(request.POST)}
    return render(request, "intake/_hints.html", context)


new = at_one_address(show=show_new, act=register)


def _duplicates(request: HttpRequest, told: dict[str, Any]) -> list[Person]:
    mask = mask_of(who(request))
    found = possible_duplicates(
        among=visible_to(who(request)),
        without=mask.keys,
        first_name=told["first_name"],
        last_name=told["last_name"],
        email=told["email"],
        phone=e164_or_nothing(told.get("phone") or "", told.get("country") or "NO"),
        company_name=told.get("company_name") or "",
    )
    people = [mask.cover(person) for person in found.select_related("company")[:SHOWN]]
    if people:
        audit.look(Deed.PEOPLE_SEARCHED, subject=None, by=who(request).actor, via=Via.STAFF, shown=len(people))
    return people


def _notice(told: Any) -> dict[str, Any]:
    """Whether the person gave the data, by when the person must be told, and whether a mail does it. Art. 13–14, REQ-36."""
    how = CollectedHow.objects.offered().filter(key=told.get("collected_how") or "").first()
    source = Source.objects.offered().filter(key=told.get("source") or "USER").first()
    from_person = how.from_person if how else bool(source and source.from_person)
    return {
        "how": how,
        "from_person": from_person,
        "inform_by": None if from_person else inform_by(now()),
        "confirms": bool(source and source.inform_rule == InformRule.AT_ONCE),
        "later": _later(source),
        "has_email": bool(str(told.get("email") or "").strip()),
    }


def _later(source: Source | None) -> str:
    """What the rule of a source does later, in words; "" where it acts at once or not at all."""
    if source and source.inform_rule == InformRule.AFTER_DAYS:
        return _("The privacy confirmation goes out after %d days, unless you have told the person by then.") % (
            source.inform_after_days
        )
    if source and source.inform_rule == InformRule.FIRST_CONTACT:
        return _("The privacy confirmation goes out with the first mail to the person.")
    return ""


def _page(request: HttpRequest, form: QuickForm, duplicates: list[Person] | None = None) -> HttpResponse:
    context = {
        "store": form.purpose,
        "basis": purposes.default_basis(form.purpose),
        "duplicates": duplicates or [],
        **_notice(form.data if form.is_bound else form.initial),
    }
    return form_page(request, "intake/person_new.html", form, **context)
