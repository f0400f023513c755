"""What somebody sent beside what is held: the same, new to us, or another. Art. 5(1)(d): nothing is overwritten by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.contacts import actions as contacts
from samtykke.contacts.addresses import e164_or_nothing
from samtykke.contacts.models import Person
from samtykke.contacts.queries import living_phones
from samtykke.core.refused import Refused
from samtykke.fields import actions as fields
from samtykke.fields.models import Subject, UserField
from samtykke.fields.queries import options_of, standing
from samtykke.fields.values import as_text, held_by, parsed
from samtykke.purposes.retired import retired_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from samtykke.core.actors import Actor, Via
    from samtykke.fields.models import FieldOption
    from samtykke.intake.said import Said


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was sent and is not held: by which key, what it is called, what is held, and what was sent. `known`: what the
    register calls it (`core.known_fields`)."""

    key: str
    known: str
    label: str
    held: str
    sent: str

    @property
    def is_new(self) -> bool:
        """Whether nothing was held."""
        return not self.held


def differences(person_id: int, said: Said, *, with_new: bool = True) -> list[Difference]:
    """What was sent and is not held of a person; what is retired is left out. Without `with_new`: only what contradicts."""
    person = Person.objects.select_related("company").get(pk=person_id)
    gone = retired_fields()
    found = [*_own(person, said), *_texts(person, said), *_phone(person, said)]
    return [one for one in found if one.known not in gone and (with_new or not one.is_new)]


def fill(person_id: int, said: Said, *, by: Actor, via: Via) -> None:
    """Writes what was empty; each thing on its own, so that what a rule refuses leaves the others."""
    new = [one.key for one in differences(person_id, said) if one.is_new]
    take(person_id, said, new, by=by, via=via)


def take(person_id: int, said: Said, keys: Iterable[str], *, by: Actor, via: Via) -> list[str]:
    """Writes what was sent for some keys over what is held; returns those that were written."""
    taken = []
    for key in keys:
        try:
            with transaction.atomic():
                _take(Person.objects.get(pk=person_id), said, key, {"by": by, "via": via})
            taken.append(key)
        except Refused:
            continue
    return taken


def _take(person: Person, said: Said, key: str, whose: dict[str, Any]) -> None:
    if key == "name":
        contacts.change_person(person, changes={"first_name": said.first_name, "last_name": said.last_name}, **whose)
    elif key == "title":
        contacts.change_person(person, changes={"title": said.title}, **whose)
    elif key == "company":
        company = contacts.find_or_create_company(said.company, **whose)
        contacts.change_person(person, changes={"company": company}, **whose)
    elif key == "phone":
        contacts.add_phone(person, said.phone, primary=not living_phones(person).exists(), **whose)
    elif key.startswith("own-"):
        name = key.removeprefix("own-")
        fields.change_fields(person, told={name: said.own[name]}, **whose)


def _texts(person: Person, said: Said) -> list[Difference]:
    company = person.company.name if person.company else ""
    rows = (
        ("name", "person.name", _("Name"), person.full_name, said.name),
        ("title", "person.title", _("Title"), person.title, said.title),
        ("company", "person.company", _("Company"), company, said.company),
    )
    return [Difference(*row) for row in rows if row[4] and _folded(row[3]) != _folded(row[4])]


def _phone(person: Person, said: Said) -> list[Difference]:
    number = e164_or_nothing(said.phone, person.country)
    held = list(living_phones(person).values_list("number", flat=True))
    if not number or number in held:
        return []
    return [Difference("phone", "person.phones", _("Phone"), ", ".join(held), number)]


def _own(person: Person, said: Said) -> list[Difference]:
    if not said.own:
        return []
    own = list(UserField.objects.existing().filter(subject=Subject.PERSON, key__in=said.own).order_by("rank", "id"))
    options, values = options_of(own), standing(Subject.PERSON, person.pk)
    found = []
    for field in own:
        held, choices = held_by(values.get(field.pk, [])), options.get(field.pk, [])
        sent = _parsed(field, said.own[field.key], choices, held)
        if sent and set(sent) != set(held):
            told = (as_text(field, held, choices) or "", as_text(field, sent, choices) or "")
            found.append(Difference(f"own-{field.key}", field.known_key, field.name, *told))
    return found


def _parsed(field: UserField, said: Any, options: Sequence[FieldOption], held: tuple[Any, ...]) -> tuple[Any, ...]:
    try:
        return parsed(field, said, options=options, held=held)
    except Refused:
        return ()


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
