"""A key without `persons:sensitive`: covered fields are null and named, not searched by and not changed blindly."""

from __future__ import annotations

import pytest

from samtykke.accounts.rights import Scope
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.purposes.actions import decide_field
from tests.intake.api.calls import Caller

pytestmark = pytest.mark.django_db

BY = {"by": Actor.system(), "via": Via.STAFF}


@pytest.fixture
def narrow(kari: Person) -> Caller:
    """A key with every other scope, where title and addresses are covered."""
    contacts.change_person(kari, changes={"title": "Montør"}, **BY)
    for field in ("person.title", "person.emails", "person.external_id"):
        decide_field(field, purposes=[], is_sensitive=True, **BY)
    return Caller(*(scope for scope in Scope if scope != Scope.PERSONS_SENSITIVE), name="Narrow")


def test_a_covered_field_is_null_and_named(kari: Person, narrow: Caller, erp: Caller) -> None:
    """M23. Breaks when a value shows, or nobody can tell a covered field from an empty one."""
    told = narrow.get(f"/persons/{kari.pk}").json()
    assert (told["title"], told["emails"], told["external_id"]) == (None, None, None)
    assert told["masked"] == ["external_id", "title", "emails"]
    assert told["phones"][0]["number"] == "+4791234567"
    whole = erp.get(f"/persons/{kari.pk}").json()
    assert (whole["title"], whole["masked"]) == ("Montør", [])
    assert "Montør" not in narrow.get("/persons").content.decode()


def test_nobody_is_found_by_what_is_covered(kari: Person, narrow: Caller) -> None:
    """Breaks when guessing an address tells whose it is."""
    for asked in ("email=kari.testvik@example.org", "external_id=ERP-KARI-1204"):
        response = narrow.get(f"/persons?{asked}")
        assert (response.status_code, response.json()["code"]) == (403, "missing_scope")
    assert narrow.get("/persons?q=kari.testvik@example.org").json()["items"] == []
    assert len(narrow.get("/persons?q=kari").json()["items"]) == 1


def test_a_covered_field_is_not_changed_blindly(kari: Person, narrow: Caller) -> None:
    """Breaks when a key overwrites what it may not read."""
    response = narrow.patch(f"/persons/{kari.pk}", {"title": "Sjef"})
    assert (response.status_code, response.json()["code"]) == (403, "missing_scope")
    assert narrow.patch(f"/persons/{kari.pk}", {"language": "en"}).status_code == 200
    assert Person.objects.get(pk=kari.pk).title == "Montør"
