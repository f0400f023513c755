"""`/persons/by-external-id/{system}/{id}`: what a system that keeps people too sends, night after night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.rights import Scope
from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentEvent
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person
from samtykke.core import personal_data
from samtykke.core.actors import Actor, Via
from samtykke.intake.channels.api.actions import set_key_defaults
from samtykke.purposes.queries import basis_by_key, source_by_key
from tests.factories import get_purpose, make_person
from tests.intake.api.calls import Caller, new_person, own_yes, pointers

if TYPE_CHECKING:
    from tests.factories import Clock

pytestmark = pytest.mark.django_db
ERP = "/persons/by-external-id/VISMA/10023"
MARKETING = {"purpose": "EMARKETING"}


def put(caller: Caller, path: str = ERP, **told: Any) -> Any:
    return caller.put(path, told)


def test_the_first_call_registers_and_the_same_again_changes_nothing(erp: Caller) -> None:
    told = new_person(company="Testvik Kabel AS", consents=[{**MARKETING, "status": "objected"}])
    first = put(erp, **told)
    assert (first.status_code, first.headers["Location"]) == (201, f"/api/v1/persons/{first.json()['id']}")
    assert first.json()["external_ids"] == [{"system": "VISMA", "id": "10023"}]
    events = ConsentEvent.objects.count()
    for _ in range(2):
        again = put(erp, **told)
        assert (again.status_code, again.json(), again.headers["ETag"]) == (200, first.json(), first.headers["ETag"])
    assert (Person.objects.count(), ConsentEvent.objects.count()) == (1, events)
    assert erp.get(ERP).json() == first.json()
    written = put(erp, title="CTO")
    assert (written.json()["title"], written.json()["last_name"]) == ("CTO", "Ødegård")


def test_a_source_of_its_own_and_the_defaults_of_the_key_are_the_five_facts(erp: Caller) -> None:
    assert pointers(erp.post("/sources", {"key": "visma-1", "name": "Visma"})) == ["#/key"]
    assert erp.post("/sources", {"key": "VISMA", "name": "Visma"}).status_code == 201
    set_key_defaults(
        erp.key, purpose=get_purpose("STORE"), legal_basis=basis_by_key("61F"), source=source_by_key("VISMA")
    )
    person = put(erp, **new_person()).json()
    store = person["consents"][0]
    assert (store["legal_basis"], store["source"], store["actor"]["name"]) == ("61F", "VISMA", "ERP")
    row = Person.objects.get(pk=person["id"])
    assert (row.origin_source.key, row.origin_actor_kind, row.origin_via) == ("VISMA", "integration", "api")


def test_each_system_has_its_own_ids_and_the_number_that_staff_write_is_another(erp: Caller) -> None:
    visma = put(erp, **new_person(external_id="A-1")).json()
    other = put(erp, "/persons/by-external-id/TRIPLETEX/10023", **new_person(first_name="Bo", emails=[])).json()
    assert visma["id"] != other["id"]
    linked = put(erp, "/persons/by-external-id/TRIPLETEX/a/b%20c", person=visma["id"])
    assert (linked.status_code, linked.json()["id"], linked.json()["external_id"]) == (200, visma["id"], "A-1")
    assert erp.get("/persons?external_id=A-1").json()["items"][0]["id"] == visma["id"]
    second = put(erp, "/persons/by-external-id/TRIPLETEX/77", person=visma["id"])
    assert (second.status_code, second.json()["code"]) == (409, "other_external_id")
    taken = put(erp, person=other["id"])
    assert (taken.status_code, taken.json()["code"]) == (409, "external_id_taken")


def test_a_no_stands_against_what_the_system_says_until_the_person_says_otherwise(erp: Caller, clock: Clock) -> None:
    person = put(erp, **new_person()).json()
    erp.delete(f"/persons/{person['id']}/consents/EMARKETING")
    plain = Caller(*(scope for scope in Scope if scope != Scope.CONSENTS_OWN_ACT), name="Plain")
    late = put(plain, consents=[{**MARKETING, **own_yes()}])
    assert (late.status_code, late.json()["code"], pointers(late)) == (409, "no_stands", ["#/consents/0"])
    own = put(plain, consents=[{**MARKETING, **own_yes(act_by="person")}])
    assert (own.status_code, pointers(own)) == (403, ["#/consents/0/act_by"])
    old = {**MARKETING, **own_yes(occurred_at=clock.days_ago(30).isoformat(), act_by="controller")}
    events = ConsentEvent.objects.count()
    for _ in range(2):
        assert put(plain, consents=[old]).json()["consents"][1]["status"] == "objected"
    assert ConsentEvent.objects.count() == events + 1  # history, and once
    given = put(erp, consents=[{**MARKETING, **own_yes()}]).json()["consents"][1]
    assert (given["status"], given["act_by"]) == ("given", "person")
    after = put(plain, consents=[{**MARKETING, **own_yes(comment="nightly")}])
    assert (after.status_code, after.json()["consents"][1]) == (200, given)


def test_who_was_merged_is_answered_by_who_stands_for_them_and_a_split_gives_the_id_back(erp: Caller) -> None:
    merged = put(erp, **new_person()).json()["id"]
    survivor = make_person("Åse", "Ødegård")
    overlay = consents.merge(survivor.pk, merged, by=Actor.system(), via=Via.STAFF)
    assert erp.get(ERP).json()["id"] == survivor.pk
    told = put(erp, title="CTO").json()
    assert (told["id"], told["title"]) == (survivor.pk, "CTO")
    assert told["external_ids"] == [{"system": "VISMA", "id": "10023"}]
    consents.split(overlay, by=Actor.system(), via=Via.STAFF)
    assert erp.get(ERP).json()["id"] == merged


def test_who_is_hidden_restricted_or_deleted_does_not_come_in_again(erp: Caller) -> None:
    person = Person.objects.get(pk=put(erp, **new_person()).json()["id"])
    consents.restrict(person, by=Actor.system(), via=Via.STAFF)
    plain = Caller(*(scope for scope in Scope if scope != Scope.PERSONS_RESTRICTED), name="Plain")
    assert plain.get(ERP).status_code == 404
    assert (put(plain, title="x").status_code, put(plain, title="x").json()["code"]) == (409, "external_id_taken")
    consents.lift_restriction(person, by=Actor.system(), via=Via.STAFF)
    contacts.delete_person(person, by=Actor.system(), via=Via.STAFF)
    assert erp.get(ERP).status_code == 404
    assert (put(erp, title="x").status_code, put(erp, title="x").json()["code"]) == (409, "deleted")


def test_bad_addresses_and_bad_input_name_the_field(erp: Caller) -> None:
    assert pointers(put(erp, "/persons/by-external-id/visma/1", **new_person())) == ["#/system"]
    assert pointers(put(erp, f"/persons/by-external-id/VISMA/{'9' * 201}", **new_person())) == ["#/id"]
    assert put(erp, "/persons/by-external-id/VISMA/%00", **new_person()).status_code == 404
    assert pointers(put(erp, last_name="x" * 10_000)) == ["#/last_name"]
    assert pointers(put(erp, **new_person(consents=[{"purpose": "NOPE"}]))) == ["#/consents/0/purpose"]
    assert put(erp, person=2**63 - 1).status_code == 404
    assert Person.objects.count() == 0


def test_the_ids_are_in_the_persons_copy_and_go_with_them(erp: Caller) -> None:
    person_id = put(erp, **new_person()).json()["id"]
    part = next(part for part in personal_data.registered() if part.name == "contacts")
    assert [one["external_id"] for one in part.export(person_id)["external_ids"]] == ["10023"]
    assert part.erase(person_id)["contacts_personexternalid"] == 1
