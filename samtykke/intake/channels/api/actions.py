"""What the API does beyond single actions: changing a person as a whole, and what stands for a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.contacts import actions as contacts
from samtykke.contacts import queries as found
from samtykke.contacts.addresses import normal_email
from samtykke.contacts.models import Company, Interest, Person, PersonEmail, PersonPhone
from samtykke.core.refused import Refused
from samtykke.fields import actions as fields
from samtykke.intake.channels.api.hearing import kind_of, number_of, use_of
from samtykke.intake.channels.api.queries import category_called
from samtykke.intake.models import KeyDefaults, StoredAnswer
from samtykke.purposes.queries import how_by_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.accounts.models import ApiKey
    from samtykke.contacts.models import Category
    from samtykke.core.actors import Actor, Via
    from samtykke.intake.channels.api.shapes import EmailIn, PersonChanges, PersonFields, PhoneIn
    from samtykke.purposes.models import LegalBasis, Purpose, Source

PLAIN = ("external_id", "first_name", "last_name", "title", "language", "country")


@transaction.atomic
def set_key_defaults(key: ApiKey, *, purpose: Purpose, legal_basis: LegalBasis, source: Source) -> KeyDefaults:
    """Says why, by what right and from where people come who are written by this key, when a call does not say it."""
    defaults, _made = KeyDefaults.objects.update_or_create(
        key=key, defaults={"purpose": purpose, "legal_basis": legal_basis, "source": source}
    )
    return defaults


def forget_stored_answers() -> int:
    """Removes the stored answers that nobody can ask for any more."""
    expired = StoredAnswer.objects.expired()
    return expired._raw_delete(expired.db)


def change_person(person: Person, told: PersonChanges, *, by: Actor, via: Via) -> None:
    """Changes what was named: addresses and numbers as whole lists, the rest field by field."""
    sent = told.model_fields_set
    if "emails" in sent:
        _set_emails(person, told.emails or [], by, via)
    if "phones" in sent:
        _set_phones(person, told.phones or [], told.country or person.country, by, via)
    changes: dict[str, Any] = {name: getattr(told, name) for name in PLAIN if name in sent}
    if "category" in sent:
        changes["category"] = category_of(told)
    if "collected_how" in sent:
        changes["collected_how"] = how_by_key(told.collected_how) if told.collected_how else None
    if sent & {"company", "org_number"}:
        changes["company"] = company_of(told, person.country, by=by, via=via)
    if changes:
        contacts.change_person(person, changes=changes, by=by, via=via)
    if "interests" in sent:
        contacts.set_interests(person, _interests(told.interests or []), by=by, via=via)
    if told.fields:
        fields.change_fields(person, told=told.fields, by=by, via=via)
    if sent & {"emails", "phones", "first_name", "last_name", "external_id"}:
        _refuse_nobody(person.pk)


def company_of(told: PersonFields, country: str, *, by: Actor, via: Via) -> Company | None:
    """The company that was named: by number, else by name, else a new one; none where neither is given."""
    name, number = (told.company or "").strip(), (told.org_number or "").strip()
    if not name and not number:
        return None
    if not name:
        raise Refused(_("Write the name of the company."), code="name_missing", field="company", status=422)
    return contacts.find_or_create_company(
        name, org_number=number, country=(told.country or country) if number else "", by=by, via=via
    )


def _interests(keys: Sequence[str]) -> list[Interest]:
    """The interests of some keys; refuses a key that is in no list, by its place."""
    known = {
        one.key: one for one in Interest.objects.existing().filter(key__in=[key for key in keys if "\x00" not in key])
    }
    for place, key in enumerate(keys):
        if key not in known:
            raise Refused(
                _("There is no interest with the key “%s”.") % key[:60],
                code="unknown_interest",
                field=f"interests.{place}",
                status=422,
            )
    return [known[key] for key in dict.fromkeys(keys)]


def category_of(told: PersonFields) -> Category | None:
    """The category that was named."""
    if not told.category:
        return None
    category = category_called(told.category)
    if category is None:
        raise Refused(
            _("There is no category “%s”.") % told.category[:60], code="unknown_category", field="category", status=422
        )
    return category


def _set_emails(person: Person, told: Sequence[EmailIn], by: Actor, via: Via) -> None:
    living = list(found.living_emails(person))
    known = {email.normal: email for email in found.as_one(living, person.pk)}
    wanted = {normal_email(one.address): one for one in told}
    for place, (normal, one) in enumerate(wanted.items()):
        row = known.get(normal)
        if row is None:
            row = contacts.add_email(person, one.address, kind=kind_of(one), use=use_of(one), by=by, via=via)
        else:
            _refuse_other_kind(row, one, place)
        if one.primary:
            _refuse_others(row, person, f"emails.{place}.primary")
            contacts.make_email_primary(row, by=by, via=via)
    for email in living:
        if email.normal not in wanted:
            contacts.retire_email(email, by=by, via=via)


def _refuse_other_kind(row: PersonEmail, told: EmailIn, place: int) -> None:
    """An address is never edited: what was said about it stays readable (rule 12)."""
    kind = kind_of(told)
    said_use = told.use is not None or (told.kind is not None and kind is None)
    if (kind is not None and kind != row.kind) or (said_use and use_of(told) != row.use):
        raise Refused(_("A known address keeps its kind and use."), code="address_fixed", field=f"emails.{place}.kind")


def _set_phones(person: Person, told: Sequence[PhoneIn], country: str, by: Actor, via: Via) -> None:
    living = list(found.living_phones(person))
    known = {phone.number: phone for phone in found.as_one(living, person.pk)}
    wanted: dict[str, PhoneIn] = {}
    for place, one in enumerate(told):
        wanted[number_of(one, country, place)] = one
    for place, (number, one) in enumerate(wanted.items()):
        row: PersonPhone | None = known.get(number)
        if row is None:
            row = contacts.add_phone(person, number, kind=one.kind, use=one.use, by=by, via=via)
        if one.primary:
            _refuse_others(row, person, f"phones.{place}.primary")
            contacts.make_phone_primary(row, by=by, via=via)
    for phone in living:
        if phone.number not in wanted:
            contacts.retire_phone(phone, by=by, via=via)


def _refuse_others(row: PersonEmail | PersonPhone, person: Person, field: str) -> None:
    """What belongs to somebody merged in goes back to them at a split: it is never the first of who stands for them."""
    if row.person_id != person.pk and not row.is_primary:
        raise Refused(
            _("This belongs to the card that was merged in, and cannot be the first."),
            code="merged_address",
            field=field,
        )


def _refuse_nobody(person_id: int) -> None:
    """A row without a name, an address, a number or an external id stands for nobody."""
    person = Person.objects.get(pk=person_id)
    named = person.first_name or person.last_name or person.external_id
    if not named and not found.has_own_address(person.pk):
        raise Refused(_("Write a name, an address or a number."), code="empty", field="last_name", status=422)
