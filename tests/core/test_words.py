"""Dates, times, numbers and counts as each language writes them. Look 8."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from django.utils.translation import ngettext, override

from samtykke.core.templatetags import words

AT = datetime(2026, 11, 3, 8, 12, tzinfo=UTC)
THIN = "\u202f"


@pytest.mark.parametrize(
    ("language", "day", "long", "moment", "number", "fraction"),
    [
        ("nb", "3. nov. 2026", "3. november 2026", "3. nov. 2026 kl. 09.12", f"1{THIN}204", "0,5"),
        ("en", "3 Nov 2026", "3 November 2026", "3 Nov 2026 09:12", "1,204", "0.5"),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_writes_them(
    language: str, day: str, long: str, moment: str, number: str, fraction: str
) -> None:
    """Breaks when a Norwegian page has an English date, time, thousand or decimal, or the other way about."""
    with override(language), timezone.override("Europe/Oslo"):
        assert (words.day(AT), words.long_day(AT), words.moment(AT)) == (day, long, moment)
        assert (words.number(1204), words.number(0.5)) == (number, fraction)


def test_a_day_is_the_day_of_the_company() -> None:
    """Breaks when a moment late in the evening stands under the date of another zone."""
    late = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
    with override("nb"), timezone.override("Europe/Oslo"):
        assert words.moment(late) == "4. nov. 2026 kl. 00.30"
        assert words.time(late, "day") == '<time datetime="2026-11-03T23:30:00+00:00">4. nov. 2026</time>'


@pytest.mark.parametrize(
    ("language", "told"),
    [("nb", ["0 personer", "1 person", "2 personer", f"1{THIN}204 personer"]),
     ("en", ["0 people", "1 person", "2 people", "1,204 people"])],
)  # fmt: skip
def test_one_is_singular_and_nothing_else_is(language: str, told: list[str]) -> None:
    """Breaks when a Norwegian page says “0 person” or “1 personer”."""
    with override(language):
        assert [
            ngettext("%(shown)s person", "%(shown)s people", n) % {"shown": words.number(n)} for n in (0, 1, 2, 1204)
        ] == told
