"""What stands in the fields of a card, group by group, as somebody may see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samtykke.contacts.masking import COVERED
from samtykke.fields import queries
from samtykke.fields.models import FieldKind
from samtykke.fields.values import held_by, in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Person
    from samtykke.fields.models import FieldGroup, FieldOption, UserField, Value
    from samtykke.fields.values import Held


@dataclass(frozen=True, slots=True)
class Line:
    """A field with what is written in it."""

    field: UserField
    held: Held
    words: list[str]
    options: list[FieldOption]
    is_retired: bool = False
    is_covered: bool = False
    # The id of a person or company that is named and seen.
    named: int | None = None

    @property
    def is_link(self) -> bool:
        """Whether it is an address on the web."""
        return self.field.kind == FieldKind.LINK

    @property
    def is_long(self) -> bool:
        """Whether its lines are kept."""
        return self.field.kind == FieldKind.LONG_TEXT

    @property
    def names_person(self) -> bool:
        """Whether it names a person."""
        return self.field.kind == FieldKind.PERSON


@dataclass(slots=True)
class Section:
    """A group with its lines."""

    group: FieldGroup
    lines: list[Line] = field(default_factory=list)


def lines_of(subject: str, owner: int, *, mask: Mask, among: QuerySet[Person]) -> list[Line]:
    """Every field in use, and every retired one in which something is written; at most seven queries however many."""
    fields = queries.fields_of(subject)
    values = queries.standing(subject, owner)
    options = queries.options_of(fields)
    retired = queries.retired_among(fields, queries.decisions_of(fields))
    names = queries.names_behind((row for rows in values.values() for row in rows), among=among)
    found = []
    for one in fields:
        rows = values.get(one.pk, [])
        if rows or one.pk not in retired:
            found.append(_line(one, rows, options.get(one.pk, []), one.pk in retired, mask, names))
    return found


def sections(lines: Iterable[Line]) -> list[Section]:
    """The lines under their headings."""
    found: dict[int, Section] = {}
    for line in lines:
        found.setdefault(line.field.group_id, Section(line.field.group)).lines.append(line)
    return list(found.values())


def _line(
    one: UserField,
    rows: list[Value],
    options: list[FieldOption],
    is_retired: bool,
    mask: Mask,
    names: dict[tuple[str, int], str],
) -> Line:
    if mask.hides(one.known_key):
        return Line(one, (), [COVERED] if rows else [], [], is_retired, is_covered=True)
    held = held_by(rows)
    named = held[0] if held and (one.kind, held[0]) in names else None
    return Line(one, held, in_words(one, held, options, names), options, is_retired, named=named)
