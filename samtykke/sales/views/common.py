"""What the pages of sales and of projects share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.accounts.access import who
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import company_for, person_for, visible_to
from samtykke.contacts.masking import mask_of
from samtykke.core.actors import Via
from samtykke.purposes.forms.items import shown
from samtykke.sales import queries
from samtykke.sales.access import as_seen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from samtykke.contacts.models import Company, Person
    from samtykke.sales.forms import ThingForm
    from samtykke.sales.models import Thing

CONFLICT = 409


def company_named(request: HttpRequest, name: str, before: Company | None = None) -> Company | None:
    """The company that was written: the one there was, else the one of this name, else a new one."""
    name = " ".join(name.split())
    if not name:
        return None
    if before is not None and before.name == name:
        return before
    return contacts.find_or_create_company(name, by=who(request).actor, via=Via.STAFF)


def changes_of(request: HttpRequest, form: Any, thing: Thing) -> dict[str, Any]:
    """What a sale or project is to become, with the company that was written; of one that is frozen the figures alone."""
    told: dict[str, Any] = form.changes()
    if not form.is_frozen:
        told["company"] = company_named(request, form.cleaned_data["company_name"], thing.company)
    return told


def begun_with(request: HttpRequest) -> tuple[Company | None, Person | None]:
    """The company and the person a new one is begun from, by the address; 404 for whom the user does not see."""
    company = person = None
    told = request.POST if request.method == "POST" else request.GET
    if (number := told.get("company", "")).isdecimal():
        company = company_for(who(request), int(number[:18]))
    if (number := told.get("person", "")).isdecimal():
        person = person_for(who(request), int(number[:18]), "company")
    return company, person


def company_to_begin_with(request: HttpRequest, company: Company | None, person: Person | None) -> str:
    """The name of the company a new one is likely of; none that is covered for the user."""
    if company is None and person is not None and not mask_of(who(request)).hides("company"):
        company = person.company
    return company.name if company is not None else ""


def with_parts(request: HttpRequest, things: Iterable[Thing]) -> list[Any]:
    """Sales or projects, each with its people whom the user sees (`parts`) and the name of who looks after it (`owner`)."""
    told: list[Any] = list(map(as_seen, things))
    parts = queries.parts_of(told, among=visible_to(who(request)))
    names = queries.owner_names(told)
    for one in told:
        one.parts, one.owner = parts.get(one.pk, []), names.get(one.owner_id, "")
    return told


def changed_meanwhile(form: ThingForm, stands: ThingForm, version: int) -> list[dict[str, Any]] | None:
    """What stands beside what was typed, where it changed since it was opened; the form then knows the newest version."""
    read = form.cleaned_data["version"]
    if read is None or read == version:
        return None
    others = [
        {"label": form[name].label, "stands": shown(stands[name]), "typed": shown(form[name])}
        for name in form.fields
        if name != "version" and shown(stands[name]) != shown(form[name])
    ]
    form.renew(version)
    return others
