"""Two withdrawals and one grant at the same moment, by three doors: it never ends allowed (rule 4, locks)."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentEvent
from samtykke.consents.queries import ledger
from samtykke.consents.queries.decisions import may
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from tests.factories import approve_store, get_purpose, make_consent, make_person
from tests.intake.api.calls import Caller, own_yes

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = 50


def at_once(*acts: Callable[[], object]) -> None:
    """Does all at the same moment, each in a thread and on a connection of its own."""
    ready, failed = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            ready.wait(20)
            act()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []


def one_round(erp: Caller, shop: Caller, turn: int) -> None:
    """A person, with a yes in every other round, and three who speak for them at once."""
    person, purpose = make_person(f"Kari{turn}"), get_purpose()
    if turn % 2:
        make_consent(person)
    where, moment = f"/persons/{person.pk}/consents/EMARKETING", now()
    own = Actor.data_subject(person.pk)
    answers: list[int] = []
    at_once(
        lambda: answers.append(erp.delete(where).status_code),
        lambda: consents.withdraw(person, purpose, by=own, via=Via.PREFERENCE_PAGE, act_by="person"),
        lambda: answers.append(shop.put(where, own_yes(occurred_at=moment.isoformat())).status_code),
    )
    decision = may(person, purpose)
    assert (decision.allowed, decision.reason) in {(False, "withdrawn"), (False, "objected")}
    assert set(answers) <= {200, 204, 409}
    assert len(answers) == 2


def test_two_withdrawals_and_a_grant_never_end_allowed() -> None:
    approve_store()
    erp, shop = Caller(name="ERP"), Caller(name="Shop")
    for turn in range(ROUNDS):
        one_round(erp, shop, turn)


def test_without_a_time_what_came_last_decides_and_the_log_agrees() -> None:
    """A grant may count only where it came after every no."""
    approve_store()
    erp, shop, purpose = Caller(name="ERP"), Caller(name="Shop"), get_purpose()
    for turn in range(ROUNDS // 2):
        person = make_person(f"Kari{turn}")
        if turn % 2:
            make_consent(person)
        where, own = f"/persons/{person.pk}/consents/EMARKETING", Actor.data_subject(person.pk)
        at_once(
            partial(erp.delete, where),
            partial(consents.withdraw, person, purpose, by=own, via=Via.PREFERENCE_PAGE, act_by="person"),
            partial(shop.put, where, own_yes()),
        )
        events = list(ConsentEvent.objects.of(person).filter(purpose=purpose).order_by("occurred_at", "id"))
        assert may(person, purpose).allowed == (events[-1].status == "given")
    assert list(ledger.faults()) == []


def test_of_many_equal_calls_at_once_one_is_a_change() -> None:
    person = make_person("Bo")
    erp = Caller()
    where = f"/persons/{person.pk}/consents/EMARKETING"
    at_once(*[lambda: erp.delete(where)] * 6)
    assert ConsentEvent.objects.filter(person=person, purpose__key="EMARKETING").count() == 1
    answers: list[int] = []
    told = {"name": "Messe", "key": "FAIR"}
    at_once(*[lambda: answers.append(erp.post("/sources", told, Idempotency_Key="1").status_code)] * 6)
    assert answers.count(201) >= 1
    assert set(answers) <= {201, 409}
