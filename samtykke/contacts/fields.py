"""The fields of people that these tables hold, by the keys that the data map and masking use."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from samtykke.core.known_fields import KnownField

PERSON = "contacts_person"
FIELDS: tuple[KnownField, ...] = (
    KnownField(
        key="person.name", name=_("Name"), table=PERSON, columns=("first_name", "last_name"), kind="identity",
        can_be_sensitive=False, can_be_retired=False,
    ),
    KnownField(
        key="person.external_id", name=_("Number in another system"), table=PERSON, columns=("external_id",), kind="identity"
    ),
    KnownField(
        key="person.external_ids", name=_("Numbers in each other system"), table="contacts_personexternalid",
        columns=("system", "external_id"), kind="identity", noted=("external_ids",),
    ),
    KnownField(key="person.title", name=_("Title"), table=PERSON, columns=("title",), kind="work"),
    KnownField(key="person.company", name=_("Company"), table=PERSON, columns=("company_id",), kind="work"),
    KnownField(key="person.category", name=_("Category"), table=PERSON, columns=("category_id",), kind="work"),
    KnownField(
        key="person.language", name=_("Language"), table=PERSON, columns=("language",), kind="contact", can_be_retired=False
    ),
    KnownField(key="person.country", name=_("Country"), table=PERSON, columns=("country",), kind="contact"),
    KnownField(
        key="person.emails", name=_("E-mail addresses"), table="contacts_personemail", columns=("address",), kind="contact",
        can_be_retired=False,
    ),
    KnownField(
        key="person.phones", name=_("Phone numbers"), table="contacts_personphone", columns=("number",), kind="contact"
    ),
    KnownField(
        key="person.companies", name=_("Companies with role and time"), table="contacts_personcompany",
        columns=("company_id", "role", "from_on", "to_on"), kind="work", noted=("belonging",),
    ),
    KnownField(
        key="person.postal", name=_("Postal addresses"), table="contacts_personpostal",
        columns=("street", "postal_code", "city", "country"), kind="contact", noted=("postal",),
    ),
    KnownField(
        key="person.interests", name=_("Interests"), table="contacts_personinterest", columns=("interest_id",),
        kind="preference", noted=("interest",),
    ),
)  # fmt: skip
