"""The calendar of the company: the law's days off in its country and the company's own. REQ-02."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from samtykke.accounts.models import Organisation
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.consents.deadlines import due_date, inform_by
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.purposes import actions
from samtykke.purposes.calendar import Calendar, company_calendar, holiday_names, subdivisions

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}
CHRISTMAS_EVE = date(2026, 12, 24)


def test_a_day_of_ones_own_is_off_and_a_holiday_can_be_worked() -> None:
    """REQ-02: overridable. Breaks when the company's own days are not asked."""
    own = Calendar("NO", ((CHRISTMAS_EVE, True), (date(2026, 12, 25), False)))
    assert due_date(date(2026, 11, 24), months=1, calendar=Calendar("NO")) == CHRISTMAS_EVE
    assert due_date(date(2026, 11, 24), months=1, calendar=own) == date(2026, 12, 25)


def test_a_day_that_is_marked_moves_what_is_found_from_then_on() -> None:
    """Breaks when marking a day has no effect, or leaves no trace."""
    obtained = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    assert inform_by(obtained) == CHRISTMAS_EVE
    actions.mark_day(CHRISTMAS_EVE, name="Julaften", **BY)
    assert inform_by(obtained) == date(2026, 12, 28)
    actions.mark_day(CHRISTMAS_EVE, name="Julaften", **BY)
    assert Entry.objects.filter(deed=Deed.CALENDAR_CHANGED).count() == 1
    actions.unmark_day(CHRISTMAS_EVE, **BY)
    actions.unmark_day(CHRISTMAS_EVE, **BY)
    assert inform_by(obtained) == CHRISTMAS_EVE
    assert Entry.objects.filter(deed=Deed.CALENDAR_CHANGED).count() == 2


def test_a_part_of_the_country_counts_where_the_company_says_so() -> None:
    """REQ-02: Corpus Christi in Bavaria only when enabled. Breaks when a part counts by itself, or is never asked."""
    Organisation.objects.filter(pk=1).update(country="DE", time_zone="Europe/Berlin")
    obtained = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
    assert inform_by(obtained) == date(2026, 6, 4)
    actions.change_settings(changes={"subdivision": "BY"}, **BY)
    assert (company_calendar().country, inform_by(obtained)) == ("DE-BY", date(2026, 6, 5))


def test_parts_are_named_and_offered_where_they_have_days_of_their_own() -> None:
    """Breaks when Norway, whose counties share every day off, offers them, or a part is a code that nobody knows."""
    assert subdivisions("NO") == {}
    assert subdivisions("DK") == {}
    assert subdivisions("DE")["BY"] == "Bayern"
    assert list(subdivisions("DE").values())[:2] == ["Augsburg", "Baden-Württemberg"]


def test_a_part_of_another_country_is_refused_and_one_left_behind_is_not_asked() -> None:
    """Breaks when a company that moved counts with a part of the country it left, and so with no holidays at all."""
    with pytest.raises(Refused) as refused:
        actions.change_settings(changes={"subdivision": "BY"}, **BY)
    assert (refused.value.code, refused.value.field) == ("unknown_subdivision", "subdivision")
    Organisation.objects.filter(pk=1).update(country="DE")
    actions.change_settings(changes={"subdivision": "BY"}, **BY)
    Organisation.objects.filter(pk=1).update(country="NO")
    assert company_calendar().country == "NO"


def test_the_version_of_the_calendar_names_the_list_the_place_and_the_own_days() -> None:
    """REQ-02: pinned beside what was counted. Breaks when two calendars that differ have one version."""
    before = company_calendar().version
    assert before.startswith("holidays 0.")
    assert before.endswith("NO")
    actions.mark_day(CHRISTMAS_EVE, name="Julaften", **BY)
    marked = company_calendar().version
    actions.mark_day(CHRISTMAS_EVE, name="Julaften", is_off=False, **BY)
    assert len({before, marked, company_calendar().version}) == 3


@pytest.mark.parametrize(
    ("day", "name", "said"),
    [
        (CHRISTMAS_EVE, " ", ("missing", "name")),
        (CHRISTMAS_EVE, "x" * 121, ("too_long", "name")),
        (date(9999, 12, 31), "Julaften", ("invalid_day", "day")),
    ],
)
def test_a_day_that_cannot_be_is_refused(day: date, name: str, said: tuple[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        actions.mark_day(day, name=name, **BY)
    assert (refused.value.code, refused.value.field) == said


def test_holidays_are_named_in_the_readers_language() -> None:
    """Breaks when a Norwegian reads “Good Friday”, or an unknown country fails."""
    good_friday = date(2026, 4, 3)
    assert holiday_names("NO", 2026, "nb")[good_friday] == "Langfredag"
    assert holiday_names("NO", 2026, "en")[good_friday] == "Good Friday"
    assert holiday_names("XX", 2026, "nb") == {}
