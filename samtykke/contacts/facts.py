"""The facts of a person as the card shows them, each changed in its place: by the form and the action of the whole person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.contacts.forms import PersonForm
from samtykke.contacts.masking import KEYS
from samtykke.core.templatetags.words import country_name, language_name

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from django.utils.functional import _StrPromise

    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Person


@dataclass(frozen=True, slots=True)
class Kind:
    """A fact: its name in an address, its word, the fields of the whole form behind it, and its columns."""

    name: str
    label: _StrPromise
    fields: tuple[str, ...]
    columns: tuple[str, ...]


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("name", _("Name"), ("first_name", "last_name"), ("first_name", "last_name")),
        Kind("title", _("Title"), ("title",), ("title",)),
        Kind("company", _("Company"), ("company_name",), ("company_id",)),
        Kind("category", _("Category"), ("category",), ("category_id",)),
        Kind("language", _("Language"), ("language",), ("language",)),
        Kind("country", _("Country"), ("country",), ("country",)),
        Kind("number", _("Number in another system"), ("external_id",), ("external_id",)),
        Kind("owner", _("Looked after by"), ("owner",), ("owner_id",)),
    )
}
# What the head of the card says too.
IN_THE_HEAD: Final = frozenset({"name", "title", "company", "category"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as it is shown. A covered one says only that it is; a retired one is read and not filled in.

    `leads_to`: where its value leads, as a web address does.
    """

    name: str
    label: Any
    value: Any
    is_covered: bool = False
    is_retired: bool = False
    leads_to: str = ""

    @property
    def is_changed_here(self) -> bool:
        """Whether it can be changed by who reads it, as far as the field itself goes."""
        return not (self.is_covered or self.is_retired)


def facts_of(person: Person, owner: str, *, mask: Mask, retired: Container[str]) -> list[Fact]:
    """The facts of a person, already covered for who reads them; a retired one without a value is left out."""
    facts = [_fact(kind, person, owner, mask, retired) for kind in KINDS.values()]
    return [fact for fact in facts if fact.value or not fact.is_retired]


def fact_of(name: str, person: Person, owner: str, *, mask: Mask, retired: Container[str]) -> Fact:
    """One of them."""
    return _fact(KINDS[name], person, owner, mask, retired)


def _fact(kind: Kind, person: Person, owner: str, mask: Mask, retired: Container[str]) -> Fact:
    is_retired = KEYS.get(kind.fields[0]) in retired
    return Fact(kind.name, kind.label, _value(kind.name, person, owner), mask.hides(kind.fields[0]), is_retired)


def _value(name: str, person: Person, owner: str) -> Any:
    match name:
        case "name":
            return person.full_name
        case "company":
            return person.company.name if person.company else ""
        case "category":
            return person.category.name if person.category else ""
        case "language":
            return language_name(person.language)
        case "country":
            return country_name(person.country)
        case "number":
            return person.external_id or ""
        case "owner":
            return owner
    return getattr(person, name)


class OneFact(forms.Form):
    """A whole form with the fields of one fact alone: what may be written, and what is refused, is the same."""

    kinds: ClassVar[Mapping[str, Kind]]

    def __init__(self, *args: Any, fact: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = self.kinds[fact].fields
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.widget.attrs["autofocus"] = True

    @property
    def is_open(self) -> bool:
        """Whether there is anything to fill in: neither covered for who writes, nor retired."""
        return bool(self.fields) and not all(field.disabled for field in self.fields.values())


class FactForm(OneFact, PersonForm):
    """One fact of a person."""

    kinds = KINDS


def stands(kind: Kind, initial: Mapping[str, Any]) -> dict[str, str]:
    """What the fields of a fact hold now, as the form sends them: whoever saves says what they saw."""
    return {name: "" if initial[name] is None else str(initial[name]) for name in kind.fields}


def differs(told: Mapping[str, str], kind: Kind, initial: Mapping[str, Any]) -> bool:
    """Whether the fact is another now than who saves has seen; lines end in one way."""
    return any(
        told.get(f"was_{name}", "").replace("\r\n", "\n") != said for name, said in stands(kind, initial).items()
    )
