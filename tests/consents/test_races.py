"""Two at the same moment: whoever waits for the lock judges by what the other has written. Rules 2–5; REQ-104."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from samtykke.consents import actions as consents
from samtykke.consents.answers import Answer
from samtykke.consents.models import ConsentEvent, ConsentRecord
from samtykke.consents.queries import ledger
from samtykke.consents.queries.decisions import may
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.mail.models import Mail
from samtykke.purposes.queries import basis_by_key, source_by_key
from tests.factories import approve_store, get_purpose, make_consent, make_person, withdraw

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

STAFF = {"by": Actor.user(7), "via": Via.STAFF}


def both(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """The first act holds its transaction open until the second waits for it; what the second answered or raised."""
    held, go, answers = threading.Event(), threading.Event(), []

    def hold() -> None:
        with transaction.atomic():
            first()
            held.set()
            go.wait(20)
        connection.close()

    def wait() -> None:
        try:
            answers.append(second())
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=hold), threading.Thread(target=wait)]
    threads[0].start()
    assert held.wait(20)
    threads[1].start()
    until_somebody_waits()
    go.set()
    for thread in threads:
        thread.join(20)
    return answers


def until_somebody_waits() -> None:
    """Until a session of this database waits for a lock."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("nobody waited")


def test_a_bulk_change_that_waited_for_a_no_leaves_it_standing():
    approve_store()
    kari, store = make_person(), get_purpose("STORE")
    objection = Answer(purpose=store, status="objected", source=source_by_key("PORTAL"), act_by="person")
    own = {"by": Actor.data_subject(kari.pk), "via": Via.PREFERENCE_PAGE, "own_act": True}
    (outcome,) = both(
        lambda: consents.record_answer(kari, objection, **own),
        lambda: consents.change_basis_of(
            Person.objects.filter(pk=kari.pk), store, legal_basis=basis_by_key("61B"), source=source_by_key("USER"),
            reason="contract", **STAFF,
        ),
    )  # fmt: skip
    assert outcome.skipped == {"no_stands": 1}
    assert ConsentRecord.objects.of(kari).get().status == "objected"
    assert not may(kari, store).allowed
    assert list(ledger.faults()) == []


def test_an_answer_that_waited_for_a_merge_is_judged_by_who_stands_for_both():
    approve_store()
    kari, twin = make_person("Kari"), make_person("Kari")
    make_consent(kari, given_at=now() - timedelta(days=9))
    withdraw(kari)
    (answer,) = both(lambda: consents.merge(kari, twin, **STAFF), lambda: make_consent(twin))
    assert (answer.person_id, answer.status) == (kari.pk, "given")
    assert ConsentEvent.objects.of(twin).filter(purpose__key="EMARKETING").count() == 0
    assert may(kari, get_purpose()).allowed  # the person's own later act
    assert list(ledger.faults()) == []


def test_a_run_that_waited_for_a_restriction_leaves_the_person_out():
    """Breaks when a run judges by what it saw before it waited. Art. 18(2)."""
    kari, ola = make_person("Kari", answers=[_from_others()]), make_person("Ola", answers=[_from_others()])
    (run,) = both(lambda: consents.restrict(kari, **STAFF), lambda: consents.inform_all(**STAFF))
    assert list(Mail.objects.filter(delivery__run=run).values_list("person_id", flat=True)) == [ola.pk]


def test_two_runs_at_the_same_moment_tell_everybody_once():
    """Breaks when two who press at once queue two mails to each person."""
    people = {make_person(f"N{number}", answers=[_from_others()]).pk for number in range(3)}
    (second,) = both(lambda: consents.inform_all(**STAFF), lambda: consents.inform_all(**STAFF))
    told = list(Mail.objects.filter(kind="privacy").values_list("person_id", flat=True))
    assert (sorted(told), second.total) == (sorted(people), 0)


def _from_others() -> Answer:
    approve_store()
    return Answer(purpose=get_purpose("STORE"), source=source_by_key("API"))
