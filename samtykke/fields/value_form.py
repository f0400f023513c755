"""The form of a card's fields, made of what the company wants to know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from samtykke.contacts.models import Company
from samtykke.contacts.queries import companies_named, search_people
from samtykke.fields.models import FieldKind
from samtykke.fields.values import as_text, refusal

if TYPE_CHECKING:
    from collections.abc import Container

    from samtykke.contacts.models import PersonQuerySet
    from samtykke.fields.cards import Line
    from samtykke.fields.models import UserField

NUMBERED = re.compile(r"#?(\d{1,18})|.*\(#(\d{1,18})\)")
CANDIDATES = 5


class ValuesForm(forms.Form):
    """What is written in the fields of one card. What is covered for who writes is left out, and stays as it is."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {line.field.key: line for line in lines if not line.is_covered}
        for key, line in self.lines.items():
            self.fields[key] = made = _field(line)
            self.initial.setdefault(key, _initial(line))
            if line.is_retired:
                made.disabled = True
                made.help_text = _("Retired: no longer filled in. What was written stays readable.")

    def changes(self, among: PersonQuerySet, without: Container[str] = ()) -> dict[str, Any]:
        """What each field is to hold, by key; people and companies by their ids. Refuses who cannot be told apart.

        `without`: the details that are covered for whoever writes, by which nobody is found.
        """
        told = {}
        for key, line in self.lines.items():
            if line.is_retired:
                continue
            said = self.cleaned_data.get(key)
            if line.field.kind in (FieldKind.PERSON, FieldKind.COMPANY):
                said = _who(line, str(said or ""), among, without)
            told[key] = said
        return told

    def renew(self, version: int) -> None:
        """The form as it was sent, knowing the newest version of its card."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data["version"] = str(version)  # type: ignore[index]


def _field(line: Line) -> forms.Field:
    field = line.field
    said: dict[str, Any] = {"label": field.name, "required": False, "help_text": field.description}
    if field.unit:
        said["label"] = f"{field.name} ({field.unit})"
    match field.kind:
        case FieldKind.LONG_TEXT:
            return forms.CharField(**said, strip=False, widget=forms.Textarea(attrs={"rows": 4}))
        case FieldKind.NUMBER | FieldKind.MONEY:
            return forms.CharField(**said, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        case FieldKind.DATE:
            return forms.CharField(**said, widget=forms.DateInput(attrs={"type": "date"}))
        case FieldKind.YES_NO:
            return forms.ChoiceField(**said, choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))])
        case FieldKind.CHOICE:
            return forms.ChoiceField(**said, choices=[("", "–"), *_offered(line)])
        case FieldKind.CHOICES:
            return forms.MultipleChoiceField(**said, choices=_offered(line), widget=forms.CheckboxSelectMultiple)
        case FieldKind.PERSON:
            said["help_text"] = field.description or _("A name, an address or a number that says who is meant.")
    return forms.CharField(**said)


def _offered(line: Line) -> list[tuple[str, str]]:
    """What may be chosen anew, and what is held already."""
    return [(option.key, option.name) for option in line.options if option.retired_at is None or option.pk in line.held]


def _initial(line: Line) -> Any:
    keys = {option.pk: option.key for option in line.options}
    match line.field.kind:
        case FieldKind.CHOICES:
            return [keys[one] for one in line.held if one in keys]
        case FieldKind.CHOICE:
            return keys.get(line.held[0], "") if line.held else ""
        case FieldKind.PERSON | FieldKind.COMPANY:
            return _called(line)
    return as_text(line.field, line.held) or ""


def _called(line: Line) -> str:
    """Who is named: with the number, where they are seen."""
    if not line.held:
        return ""
    return f"{line.words[0]} (#{line.named})" if line.named else line.words[0]


def _who(line: Line, said: str, among: PersonQuerySet, without: Container[str]) -> int | None:
    """The id of who is meant by a name or a number."""
    said = said.strip()
    if not said or said == _called(line):
        return line.held[0] if said else None
    if numbered := NUMBERED.fullmatch(said):
        return int(numbered[1] or numbered[2])
    return _one_of(line.field, *_found(line.field, said, among, without))


def _found(field: UserField, said: str, among: PersonQuerySet, without: Container[str]) -> tuple[list[int], list[str]]:
    if field.kind == FieldKind.PERSON:
        found = search_people(said, among=among, without=without)
        people = list(found.order_by("sort_key", "id")[: CANDIDATES + 1])
        return [one.pk for one in people], [f"{one.full_name} (#{one.pk})" for one in people]
    companies: list[Company] = list(companies_named(said).order_by("sort_key", "id")[: CANDIDATES + 1])
    exact = [one for one in companies if one.name.casefold() == said.casefold()]
    companies = exact if len(exact) == 1 else companies
    return [one.pk for one in companies], [f"{one.name} (#{one.pk})" for one in companies]


def _one_of(field: UserField, ids: list[int], names: list[str]) -> int:
    if not ids:
        raise refusal(field, _("Nobody is found by this."), "unknown_reference")
    if len(ids) > 1:
        told = ", ".join(names[:CANDIDATES])
        raise refusal(field, _("Several are found: %s. Write the number of one.") % told, "ambiguous_reference")
    return ids[0]
