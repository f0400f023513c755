"""The one compiler from criteria to SQL: a condition about a row of contacts_person, with bound parameters alone.

It never says whom somebody sees: whoever asks combines it with `Sight` and `held()`, as `queries.people_in` does. What can
no longer be asked — a purpose in the bin, a value that is gone, a field covered for the reader — makes the whole selection
nobody's (default deny), and is told condition by condition so that it can be mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, F, Func
from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_zone
from samtykke.selections.criteria import ERASED, OPPOSITE, Condition, Group, Joined, Node, Shape
from samtykke.selections.registry import Known, Reader, catalogue
from samtykke.selections.sql.writing import NEVER, PERSON, Writing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be asked any more, at which place of the tree."""

    place: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A condition about `PERSON`, and what is bound to it."""

    text: str
    params: dict[str, Any]

    def about(self, alias: str) -> tuple[str, dict[str, Any]]:
        """The condition about the person of a statement, by the alias it has there, with named parameters."""
        return self.text.replace(PERSON, alias), self.params


class Holds(Func):
    """A compiled condition in the ORM, about the person of the row whatever its table is called there."""

    output_field = BooleanField()

    def __init__(self, compiled: Compiled, *expressions: Any) -> None:
        self.compiled = compiled
        super().__init__(*(expressions or (F("pk"),)))

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        column, _none = compiler.compile(self.source_expressions[0])
        text, named = self.compiled.about(column.rpartition(".")[0])
        values: list[Any] = []

        def placed(found: re.Match[str]) -> str:
            values.append(named[found[1]])
            return "%s"

        return f"({NAMED.sub(placed, text)})", values


def compiled(
    root: Group,
    reader: Reader,
    *,
    known: dict[str, Known] | None = None,
    at: datetime | None = None,
    among: list[int] | None = None,
    is_wide: bool = False,
) -> Compiled:
    """The condition of a tree for one reader, at one instant (default: now); nobody's where something cannot be asked."""
    known = catalogue() if known is None else known
    if next(problems(root, reader, known=known), None):
        return Compiled(NEVER, {})
    writing = Writing(known, reader, company_zone(), among=among, is_wide=is_wide)
    if at is not None:
        writing.at = at
    return Compiled(written(writing, root), writing.params)


def written(writing: Writing, node: Node) -> str:
    """A node as a condition. It may be NULL, which is not true; what is negated never is."""
    if isinstance(node, Condition):
        return _condition(writing, node)
    parts = [written(writing, part) for part in node.parts]
    joined = (" AND " if node.joined == Joined.AND else " OR ").join(f"({part})" for part in parts) or "true"
    return _negated(writing, joined) if node.is_negated else joined


def _condition(writing: Writing, asked: Condition) -> str:
    known = writing.known[asked.field]
    if asked.operator in OPPOSITE:
        positive = Condition(asked.field, OPPOSITE[asked.operator], asked.value)
        return _negated(writing, f"({known.sql(writing, positive)})")
    return known.sql(writing, asked)


def _negated(writing: Writing, text: str) -> str:
    """The opposite; of what is only narrowed down later everybody may be left. What begins with EXISTS is never NULL."""
    if writing.is_wide and WIDE in text:
        return "true"
    return f"NOT ({text})" if text.startswith("(EXISTS (") else f"({text}) IS NOT TRUE"


# What a field writes that is asked later, of the few who are left.
WIDE = "true /* asked later */"


def problems(root: Group, reader: Reader, *, known: dict[str, Known] | None = None) -> Iterator[Problem]:
    """What cannot be asked, place by place, in the order they are read."""
    known = catalogue() if known is None else known
    for place, asked in placed_conditions(root):
        found = _problem(asked, reader, known)
        if found:
            yield Problem(place, *found)


def placed_conditions(node: Node, place: str = "") -> Iterator[tuple[str, Condition]]:
    """Every condition with its place: `0.1`."""
    if isinstance(node, Condition):
        yield place, node
        return
    for at, part in enumerate(node.parts):
        yield from placed_conditions(part, f"{place}.{at}".lstrip("."))


def _problem(asked: Condition, reader: Reader, known: dict[str, Known]) -> tuple[str, str] | None:
    field = known.get(asked.field)
    if field is None and asked.field == ERASED:
        return "erased", _("Somebody who is erased was asked for here by a detail of theirs. Ask for something else.")
    if field is None:
        return "unknown_field", _("There is no field “%s” to select by any more.") % asked.field[:60]
    if field.known_key and reader.mask.hides(field.known_key):
        return "covered", _("“%s” is sensitive and covered for you, so nothing is selected by it.") % field.name
    if asked.operator not in field.operators:
        told = {"field": field.name, "operator": str(asked.operator)}
        return "unknown_operator", _("“%(operator)s” cannot be asked of “%(field)s”.") % told
    if asked.operator.shape == Shape.KEYS:
        keys = Writing.told(asked)
        gone = [key for key in keys if key not in field.called(keys, reader)]
        if gone:
            told = {"field": field.name, "value": gone[0][:60]}
            return "unknown_value", _("“%(field)s” has no value “%(value)s” any more.") % told
    sentence = field.check(asked, reader) if field.check else None
    return ("not_asked", sentence) if sentence else None
