"""The pages of the law and of the calendar. M21; REQ-02, REQ-19."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from samtykke.accounts.models import Organisation
from samtykke.accounts.queries import today
from samtykke.purposes.law import PARAMETERS, law
from samtykke.purposes.models import CalendarDay, LawParameter
from tests.accounts.factories import make_user, signed_in

if TYPE_CHECKING:
    from django.test import Client

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
LAW, AGE, CALENDAR = "/settings/law/", "/settings/law/NO/child_age/", "/settings/calendar/"


@pytest.fixture
def ada(db: None) -> Client:
    """An administrator, signed in, reading English."""
    return signed_in(make_user("Ada Alt", "administrator", language="en"))


def test_the_law_of_the_companys_country_is_shown_with_its_sources(ada: Client) -> None:
    """Breaks when a number stands without where it is from."""
    text = ada.get(LAW).content.decode()
    assert [words in text for words in ("13 years old", "Popplyl. § 5", "72 hours")] == [True, True, True]


def test_another_country_and_day_can_be_asked(ada: Client) -> None:
    """Breaks when the day is not asked: Denmark had 13 until 2023."""
    assert "13 years old" in ada.get(LAW, {"country": "DK", "on": "2023-12-31"}).content.decode()
    assert "15 years old" in ada.get(LAW, {"country": "DK", "on": "2024-01-01"}).content.decode()
    answer = ada.get(LAW, {"country": "DK", "on": "in May"})
    assert (answer.status_code, "on" in answer.context["form"].errors) == (422, True)


def test_a_version_is_added_and_the_history_names_who(ada: Client) -> None:
    """Breaks when a new version cannot be added, or nobody knows by whom."""
    day = today() + timedelta(days=40)
    told = {"value": "15", "valid_from": day.isoformat(), "source": "Lovvedtak 7", "note": ""}
    assert ada.post(AGE, told).status_code == 302
    assert law("child_age", "NO", day) == 15
    text = ada.get(AGE).content.decode()
    assert [words in text for words in ("Added by Ada Alt", "Take back", "Lovvedtak 7")] == [True, True, True]
    assert ada.post(f"{AGE}{day.isoformat()}/withdrawal/").status_code == 302
    assert law("child_age", "NO", day) == 13
    assert "Taken back" in ada.get(AGE).content.decode()


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({"value": "-1"}, "value"),
        ({"value": "1000000000"}, "value"),
        ({"value": ""}, "value"),
        ({"value": "old"}, "value"),
        ({"valid_from": ""}, "valid_from"),
        ({"valid_from": "2018-07-20"}, "valid_from"),
        ({"valid_from": "31.12.2027"}, "valid_from"),
        ({"source": ""}, "source"),
    ],
)
def test_what_cannot_be_stands_beside_its_field(ada: Client, written: dict[str, str], field: str) -> None:
    """Breaks when a refusal is not beside the field it is about, or what was typed is lost."""
    told = {"value": "15", "valid_from": "2030-01-01", "source": "Lovvedtak 7", "note": "Typed with care", **written}
    answer = ada.post(AGE, told)
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert "Typed with care" in answer.content.decode()
    assert not LawParameter.objects.filter(is_shipped=False).exists()


def test_no_rule_and_yes_or_no_can_be_said(ada: Client) -> None:
    """Breaks when an empty number, where the law may say nothing, is refused, or a yes is kept as a word."""
    told = {"valid_from": "2027-01-01", "source": "Test § 1"}
    assert ada.post("/settings/law/NO/marketing.min_age/", {"value": "", **told}).status_code == 302
    assert ada.post("/settings/law/NO/marketing.work_address_is_personal/", {"value": "no", **told}).status_code == 302
    assert ada.post("/settings/law/NO/breach.threshold/", {"value": "high_risk", **told}).status_code == 302
    keys = ("marketing.min_age", "marketing.work_address_is_personal", "breach.threshold")
    assert [law(key, "NO", date(2027, 1, 1)) for key in keys] == [None, False, "high_risk"]


def test_an_unknown_parameter_country_or_day_is_not_found(ada: Client) -> None:
    """Breaks when an address that was made up fails or opens something."""
    wrong = ("/settings/law/NO/nothing/", "/settings/law/no/child_age/", "/settings/law/XQ/child_age/")
    assert [ada.get(address).status_code for address in wrong] == [404, 404, 404]
    assert ada.post(f"{AGE}yesterday/withdrawal/").status_code == 404
    assert ada.post(f"{CALENDAR}soon/removal/").status_code == 404


def test_the_calendar_shows_holidays_and_takes_days_of_ones_own(ada: Client) -> None:
    """REQ-02. Breaks when a company cannot add a day, or take it away again."""
    assert "Constitution Day" in ada.get(CALENDAR).content.decode()
    day = f"{today().year + 1}-12-24"
    assert ada.post(CALENDAR, {"day": day, "name": "Closed", "is_off": "off"}).status_code == 302
    assert CalendarDay.objects.get(day=day).is_off
    assert "Closed" in ada.get(CALENDAR).content.decode()
    assert ada.post(f"{CALENDAR}{day}/removal/").status_code == 302
    assert not CalendarDay.objects.exists()
    assert ada.post(CALENDAR, {"day": day, "name": "", "is_off": "off"}).status_code == 422


def test_a_part_is_offered_where_the_country_has_parts(ada: Client) -> None:
    """Breaks when Germany cannot say Bavaria, or a part that does not exist is kept."""
    assert 'name="subdivision"' not in ada.get(CALENDAR).content.decode(), "no county of Norway has days off of its own"
    Organisation.objects.filter(pk=1).update(country="DE")
    assert "Bayern" in ada.get(CALENDAR).content.decode()
    assert ada.post(CALENDAR, {"subdivision": "BY"}).status_code == 302
    assert ada.post(CALENDAR, {"subdivision": "QQ"}).status_code == 422


def test_who_may_not_change_settings_sees_none_of_it(per: User, ola: User) -> None:
    """Breaks when a page asks for no right."""
    for user in (per, ola):
        client = signed_in(user)
        assert [client.get(address).status_code for address in (LAW, AGE, CALENDAR)] == [403, 403, 403]
        assert client.post(CALENDAR, {"subdivision": ""}).status_code == 403


def test_the_page_says_where_each_decides(ada: Client) -> None:
    """Breaks when somebody changes an age or a deadline and cannot see whether anything follows it."""
    page = ada.get(LAW).content.decode()
    assert page.count("Decides today") == sum(parameter.decides for parameter in PARAMETERS.values())
    assert page.count("Decides nothing yet") == sum(not parameter.decides for parameter in PARAMETERS.values())
    assert "Every yes to a purpose that is offered to children" in ada.get(AGE).content.decode()
