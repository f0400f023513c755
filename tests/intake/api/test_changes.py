"""`/changes`: what another system has to know since it last asked, and nothing is missed, whoever commits when."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from samtykke.accounts.rights import Scope
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.core.pagination import encode
from samtykke.intake.channels.api.sql.changes import note_again
from samtykke.intake.models import PersonChange
from tests.factories import approve_store, make_consent, make_person
from tests.intake.api.calls import Caller, pointers

BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def changes(caller: Caller, since: str = "") -> tuple[list[tuple[int, str]], str]:
    found = caller.get(f"/changes?since={since}" if since else "/changes").json()
    return [(one["id"], one["change"]) for one in found["items"]], found["next"]


@pytest.mark.django_db(transaction=True)
def test_every_change_is_told_once_it_cannot_be_overtaken() -> None:
    approve_store()
    erp = Caller()
    kari, ola, per = make_person("Kari"), make_person("Ola"), make_person("Per")
    first, cursor = changes(erp)
    assert first == [(one.pk, "changed") for one in (kari, ola, per)]
    assert changes(erp, cursor) == ([], cursor)
    make_consent(kari)
    said, cursor = changes(erp, cursor)
    assert said == [(kari.pk, "changed")]

    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            contacts.change_person(Person.objects.get(pk=ola.pk), changes={"title": "CTO"}, **BY)
            begun.set()
            go_on.wait(20)
        connection.close()

    slow = threading.Thread(target=slowly)
    slow.start()
    begun.wait(20)
    contacts.change_person(per, changes={"title": "CFO"}, **BY)
    overtaken, cursor = changes(erp, cursor)
    go_on.set()
    slow.join(20)
    after, cursor = changes(erp, cursor)
    assert (overtaken, after) == ([], [(ola.pk, "changed"), (per.pk, "changed")])

    overlay = consents.merge(kari.pk, ola.pk, **BY)
    contacts.delete_person(per, **BY)
    said, cursor = changes(erp, cursor)
    assert dict(said) == {kari.pk: "changed", ola.pk: "merged", per.pk: "deleted"}
    consents.split(overlay, **BY)
    said, cursor = changes(erp, cursor)
    assert dict(said) == {kari.pk: "changed", ola.pk: "changed"}


@pytest.mark.django_db
def test_who_is_hidden_from_the_key_is_absent(erp: Caller) -> None:
    kari, ola = make_person("Kari"), make_person("Ola")
    consents.restrict(kari, **BY)
    plain = Caller(Scope.PERSONS_READ, name="Plain")
    assert changes(plain)[0] == [(ola.pk, "changed")]
    assert changes(erp)[0] == [(kari.pk, "changed"), (ola.pk, "changed")]
    person = plain.get("/changes").json()["items"][0]["person"]
    assert (person["first_name"], person["consents"]) == ("Ola", None)


@pytest.mark.django_db
def test_pages_cursors_and_a_restored_database(erp: Caller) -> None:
    ids = [make_person().pk for _ in range(5)]
    seen, cursor = [], ""
    for _ in range(3):
        found = erp.get(f"/changes?limit=2{cursor}").json()
        seen += [one["id"] for one in found["items"]]
        cursor = f"&since={found['next']}"
    assert (seen, found["more"]) == (ids, False)
    assert erp.get("/changes?since=x").status_code == 422
    assert pointers(erp.get("/changes?limit=1000")) == ["#/limit"]
    other_life = erp.get(f"/changes?since={encode([2**62, 1])}")
    assert (other_life.status_code, other_life.json()["code"]) == (410, "cursor_expired")
    PersonChange.objects.filter(pk=ids[0]).update(act=2**62)
    assert note_again() == 1
    assert len(changes(erp)[0]) == 5
