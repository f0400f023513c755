"""Activities by the API: by the scopes of people, whose words are covered where somebody is out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.rights import Scope
from samtykke.activities.models import Activity
from samtykke.consents import actions as consents
from tests.activities.made import BY, make_activity
from tests.factories import make_person
from tests.intake.api.calls import Caller

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def test_an_activity_is_written_read_changed_and_thrown_away(erp: Caller, kari: Person, ola: User) -> None:
    told: dict[str, Any] = {
        "kind": "call",
        "status": "done",
        "text": "Fish",
        "outcome": "reached",
        "persons": [kari.pk],
    }
    made = erp.post("/activities", told | {"owner": ola.email})
    assert made.status_code == 201, made.content
    body, address = made.json(), made["Location"].removeprefix("/api/v1")
    assert (body["text"], body["persons"], body["owner"], body["covered"]) == ("Fish", [kari.pk], ola.email, False)
    assert [one["id"] for one in erp.get(f"/activities?person={kari.pk}").json()["items"]] == [body["id"]]
    changed = erp.patch(address, {"text": "Cod", "status": "cancelled", "persons": []})
    assert (changed.json()["text"], changed.json()["status"], changed.json()["persons"]) == ("Cod", "cancelled", [])
    assert erp.patch(address, {"text": "Old"}, If_Match=made["ETag"]).status_code == 412
    assert erp.delete(address).status_code == 204
    assert erp.get(address).status_code == 404
    assert erp.get("/activities").json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"kind": "mail"}, "#/kind"),
        ({"kind": "meeting"}, "#/starts_at"),
        ({"kind": "task", "due_on": "1899-01-01"}, "#/due_on"),
        ({"kind": "call", "starts_at": "1899-01-01T00:00:00Z"}, "#/starts_at"),
        ({"kind": "call", "persons": [999_999]}, "#/persons"),
        ({"kind": "call", "owner": "nobody@example.org"}, "#/owner"),
        ({"kind": "call", "title": "x" * 301}, "#/title"),
        ({"kind": "call", "unknown": 1}, "#/unknown"),
    ],
)
def test_what_is_wrong_is_named(erp: Caller, told: dict[str, Any], pointer: str) -> None:
    answer = erp.post("/activities", told)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Activity.objects.exists()


def test_of_who_is_restricted_a_key_learns_nothing(kari: Person) -> None:
    erp = Caller(Scope.PERSONS_READ, Scope.PERSONS_WRITE)
    nils = make_person("Nils")
    alone, both = make_activity("call", kari, text="Ill"), make_activity("call", kari, nils, text="Ill")
    consents.restrict(kari, **BY)
    assert erp.get(f"/activities/{alone.pk}").status_code == 404
    told = erp.get(f"/activities/{both.pk}").json()
    assert (told["covered"], told["text"], told["persons"]) == (True, "", [nils.pk])
    assert erp.patch(f"/activities/{both.pk}", {"text": "Well"}).status_code == 409
    assert erp.get(f"/activities?person={kari.pk}").json()["items"] == []
    assert erp.post("/activities", {"kind": "call", "persons": [kari.pk]}).status_code == 422


def test_a_key_that_only_writes_is_told_the_id(kari: Person) -> None:
    made = Caller(Scope.PERSONS_WRITE).post("/activities", {"kind": "note", "text": "Fish", "persons": [kari.pk]})
    assert (made.status_code, set(made.json())) == (201, {"id"})
    assert Caller(Scope.PERSONS_WRITE).get("/activities").status_code == 403
