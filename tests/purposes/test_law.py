"""What the law says, by country and day. REQ-19, law-parameter table: no number of the law is a constant of the code."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import samtykke
from samtykke.accounts.queries import today
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.consents.deadlines import inform_by
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.purposes import actions
from samtykke.purposes.law import PARAMETERS, all_holding, holding, law, law_number
from samtykke.purposes.law_seed import plant_law, rows
from samtykke.purposes.models import LawParameter

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}
SOON = timedelta(days=30)


def code(**told: Any) -> tuple[str, str | None]:
    """What adding is refused with, and the field it is about."""
    with pytest.raises(Refused) as refused:
        actions.add_law("child_age", **{"country": "NO", "source": "Popplyl. § 5", **told}, **BY)
    return refused.value.code, refused.value.field


@pytest.mark.parametrize(
    ("country", "on", "age"),
    [
        ("NO", date(2026, 1, 1), 13),
        ("DK", date(2023, 12, 31), 13),
        ("DK", date(2024, 1, 1), 15),
        ("FR", date(2026, 1, 1), 15),
        ("DE", date(2026, 1, 1), 16),
        ("AT", date(2026, 1, 1), 14),
        ("ZZ", date(2026, 1, 1), 16),
        ("", date(2026, 1, 1), 16),
    ],
)
def test_the_age_of_consent_is_the_countrys_on_the_day(country: str, on: date, age: int) -> None:
    """REQ-19, Art. 8. Breaks when the age is one for all, the day is not asked, or an unknown country is not 16."""
    assert law("child_age", country, on) == age


def test_every_parameter_has_a_common_rule_and_every_row_a_source() -> None:
    """Breaks when a country without its own row leaves the product without an answer, or a number stands for itself."""
    assert set(all_holding("ZZ", today())) == set(PARAMETERS)
    assert all(row.source for row in rows())
    assert {row.key for row in rows()} == set(PARAMETERS)


@pytest.mark.parametrize(
    ("key", "value"),
    [("dsr.base_months", 1), ("dsr.extension_months", 2), ("art14.max_months", 1), ("breach.hours", 72),
     ("breach.threshold", "risk"), ("marketing.min_age", 15), ("marketing.work_address_is_personal", True),
     ("proof.years", 5), ("accounting.years", 5), ("device.consent", "gdpr")],
)  # fmt: skip
def test_norway_ships_as_the_law_stands(key: str, value: Any) -> None:
    """Law-parameter table. Breaks when a number differs from the table."""
    assert law(key, "NO", date(2026, 12, 1)) == value


def test_what_nobody_has_read_in_its_source_says_so() -> None:
    """Breaks when a number from memory is shown as if it had been checked."""
    assert holding("child_age", "PL", today()).is_checked is False  # type: ignore[union-attr]
    assert holding("child_age", "NO", today()).is_checked is True  # type: ignore[union-attr]


def test_a_new_version_holds_from_its_day_and_the_old_until_then() -> None:
    """Breaks when history is edited: what was counted before could not be explained."""
    day = today() + SOON
    actions.add_law("child_age", country="NO", valid_from=day, value=15, source="Lovvedtak 1", **BY)
    assert [law("child_age", "NO", on) for on in (day - timedelta(days=1), day)] == [13, 15]
    told = Entry.objects.get(deed=Deed.LAW_ADDED).details
    assert (told["key"], told["country"], told["valid_from"]) == ("child_age", "NO", day.isoformat())
    assert code(valid_from=day, value=14) == ("not_newer", "valid_from")
    assert code(valid_from=date(2018, 7, 20), value=14) == ("not_newer", "valid_from")


def test_a_country_without_a_row_gets_its_own_and_others_keep_the_common_one() -> None:
    """Breaks when a country's row changes the common rule, or holds before its day."""
    day = date(2025, 1, 1)
    actions.add_law("art14.max_months", country="NO", valid_from=day, value=2, source="Test § 1", **BY)
    assert [law_number("art14.max_months", code, day) for code in ("NO", "DE")] == [2, 1]
    assert law_number("art14.max_months", "NO", date(2024, 12, 31)) == 1


