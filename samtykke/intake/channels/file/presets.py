"""The exports we know by their headers, each as data and at most a small function."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from samtykke.core.refused import Refused
from samtykke.intake.channels.file import columns, preset_functions
from samtykke.intake.channels.file.columns import Mapping, folded, mapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.intake.channels.file.columns import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """An export we know: its headers (folded) and the columns they fill, the headers that give it away, what else to do.

    `known_by` lists sets of headers: one of them, all present, is enough. `finish_reads`: the headers `finish` reads;
    `finish_fills`: the fields of a person it fills from them.
    """

    name: str
    label: str
    aliases: dict[str, str]
    known_by: tuple[frozenset[str], ...] = ()
    finish: Callable[[list[str]], Callable[[Record, list[str]], Record | None] | None] | None = None
    finish_reads: str = ""
    finish_fills: frozenset[str] = frozenset()

    def knows(self, header: list[str]) -> bool:
        """Whether the header gives this export away."""
        names = {folded(name) for name in header}
        return any(telltale <= names for telltale in self.known_by)

    def mapping(self, header: list[str], own: dict[str, str] | None = None) -> Mapping:
        """Where this preset finds our columns in a header; `own`: the headers of fields that the company added."""
        own = own or {}
        first = {name: column for name, column in own.items() if self.aliases.get(name) in columns.YIELDING}
        places, unused = mapped(header, {**own, **self.aliases, **first})
        unused = tuple(name for name in unused if not self.reads(name))
        return Mapping(places, self.name, self.finish(header) if self.finish else None, unused)

    def reads(self, name: str) -> bool:
        """Whether the preset itself makes something of a column, whatever anybody chooses for it."""
        key = folded(name)
        return self.aliases.get(key) in columns.BY_PRESET or bool(re.fullmatch(self.finish_reads, key))


def _sets(*telltales: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(telltale.split(" | ")) for telltale in telltales)


_PERSON = {
    "first name": "first_name",
    "firstname": "first_name",
    "given name": "first_name",
    "fornavn": "first_name",
    "middle name": "middle_name",
    "mellomnavn": "middle_name",
    "last name": "last_name",
    "lastname": "last_name",
    "surname": "last_name",
    "family name": "last_name",
    "etternavn": "last_name",
    "full name": "full_name",
    "name": "full_name",
    "navn": "full_name",
    "fullt navn": "full_name",
    "e-mail": "email",
    "email": "email",
    "e-mail address": "email",
    "email address": "email",
    "e-post": "email",
    "epost": "email",
    "e-postadresse": "email",
    "mobile": "mobile",
    "mobile phone": "mobile",
    "mobile phone number": "mobile",
    "cell phone": "mobile",
    "mobil": "mobile",
    "mobiltelefon": "mobile",
    "mobilnummer": "mobile",
    "phone": "phone",
    "phone number": "phone",
    "telephone": "phone",
    "telefon": "phone",
    "telefonnummer": "phone",
    "title": "title",
    "job title": "title",
    "tittel": "title",
    "stilling": "title",
    "company": "company",
    "company name": "company",
    "organisation": "company",
    "organization": "company",
    "firma": "company",
    "firmanavn": "company",
    "bedrift": "company",
    "virksomhet": "company",
    "org number": "org_number",
    "organisation number": "org_number",
    "organization number": "org_number",
    "org.no": "org_number",
    "org. no.": "org_number",
    "org.nr": "org_number",
    "org.nr.": "org_number",
    "orgnr": "org_number",
    "organisasjonsnummer": "org_number",
    "country": "country",
    "land": "country",
    "language": "language",
    "språk": "language",
    "category": "category",
    "kategori": "category",
    "external id": "external_id",
    "ekstern id": "external_id",
}
"""Headers that mean the same wherever they come from."""

_FURTHER = {
    **dict.fromkeys(
        ("street address", "postal address", "address", "adresse", "gateadresse", "postadresse", "gate"), "street"
    ),
    **dict.fromkeys(
        ("postcode", "zip", "zip code", "zip/postal code", "postnummer", "postnr", "postnr."), "postal_code"
    ),
    **dict.fromkeys(("town", "sted", "poststed"), "city"),
    **dict.fromkeys(("country of the postal address", "postland", "land i postadressen"), "postal_country"),
    **dict.fromkeys(("role in the company", "role in company", "rolle", "rolle i virksomheten"), "role"),
    **dict.fromkeys(("interest", "interesse", "interesser"), "interests"),
}
"""In a file of one's own; in an export an address may be the company's."""

OWN = Preset(
    name="own",
    label="Samtykke",
    aliases={folded(name): name for name in columns.OWN}
    | _PERSON
    | _FURTHER
    | {"emails": "more_emails", "phones": "more_phones"},
    finish=preset_functions.own,
)

SUPEROFFICE = Preset(
    name="superoffice",
    label="SuperOffice",
    aliases=_PERSON
    | {
        "person id": "external_id",
        "person-id": "external_id",
        "contact id": "external_id",
        "direct": "phone",
        "direct phone": "phone",
        "direkte": "phone",
        "direktetelefon": "phone",
        "private": "phone",
        "private phone": "phone",
        "privat": "phone",
        "privattelefon": "phone",
        "e-mail 2": "email",
        "e-post 2": "email",
    },
    known_by=_sets(
        "company | first name | e-mail",
        "company | last name | e-mail",
        "firma | fornavn | e-post",
        "firma | etternavn | e-post",
        "company | full name | e-mail",
        "firma | fullt navn | e-post",
    ),
    finish=preset_functions.superoffice,
    finish_reads="no mailings",
)

HUBSPOT = Preset(
    name="hubspot",
    label="HubSpot",
    aliases={
        "record id": "external_id",
        "contact id": "external_id",
        "first name": "first_name",
        "last name": "last_name",
        "email": "email",
        "work email": "email",
        "additional email addresses": "more_emails",
        "mobile phone number": "mobile",
        "phone number": "phone",
        "job title": "title",
        "company name": "company",
        "associated company": "company",
        "country/region": "country",
        "country": "country",
        "street address": "street",
        "postal code": "postal_code",
        "city": "city",
        "preferred language": "language",
        "lifecycle stage": "category",
    },
    known_by=_sets(
        "record id | email",
        "contact id | email | lifecycle stage",
        "email | legal basis for processing contact's data",
        "email | lifecycle stage",
    ),
    finish=preset_functions.hubspot,
    finish_reads="legal basis for processing contact's data|unsubscribed from all email|opted out of email.*",
)

GOOGLE = Preset(
    name="google",
    label="Google",
    aliases={
        "first name": "first_name",
        "given name": "first_name",
        "middle name": "middle_name",
        "additional name": "middle_name",
        "last name": "last_name",
        "family name": "last_name",
        "name": "full_name",
        "organization name": "company",
        "organization 1 - name": "company",
        "organization title": "title",
        "organization 1 - title": "title",
        "address 1 - country": "country",
        "address 1 - street": "street",
        "address 1 - postal code": "postal_code",
        "address 1 - city": "city",
    },
    known_by=_sets("e-mail 1 - value", "phone 1 - value", "first name | organization name | labels"),
    finish=preset_functions.google,
    finish_fills=frozenset({"email", "phone", "category"}),
    finish_reads=r"(e-mail|phone) \d+ - (value|label|type)|labels|group membership",
)

OUTLOOK = Preset(
    name="outlook",
    label="Outlook",
    aliases={
        "first name": "first_name",
        "middle name": "middle_name",
        "last name": "last_name",
        "e-mail address": "email",
        "e-mail 2 address": "email",
        "e-mail 3 address": "email",
        "mobile phone": "mobile",
        "business phone": "phone",
        "business phone 2": "phone",
        "primary phone": "phone",
        "home phone": "phone",
        "company": "company",
        "job title": "title",
        "business country/region": "country",
        "home country/region": "country",
        "business street": "street",
        "business postal code": "postal_code",
        "business city": "city",
        "language": "language",
    },
    known_by=_sets(
        "first name | e-mail address | mobile phone",
        "first name | e-mail address | business phone",
        "first name | e-mail address | e-mail display name",
        "first name | e-mail address | job title",
    ),
    finish=preset_functions.outlook,
    finish_fills=frozenset({"category"}),
    finish_reads="categories",
)

MAILCHIMP = Preset(
    name="mailchimp",
    label="Mailchimp",
    aliases={
        "email address": "email",
        "first name": "first_name",
        "last name": "last_name",
        "phone number": "phone",
        "company": "company",
        "euid": "external_id",
    },
    known_by=_sets(
        "email address | optin time",
        "email address | confirm time",
        "email address | unsub time",
        "email address | clean time",
        "email address | member rating",
    ),
    finish=preset_functions.mailchimp,
    finish_reads="(optin|confirm) (time|ip)|unsub (time|reason|reason other)|clean time",
)

PRESETS = {preset.name: preset for preset in (MAILCHIMP, GOOGLE, OUTLOOK, HUBSPOT, SUPEROFFICE)}
"""The presets by name, in the order in which a header is held against them."""


def detect(header: list[str]) -> Preset:
    """The export that the header gives away; our own format where it is none."""
    own = {folded(name) for name in header} & {"purpose", "legal basis", "occurred at", "external id", "org number"}
    if len(own) < 2:
        for preset in PRESETS.values():
            if preset.knows(header):
                return preset
    return OWN


def mapping_for(header: list[str], name: str = "", own: dict[str, str] | None = None) -> Mapping:
    """The mapping by the named preset, or by the one the header gives away. A file without a way to know anybody is refused."""
    return required((_named(name) if name else detect(header)).mapping(header, own))


def chosen(header: list[str], choice: dict[str, str], preset: str = "", own: dict[str, str] | None = None) -> Mapping:
    """The mapping a person made by hand: our column for each header.

    What the preset reads beside plain columns it still reads: nobody loses a no by moving a name.
    """
    known = _named(preset) if preset else OWN
    ours = {*columns.ALL, *(own or {}).values()}
    places: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        column = choice.get(name, "")
        if column not in ours:
            column = known.aliases.get(folded(name), "") if known.reads(name) else ""
        if column:
            places.setdefault(column, []).append(place)
    unused = tuple(name for name in header if name and choice.get(name) not in ours and not known.reads(name))
    finish = known.finish(header) if known.finish else None
    return required(Mapping({name: tuple(found) for name, found in places.items()}, known.name, finish, unused))


def required(mapping: Mapping) -> Mapping:
    """A file needs at least one column by which a person can be known. Google's preset finds its addresses itself."""
    if mapping.preset != GOOGLE.name and mapping.columns.keys().isdisjoint(
        {"external_id", "first_name", "last_name", "full_name", "email", "mobile", "phone"}
    ):
        raise Refused(
            _("None of the columns is a name, an e-mail address, a phone number or an external id."),
            code="no_person_column",
            field="file",
            status=422,
        )
    return mapping


def _named(name: str) -> Preset:
    if name == OWN.name:
        return OWN
    try:
        return PRESETS[name]
    except KeyError:
        raise Refused(
            _("There is no preset “%(name)s”.") % {"name": name[:50]}, code="unknown_preset", field="preset", status=422
        ) from None
