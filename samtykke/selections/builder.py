"""A tree while it is put together on a page: what was posted, what a button does to it, and what is not finished in it.

Each part has its place in the names of its fields (`n.r.0.field`), so that the form carries the whole tree and every
button works without JavaScript.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as kept
from typing import TYPE_CHECKING, Any, Final

from samtykke.core.refused import Refused
from samtykke.sales.money import company_currency, currency_choices
from samtykke.selections import criteria
from samtykke.selections.criteria import Amount, Condition, Group, Joined, Operator, Shape, Span, Unit
from samtykke.selections.words import OPERATORS, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

    from samtykke.selections.registry import Known, Reader

ROOT: Final = "r"
NAME = re.compile(r"n\.(r(?:\.\d{1,3}){0,6})\.(field|was|operator|value|n|unit|joined|not)")
BETWEEN = re.compile(r"[\s,;#]+")
# As many values as stand side by side to be ticked.
TICKED: Final = 14


@dataclass(slots=True)
class Row:
    """A condition as it stands on the page."""

    place: str
    known: Known | None = None
    field: str = ""
    operator: Operator | None = None
    values: list[str] = kept(default_factory=list)
    n: str = ""
    unit: str = Unit.MONTHS
    error: str = ""
    offers: list[tuple[str, Any]] = kept(default_factory=list)

    is_group = False

    @property
    def shape(self) -> str:
        """What is told beside the operator."""
        return str(self.operator.shape) if self.operator else ""

    @property
    def said(self) -> str:
        """The value of a text, a number or a day."""
        return ", ".join(self.values)

    @property
    def currency(self) -> str:
        """What an amount is in; the company's where nothing is chosen."""
        return self.unit if criteria.A_CURRENCY.fullmatch(self.unit) else company_currency()

    @property
    def currencies(self) -> list[tuple[str, str]]:
        """What an amount may be in."""
        return currency_choices([self.currency])

    @property
    def least(self) -> str:
        """From how much."""
        return self.values[0] if self.values else ""

    @property
    def most(self) -> str:
        """To how much."""
        return self.values[1] if len(self.values) > 1 else ""

    @property
    def is_erased(self) -> bool:
        """Whether it asked for somebody who is erased."""
        return self.field == criteria.ERASED

    @property
    def is_offered(self) -> bool:
        """Whether there is something to choose from."""
        return bool(self.known and self.known.offers)

    @property
    def is_ticked(self) -> bool:
        """Whether the values stand side by side."""
        return len(self.offers) <= TICKED

    @property
    def operators(self) -> list[tuple[str, Any]]:
        """What may be asked of the field."""
        return [(str(one), OPERATORS[one]) for one in self.known.operators] if self.known else []

    def condition(self) -> Condition:
        """The condition, or a refusal of what is not finished."""
        told: dict[str, Any] = {"field": self.field, "operator": self.operator and str(self.operator)}
        value = self._value()
        root = criteria.parse(
            {"version": criteria.VERSION, "and": [told if value is None else {**told, "value": value}]}
        )
        return next(criteria.conditions_in(root))

    def _value(self) -> Any:
        match self.operator and self.operator.shape:
            case Shape.KEYS:
                return list(self.values)
            case Shape.TEXT | Shape.NUMBER | Shape.DAY:
                return self.values[0] if self.values else ""
            case Shape.AMOUNT:
                ends = zip(("from", "to"), self.values, strict=False)
                return {"currency": self.currency, **{name: end for name, end in ends if end.strip()}}
            case Shape.SPAN:
                return {
                    "n": int(self.n) if self.n.isascii() and self.n.isdigit() and len(self.n) < len("10000") else 0,
                    "unit": self.unit,
                }
        return None


@dataclass(slots=True)
class Box:
    """A group as it stands on the page."""

    place: str
    joined: str = Joined.AND
    is_negated: bool = False
    parts: list[Row | Box] = kept(default_factory=list)

    is_group = True

    @property
    def is_root(self) -> bool:
        """Whether it is the whole."""
        return self.place == ROOT

    @property
    def may_hold_groups(self) -> bool:
        """Whether a group may stand in it."""
        return self.place.count(".") + 1 < criteria.DEEPEST


Draft = Row | Box


def posted(data: QueryDict, known: dict[str, Known]) -> Box:
    """The tree of a form; parts without a group around them are left out."""
    told: dict[str, dict[str, list[str]]] = {ROOT: {"joined": data.getlist("n.r.joined")}}
    for name in data:
        if found := NAME.fullmatch(name):
            told.setdefault(found[1], {})[found[2]] = [one.replace("\x00", "") for one in data.getlist(name)]
    boxes: dict[str, Box] = {}
    for place in sorted(told, key=_in_order):
        part = _part(place, told[place], known)
        above = boxes.get(place.rpartition(".")[0])
        if isinstance(part, Box):
            boxes[place] = part
        if above is not None and above is not part:
            above.parts.append(part)
    return numbered(boxes[ROOT])


