"""The age at which somebody says yes themselves, where a purpose is offered to children. Art. 8; mfl. § 15; REQ-19, REQ-21."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.actions.age import ages_of
from samtykke.consents.answers import Age, Answer, Evidence
from samtykke.consents.models import ConsentEvidence, ConsentRecord, Status
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import Purpose
from tests.consents.clubs import club
from tests.factories import get_purpose
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}
SHOWN: dict[str, Any] = {"shown_text": "Yes to the club.", "evidence": Evidence(kind="paper", reference="7")}


def living_in(person: Person, country: str) -> Person:
    Person.objects.filter(pk=person.pk).update(country=country)
    return person


def say_yes(person: Person, purpose: Purpose, at: datetime | None = None, **age: Any) -> ConsentRecord:
    told = Age(**age) if age else None
    answer = Answer(purpose=purpose, status=Status.GIVEN, occurred_at=at, age=told, **SHOWN)
    return consents.record_answer(person.pk, answer, **BY)


def refusal(*told: Any, **age: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        say_yes(*told, **age)
    assert not ConsentRecord.objects.filter(purpose=told[1]).exists()
    return refused.value.code, refused.value.field


def proof() -> dict[str, Any]:
    return dict(ConsentEvidence.objects.order_by("-event_id")[0].facts["age"])


@pytest.mark.parametrize(
    ("country", "day", "born", "refused"),
    [
        ("DK", date(2023, 12, 31), 2009, None),  # 14 years old, and the age was 13
        ("DK", date(2024, 1, 1), 2009, "guardian_missing"),  # the age is 15 from this day
        ("NO", date(2026, 6, 1), 2012, None),
        ("NO", date(2026, 6, 1), 2013, "guardian_missing"),  # 13 this year, perhaps not yet
        ("", date(2026, 6, 1), 2010, "guardian_missing"),  # an unknown country: 16
        ("", date(2026, 6, 1), 2009, None),
    ],
)
def test_the_age_of_the_country_on_the_day_decides(kari, country, day, born, refused) -> None:
    """REQ-19. Breaks when an age is a constant, another country's, today's for a yes of then, or rounded up."""
    purpose, at = club(), datetime.combine(day, datetime.min.time(), tzinfo=UTC).replace(hour=12)
    living_in(kari, country)
    if refused:
        assert refusal(kari, purpose, at, birth_year=born) == (refused, "age.guardian")
        assert say_yes(kari, purpose, at, birth_year=born, guardian="Ola, by phone").status_now == Status.GIVEN
        assert proof()["guardian"] == "Ola, by phone"
    else:
        assert say_yes(kari, purpose, at, birth_year=born).status_now == Status.GIVEN
        assert (proof()["by"], "guardian" in proof()) == ("birth_year", False)


def test_a_yes_of_whom_no_age_is_known_is_none(kari: Person) -> None:
    """Breaks when what is offered to children takes a yes without asking."""
    purpose = club()
    for told in ({}, {"birth_year": None}, {"guardian": "  "}):
        assert refusal(kari, purpose, **told) == ("age_missing", "age.birth_year")
    for born in (1800, 2999):
        assert refusal(kari, purpose, birth_year=born) == ("invalid_birth_year", "age.birth_year")
    assert say_yes(kari, get_purpose()).status_now == Status.GIVEN


def test_of_the_age_only_that_it_was_enough_is_kept(kari: Person) -> None:
    """REQ-21. Breaks when a year of birth stays anywhere in the proof."""
    living_in(kari, "NO")
    say_yes(kari, club(), birth_year=1987)
    assert proof() == {"over": 13, "by": "birth_year", "country": "NO"}


def test_who_has_looked_at_the_birthday_may_say_so(kari: Person) -> None:
    """Breaks when somebody who turned thirteen in May cannot say yes before the new year, or a check beats the year."""
    purpose, at = club(), datetime(2026, 6, 1, 12, tzinfo=UTC)
    living_in(kari, "NO")
    assert refusal(kari, purpose, at, birth_year=2014, is_enough=True)[0] == "guardian_missing"
    say_yes(kari, purpose, at, birth_year=2013, is_enough=True)
    assert proof()["by"] == "checked"


def test_below_the_age_of_marketing_nobody_agrees(kari: Person) -> None:
    """Mfl. § 15. Breaks when a parent's yes opens marketing to a child of thirteen in Norway."""
    living_in(kari, "NO")
    purpose, at = club(is_marketing=True), datetime(2026, 6, 1, 12, tzinfo=UTC)
    with pytest.raises(Refused) as refused:
        say_yes(kari, purpose, at, birth_year=2012, guardian="Ola, by phone")
    assert refused.value.code == "too_young_for_marketing"
    assert refusal(kari, purpose, at, guardian="Ola, by phone") == ("age_missing", "age.birth_year")
    say_yes(kari, purpose, at, birth_year=2010)
    assert proof()["over"] == 15


def test_the_company_s_own_change_of_the_law_decides() -> None:
    """REQ-19. Breaks when the age that Norway may raise has to wait for a new program."""
    purpose, on = get_purpose(), date(2031, 1, 1)
    purposes.add_law("child_age", country="NO", value=15, valid_from=on, source="Lov 1", **BY)
    assert ages_of(purpose, "NO", date(2030, 12, 31)).alone == 13
    assert ages_of(purpose, "NO", on).alone == 15


def test_a_no_asks_no_age(kari: Person) -> None:
    """Art. 7(3). Breaks when saying no is harder than saying yes."""
    purpose = club()
    answer = Answer(purpose=purpose, status=Status.REFUSED)
    assert consents.record_answer(kari.pk, answer, **BY).status_now == Status.REFUSED


def test_by_hand_the_form_asks_where_children_are_asked_and_nowhere_else(kari: Person, siri: Any) -> None:
    """Breaks when staff cannot write the age, or are asked it of everybody (Art. 5(1)(c))."""
    client, purpose = browse(siri), club()
    living_in(kari, "NO")
    assert 'name="birth_year"' not in text_of(client.get(f"/people/{kari.pk}/purposes/EMARKETING/answer/"))
    address = f"/people/{kari.pk}/purposes/{purpose.key}/answer/"
    page = text_of(client.get(address))
    assert 'name="birth_year"' in page
    assert "The person is 13 or older." in page
    sent = {"status": "given", "shown_text": "The club", "evidence_kind": "paper", "source": "USER"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "the year of birth must be known" in text_of(answer)
    assert client.post(address, {**sent, "birth_year": "1990"}).status_code == 302
    page = text_of(client.get(f"/people/{kari.pk}/privacy/"))
    assert "13 or older" in page
    assert "1990" not in page
