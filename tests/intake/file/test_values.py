from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samtykke.core.clock import Precision
from samtykke.intake.channels.file import dates, values

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("91234567", "+4791234567"),
        ("+47 912 34 567", "+4791234567"),
        ("004791234567", "+4791234567"),
        ("4791234567", "+4791234567"),
        ("46701234567", "+46701234567"),
        ("tel: 22 33 44 55", "+4722334455"),
        ("+1 (212) 55", None),
        ("12", None),
        ("call me", None),
        ("9" * 70, None),
    ],
)
def test_phones_become_international(text, number):
    assert values.phone(text, "NO") == number


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Yes", "given"),
        ("JA", "given"),
        ("nei", "withdrawn"),
        ("0", "withdrawn"),
        ("Refused", "refused"),
        ("maybe", None),
    ],
)
def test_answers_are_known_by_their_words(text, status):
    assert values.answer(text) == status


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2024-01-31", utc(2024, 1, 30, 23), Precision.DAY),
        ("31.12.2024", utc(2024, 12, 30, 23), Precision.DAY),
        ("1.7.2024 kl. 9.30", utc(2024, 7, 1, 7, 30), Precision.INSTANT),
        ("2024-12-31T10:00:00.123Z", utc(2024, 12, 31, 10), Precision.INSTANT),
        ("2024-12-31 10:00+02:00", utc(2024, 12, 31, 8), Precision.INSTANT),
        ("12/31/2024 2:05 PM", utc(2024, 12, 31, 13, 5), Precision.INSTANT),
        ("31/12/2024", utc(2024, 12, 30, 23), Precision.DAY),
        ("5/5/2026", utc(2026, 5, 4, 22), Precision.DAY),
        ("31. desember 2024", utc(2024, 12, 30, 23), Precision.DAY),
        ("Jan 5th, 2024", utc(2024, 1, 4, 23), Precision.DAY),
        ("20240105", utc(2024, 1, 4, 23), Precision.DAY),
    ],
)
def test_dates_in_the_shapes_people_write(text, at, precision):
    assert dates.moment(text, OSLO) == dates.Moment(at, precision)


@pytest.mark.parametrize(
    "text",
    [
        "31.02.2024",
        "2023-02-29",
        "03/04/2026",
        "13/13/2024",
        "2024-01-05 24:00",
        "yesterday",
        "1700000000",
        "",
        "01.01.24",
        "1.1.0001",
        "31. foo 2024",
        "13:00 pm",
    ],
)
def test_what_is_no_day_or_could_be_two_is_none(text):
    assert dates.moment(text, OSLO) is None


@given(st.text(max_size=70))
def test_no_text_breaks_the_reading_of_a_date(text):
    dates.moment(text, OSLO)
    values.phone(text, "NO")


@given(st.integers(-2_000_000_000, 6_000_000_000))
def test_every_instant_written_in_iso_is_read_back(seconds):
    at = utc(1970, 1, 1) + dt.timedelta(seconds=seconds)
    assert dates.moment(at.isoformat(), OSLO).at == at
