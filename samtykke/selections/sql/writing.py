"""What a field writes its SQL with: bound values, the row of the person, those merged into it, and spans of time.

Every value is bound; the text of a statement is our own. A condition may be NULL where nothing is known: NULL is not true,
and what is negated is written so that it is (`IS NOT TRUE`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from samtykke.core.clock import add_months, now, start_of_day
from samtykke.selections.criteria import Condition, Operator, Span, Unit

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from samtykke.selections.registry import Known, Reader

# The alias of contacts_person in a statement, until it is known what it is called there.
PERSON: Final = "__person__"
NEVER: Final = "false"


@dataclass(slots=True)
class Writing:
    """One statement being written for one reader at one instant."""

    known: dict[str, Known]
    reader: Reader
    zone: ZoneInfo
    at: datetime = field(default_factory=now)
    params: dict[str, Any] = field(default_factory=dict)
    # Only these people are asked about; None: everybody.
    among: list[int] | None = None
    # Whether what costs a look at everybody is left for later: then more people match, never fewer.
    is_wide: bool = False
    p: str = PERSON

    @property
    def today(self) -> date:
        """The company's calendar day."""
        return self.at.astimezone(self.zone).date()

    def bind(self, value: Any) -> str:
        """A place for a value; the value itself never stands in the text."""
        name = f"s{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"

    def bind_all(self, named: dict[str, Any], text: str) -> str:
        """A statement of another app with its named parameters, under names of our own."""
        for name, value in named.items():
            if f"%({name})s" in text:
                text = text.replace(f"%({name})s", self.bind(value))
        return text

    def has(self, rows: str) -> str:
        """That the person is among rows that name people as `who`."""
        return f"EXISTS (SELECT FROM ({rows}) x WHERE x.who = {self.p}.id)"

    def is_in(self, ids: str) -> str:
        """That the person is in a set that is put together once, whoever asks."""
        return f"{self.p}.id IN ({ids})"

    def is_among(self, people: QuerySet[Any]) -> str:
        """That the person is one of a queryset of people."""
        sql, values = people.order_by().values("pk").query.sql_with_params()
        parts = sql.split("%s")
        bound = [self.bind(value) for value in values]
        return self.is_in("".join(part + place for part, place in zip(parts, [*bound, ""], strict=True)))

    def rows(self, table: str, condition: str) -> str:
        """Rows `t` of people, those of somebody merged away as the survivor's (REQ-104)."""
        return (
            f"SELECT t.person_id AS who FROM {table} t WHERE {condition} "
            f"UNION ALL SELECT m.survivor_id FROM contacts_merge m JOIN {table} t ON t.person_id = m.merged_id "
            f"WHERE m.undone_at IS NULL AND {condition}"
        )

    def each(self, table: str, condition: str) -> str:
        """That the person, or somebody merged into them, has a row `t`: looked up person by person, where most have one, so
        that a page stops as soon as it is full.
        """
        merged = (
            f"SELECT m.survivor_id FROM contacts_merge m JOIN {table} t ON t.person_id = m.merged_id "
            f"WHERE m.undone_at IS NULL AND {condition}"
        )
        own = f"EXISTS (SELECT FROM {table} t WHERE t.person_id = {self.p}.id AND {condition})"
        return f"({own} OR {self.p}.id IN ({merged}))"

    # --- What an operator asks of an expression ---------------------------------------------------------------------

    def text(self, expression: str, asked: Condition) -> str:
        """A text, in any case."""
        said = self.bind(str(asked.value or "").lower())
        match asked.operator:
            case Operator.FILLED:
                return f"{expression} <> ''"
            case Operator.BEGINS:
                return f"starts_with(lower({expression}), {said})"
            case Operator.CONTAINS:
                return f"position({said} in lower({expression})) > 0"
        return f"lower({expression}) = {said}"

    def keys(self, expression: str, asked: Condition) -> str:
        """One of some values of a text that is never NULL."""
        if asked.operator == Operator.FILLED:
            return f"{expression} <> ''"
        return f"{expression} = ANY({self.bind(list(self.told(asked)))}::text[])"

    def ids(self, expression: str, asked: Condition) -> str:
        """One of some rows, told by their ids."""
        if asked.operator == Operator.FILLED:
            return f"{expression} IS NOT NULL"
        return f"{expression} = ANY({self.bind(ids_in(asked))}::bigint[])"

    def of_list(self, expression: str, table: str, asked: Condition) -> str:
        """One of some items of a list, told by their keys."""
        if asked.operator == Operator.FILLED:
            return f"{expression} IS NOT NULL"
        keys = self.bind(list(self.told(asked)))
        return f"{expression} = ANY(ARRAY(SELECT l.id FROM {table} l WHERE l.key = ANY({keys}::text[])))"

    def number(self, expression: str, asked: Condition) -> str:
        """A number."""
        sign = {Operator.AT_LEAST: ">=", Operator.AT_MOST: "<="}.get(asked.operator, "=")
        return f"{expression} {sign} {self.bind(_number(asked))}::numeric"

    def moment(self, expression: str, asked: Condition) -> str:
        """An instant, by the company's days."""
        first, last = self.days(asked)
        parts = [] if first is None else [f"{expression} >= {self.bind(start_of_day(first, self.zone))}::timestamptz"]
        if last is not None:
            end = start_of_day(last + timedelta(days=1), self.zone)
            parts.append(f"{expression} < {self.bind(end)}::timestamptz")
        return " AND ".join(parts) or f"{expression} IS NOT NULL"

    def day(self, expression: str, asked: Condition) -> str:
        """A day."""
        first, last = self.days(asked)
        parts = [] if first is None else [f"{expression} >= {self.bind(first)}::date"]
        if last is not None:
            parts.append(f"{expression} <= {self.bind(last)}::date")
        return " AND ".join(parts) or f"{expression} IS NOT NULL"

    def days(self, asked: Condition) -> tuple[date | None, date | None]:
        """The first and the last day that are asked about, both included."""
        said, today = asked.value, self.today
        if isinstance(said, Span):
            return {
                Operator.LAST: (shifted(today, said, -1), today),
                Operator.LONGER_AGO: (None, shifted(today, said, -1) - timedelta(days=1)),
                Operator.NEXT: (today, shifted(today, said, 1)),
            }[asked.operator]
        if isinstance(said, date):
            return (said, None) if asked.operator == Operator.FROM_DAY else (None, said - timedelta(days=1))
        return None, None

    @staticmethod
    def day_after(day: date) -> date:
        """The next day."""
        return day + timedelta(days=1)

    @staticmethod
    def told(asked: Condition) -> tuple[str, ...]:
        """The chosen values."""
        return asked.value if isinstance(asked.value, tuple) else ()


def ids_in(asked: Condition) -> list[int]:
    """Chosen ids; what is no number of a row is nobody's."""
    return [int(one) for one in Writing.told(asked) if one.isascii() and one.isdigit() and len(one) < len(str(2**63))]


def _number(asked: Condition) -> Decimal:
    return asked.value if isinstance(asked.value, Decimal) else Decimal(0)


FIRST, LATEST = date(1, 1, 2), date(9999, 12, 30)


def shifted(day: date, span: Span, way: int) -> date:
    """A day so much later or earlier; where a month has no such day, its last one. It stays within what a calendar has."""
    n = span.n * way
    try:
        match span.unit:
            case Unit.DAYS:
                return day + timedelta(days=n)
            case Unit.WEEKS:
                return day + timedelta(weeks=n)
        months = n * (12 if span.unit == Unit.YEARS else 1)
        return add_months(datetime.combine(day, datetime.min.time()), months).date()
    except (OverflowError, ValueError):
        return FIRST if way < 0 else LATEST
