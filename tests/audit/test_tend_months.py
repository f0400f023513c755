from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, ProgrammingError, transaction

from samtykke.audit import actions, jobs, queries
from samtykke.core.clock import now

pytestmark = pytest.mark.django_db

LONG_AGO = date(2021, 3, 1)


def test_this_month_and_the_next_three_are_there() -> None:
    actions.tend_months()
    assert {queries.month_after(now().date(), ahead) for ahead in range(4)} <= set(queries.months())


def test_making_a_month_twice_changes_nothing() -> None:
    later = queries.month_after(now().date(), 7)
    assert queries.make_month(later)
    assert not queries.make_month(later + timedelta(days=20))
    assert queries.months().count(later) == 1


def test_a_month_past_retention_is_dropped_and_the_trail_says_so() -> None:
    queries.make_month(LONG_AGO)
    assert LONG_AGO in queries.expired_months()
    assert actions.tend_months() == [LONG_AGO]
    assert LONG_AGO not in queries.months()
    entry = queries.trail()[0]
    assert (entry.deed, entry.details) == ("audit:month_dropped", {"month": "2021-03"})


def test_postgresql_refuses_to_drop_a_month_inside_retention() -> None:
    for months_ago in (0, -35, -36):
        with pytest.raises(ProgrammingError, match="not past retention"), transaction.atomic():
            queries.drop_month(queries.month_after(now().date(), months_ago))


def test_a_month_just_past_retention_goes() -> None:
    month = queries.month_after(now().date(), -37)
    queries.make_month(month)
    assert queries.drop_month(month)
    assert not queries.drop_month(month)


@pytest.mark.parametrize("month", [date(2019, 12, 1), date(2090, 1, 1)])
def test_a_month_far_away_is_not_made(month: date) -> None:
    with pytest.raises(DatabaseError, match="no month"), transaction.atomic():
        queries.make_month(month)


def test_the_nightly_job_tends_the_months() -> None:
    queries.make_month(LONG_AGO)
    jobs.tend_months(timestamp=0)
    assert LONG_AGO not in queries.months()


@pytest.mark.parametrize(
    ("day", "later", "month"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 1)),
        (date(2026, 11, 30), 2, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
    ],
)
def test_months_are_counted_over_the_year(day: date, later: int, month: date) -> None:
    assert queries.month_after(day, later) == month
