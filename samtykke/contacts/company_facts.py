"""The facts of a company as its card shows them, each changed in its place: by the form and the action of the whole company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from samtykke.contacts.actions.company_fields import POSTAL, VISITING
from samtykke.contacts.company_form import CompanyForm
from samtykke.contacts.company_words import NAMES, address_lines
from samtykke.contacts.facts import Fact, Kind, OneFact
from samtykke.core.templatetags.words import country_name, organisation_number, phone_number

if TYPE_CHECKING:
    from samtykke.contacts.models import Company


def _plain(name: str) -> Kind:
    return Kind(name, NAMES[name], (name,), (name,))


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        _plain("phone"),
        _plain("email"),
        _plain("web"),
        Kind("postal", NAMES["postal"], POSTAL, POSTAL),
        Kind("visiting", NAMES["visiting"], VISITING, VISITING),
        _plain("name"),
        Kind("number", NAMES["org_number"], ("org_number",), ("org_number",)),
        _plain("country"),
        Kind("category", NAMES["category"], ("category",), ("category_id",)),
        Kind("business", NAMES["business"], ("business",), ("business_id",)),
        Kind("owner", _("Looked after by"), ("owner",), ("owner_id",)),
        _plain("note"),
    )
}
# How the company is reached; the note stands by itself; the others are what is known about it.
REACHED: Final = ("phone", "email", "web", "postal", "visiting")
ABOUT: Final = ("name", "number", "country", "category", "business", "owner")


class CompanyFactForm(OneFact, CompanyForm):
    """One fact of a company."""

    kinds = KINDS


def company_fact(name: str, company: Company, owner: str) -> Fact:
    """One fact of a company, as everybody who sees companies may read it."""
    leads_to = {"phone": company.phone and f"tel:{company.phone}", "web": company.web}.get(name, "")
    return Fact(name, KINDS[name].label, _value(name, company, owner), leads_to=leads_to)


def company_facts(company: Company, owner: str) -> dict[str, list[Fact]]:
    """All of them, as they stand together."""
    return {
        "reached": [company_fact(name, company, owner) for name in REACHED],
        "about": [company_fact(name, company, owner) for name in ABOUT],
        "note": [company_fact("note", company, owner)],
    }


def _value(name: str, company: Company, owner: str) -> Any:
    match name:
        case "phone":
            return phone_number(company.phone)
        case "web":
            return company.host
        case "postal" | "visiting":
            return _lines(address_lines(company, name))
        case "number":
            return organisation_number(company.org_number)
        case "country":
            return country_name(company.country)
        case "category" | "business":
            related = getattr(company, name)
            return related.name if related else ""
        case "owner":
            return owner
        case "note":
            return _lines(company.note.splitlines())
    return getattr(company, name)


def _lines(lines: list[str]) -> str:
    return format_html_join("", '<span class="line">{}</span>', ((line or "\u00a0",) for line in lines))
