"""A key reaches whom and what it was given, as long as whoever made it may; what it writes opens nothing (REQ-42, REQ-93)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts import actions as accounts
from samtykke.accounts.models import Role, User
from samtykke.accounts.rights import Right, Scope
from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentRecord
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.purposes.actions import decide_field
from tests.accounts.factories import make_user
from tests.factories import get_purpose, make_consent, make_person
from tests.intake.api.calls import Caller, new_person, own_yes

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db

BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}
ADDRESS = "kari.testvik@example.org"


@pytest.fixture
def restricted(erp: Caller, kari: Person) -> Person:
    make_consent(kari)
    consents.restrict(kari, **BY)
    return kari


@pytest.fixture
def others(erp: Caller) -> Caller:
    """A key with every scope but the one for people whose use is restricted."""
    return Caller(*(scope for scope in Scope if scope != Scope.PERSONS_RESTRICTED), name="Shop")


def calls(caller: Caller, who: int) -> dict[str, HttpResponse]:
    """Every operation about one person that tells or changes something of them."""
    one = f"/persons/{who}"
    return {
        "read": caller.get(one),
        "change": caller.patch(one, {"first_name": "Karin"}),
        "consents": caller.get(f"{one}/consents"),
        "consent": caller.get(f"{one}/consents/EMARKETING"),
        "events": caller.get(f"{one}/consents/EMARKETING/events"),
        "record": caller.put(f"{one}/consents/EMARKETING", own_yes(act_by="person")),
        "delete": caller.delete(one),
    }


def test_a_restricted_person_is_not_there_for_a_key_without_the_scope(others: Caller, restricted: Person) -> None:
    """Art. 18: only storing goes on. Breaks when one operation reaches somebody past `sight_of_key`."""
    assert {name: answer.status_code for name, answer in calls(others, restricted.pk).items()} == dict.fromkeys(
        ("read", "change", "consents", "consent", "events", "record", "delete"), 404
    )
    for asked in ("", "?q=kari", f"?email={ADDRESS}", "?external_id=ERP-KARI-1204"):
        assert others.get(f"/persons{asked}").json()["items"] == [], asked
    restricted.refresh_from_db()
    assert (restricted.first_name, restricted.deleted_at) == ("Kari", None)


def test_the_gate_knows_nobody_restricted_for_such_a_key(erp: Caller, others: Caller, restricted: Person) -> None:
    """A no either way; why it is one is not told."""
    for query in (f"person={restricted.pk}", f"email={ADDRESS}", f"email={ADDRESS}&channel=sms"):
        assert others.get(f"/may?purpose=EMARKETING&{query}").json()["reason"] == "unknown_person"
    assert erp.get(f"/may?purpose=EMARKETING&email={ADDRESS}").json()["reason"] == "restricted"
    body = {"purpose": "EMARKETING", "emails": [ADDRESS]}
    assert others.post("/may", body).json()["results"][0] == {
        "person": None, "email": ADDRESS, "allowed": False, "reason": "unknown_person", "event": None,
    }  # fmt: skip
    told = others.post("/may", {"purpose": "EMARKETING", "persons": [restricted.pk]}).json()["results"]
    assert [one["reason"] for one in told] == ["unknown_person"]


def test_somebody_merged_into_one_who_is_restricted_is_hidden_with_them(others: Caller, restricted: Person) -> None:
    """Breaks when the row of before the merge goes on telling of a person whose data may only be stored."""
    earlier = make_person("Kari", "Testvik", email="kari.before@example.org")
    consents.merge(restricted, earlier, **BY)
    assert others.get(f"/persons/{earlier.pk}").status_code == 404
    assert others.get(f"/persons/{earlier.pk}/consents").status_code == 404
    assert others.patch(f"/persons/{earlier.pk}", {"title": "X"}).status_code == 404


def test_a_no_is_heard_of_somebody_the_key_does_not_see(others: Caller, restricted: Person) -> None:
    """Art. 7(3). Breaks when restricting somebody takes their way of saying no."""
    answer = others.delete(f"/persons/{restricted.pk}/consents/EMARKETING")
    assert (answer.status_code, answer.content) == (204, b"")
    assert ConsentRecord.objects.get(person=restricted, purpose=get_purpose("EMARKETING")).status == "withdrawn"


def test_the_scope_counts_as_long_as_its_maker_may_restrict(restricted: Person) -> None:
    """Breaks when a key goes on reading whom the one who answers for it sees no more."""
    role = Role.objects.create(key="erp", names={"en": "ERP"}, rights=["people:view", "consents:restrict"])
    maker = make_user("Mia", "erp")
    scopes = [Scope.PERSONS_READ, Scope.PERSONS_RESTRICTED]
    _key, readable = accounts.create_api_key(name="ERP 2", scopes=scopes, by=maker.actor, via=Via.STAFF)
    caller = Caller(Scope.PERSONS_READ, name="x")
    caller.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {readable}"
    assert caller.get(f"/persons/{restricted.pk}").status_code == 200
    Role.objects.filter(pk=role.pk).update(rights=["people:view"])
    assert caller.get(f"/persons/{restricted.pk}").status_code == 404
    assert caller.get("/persons?q=kari").json()["items"] == []


def test_nobody_makes_a_key_for_restricted_people_who_may_not_restrict() -> None:
    rights = [right.value for right in Right if right != Right.CONSENTS_RESTRICT]
    Role.objects.create(key="most", names={"en": "Most"}, rights=rights)
    assert set(make_user("Mia", "most").out_of_reach()) == {Scope.PERSONS_RESTRICTED}


# --- What a key that writes is told ------------------------------------------------------------------------------------


def test_a_key_that_may_not_read_is_told_whom_it_registered_and_nothing_else(erp: Caller) -> None:
    """Breaks when writing opens what reading is closed for."""
    writer = Caller(Scope.PERSONS_WRITE, name="Form")
    answer = writer.post("/persons", new_person(), Idempotency_Key="one")
    person = Person.objects.get(last_name="Ødegård")
    assert (answer.status_code, answer.json()) == (201, {"id": person.pk})
    assert answer.headers["Location"] == f"/api/v1/persons/{person.pk}"
    assert answer.headers["ETag"]
    assert writer.post("/persons", new_person(), Idempotency_Key="one").json() == {"id": person.pk}


def test_a_key_that_may_not_read_answers_is_told_what_it_wrote_about(erp: Caller, kari: Person) -> None:
    """Who recorded the answer that stands already, and what they remarked, is for who reads consents."""
    reader = Caller(Scope.CONSENTS_READ, Scope.CONSENTS_WRITE, name="ERP 2")
    writer = Caller(Scope.CONSENTS_WRITE, name="Form")
    said = own_yes(occurred_at="2026-11-01T09:00:00Z", comment="By phone")
    for caller, told in ((reader, ["comment", "actor"]), (writer, [])):
        answer = caller.put(f"/persons/{kari.pk}/consents/EMARKETING", said)
        assert answer.status_code == 200
        assert [name for name in ("comment", "actor") if name in answer.json()] == told
    assert answer.json() == {"person": kari.pk, "purpose": "EMARKETING"}


def test_a_stored_answer_is_not_given_to_a_key_that_could_not_get_it_now(erp: Caller) -> None:
    """Breaks when an Idempotency-Key replays what its maker may no longer read, or somebody restricted since."""
    role = Role.objects.create(key="erp", names={"en": "ERP"}, rights=[right.value for right in Right])
    maker: User = make_user("Mia", "erp")
    scopes = [Scope.PERSONS_READ, Scope.PERSONS_WRITE]
    _key, readable = accounts.create_api_key(name="ERP 2", scopes=scopes, by=maker.actor, via=Via.STAFF)
    caller = Caller(Scope.PERSONS_READ, name="x")
    caller.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {readable}"
    told = caller.post("/persons", new_person(), Idempotency_Key="one").json()
    assert told["last_name"] == "Ødegård"
    assert caller.post("/persons", new_person(), Idempotency_Key="one").json() == told
    decide_field("person.title", purposes=[], is_sensitive=True, **BY)
    again = caller.post("/persons", new_person(), Idempotency_Key="one")
    assert (again.status_code, again.json()["code"]) == (422, "idempotency_key_reused")
    decide_field("person.title", purposes=[], is_sensitive=False, **BY)
    consents.restrict(Person.objects.get(pk=told["id"]), **BY)
    assert caller.post("/persons", new_person(), Idempotency_Key="one").status_code == 404
    assert role.rights


# --- The gate is no directory ------------------------------------------------------------------------------------------


@pytest.fixture
def narrow(erp: Caller, kari: Person) -> Caller:
    """A key with every other scope, where addresses and phones are covered."""
    make_consent(kari)
    for field in ("person.emails", "person.phones"):
        decide_field(field, purposes=[], is_sensitive=True, **BY)
    return Caller(*(scope for scope in Scope if scope != Scope.PERSONS_SENSITIVE), name="Narrow")


def test_the_gate_says_of_a_covered_address_whether_and_not_whose_it_is(narrow: Caller, erp: Caller) -> None:
    """Breaks when asking by address tells the id of a person, whose card the key reads, or that we know the address."""
    body = {"purpose": "EMARKETING", "emails": [ADDRESS, "nobody@example.org"]}
    yes, no = narrow.post("/may", body).json()["results"]
    assert yes == {"person": None, "email": ADDRESS, "allowed": True, "reason": "allowed", "event": None}
    assert (no["allowed"], no["reason"], no["person"]) == (False, "covered", None)
    sms = narrow.get(f"/may?purpose=EMARKETING&channel=sms&email={ADDRESS}").json()
    assert sms == {"allowed": False, "reason": "covered", "event": None}
    assert erp.post("/may", body).json()["results"][0]["person"] is not None


def test_nobody_tries_out_which_address_is_whose(narrow: Caller, erp: Caller, kari: Person) -> None:
    """By the gate, nor by writing an answer for an address."""
    for query in (f"address={ADDRESS}", "channel=sms&address=%2B4791234567"):
        answer = narrow.get(f"/may?purpose=EMARKETING&person={kari.pk}&{query}")
        assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
        assert erp.get(f"/may?purpose=EMARKETING&person={kari.pk}&{query}").status_code == 200
    answer = narrow.put(f"/persons/{kari.pk}/consents/EMARKETING", own_yes(address="guess@example.org"))
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert narrow.get(f"/may?purpose=EMARKETING&person={kari.pk}").json()["reason"] == "allowed"