def _in_order(place: str) -> list[int]:
    return [int(part) for part in place.split(".")[1:]]


def _part(place: str, told: dict[str, list[str]], known: dict[str, Known]) -> Draft:
    def one(name: str) -> str:
        return told.get(name, [""])[0] if told.get(name) else ""

    if "joined" in told:
        joined = one("joined")
        return Box(place, joined if joined in set(Joined) else Joined.AND, bool(told.get("not")))
    found = known.get(one("field"))
    is_new = "was" in told and one("was") != one("field")
    operator = next((op for op in Operator if op == one("operator")), None) if not is_new else None
    if found and operator not in found.operators:
        operator = found.operators[0]
    is_amount = bool(operator) and operator.shape == Shape.AMOUNT  # type: ignore[union-attr]
    values = [] if is_new else [value for value in told.get("value", []) if value.strip() or is_amount]
    if found and found.offers is None and operator and operator.shape == Shape.KEYS:
        values = [part for value in values for part in BETWEEN.split(value) if part]
    return Row(
        place, found, one("field")[: criteria.LONGEST_KEY], operator, values, one("n"), one("unit") or Unit.MONTHS
    )


def drafted(root: Group, known: dict[str, Known]) -> Box:
    """A saved tree as it stands on the page."""
    return numbered(_box(root, known))


def _box(group: Group, known: dict[str, Known]) -> Box:
    parts: list[Draft] = [_box(part, known) if isinstance(part, Group) else _row(part, known) for part in group.parts]
    return Box(ROOT, group.joined, group.is_negated, parts)


def _row(asked: Condition, known: dict[str, Known]) -> Row:
    row = Row(ROOT, known.get(asked.field), asked.field, asked.operator)
    match asked.value:
        case Span():
            row.n, row.unit = str(asked.value.n), asked.value.unit
        case Amount():
            row.values = ["" if end is None else f"{end:f}" for end in (asked.value.least, asked.value.most)]
            row.unit = asked.value.currency
        case tuple():
            row.values = list(asked.value)
        case None:
            pass
        case _:
            row.values = [criteria.to_json(criteria.all_of(asked))["and"][0]["value"]]
    return row


def numbered(box: Box, place: str = ROOT) -> Box:
    """The same with every part at its place."""
    box.place = place
    for at, part in enumerate(box.parts):
        part.place = f"{place}.{at}"
        if isinstance(part, Box):
            numbered(part, part.place)
    return box


def done(box: Box, press: str) -> Box:
    """The tree after a button was pressed: `add:r`, `group:r.1`, `remove:r.0`, `up:r.0`, `down:r.0`."""
    what, _colon, place = press.partition(":")
    parts = {part.place: part for part in walk(box)}
    around = parts.get(place.rpartition(".")[0])
    part = parts.get(place)
    if what in ("add", "group") and isinstance(part, Box):
        part.parts.append(Row("") if what == "add" else Box("", Joined.OR, parts=[Row("")]))
    elif isinstance(around, Box) and part is not None and what in ("remove", "up", "down"):
        _moved(around.parts, next(at for at, one in enumerate(around.parts) if one is part), what)
    return numbered(box)


def _moved(parts: list[Draft], at: int, what: str) -> None:
    part = parts.pop(at)
    if what != "remove":
        parts.insert(max(at - 1, 0) if what == "up" else at + 1, part)


def walk(box: Box) -> Iterator[Draft]:
    """Every part of a tree."""
    yield box
    for part in box.parts:
        if isinstance(part, Box):
            yield from walk(part)
        else:
            yield part


def finished(box: Box) -> tuple[Group, int]:
    """The tree of what is finished, and how many conditions are not: those carry what is wrong with them."""
    wrong = 0
    parts: list[Condition | Group] = []
    for part in box.parts:
        if isinstance(part, Box):
            inner, more = finished(part)
            wrong += more
            if inner.parts:
                parts.append(inner)
            continue
        try:
            parts.append(part.condition())
        except Refused as refused:
            part.error = str(refused.reason)
            wrong += 1
    return Group(Joined(box.joined), tuple(parts), box.is_negated), wrong


def offered(box: Box, reader: Reader) -> None:
    """Gives each condition the values that may be chosen, with those that were, by name."""
    known: dict[str, list[tuple[str, Any]]] = {}
    for part in walk(box):
        if isinstance(part, Row) and part.known and part.shape == Shape.KEYS and part.known.offers:
            if part.field not in known:
                known[part.field] = [(key, name) for key, name in part.known.offers(reader).items()]
            keys = {key for key, _name in known[part.field]}
            more = part.known.called([one for one in part.values if one not in keys], reader)
            part.offers = [*known[part.field], *more.items()]


def units() -> list[tuple[str, Any]]:
    """What a span is counted in."""
    return [(str(unit), name) for unit, name in UNITS.items()]
