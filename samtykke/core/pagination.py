"""Keyset paging: a page costs the same at two thousand rows and at ten million.

No OFFSET and no COUNT(*). A cursor is the ordering key of the last row shown, as URL-safe text; with a tilde before it, of
the first row shown, and the page is the one before.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import F, Func, Value
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.lookups import GreaterThan, LessThan

from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

T = TypeVar("T")
BIGGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page, the cursor of the next and of the one before; None where there is no such page."""

    items: list[T]
    next: str | None
    previous: str | None = None


BACKWARDS = "~"


def encode(key: list[Any]) -> str:
    """The cursor for an ordering key."""
    return base64.urlsafe_b64encode(json.dumps(key, default=str).encode()).decode().rstrip("=")


def decode(cursor: str, length: int) -> list[Any]:
    """The ordering key behind a cursor. A cursor we did not make is refused (422)."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise bad_cursor() from error
    if not isinstance(key, list) or len(key) != length or not all(_is_part(part) for part in key):
        raise bad_cursor()
    return key


def id_in(cursor: str | None) -> int:
    """The id a list ordered by id alone goes on after; without a cursor it begins at the start."""
    if not cursor:
        return 0
    found = decode(cursor, 1)[0]
    if not isinstance(found, int):
        raise bad_cursor()
    return found


def _is_part(part: Any) -> bool:
    """Whether PostgreSQL can compare with it: text it can hold, or a whole number of a size it knows."""
    if isinstance(part, str):
        return "\x00" not in part
    return isinstance(part, int) and not isinstance(part, bool) and abs(part) <= BIGGEST


def bad_cursor() -> Refused:
    """A cursor we did not make."""
    from django.utils.translation import gettext as _

    return Refused(_("This page cursor is not valid."), code="bad_cursor", field="cursor", status=422)


class Row(Func):
    """A row value, so that one comparison serves a composite ordering key."""

    function = "ROW"


def page(
    rows: QuerySet[Model, Any], *, order: list[str], cursor: str | None, size: int = 50, descending: bool = False
) -> Page[Any]:
    """One page of `rows` by the unique ordering key `order` (column names, no expressions)."""
    back = bool(cursor and cursor.startswith(BACKWARDS))
    downwards = descending is not back
    if cursor:
        key = decode(cursor.removeprefix(BACKWARDS), len(order))
        rows = rows.filter(_compare(rows, order, key, LessThan if downwards else GreaterThan))
    prefix = "-" if downwards else ""
    found = list(rows.order_by(*(prefix + name for name in order))[: size + 1])
    more = len(found) > size
    items = found[:size][::-1] if back else found[:size]
    if not items:
        return Page(items, None)
    first, last = (encode([_value(item, name) for name in order]) for item in (items[0], items[-1]))
    has_next, has_previous = (True, more) if back else (more, bool(cursor))
    return Page(items, last if has_next else None, BACKWARDS + first if has_previous else None)


def _compare(rows: QuerySet[Model, Any], order: list[str], key: list[Any], compare: Any) -> Any:
    from django.core.exceptions import ValidationError
    from django.db.models import BooleanField

    values = []
    for name, part in zip(order, key, strict=True):
        field = rows.model._meta.get_field(name)
        if isinstance(field, ForeignObjectRel):
            raise bad_cursor()
        try:
            told = getattr(field, "output_field", field).to_python(part)
        except (ValidationError, TypeError, ValueError) as error:
            raise bad_cursor() from error
        if not _is_part(told) and not isinstance(told, date | Decimal):
            raise bad_cursor()
        if isinstance(told, Decimal) and not (told.is_finite() and abs(told) <= BIGGEST):
            raise bad_cursor()
        values.append(Value(told, output_field=field))
    comparison = compare(
        Row(*(F(name) for name in order), output_field=BooleanField()), Row(*values, output_field=BooleanField())
    )
    comparison.output_field = BooleanField()
    return comparison


def _value(item: Any, name: str) -> Any:
    return item[name] if isinstance(item, dict) else getattr(item, name)