def test_the_day_to_inform_follows_the_law() -> None:
    """REQ-36. Breaks when the month of Art. 14 stands in the code."""
    obtained = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    assert inform_by(obtained) == date(2026, 12, 3)
    actions.add_law("art14.max_months", country="NO", valid_from=date(2026, 1, 1), value=2, source="Test § 1", **BY)
    assert inform_by(obtained) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"value": 12}, ("invalid_value", "value")),
        ({"value": -1}, ("invalid_value", "value")),
        ({"value": 10**9}, ("invalid_value", "value")),
        ({"value": None}, ("invalid_value", "value")),
        ({"value": "15"}, ("invalid_value", "value")),
        ({"value": True}, ("invalid_value", "value")),
        ({"source": "  "}, ("missing", "source")),
        ({"source": "x" * 1001}, ("too_long", "source")),
        ({"note": "a\x00b"}, ("nul", "note")),
        ({"country": "Norway"}, ("unknown_country", "country")),
        ({"valid_from": date(1800, 1, 1)}, ("invalid_day", "valid_from")),
        ({"valid_from": date(9999, 1, 1)}, ("invalid_day", "valid_from")),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(told: dict[str, Any], said: tuple[str, str]) -> None:
    """Breaks when a number out of range is kept, or the refusal does not say where."""
    assert code(**{"valid_from": today() + SOON, "value": 15, **told}) == said
    assert not LawParameter.objects.filter(is_shipped=False).exists()


def test_a_bill_that_did_not_pass_is_taken_back_and_kept() -> None:
    """Breaks when a row that is not in force stays in force, or goes without a trace."""
    day = today() + SOON
    row = actions.add_law("child_age", country="NO", valid_from=day, value=15, source="Prop. 1 L", **BY)
    actions.withdraw_law(row, **BY)
    actions.withdraw_law(row, **BY)
    assert law("child_age", "NO", day) == 13
    assert LawParameter.objects.get(pk=row.pk).withdrawn_at is not None
    actions.add_law("child_age", country="NO", valid_from=day, value=16, source="Prop. 2 L", **BY)
    assert law("child_age", "NO", day) == 16


def test_what_holds_cannot_be_taken_back() -> None:
    """Breaks when the law's own rows, or one that has held, can be withdrawn."""
    own = actions.add_law("child_age", country="NO", valid_from=today(), value=15, source="Lov 1", **BY)
    for row in (own, holding("child_age", "DK", today())):
        with pytest.raises(Refused) as refused:
            actions.withdraw_law(row, **BY)  # type: ignore[arg-type]
        assert refused.value.code == "in_force"


def test_planting_again_adds_nothing_and_leaves_the_companys_own_day_alone() -> None:
    """Breaks when an upgrade writes over what the company added."""
    count = LawParameter.objects.count()
    plant_law(LawParameter)
    assert LawParameter.objects.count() == count


def test_the_database_refuses_two_rows_for_one_day() -> None:
    """Breaks when two administrators can both be right about one day."""
    row = LawParameter.objects.get(country="NO", key="child_age")
    with pytest.raises(IntegrityError), transaction.atomic():
        LawParameter.objects.create(country="NO", key="child_age", valid_from=row.valid_from, value=9, source="x")


def test_an_unknown_key_is_an_error_of_the_program() -> None:
    """Breaks when a misspelt key answers quietly."""
    with pytest.raises(KeyError):
        law("child.age", "NO")
    with pytest.raises(LookupError):
        law_number("marketing.min_age", "DE")


def test_what_is_said_to_decide_is_asked_for_in_the_code_and_nothing_else_is() -> None:
    """Breaks when a page promises that a number of the law decides where nothing reads it, or the other way about."""
    package = Path(samtykke.__file__).parent
    code = [file.read_text() for file in package.rglob("*.py") if file.name not in {"law.py", "law_seed.py"}]
    asked = {key for key in PARAMETERS if any(f'law("{key}"' in text or f'law_number("{key}"' in text for text in code)}
    assert asked == {key for key, parameter in PARAMETERS.items() if parameter.decides}
