"""What a selection asks: a tree of groups and conditions, read strictly from JSON and written back the same.

It knows no field and no table. What a field is called, takes and means is told by the registry; what it becomes in SQL by
the compiler, the only one there is (decision 0018).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from samtykke.core.refused import Refused

VERSION: Final = 1
DEEPEST, MOST_CONDITIONS, MOST_GROUPS, MOST_VALUES = 5, 50, 30, 100
LONGEST_TEXT, LONGEST_KEY = 200, 120
LARGEST_SPAN: Final = 1200
A_KEY = re.compile(r"[a-z_]+(\.[A-Z0-9]+)?(\.[a-z_]+)?")
A_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,4})?")
A_CURRENCY = re.compile(r"[A-Z]{3}")
# A day before or after these is a slip of the pen.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
# The field of a condition that asked for somebody by a detail of theirs, once they are erased: there is none.
ERASED: Final = "erased"


class Joined(StrEnum):
    """How the parts of a group are joined."""

    AND = "and"
    OR = "or"


class Unit(StrEnum):
    """What a span of time is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Shape(StrEnum):
    """What an operator is told beside the field."""

    NOTHING = "nothing"
    TEXT = "text"
    KEYS = "keys"
    NUMBER = "number"
    DAY = "day"
    SPAN = "span"
    AMOUNT = "amount"


class Operator(StrEnum):
    """What is asked of a field."""

    FILLED, EMPTY = "filled", "empty"
    YES, NO = "yes", "no"
    IS, IS_NOT = "is", "is_not"
    BEGINS, CONTAINS, WORDS = "begins", "contains", "words"
    ANY_OF, NONE_OF = "any_of", "none_of"
    EQUALS, AT_LEAST, AT_MOST = "equals", "at_least", "at_most"
    FROM_DAY, BEFORE_DAY = "from_day", "before_day"
    LAST, NOT_FOR, LONGER_AGO, NEXT = "last", "not_for", "longer_ago", "next"
    AMOUNT = "amount"

    @property
    def shape(self) -> Shape:
        """What it is told."""
        return SHAPES[self]


SHAPES: Final[dict[Operator, Shape]] = {
    **dict.fromkeys((Operator.FILLED, Operator.EMPTY, Operator.YES, Operator.NO), Shape.NOTHING),
    **dict.fromkeys((Operator.IS, Operator.IS_NOT, Operator.BEGINS, Operator.CONTAINS, Operator.WORDS), Shape.TEXT),
    **dict.fromkeys((Operator.ANY_OF, Operator.NONE_OF), Shape.KEYS),
    **dict.fromkeys((Operator.EQUALS, Operator.AT_LEAST, Operator.AT_MOST), Shape.NUMBER),
    **dict.fromkeys((Operator.FROM_DAY, Operator.BEFORE_DAY), Shape.DAY),
    **dict.fromkeys((Operator.LAST, Operator.NOT_FOR, Operator.LONGER_AGO, Operator.NEXT), Shape.SPAN),
    Operator.AMOUNT: Shape.AMOUNT,
}
# Everybody of whom the other is not true, also those of whom nothing is known.
OPPOSITE: Final[dict[Operator, Operator]] = {
    Operator.EMPTY: Operator.FILLED,
    Operator.NO: Operator.YES,
    Operator.IS_NOT: Operator.IS,
    Operator.NONE_OF: Operator.ANY_OF,
    Operator.NOT_FOR: Operator.LAST,
}


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, weeks, months or years, counted from today in the company's time zone."""

    n: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Amount:
    """From so much money, to so much, both included; one of the two may be open."""

    currency: str
    least: Decimal | None = None
    most: Decimal | None = None


Value = str | tuple[str, ...] | Decimal | date | Span | Amount | None


