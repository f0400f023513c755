"""Idempotency-Key: the same call twice is one change."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from samtykke.contacts.models import Person
from samtykke.core import personal_data
from samtykke.core.clock import now
from samtykke.intake.channels.api.actions import forget_stored_answers
from samtykke.intake.channels.api.queries import claim
from samtykke.intake.models import StoredAnswer
from tests.factories import approve_store
from tests.intake.api.calls import Caller, new_person, own_yes

if TYPE_CHECKING:
    from tests.factories import Clock


@pytest.mark.django_db
def test_the_same_call_twice_is_done_once_and_answered_the_same(erp: Caller) -> None:
    first = erp.post("/persons", new_person(), Idempotency_Key="a-1")
    again = erp.post("/persons", new_person(), Idempotency_Key="a-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert (again.headers["Location"], again.headers["ETag"]) == (first.headers["Location"], first.headers["ETag"])
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_every_way_of_writing_may_be_repeated(erp: Caller) -> None:
    person = erp.post("/persons", new_person()).json()["id"]
    where = f"/persons/{person}"
    calls = [
        ("PATCH", where, {"title": "CTO"}),
        ("PUT", f"{where}/consents/EMARKETING", own_yes(comment="x")),
        ("DELETE", f"{where}/consents/EMARKETING", None),
        ("POST", "/sources", {"name": "Messe"}),
        ("DELETE", where, None),
    ]
    for number, (method, path, told) in enumerate(calls):
        first = erp.send(method, path, told, Idempotency_Key=f"k{number}")
        again = erp.send(method, path, told, Idempotency_Key=f"k{number}")
        assert first.status_code < 300, first.content
        assert (again.status_code, again.content) == (first.status_code, first.content)


@pytest.mark.django_db
def test_the_same_key_for_another_call_is_refused(erp: Caller) -> None:
    erp.post("/persons", new_person(), Idempotency_Key="a-1")
    for other in (
        erp.post("/persons", new_person(title="CTO"), Idempotency_Key="a-1"),
        erp.post("/sources", {"name": "Messe"}, Idempotency_Key="a-1"),
    ):
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_another_system_may_use_the_same_word(erp: Caller) -> None:
    erp.post("/persons", new_person(), Idempotency_Key="1")
    assert Caller(name="Shop").post("/persons", new_person(), Idempotency_Key="1").status_code == 201
    assert Person.objects.count() == 2


@pytest.mark.django_db
def test_a_refused_call_is_not_kept(erp: Caller) -> None:
    assert erp.post("/sources", {"name": "x", "key": "USER"}, Idempotency_Key="1").status_code == 409
    assert erp.post("/sources", {"name": "x", "key": "FAIR"}, Idempotency_Key="1").status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", " ", "x" * 256, "a b", "å"])
def test_a_key_is_visible_characters(erp: Caller, name: str) -> None:
    assert erp.post("/persons", new_person(), Idempotency_Key=name).status_code == 422
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_what_is_kept_ends_with_the_day_and_with_the_person(erp: Caller, clock: Clock) -> None:
    person = erp.post("/persons", new_person(), Idempotency_Key="a").json()["id"]
    erp.post("/persons", new_person(), Idempotency_Key="b")
    part = next(one for one in personal_data.registered() if "intake_storedanswer" in one.tables)
    assert part.erase(person)["intake_storedanswer"] == 1
    assert forget_stored_answers() == 0
    StoredAnswer.objects.update(expires_at=now() - timedelta(seconds=1))
    assert erp.post("/persons", new_person(title="Other"), Idempotency_Key="b").status_code == 201
    StoredAnswer.objects.update(expires_at=now() - timedelta(seconds=1))
    assert forget_stored_answers() == 1


@pytest.mark.django_db(transaction=True)
def test_while_the_first_runs_the_second_is_told_so() -> None:
    approve_store()
    erp = Caller()
    answers: list[int] = []

    def second() -> None:
        answers.append(erp.post("/persons", new_person(), Idempotency_Key="a-1").status_code)
        connection.close()

    with transaction.atomic():
        assert claim(erp.key.pk, "a-1")
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(20)
    assert answers == [409]
    assert not Person.objects.exists()
    assert erp.post("/persons", new_person(), Idempotency_Key="a-1").status_code == 201
