"""`/persons`: the list, registering, changing, the recycle bin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.accounts.rights import Scope
from samtykke.audit.models import Entry
from samtykke.audit.queries import trail
from samtykke.contacts.models import Company, Person
from samtykke.core.actors import Actor, Via
from samtykke.purposes.actions import decide_field
from tests.factories import make_person
from tests.intake.api.calls import Caller, new_person, own_yes, pointers

if TYPE_CHECKING:
    from typing import Any

pytestmark = pytest.mark.django_db


def made(erp: Caller, **more: Any) -> dict[str, Any]:
    response = erp.post("/persons", new_person(**more))
    assert response.status_code == 201, response.content
    return dict(response.json())


def test_a_new_person_has_the_five_facts_without_naming_one(erp: Caller) -> None:
    response = erp.post("/persons", new_person())
    assert response.status_code == 201
    person = response.json()
    assert response.headers["Location"] == f"/api/v1/persons/{person['id']}"
    store = person["consents"][0]
    assert (store["purpose"], store["legal_basis"], store["source"], store["status"]) == (
        "STORE",
        "61F",
        "API",
        "in_force",
    )
    assert store["actor"] == {"kind": "integration", "name": "ERP"}
    row = Person.objects.get(pk=person["id"])
    assert (row.origin_actor_kind, row.origin_actor_id, row.origin_via) == ("integration", erp.key.pk, "api")


def test_store_takes_source_and_time_from_the_first_entry(erp: Caller) -> None:
    entry = {"purpose": "EMARKETING", **own_yes(occurred_at="2026-01-05T10:00:00+01:00")}
    person = made(erp, consents=[entry])
    store, marketing = person["consents"]
    assert (store["source"], store["occurred_at"]) == ("WEBFORM", "2026-01-05T09:00:00Z")
    assert (marketing["status"], marketing["act_by"], marketing["wording"]) == ("given", "person", own_yes()["wording"])


def test_a_person_reads_back_what_was_written(erp: Caller) -> None:
    told = {
        "external_id": "ERP-1",
        "title": "CTO",
        "company": "Testvik Kabel AS",
        "category": "Customer",
        "language": "Norwegian",
        "country": "Norge",
        "phones": [{"number": "912 34 567", "kind": "mobile", "primary": True}],
        "emails": [{"address": "Ase@Example.org", "kind": "private"}, {"address": "post@example.org"}],
    }
    person = made(erp, **told)
    assert person == erp.get(f"/persons/{person['id']}").json()
    assert person["phones"] == [{"number": "+4791234567", "kind": "mobile", "use": "work", "primary": True}]
    assert person["emails"][0] == {
        "address": "Ase@Example.org",
        "kind": "personal",
        "use": "private",
        "primary": True,
    }
    assert person["emails"][1]["kind"] == "role"
    assert (person["company"], person["language"], person["country"]) == ("Testvik Kabel AS", "nb", "NO")
    assert person["category"]


def test_people_are_found_by_address_external_id_and_search(erp: Caller) -> None:
    person = made(erp, external_id="ERP-7")
    made(erp, first_name="Bo", emails=[{"address": "bo@example.org"}])
    for query in ("email=ASE%40example.org", "external_id=ERP-7", "q=åse+øde", "q=ase%40", "q=ERP-7"):
        found = erp.get(f"/persons?{query}").json()
        assert [one["id"] for one in found["items"]] == [person["id"]], query
        assert found["items"] == [person]
        assert found["next"] is None
    assert erp.get("/persons?email=nobody%40example.org").json()["items"] == []
    assert erp.get("/persons?email=no-address").status_code == 422


def test_the_list_is_read_page_by_page(erp: Caller) -> None:
    ids = [make_person(email=None).pk for _ in range(5)]
    seen, cursor = [], ""
    for _ in range(3):
        found = erp.get(f"/persons?limit=2{cursor}").json()
        seen += [one["id"] for one in found["items"]]
        cursor = f"&cursor={found['next']}"
    assert seen == ids
    assert found["next"] is None
    for bad in ("limit=0", "limit=201", "limit=x", "cursor=%21", "cursor=W10"):
        assert erp.get(f"/persons?{bad}").status_code == 422, bad


def test_a_page_costs_as_many_statements_as_one_person(erp: Caller, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        made(erp, emails=[])
    erp.get("/persons")
    with django_assert_num_queries(16):  # key · 3 around · people and 6 of theirs · the fields · 3 for the look
        assert len(erp.get("/persons").json()["items"]) == 3


def test_registering_costs_few_statements(erp: Caller, django_assert_max_num_queries: Any) -> None:
    made(erp)
    with django_assert_max_num_queries(50):
        erp.post("/persons", new_person(emails=[{"address": "b@example.org"}]))


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"emails": [{"address": "no address"}]}, "#/emails/0/address"),
        ({"emails": [{"address": "a@example.org"}, {"adress": "b@example.org"}]}, "#/emails/1/address"),
        ({"phones": [{"number": "12"}]}, "#/phones/0/number"),
        ({"phones": [{"number": "+4791234567", "kind": "fax"}]}, "#/phones/0/kind"),
        ({"country": "Atlantis"}, "#/country"),
        ({"language": "zz-nothing"}, "#/language"),
        ({"category": "No such"}, "#/category"),
        ({"collected_how": "NOPE"}, "#/collected_how"),
        ({"first_name": "x" * 501}, "#/first_name"),
        ({"first_name": "a\x00b"}, "#/first_name"),
        ({"first_name": 5}, "#/first_name"),
        ({"first_nam": "x"}, "#/first_nam"),
        ({"org_number": "123456789"}, "#/company"),
        ({"company": "X AS", "org_number": "123456789", "country": "NO"}, "#/org_number"),
        ({"consents": [{"purpose": "NOPE"}]}, "#/consents/0/purpose"),
        ({"consents": [{"legal_basis": "61A"}]}, "#/consents/0/purpose"),
        ({"consents": [{"purpose": "STORE", "legal_basis": "61X"}]}, "#/consents/0/legal_basis"),
        ({"consents": [{"purpose": "STORE", "source": "X"}]}, "#/consents/0/source"),
        ({"consents": [{"purpose": "STORE", "occurred_at": "2026-01-01T00:00:00"}]}, "#/consents/0/occurred_at"),
        ({"consents": [{"purpose": "STORE", "occurred_at": "2999-01-01T00:00:00Z"}]}, "#/consents/0/occurred_at"),
        ({"consents": [{"purpose": "STORE", "evidence": {"kind": "x"}}]}, "#/consents/0/evidence/kind"),
        (
            {"consents": [{"purpose": "STORE"}, {"purpose": "EMARKETING", "wording": 999}]},
            "#/consents/1/wording",
        ),
        (
            {"consents": [{"purpose": "STORE"}, {"purpose": "EMARKETING", "status": "given", "legal_basis": "61F"}]},
            "#/consents/1/status",
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(erp: Caller, told: dict[str, Any], pointer: str) -> None:
    response = erp.post("/persons", new_person(**told))
    assert response.status_code == 422, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert pointer in pointers(response)
    assert not Person.objects.exists()


def test_nobody_is_registered_without_a_name_or_an_address(erp: Caller) -> None:
    assert erp.post("/persons", {}).status_code == 422
    assert erp.post("/persons", {"first_name": "  "}).status_code == 422


def test_a_long_name_and_any_letters_are_kept(erp: Caller) -> None:
    name = "Şükrü 👩‍👩‍👧 محمد " + "å" * 280
    assert made(erp, first_name=name)["first_name"] == name


def test_a_taken_external_id_is_refused(erp: Caller) -> None:
    made(erp, external_id="ERP-1")
    response = erp.post("/persons", new_person(external_id="ERP-1"))
    assert (response.status_code, response.json()["code"]) == (409, "external_id_taken")
    assert pointers(response) == ["#/external_id"]


def test_a_change_leaves_the_rest_and_keeps_the_history(erp: Caller) -> None:
    person = made(erp, title="CTO", external_id="ERP-1")
    response = erp.patch(f"/persons/{person['id']}", {"first_name": "Aase", "title": None})
    assert response.status_code == 200
    now = response.json()
    assert (now["first_name"], now["title"], now["external_id"]) == ("Aase", "", "ERP-1")
    assert (now["emails"], now["consents"]) == (person["emails"], person["consents"])


def test_addresses_are_a_whole_list(erp: Caller) -> None:
    person = made(erp)
    told = {"emails": [{"address": "new@example.org", "primary": True}, {"address": "ase@example.org"}]}
    now = erp.patch(f"/persons/{person['id']}", told).json()
    assert [(one["address"], one["primary"]) for one in now["emails"]] == [
        ("new@example.org", True),
        ("ase@example.org", False),
    ]
    now = erp.patch(f"/persons/{person['id']}", {"emails": [{"address": "ase@example.org"}]}).json()
    assert [(one["address"], one["primary"]) for one in now["emails"]] == [("ase@example.org", True)]
    refused = erp.patch(f"/persons/{person['id']}", {"emails": [{"address": "ase@example.org", "kind": "role"}]})
    assert (refused.status_code, refused.json()["code"]) == (409, "address_fixed")


def test_nobody_is_left_without_a_name_or_an_address(erp: Caller) -> None:
    person = made(erp, first_name="", last_name="")
    assert erp.patch(f"/persons/{person['id']}", {"emails": []}).status_code == 422
    assert len(erp.get(f"/persons/{person['id']}").json()["emails"]) == 1


def test_a_deleted_person_is_gone_everywhere(erp: Caller) -> None:
    person = made(erp)
    where = f"/persons/{person['id']}"
    assert erp.delete(where).status_code == 204
    calls = [
        erp.get(where),
        erp.delete(where),
        erp.patch(where, {"first_name": "x"}),
        erp.get(f"{where}/consents"),
        erp.get(f"{where}/consents/STORE"),
        erp.get(f"{where}/consents/STORE/events"),
        erp.put(f"{where}/consents/EMARKETING", own_yes()),
        erp.delete(f"{where}/consents/EMARKETING"),
    ]
    assert [response.status_code for response in calls] == [404] * len(calls)
    assert erp.get("/persons").json()["items"] == []
    assert erp.get("/persons?email=ase%40example.org").json()["items"] == []


@pytest.mark.parametrize("person_id", ["0", "999", str(2**63 - 1), str(2**63), "9" * 40, "9" * 5000, "x", "-1", "1.0"])
def test_who_is_not_held_is_missing(erp: Caller, person_id: str) -> None:
    for response in (
        erp.get(f"/persons/{person_id}"),
        erp.patch(f"/persons/{person_id}", {"first_name": "x"}),
        erp.delete(f"/persons/{person_id}"),
        erp.get(f"/persons/{person_id}/consents"),
        erp.put(f"/persons/{person_id}/consents/STORE", {}),
        erp.delete(f"/persons/{person_id}/consents/EMARKETING"),
    ):
        assert response.status_code == 404
        assert response.headers["Content-Type"] == "application/problem+json"


def test_looks_leave_an_entry_and_changes_name_fields(erp: Caller) -> None:
    person = made(erp)
    before = Entry.objects.count()
    erp.get(f"/persons/{person['id']}")
    erp.get("/persons")
    erp.get("/persons?q=åse")
    erp.get(f"/persons/{person['id']}/consents")
    found = list(Entry.objects.order_by("id").values_list("deed", "subject_id", "actor_kind", "actor_id", "via"))
    tail = ("integration", erp.key.pk, "api")
    assert found[before:] == [
        ("person:viewed", person["id"], *tail),
        ("people:listed", None, *tail),
        ("people:searched", None, *tail),
        ("person:viewed", person["id"], *tail),
    ]


def test_a_key_without_consents_sees_none(db: None, erp: Caller) -> None:
    person = made(erp)
    reader = Caller(Scope.PERSONS_READ, name="Reader")
    assert reader.get(f"/persons/{person['id']}").json()["consents"] is None
    writer = Caller(Scope.PERSONS_WRITE, name="Writer")
    assert writer.post("/persons", new_person()).status_code == 201
    refused = writer.post("/persons", new_person(consents=[{"purpose": "EMARKETING", **own_yes()}]))
    assert refused.status_code == 403


def test_a_key_that_only_writes_is_not_told_the_person_it_changes() -> None:
    kari = make_person("Kari", "Nordfiktiv", email="kari@tenktbygg.example")
    blind = Caller(Scope.PERSONS_WRITE, name="Form").patch(f"/persons/{kari.pk}", {"title": "Sjef"})
    assert (blind.status_code, blind.json()) == (200, {"id": kari.pk})
    assert blind["ETag"]
    assert not trail().filter(deed="person:viewed").exists()
    seeing = Caller(Scope.PERSONS_WRITE, Scope.PERSONS_READ).patch(f"/persons/{kari.pk}", {"title": "CEO"})
    assert seeing.json()["title"] == "CEO"
    assert trail().filter(deed="person:viewed", subject_id=kari.pk).exists()


def test_a_retired_field_is_refused_by_name(erp: Caller) -> None:
    """Art. 5(1)(c), M30. Breaks when an integration goes on filling what the company does without."""
    person = made(erp)
    for field, sent in (("title", "Boss"), ("phones", [{"number": "+4791234567"}]), ("company", "Tenkt Bygg AS")):
        decide_field(f"person.{field}", purposes=[], is_retired=True, by=Actor.system(), via=Via.STAFF)
        for answer in (
            erp.post("/persons", new_person(**{"emails": [{"address": "per@vik.example"}], field: sent})),
            erp.patch(f"/persons/{person['id']}", {field: sent}),
        ):
            assert answer.status_code == 422, answer.content
            assert answer.json()["code"] == "field_retired"
            assert pointers(answer) == [f"#/{field}"]
    assert not Company.objects.exists()
