"""`POST /persons/batch`: many people of another system at once; one bad entry stops nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samtykke.accounts.rights import Scope
from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentEvent
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person, PersonExternalId
from samtykke.core.actors import Actor, Via
from samtykke.intake.channels.api.actions import set_key_defaults
from samtykke.intake.models import ImportRun
from samtykke.purposes.queries import basis_by_key, source_by_key
from tests.factories import get_purpose, make_person
from tests.intake.api.calls import Caller, pointers

if TYPE_CHECKING:
    from tests.factories import Clock

pytestmark = pytest.mark.django_db


def entry(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"C{number}", "first_name": "Ada", "last_name": f"Testrud {number}", "emails": [f"c{number}@example.org"], **more
    }  # fmt: skip


def send(caller: Caller, *persons: Any, **headers: str) -> Any:
    return caller.post("/persons/batch", {"system": "VISMA", "persons": list(persons)}, **headers)


def told(response: Any) -> list[tuple[str, str | None]]:
    assert response.status_code == 200, response.content
    return [(one["status"], one["code"]) for one in response.json()["results"]]


def test_many_come_in_and_the_same_again_changes_nothing(erp: Caller) -> None:
    people = [
        entry(1, company="Testvik Kabel AS", category="Customer", phones=[{"number": "912 34 567"}]),
        entry(2, emails=["c2@example.org", "two@example.org"], phones=[{"number": "22 33 44 55", "kind": "work"}]),
    ]
    first = send(erp, *people)
    assert told(first) == [("created", None)] * 2
    ids = [one["person"] for one in first.json()["results"]]
    assert [erp.get(f"/persons/by-external-id/VISMA/C{n}").json()["id"] for n in (1, 2)] == ids
    one = erp.get(f"/persons/{ids[0]}").json()
    assert (one["company"], one["category"], one["phones"][0]["number"]) == (
        "Testvik Kabel AS",
        "CUSTOMER",
        "+4791234567",
    )
    assert one["external_id"] is None
    assert [mail["address"] for mail in erp.get(f"/persons/{ids[1]}").json()["emails"]] == people[1]["emails"]
    events = ConsentEvent.objects.count()
    assert told(send(erp, *people)) == [("unchanged", None)] * 2
    assert told(send(erp, {"id": "C1", "title": "CTO"}, people[1])) == [("updated", None), ("unchanged", None)]
    assert (Person.objects.count(), ConsentEvent.objects.count()) == (2, events)


def test_the_five_facts_are_those_of_the_key(erp: Caller) -> None:
    erp.post("/sources", {"key": "VISMA", "name": "Visma"})
    visma = source_by_key("VISMA")
    set_key_defaults(erp.key, purpose=get_purpose("STORE"), legal_basis=basis_by_key("61B"), source=visma)
    person = send(erp, entry(1)).json()["results"][0]["person"]
    row = Person.objects.get(pk=person)
    facts = (row.origin_source.key, row.origin_basis.key, row.origin_actor_kind, row.origin_actor_id, row.origin_via)
    assert facts == ("VISMA", "61B", "integration", erp.key.pk, "api")


def test_one_bad_entry_is_answered_by_name_and_stops_nobody_else(erp: Caller) -> None:
    bad = [
        entry(2, emails=["c2@example.org", "no-address"]),
        entry(3, shoe_size=42),
        entry(4, phones=[{"number": "12"}]),
        entry(5, consents=[{"purpose": "EMARKETING", "status": "objected"}, {"purpose": "NOPE"}]),
        {"id": "C6", "title": "nobody"},
        {"last_name": "x" * 10_000},
    ]
    response = send(erp, entry(1), *bad, entry(7))
    assert [status for status, _code in told(response)] == ["created", *["refused"] * 6, "created"]
    errors = [[error["pointer"] for error in one["errors"]] for one in response.json()["results"][1:-1]]
    assert errors == [
        ["#/persons/1/emails/1"],
        ["#/persons/2/shoe_size"],
        ["#/persons/3/phones/0/number"],
        ["#/persons/4/consents"],
        ["#/persons/5/last_name"],
        ["#/persons/6/id", "#/persons/6/last_name"],
    ]
    assert sorted(Person.objects.values_list("last_name", flat=True)) == ["Testrud 1", "Testrud 7"]


def test_a_thousand_at_most(erp: Caller) -> None:
    many = send(erp, *({"id": str(number)} for number in range(1_001)))
    assert (many.status_code, pointers(many)) == (422, ["#/persons"])
    assert pointers(erp.post("/persons/batch", {"system": "visma", "persons": [entry(1)]})) == ["#/system"]
    assert send(erp).status_code == 422
    assert ImportRun.objects.count() == 0


def test_the_statements_do_not_grow_with_the_people(erp: Caller) -> None:
    send(erp, entry(1000))
    counts = []
    for people in ([entry(n) for n in range(3)], [entry(n) for n in range(10, 60)]):
        with CaptureQueriesContext(connection) as seen:
            send(erp, *people)
        counts.append(len(seen))
    assert counts[1] - counts[0] <= 2
    assert counts[0] < 200


def test_a_no_stands_and_a_yes_fills_a_gap_alone(erp: Caller, clock: Clock) -> None:
    yes = {
        "purpose": "EMARKETING",
        "legal_basis": "61A",
        "status": "given",
        "wording": "Yes, please.",
        "evidence": "paper 7",
    }
    timed = {**yes, "occurred_at": clock.days_ago(1).isoformat()}
    assert told(send(erp, entry(1, consents=[timed]), entry(2, consents=[yes]))) == [("created", None)] * 2
    first, second = (erp.get(f"/persons/by-external-id/VISMA/C{n}").json() for n in (1, 2))
    assert [one["status"] for one in first["consents"]] == ["in_force", "given"]
    assert first["consents"][1]["act_by"] == "controller"
    assert second["consents"][1]["status"] == "unknown"
    erp.delete(f"/persons/{first['id']}/consents/EMARKETING")
    later = {**timed, "occurred_at": clock.in_days(0.001).isoformat()}
    response = send(erp, entry(1, title="CTO", consents=[later]))
    assert told(response) == [("held", "no_stands")]
    assert response.json()["results"][0]["errors"][0]["pointer"] == "#/persons/0/consents"
    now = erp.get(f"/persons/{first['id']}").json()
    assert (now["title"], now["consents"][1]["status"]) == ("CTO", "withdrawn")
    without = Caller(Scope.PERSONS_WRITE, name="Without")
    assert send(without, entry(1, consents=[later])).json()["code"] == "missing_scope"


def test_whom_the_system_never_told_of_is_met_by_address_and_name(erp: Caller) -> None:
    kari = make_person("Kari", "Nordmann", email="kari@example.org")
    same = {"first_name": "Kari", "last_name": "Nordmann", "emails": ["kari@example.org"]}
    response = send(erp, {"id": "K1", **same}, entry(1))
    assert response.json()["results"][0]["person"] == kari.pk
    assert PersonExternalId.objects.get(external_id="K1").person_id == kari.pk
    other = send(erp, {"id": "K2", **same})
    assert told(other) == [("created", None)]
    assert [note["code"] for note in other.json()["results"][0]["notes"]] == ["same_address"]


def test_who_is_deleted_or_hidden_does_not_come_in_again(erp: Caller) -> None:
    people = [entry(1), entry(2)]
    first, second = (Person.objects.get(pk=one["person"]) for one in send(erp, *people).json()["results"])
    contacts.delete_person(first, by=Actor.system(), via=Via.STAFF)
    consents.restrict(second, by=Actor.system(), via=Via.STAFF)
    plain = Caller(*(scope for scope in Scope if scope != Scope.PERSONS_RESTRICTED), name="Plain")
    response = send(plain, *(one | {"title": "CTO"} for one in people))
    assert told(response) == [("refused", "deleted"), ("refused", "external_id_taken")]
    assert [one["person"] for one in response.json()["results"]] == [None, None]
    assert told(send(erp, people[1] | {"title": "CTO"})) == [("held", "restricted")]
    assert Person.objects.filter(title="CTO").count() == 0


def test_the_same_call_sent_twice_is_done_once(erp: Caller) -> None:
    first, again = (send(erp, entry(1), Idempotency_Key="night-1") for _ in range(2))
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    assert ImportRun.objects.count() == 1
