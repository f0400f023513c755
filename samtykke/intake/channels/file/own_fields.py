"""Fields that the company added, as columns of a file: `field:KEY`, as the file of people writes them, or by name. M9."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from samtykke.core.refused import Refused
from samtykke.fields import queries
from samtykke.fields.models import FieldKind, Subject
from samtykke.fields.values import BETWEEN, parsed
from samtykke.intake.channels.file.columns import OWN_FIELD, folded
from samtykke.intake.channels.file.rows import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.fields.models import FieldOption, UserField
    from samtykke.intake.channels.file.columns import Mapping

# Whom a number in a file means is not known here: the number may be another system's.
NOT_READ = (FieldKind.PERSON, FieldKind.COMPANY)
REMEMBERED = 10_000


def offered() -> dict[str, UserField]:
    """The fields that a column may fill, by the name of the column; retired ones too, which are refused by name."""
    return {OWN_FIELD + one.key: one for one in queries.fields_of(Subject.PERSON) if one.kind not in NOT_READ}


def aliases(fields: dict[str, UserField]) -> dict[str, str]:
    """The headers that give a field away: `field:KEY`, and its name in any language."""
    names = {folded(name): column for column, one in fields.items() for name in one.names.values()}
    return names | {folded(column): column for column in fields}


def not_read(header: Sequence[str]) -> list[str]:
    """The headers of fields that name somebody, which no file fills."""
    known = {folded(OWN_FIELD + one.key) for one in queries.fields_of(Subject.PERSON) if one.kind in NOT_READ}
    return [name for name in header if folded(name) in known]


def standing(staged: dict[str, str]) -> list[int]:
    """Of the fields of a stage, by id with their kinds, those that may be filled still; they stay so for the transaction."""
    if not staged:
        return []
    found = queries.fields_in(map(int, staged))
    queries.hold(found)
    retired = queries.retired_among(found, queries.decisions_of(found))
    found = [one for one in queries.fields_in(one.pk for one in found) if one.deleted_at is None]
    return [one.pk for one in found if one.kind == staged[str(one.pk)] and one.pk not in retired]


@dataclass(slots=True)
class OwnFields:
    """The columns of one file that fill such fields, in order, and how their cells are read: as the form reads them."""

    columns: tuple[str, ...]
    headers: tuple[str, ...]
    fields: tuple[UserField, ...]
    options: dict[int, list[FieldOption]]
    _known: dict[tuple[int, str], tuple[list[str], list[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, mapping: Mapping, header: Sequence[str]) -> OwnFields:
        """Those of a mapping."""
        known = offered() if mapping.own_fields else {}
        names = tuple(name for name in mapping.own_fields if name in known)
        fields = tuple(known[name] for name in names)
        headers = tuple(header[mapping.columns[name][0]] for name in names)
        return cls(names, headers, fields, queries.options_of(fields))

    @property
    def kinds(self) -> dict[str, str]:
        """The kind of each field, by its id."""
        return {str(one.pk): one.kind for one in self.fields}

    def read(self, cells: Sequence[str], warned: list[str]) -> str | Refusal:
        """What a row says, as JSON by the id of the field; or why the row is refused. Empty cells say nothing."""
        found: dict[int, list[str]] = {}
        for place, text in enumerate(cells):
            if not text:
                continue
            try:
                told, warnings = self._told(place, text)
            except Refused as refusal:
                return Refusal("own_field", f"{self.headers[place][:60]}: “{text[:40]}”. {refusal}")
            warned += warnings
            if told:
                found[self.fields[place].pk] = told
        return json.dumps(found, ensure_ascii=False) if found else ""

    def _told(self, place: int, text: str) -> tuple[list[str], list[str]]:
        known = self._known.get((place, text))
        if known is None:
            one = self.fields[place]
            known = self._listed(place, text) if one.is_listed else ([_written(v) for v in parsed(one, text)], [])
            if len(self._known) < REMEMBERED and len(text) < 100:
                self._known[place, text] = known
        return known

    def _listed(self, place: int, text: str) -> tuple[list[str], list[str]]:
        """Values of a list; an unknown one is left out with a warning, a retired one is told of."""
        one = self.fields[place]
        options = self.options.get(one.pk, [])
        retired = {option.pk: option for option in options if option.retired_at}
        parts = [text] if one.kind == FieldKind.CHOICE or _is_one(one, text, options) else BETWEEN.split(text)
        found: dict[str, None] = {}
        warned = []
        for part in filter(str.strip, parts):
            about = " ".join(f"{self.headers[place][:60]}: {part.strip()[:60]}".split())
            try:
                held = parsed(one, part, options=options, held=tuple(retired))
            except Refused as refusal:
                warned.append(f"{refusal.code}:{about}")
                continue
            warned += [f"option_retired:{about}"] if set(held) & set(retired) else []
            found |= dict.fromkeys(map(str, held))
        return list(found), warned


def _is_one(one: UserField, text: str, options: Sequence[FieldOption]) -> bool:
    word = text.strip().casefold()
    return any(
        word in {option.key.casefold(), *(name.casefold() for name in option.names.values())} for option in options
    )


def _written(value: Any) -> str:
    """A value as the stage holds it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        value
        if isinstance(value, str)
        else value.isoformat()
        if hasattr(value, "isoformat")
        else f"{value.normalize():f}"
    )
