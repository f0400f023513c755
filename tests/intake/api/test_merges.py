"""Two people made one by the API, and parted again: 201, 301, 204. REQ-104."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Merge
from samtykke.core.actors import Actor, Via
from tests.factories import make_consent, make_person, withdraw

if TYPE_CHECKING:
    from samtykke.contacts.models import Person
    from tests.intake.api.calls import Caller

pytestmark = pytest.mark.django_db
STAFF = {"by": Actor.system(), "via": Via.STAFF}


@pytest.fixture
def twin(db: None) -> Person:
    return make_person("Kari", email="kari.twin@example.org", phone="+4799887766", external_id="CRM-9")


def merged(erp: Caller, kari: Person, twin: Person) -> int:
    answer = erp.post(f"/persons/{kari.pk}/merges", {"other": twin.pk})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["survivor"], told["merged"]) == (kari.pk, twin.pk)
    return int(told["id"])


def test_a_merge_moves_the_other_for_good_and_a_split_brings_it_back(erp: Caller, kari: Person, twin: Person) -> None:
    """Breaks when the merged-away id is shown by itself, or a split leaves it away."""
    before = erp.get(f"/persons/{twin.pk}").json()
    number = merged(erp, kari, twin)
    for path in ("", "/consents", "/consents/STORE", "/consents/STORE/events?limit=1"):
        answer = erp.get(f"/persons/{twin.pk}{path}")
        assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/persons/{kari.pk}{path}")
        assert answer["Cache-Control"] == "no-store"
    for _ in range(2):
        assert erp.delete(f"/merges/{number}").status_code == 204
    after = erp.get(f"/persons/{twin.pk}").json()
    assert {**after, "updated_at": ""} == {**before, "updated_at": ""}
    assert Merge.objects.get(pk=number).undone_at is not None


def test_the_addresses_of_both_are_the_survivor_s(erp: Caller, kari: Person, twin: Person) -> None:
    """Breaks when a look-up by the other's address or number finds nobody, or what is read back and sent again changes."""
    merged(erp, kari, twin)
    shown = erp.get(f"/persons/{kari.pk}").json()
    assert [(one["address"], one["primary"]) for one in shown["emails"]] == [
        ("kari.testvik@example.org", True),
        ("kari.twin@example.org", False),
    ]
    assert [one["number"] for one in shown["phones"]] == ["+4791234567", "+4799887766"]
    for asked in ("email=kari.twin@example.org", "external_id=CRM-9", "q=99887766"):
        assert [one["id"] for one in erp.get(f"/persons?{asked}").json()["items"]] == [kari.pk], asked
    same = {name: shown[name] for name in ("emails", "phones")}
    again = erp.patch(f"/persons/{kari.pk}", same).json()
    assert {name: again[name] for name in same} == same


def test_an_address_of_the_other_that_is_left_out_goes_out_of_use(erp: Caller, kari: Person, twin: Person) -> None:
    """Breaks when a whole list leaves an address standing that was not in it, or makes it the first of two."""
    merged(erp, kari, twin)
    wanted = [{"address": "kari.testvik@example.org"}, {"address": "kari.twin@example.org", "primary": True}]
    refused = erp.patch(f"/persons/{kari.pk}", {"emails": wanted})
    assert (refused.status_code, refused.json()["code"]) == (409, "merged_address")
    assert erp.patch(f"/persons/{kari.pk}", {"emails": wanted[:1]}).status_code == 200
    assert twin.emails.get().retired_at is not None


def test_the_stricter_answer_holds(erp: Caller, kari: Person, twin: Person) -> None:
    """REQ-104. Breaks when a yes of one outweighs the no of the other."""
    make_consent(kari)
    withdraw(twin)
    merged(erp, kari, twin)
    assert erp.get(f"/persons/{kari.pk}/consents/EMARKETING").json()["status"] == "objected"


@pytest.mark.parametrize("which", ["self", "nobody", "huge", "binned", "twice"])
def test_what_cannot_be_merged_is_said_clearly(erp: Caller, kari: Person, twin: Person, which: str) -> None:
    """Breaks when one of these is a fault, or silently does something."""
    other = {"self": kari.pk, "nobody": 424242, "huge": 2**63, "binned": twin.pk, "twice": twin.pk}[which]
    if which == "binned":
        contacts.delete_person(twin, **STAFF)
    if which == "twice":
        consents.merge(make_person("Ola"), twin, **STAFF)
    answer = erp.post(f"/persons/{kari.pk}/merges", {"other": other})
    expected = {"self": (409, "same_person"), "twice": (409, "merged_already"), "nobody": (422, "unknown_person")}
    expected["binned"] = expected["nobody"]
    if which == "huge":
        assert answer.status_code == 422
    else:
        assert (answer.status_code, answer.json()["code"]) == expected[which]
    assert answer.json()["errors"][0]["pointer"] == "#/other"


def test_who_is_not_there_cannot_be_merged_or_split(erp: Caller, twin: Person) -> None:
    """Guessing ids: 404."""
    assert erp.post("/persons/424242/merges", {"other": twin.pk}).status_code == 404
    assert erp.delete("/merges/424242").status_code == 404


def test_a_survivor_in_the_bin_takes_both_along(erp: Caller, kari: Person, twin: Person) -> None:
    """Breaks when the one merged away shows up again, or can be split out of the bin."""
    number = merged(erp, kari, twin)
    assert erp.delete(f"/persons/{twin.pk}").status_code == 204
    for person in (kari, twin):
        assert erp.get(f"/persons/{person.pk}").status_code == 404
        assert erp.get(f"/persons/{person.pk}/consents").status_code == 404
    refused = erp.delete(f"/merges/{number}")
    assert (refused.status_code, refused.json()["code"]) == (409, "deleted")
