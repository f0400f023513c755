"""How much of what is held is used: set queries over the whole base, kept with their time. product.md M17, M30.

A field counts as used last when it was last filled or changed. Nothing of a person is kept here, only numbers.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from samtykke.core.clock import now
from samtykke.core.known_fields import known_fields
from samtykke.governance.data_map import sql
from samtykke.governance.data_map.queries import PEOPLE
from samtykke.governance.models import UseFigure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from samtykke.core.known_fields import KnownField

FIELD, CATEGORY, NEVER, WAY, MONTH, KEY = "field", "category", "never", "way", "month", "key"


def count_use() -> int:
    """Counts everything anew, in one transaction, and says how many figures there are."""
    with transaction.atomic():
        at, held = now(), _rows(sql.ALL)[0][0]
        figures = [
            UseFigure(about=about, key=key, count=count, total=total, last_on=last, counted_at=at)
            for about, key, count, total, last in _counted(held)
        ]
        UseFigure.objects.all().delete()
        UseFigure.objects.bulk_create(figures, batch_size=1000)
    return len(figures)


def count_later() -> None:
    """Asks the worker to count; what waits to be counted already is not counted twice."""
    job: Any = app.configure_task("samtykke.governance.jobs.count_use", queueing_lock="governance.count_use")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer()


def _counted(held: int) -> Iterator[tuple[str, str, int, int, date | None]]:
    for about, question in (
        (PEOPLE, sql.STANDING),
        (CATEGORY, sql.OF_CATEGORY),
        (NEVER, sql.NEVER_WRITTEN_TO),
        (KEY, sql.BY_KEY),
    ):
        yield from ((about, key, count, held, last) for key, count, last in _rows(question))
    yield from ((WAY, key, count, consented, last) for key, count, consented, last in _rows(sql.CAME))
    yield from ((MONTH, key, count, held, None) for key, count in _rows(sql.CAME_IN_MONTH))
    for field in known_fields():
        filled, last = _fill(field)
        yield FIELD, field.key, filled, held, last


def _fill(field: KnownField) -> tuple[int, date | None]:
    """How many people have a field filled, and when it was last filled or changed."""
    with connection.cursor() as cursor:
        columns = {name for (name,) in _rows(sql.COLUMNS_OF, [field.table])}
        cursor.execute(sql.filled(field, columns))
        filled, first = cursor.fetchone()
    changed = _rows(sql.LAST_CHANGED, [list(field.noted or field.columns)])[0][0]
    return int(filled), max((day for day in (first, changed) if day), default=None)


def _rows(question: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