@dataclass(frozen=True, slots=True)
class Condition:
    """What is asked of one field."""

    field: str
    operator: Operator
    value: Value = None


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups that must all be true, or one of them; turned round where it is negated.

    An empty group asks nothing: everybody is in it.
    """

    joined: Joined = Joined.AND
    parts: tuple[Condition | Group, ...] = ()
    is_negated: bool = False


Node = Condition | Group
EVERYBODY: Final = Group()


def conditions_in(node: Node) -> Iterator[Condition]:
    """Every condition of a tree, in the order they are read."""
    if isinstance(node, Condition):
        yield node
        return
    for part in node.parts:
        yield from conditions_in(part)


def all_of(*parts: Node) -> Group:
    """Parts that must all be true."""
    return Group(Joined.AND, parts)


def any_of(*parts: Node) -> Group:
    """Parts of which one must be true."""
    return Group(Joined.OR, parts)


def none_of(*parts: Node) -> Group:
    """Parts of which none may be true."""
    return Group(Joined.OR, parts, is_negated=True)


# --- To JSON and back ---------------------------------------------------------------------------------------------------


def to_json(root: Group) -> dict[str, Any]:
    """The tree as it is kept and told."""
    return {"version": VERSION, **_node_json(root)}


def _node_json(node: Node) -> dict[str, Any]:
    if isinstance(node, Condition):
        told: dict[str, Any] = {"field": node.field, "operator": str(node.operator)}
        return told if node.value is None else {**told, "value": _value_json(node.value)}
    group: dict[str, Any] = {str(node.joined): [_node_json(part) for part in node.parts]}
    return {**group, "not": True} if node.is_negated else group


def _value_json(value: Value) -> Any:
    match value:
        case Span():
            return {"n": value.n, "unit": str(value.unit)}
        case Amount():
            ends = {"from": value.least, "to": value.most}
            return {"currency": value.currency} | {name: f"{end:f}" for name, end in ends.items() if end is not None}
        case tuple():
            return list(value)
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
    return value


def parse(said: Any) -> Group:
    """The tree behind what was told; refused with the place where it is wrong. Unknown words are refused by name."""
    if not isinstance(said, Mapping) or said.get("version") != VERSION:
        raise refused("", "unknown_version", _("This is no selection that can be read here: its version is not known."))
    root = _node({name: part for name, part in said.items() if name != "version"}, "", 1)
    if not isinstance(root, Group):
        raise refused("", "invalid_type", _("A selection begins with a group."))
    counted(root)
    return root


def counted(root: Group) -> None:
    """Refuses a tree of more parts than anybody reads."""
    groups = sum(1 for one in _nodes(root) if isinstance(one, Group))
    if groups > MOST_GROUPS or sum(1 for _one in conditions_in(root)) > MOST_CONDITIONS:
        sentence = _("At most %(conditions)d conditions in %(groups)d groups.")
        told = {"conditions": MOST_CONDITIONS, "groups": MOST_GROUPS}
        raise refused("", "too_many", sentence % told)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Group):
        for part in node.parts:
            yield from _nodes(part)


def refused(place: str, code: str, sentence: str) -> Refused:
    """A refusal that names the place in the tree: `criteria.0.1`."""
    return Refused(sentence, code=code, field=f"criteria.{place}".rstrip("."), status=422)


def _node(said: Any, place: str, depth: int) -> Node:
    if not isinstance(said, Mapping):
        raise refused(place, "invalid_type", _("A group or a condition is told here."))
    return _condition(said, place) if "field" in said else _group(said, place, depth)


def _group(said: Mapping[str, Any], place: str, depth: int) -> Group:
    words = [word for word in Joined if word in said]
    _only(said, {*words, "not"}, place)
    if len(words) != 1 or not isinstance(said[words[0]], list):
        raise refused(place, "invalid_type", _("A group says “and” or “or” with a list."))
    if depth > DEEPEST:
        raise refused(place, "too_deep", _("At most %d groups within each other.") % DEEPEST)
    negated = said.get("not", False)
    if not isinstance(negated, bool):
        raise refused(place, "invalid_type", _("“not” is true or false."))
    told = said[words[0]]
    if len(told) > MOST_CONDITIONS + MOST_GROUPS:
        raise refused(place, "too_many", _("At most %d parts in a group.") % MOST_CONDITIONS)
    parts = (_node(part, f"{place}.{at}".lstrip("."), depth + 1) for at, part in enumerate(told))
    return Group(words[0], tuple(parts), negated)


def _condition(said: Mapping[str, Any], place: str) -> Condition:
    _only(said, {"field", "operator", "value"}, place)
    field, word = said["field"], said.get("operator")
    if not isinstance(field, str) or len(field) > LONGEST_KEY or not A_KEY.fullmatch(field):
        raise refused(place, "unknown_field", _("There is no field “%s” to select by.") % str(field)[:60])
    operator = next((one for one in Operator if one == word), None)
    if operator is None:
        raise refused(place, "unknown_operator", _("“%s” is nothing that can be asked.") % str(word)[:60])
    return Condition(field, operator, value_of(operator, said.get("value"), place))


def _only(said: Mapping[str, Any], known: set[str], place: str) -> None:
    for name in said:
        if name not in known:
            raise refused(place, "unknown_key", _("“%s” is not known here.") % str(name)[:60])


def value_of(operator: Operator, said: Any, place: str = "") -> Value:
    """The value of an operator in its shape, or a refusal."""
    match operator.shape:
        case Shape.NOTHING:
            if said is not None:
                raise refused(place, "invalid_type", _("Nothing more is told here."))
            return None
        case Shape.TEXT:
            return _text(said, place, LONGEST_TEXT)
        case Shape.KEYS:
            if not isinstance(said, list) or not 1 <= len(said) <= MOST_VALUES:
                raise refused(place, "invalid_type", _("Choose one value or more, at most %d.") % MOST_VALUES)
            return tuple(dict.fromkeys(_text(one, place, LONGEST_KEY) for one in said))
        case Shape.NUMBER:
            return _number(said, place)
        case Shape.DAY:
            return _day(said, place)
        case Shape.AMOUNT:
            return _amount(said, place)
    return _span(said, place)


def _text(said: Any, place: str, longest: int) -> str:
    text = said.strip() if isinstance(said, str) else ""
    if not text:
        raise refused(place, "required", _("Write what to look for."))
    if "\x00" in text:
        raise refused(place, "nul", _("This holds a character that cannot be stored."))
    if len(text) > longest:
        raise refused(place, "too_long", _("At most %d characters.") % longest)
    return text


def _number(said: Any, place: str) -> Decimal:
    text = re.sub(r"\s", "", str(said)).replace(",", ".") if isinstance(said, str | int) else ""
    try:
        return Decimal(text if A_NUMBER.fullmatch(text) else "")
    except InvalidOperation:
        raise refused(place, "invalid_number", _("Write a number, like 1250.50.")) from None


def _day(said: Any, place: str) -> date:
    try:
        found = date.fromisoformat(said if isinstance(said, str) else "")
    except ValueError:
        raise refused(place, "invalid_date", _("Write a day, like 2026-11-03.")) from None
    if not FIRST_DAY <= found <= LAST_DAY:
        told = {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}
        raise refused(place, "date_out_of_range", _("Write a day between %(first)s and %(last)s.") % told)
    return found


def _amount(said: Any, place: str) -> Amount:
    told = said if isinstance(said, Mapping) else {}
    _only(told, {"currency", "from", "to"}, place)
    currency = told.get("currency")
    least, most = (_number(told[name], place) if name in told else None for name in ("from", "to"))
    if not isinstance(currency, str) or not A_CURRENCY.fullmatch(currency) or (least is None and most is None):
        raise refused(place, "invalid_amount", _("Say from how much or to how much, and in which currency."))
    if least is not None and most is not None and least > most:
        raise refused(place, "invalid_amount", _("The amount ends below where it begins."))
    return Amount(currency, least, most)


def _span(said: Any, place: str) -> Span:
    told = said if isinstance(said, Mapping) else {}
    _only(told, {"n", "unit"}, place)
    n, unit = told.get("n"), next((one for one in Unit if one == told.get("unit")), None)
    if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= LARGEST_SPAN or unit is None:
        raise refused(place, "invalid_span", _("Say how many days, weeks, months or years, at most %d.") % LARGEST_SPAN)
    return Span(n, unit)
