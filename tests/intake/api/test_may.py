"""`/may`: one question, for one and for many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from samtykke.audit.models import Entry
from tests.factories import Clock, make_consent, make_person, withdraw
from tests.intake.api.calls import Caller, pointers

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db

ADDRESS = "kari.testvik@example.org"


def ask(erp: Caller, **asked: Any) -> dict[str, Any]:
    query = "&".join(f"{name}={quote(str(text))}" for name, text in {"purpose": "EMARKETING", **asked}.items())
    response = erp.get(f"/may?{query}")
    assert response.status_code == 200, response.content
    return dict(response.json())


def test_one_person_by_id_and_by_address(erp: Caller, kari: Person) -> None:
    assert ask(erp, person=kari.pk) == {"allowed": False, "reason": "no_record", "event": None}
    event = make_consent(kari).event_id
    yes = {"allowed": True, "reason": "allowed", "event": event}
    assert ask(erp, person=kari.pk) == yes
    assert ask(erp, email=" Kari.Testvik@EXAMPLE.org ") == yes
    assert ask(erp, person=kari.pk, channel="sms")["reason"] == "address_not_covered"
    assert ask(erp, email=ADDRESS, channel="sms")["reason"] == "address_not_covered"
    assert ask(erp, email=ADDRESS, address="other@example.org")["reason"] == "address_not_covered"


def test_who_is_not_known_is_a_no_and_no_error(erp: Caller) -> None:
    unknown = {"allowed": False, "reason": "unknown_person", "event": None}
    for asked in ({"email": "nobody@example.org"}, {"email": "no address"}, {"person": 999}, {"person": 2**63}):
        assert ask(erp, **asked) == unknown
    assert ask(erp, person=-1) == unknown


def test_both_times_are_asked(erp: Caller, kari: Person, clock: Clock) -> None:
    make_consent(kari, given_at=clock.days_ago(10))
    withdraw(kari, at=clock.days_ago(2))
    assert ask(erp, person=kari.pk)["reason"] == "withdrawn"
    assert ask(erp, person=kari.pk, as_of=clock.days_ago(5).isoformat())["allowed"] is True
    assert ask(erp, person=kari.pk, known_at=clock.days_ago(1).isoformat())["reason"] == "no_record"
    plain = clock.days_ago(5).isoformat()  # a plus that was not escaped is a space by the time it arrives
    assert erp.get(f"/may?purpose=EMARKETING&person={kari.pk}&as_of={plain}").json()["allowed"] is True


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("purpose=NOPE&person=1", "#/purpose"),
        ("person=1", "#/purpose"),
        ("purpose=EMARKETING", "#/person"),
        ("purpose=EMARKETING&person=1&email=a@example.org", "#/person"),
        ("purpose=EMARKETING&person=x", "#/person"),
        ("purpose=EMARKETING&person=1&channel=fax", "#/channel"),
        ("purpose=EMARKETING&person=1&as_of=2026-01-01T00:00:00", "#/as_of"),
        ("purpose=EMARKETING&person=1&as_of=2026-01-01", "#/as_of"),
        ("purpose=EMARKETING&person=1&known_at=yesterday", "#/known_at"),
        ("purpose=EMARKETING&person=1&address=x", "#/address"),
        ("purpose=EMARK%00&person=1", "#/purpose"),
    ],
)
def test_what_is_wrong_is_named(erp: Caller, query: str, pointer: str) -> None:
    response = erp.get(f"/may?{query}")
    assert response.status_code == 422
    assert pointer in pointers(response)


def test_many_people_in_the_order_asked(erp: Caller, kari: Person) -> None:
    bo = make_person("Bo", email="bo@example.org")
    event = make_consent(kari).event_id
    asked = [bo.pk, kari.pk, 999, 2**70, kari.pk]
    results = erp.post("/may", {"persons": asked, "purpose": "EMARKETING", "channel": "email"}).json()["results"]
    assert [one["person"] for one in results] == asked
    assert [one["reason"] for one in results] == ["no_record", "allowed", "unknown_person", "unknown_person", "allowed"]
    assert results[1] == {"person": kari.pk, "allowed": True, "reason": "allowed", "event": event}


def test_many_addresses_in_the_order_asked(erp: Caller, kari: Person) -> None:
    make_consent(kari)
    asked = ["nobody@example.org", "KARI.testvik@example.org", "no address", ADDRESS]
    results = erp.post("/may", {"emails": asked, "purpose": "EMARKETING"}).json()["results"]
    assert [one["email"] for one in results] == asked
    assert [one["allowed"] for one in results] == [False, True, False, True]
    assert [one["person"] for one in results] == [None, kari.pk, None, kari.pk]


def test_ten_thousand_and_no_more_in_one_statement(
    erp: Caller, kari: Person, django_assert_max_num_queries: Any
) -> None:
    erp.post("/may", {"persons": [1], "purpose": "EMARKETING"})
    with django_assert_max_num_queries(10):
        results = erp.post("/may", {"persons": [kari.pk] * 10_000, "purpose": "EMARKETING"}).json()["results"]
    assert len(results) == 10_000
    many = [f"nobody{number}@example.org" for number in range(10_000)]
    assert len(erp.post("/may", {"emails": many, "purpose": "EMARKETING"}).json()["results"]) == 10_000
    refused = erp.post("/may", {"emails": [*many, "a@example.org"], "purpose": "EMARKETING"})
    assert refused.status_code == 422
    assert pointers(refused) == ["#/emails"]
    assert erp.post("/may", {"persons": [], "purpose": "EMARKETING"}).json() == {"results": []}
    assert erp.post("/may", {"purpose": "EMARKETING"}).status_code == 422


def test_asking_leaves_an_entry_without_the_address(erp: Caller, kari: Person) -> None:
    ask(erp, email=ADDRESS)
    erp.post("/may", {"emails": [ADDRESS, "b@example.org"], "purpose": "EMARKETING"})
    one, many = Entry.objects.filter(deed="may:asked").order_by("id")
    assert (one.subject_id, one.details) == (kari.pk, {"purpose": "EMARKETING", "channel": "email"})
    assert many.details == {"purpose": "EMARKETING", "channel": "email", "asked": 2}
    assert (one.actor_kind, one.actor_id) == ("integration", erp.key.pk)


def test_one_question_costs_few_statements(erp: Caller, kari: Person, django_assert_num_queries: Any) -> None:
    ask(erp, person=kari.pk)
    with django_assert_num_queries(10):  # key · 3 around · purpose, its ground, the answer · 3 for the look
        ask(erp, person=kari.pk)
