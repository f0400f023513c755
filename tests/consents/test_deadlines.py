"""The day by which a person must be told, on the company's calendar (REQ-01, REQ-02, REQ-36)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from samtykke.accounts.models import Organisation
from samtykke.consents.deadlines import due_date, inform_by
from samtykke.purposes.calendar import Calendar

# received, country, months, due
CASES = """
2026-03-05 NO 1 2026-04-07
2027-03-05 NO 1 2027-04-05
2026-08-31 NO 1 2026-09-30
2027-01-29 NO 1 2027-03-01
2027-01-30 NO 1 2027-03-01
2027-01-31 NO 1 2027-03-01
2028-01-30 NO 1 2028-02-29
2028-01-31 DE 1 2028-02-29
2028-02-29 NO 1 2028-03-29
2026-01-31 DE 1 2026-03-02
2026-04-01 DE 1 2026-05-04
2026-04-01 NO 1 2026-05-04
2026-03-02 DE 1 2026-04-02
2026-03-02 NO 1 2026-04-07
2026-04-17 NO 1 2026-05-18
2027-04-17 DE 1 2027-05-18
2027-04-17 NO 1 2027-05-18
2028-04-17 DE 1 2028-05-17
2028-04-17 NO 1 2028-05-18
2026-04-14 NO 1 2026-05-15
2026-04-25 NO 1 2026-05-26
2026-11-24 NO 1 2026-12-24
2026-11-25 DE 1 2026-12-28
2026-11-25 NO 1 2026-12-28
2026-12-01 NO 1 2027-01-04
2026-11-30 NO 1 2026-12-30
2028-09-03 DE 1 2028-10-04
2026-09-03 DE 1 2026-10-05
2026-05-04 DE 1 2026-06-04
2026-05-04 DE-BY 1 2026-06-05
2026-09-30 DE-BB 1 2026-10-30
2024-03-26 DK 1 2024-04-26
2026-05-19 SE 1 2026-06-19
2026-06-14 NO 1 2026-07-14
2026-06-30 NO 1 2026-07-30
2026-02-28 NO 1 2026-03-30
2026-05-31 NO 1 2026-06-30
2026-11-03 NO 1 2026-12-03
2027-11-29 NO 3 2028-02-29
2028-02-29 NO 3 2028-05-29
2026-08-31 NO 3 2026-11-30
2026-11-30 NO 3 2027-03-01
2026-01-30 NO 3 2026-04-30
2026-12-31 DE 3 2027-03-31
2026-02-28 NO 3 2026-05-28
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_a_period_of_months_ends_on_the_same_number_and_never_on_a_day_off(case: str) -> None:
    """REQ-36. Breaks when the day by which somebody must be told is another than the law's."""
    received, country, months, due = case.split()
    assert due_date(date.fromisoformat(received), months=int(months), calendar=Calendar(country)) == date.fromisoformat(
        due
    )


def test_an_unknown_country_has_only_weekends_off() -> None:
    assert due_date(date(2026, 4, 1), months=1, calendar=Calendar("ZZ")) == date(2026, 5, 1)
    assert due_date(date(2026, 1, 31), months=1, calendar=Calendar("")) == date(2026, 3, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("obtained", "due"),
    [
        (datetime(2026, 1, 30, 23, 30, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 6, 30, 22, 5, tzinfo=UTC), date(2026, 8, 3)),
        (datetime(2026, 6, 30, 21, 55, tzinfo=UTC), date(2026, 7, 30)),
        (datetime(2026, 11, 3, 12, 0, tzinfo=UTC), date(2026, 12, 3)),
    ],
)
def test_the_day_is_the_companys_local_day(obtained: datetime, due: date) -> None:
    assert inform_by(obtained) == due


@pytest.mark.django_db
def test_the_calendar_is_the_one_of_the_companys_country() -> None:
    Organisation.objects.filter(pk=1).update(country="DE", time_zone="Europe/Berlin")
    assert inform_by(datetime(2026, 3, 2, 12, 0, tzinfo=UTC)) == date(2026, 4, 2)
