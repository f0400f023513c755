"""What is written about a company, in the form that is kept; a refusal names the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from samtykke.accounts.queries import names_of, organisation
from samtykke.contacts.actions.changes import ask_address_guards
from samtykke.contacts.addresses import e164, normal_email
from samtykke.contacts.codes import country_code, org_number
from samtykke.contacts.models import NAME_LENGTH, PersonEmail
from samtykke.core.refused import Refused
from samtykke.purposes.actions.fields import web_address

if TYPE_CHECKING:
    from samtykke.contacts.models import Company

POSTAL: Final = ("postal_street", "postal_code", "postal_place", "postal_country")
VISITING: Final = ("visiting_street", "visiting_code", "visiting_place", "visiting_country")
REFERENCES: Final = ("category", "business")
FIELDS: Final = (
    "name", "org_number", "country", *REFERENCES, "web", "phone", "email", *POSTAL, *VISITING, "note", "owner_id",
)  # fmt: skip
LINES: Final = {
    "name": NAME_LENGTH, "postal_code": 20, "visiting_code": 20, "postal_place": 100, "visiting_place": 100,
}  # fmt: skip
TEXTS: Final = {"postal_street": 300, "visiting_street": 300, "note": 10_000}
COUNTRIES: Final = frozenset({"country", "postal_country", "visiting_country"})
LONGEST_WEB = 2000


def fill(company: Company, told: dict[str, Any]) -> None:
    """Writes what was told into the row in memory, cleaned; what was not told stays."""
    if unknown := set(told) - set(FIELDS):
        raise TypeError(f"a company has no {', '.join(sorted(unknown))}")
    for name in set(REFERENCES) & set(told):
        setattr(company, name, told[name])
    for name in LINES:
        if name in told:
            setattr(company, name, _line(name, told[name] or ""))
    if not company.name:
        raise Refused(_("Write the name of the company."), code="name_missing", field="name", status=422)
    for name, longest in TEXTS.items():
        if name in told:
            setattr(company, name, _text(name, told[name] or "", longest))
    for name in COUNTRIES & set(told):
        setattr(company, name, _country(name, told[name] or ""))
    if "owner_id" in told:
        company.owner_id = _owner(told["owner_id"])
    _fill_number(company, told)
    _fill_reached(company, told)


def _fill_number(company: Company, told: dict[str, Any]) -> None:
    number = told.get("org_number", company.org_number) or ""
    if number.strip():
        company.country = company.country or organisation().country
    if "org_number" in told or "country" in told:
        company.org_number = org_number(number, company.country)


def _fill_reached(company: Company, told: dict[str, Any]) -> None:
    if "web" in told:
        company.web = _web(told["web"] or "")
    if "phone" in told:
        said = (told["phone"] or "").strip()
        company.phone = e164(said, company.country) if said else ""
    if "email" in told:
        company.email = _email(told["email"] or "", held=company.email)


def _web(said: str) -> str:
    """An address on the web; https where nothing is said."""
    text = said.strip()
    if not text:
        return ""
    if len(text) > LONGEST_WEB:
        raise _too_long("web", LONGEST_WEB)
    return web_address(text if "://" in text else f"https://{text}", field="web")


def _email(said: str, *, held: str) -> str:
    """A general address of the company. One that is held as somebody's own belongs on their card (Art. 5(1)(c))."""
    text = said.strip()
    if not text:
        return ""
    normal = normal_email(text)
    if normal == held:
        return normal
    ask_address_guards(normal)
    if PersonEmail.objects.filter(normal=normal, kind="personal", retired_at__isnull=True).exists():
        raise Refused(
            _("This is a person’s own address. Write a general one here, like post@company.example."),
            code="address_of_a_person",
            field="email",
            status=422,
        )
    return normal


def _country(name: str, said: str) -> str:
    try:
        return country_code(said)
    except Refused as refused:
        refused.field = name
        raise


def _owner(said: Any) -> int | None:
    if said is not None and said not in names_of([said]):
        raise Refused(_("There is no such user."), code="unknown_owner", field="owner", status=422)
    return None if said is None else int(said)


def _line(name: str, said: str) -> str:
    text = " ".join(said.split())
    return _kept(name, text, LINES[name])


def _text(name: str, said: str, longest: int) -> str:
    return _kept(name, said.replace("\r\n", "\n").strip(), longest)


def _kept(name: str, text: str, longest: int) -> str:
    if "\x00" in text or len(text) > longest:
        raise _too_long(name, longest)
    return text


def _too_long(name: str, longest: int) -> Refused:
    return Refused(_("At most %d characters.") % longest, code="too_long", field=name, status=422)
