"""A worker that is killed, and a database that goes away: before, during and after the hand-over.

The worker is a real child process, killed by SIGKILL. Whatever the moment: no mail is lost without a word, and none goes
out twice without one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from samtykke.mail import hand_over
from samtykke.mail.models import Delivery, State
from tests.factories import make_person
from tests.mail.conftest import describe_sender
from tests.mail.servers import Receiver
from tests.mail.test_hand_over import forget, move_on, queue, seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.contacts.models import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# What the child does: it hands over, and at the named moment says so and stops until it is killed.
CHILD = """
import sys, time, django
django.setup()
from samtykke.mail import hand_over, registry, transports
def stop(*args, **kwargs):
    print("here", flush=True)
    time.sleep(60)
moment = sys.argv[1]
if moment == "writing":
    registry.values["stop"] = stop
if moment == "judging":
    registry.judges.insert(0, stop)
if moment == "offering":
    transports.Smtp._handed_over = stop
if moment == "noting":
    registry.handed_over.append(stop)
hand_over.drain()
print("done", flush=True)
"""

# The same for queueing: pieces of four, stopped in the second one before it is committed, or between two.
FILLING = """
import sys, time, django
django.setup()
from samtykke.mail import actions
from samtykke.mail.actions import runs
runs.PIECE = 4
def stop():
    print("here", flush=True)
    time.sleep(60)
run, moment = int(sys.argv[2]), sys.argv[1]
if moment == "inside":
    runs.wake = stop
actions.carry_on(run)
stop()
"""


@pytest.fixture
def receiver(transactional_db: None) -> Iterator[Receiver]:
    """A mail server, and an organisation that can write."""
    describe_sender()
    with Receiver().running() as running:
        yield running


@pytest.fixture
def delivery(receiver: Receiver) -> Delivery:
    """A mail that waits, committed."""
    return queue(somebody("Kari"))


def somebody(name: str) -> Person:
    """A person with an address, nothing in the outbox."""
    person = make_person(name, "Drept", email=f"{name.lower()}@example.org")
    forget(person)
    return person


def child(receiver: Receiver, moment: str, *more: str, does: str = CHILD) -> subprocess.Popen[str]:
    """A worker that hands over, or does something else, and stops at a moment."""
    parts = connection.settings_dict
    where = f"postgresql://{parts['USER']}@/{parts['NAME']}?host={parts['HOST']}&port={parts['PORT'] or 5432}"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("SAMTYKKE_", "_SAMTYKKE_", "PYTEST"))
    }
    environment |= {
        "SAMTYKKE_DATABASE_URL": where,
        "SAMTYKKE_DATA_DIR": os.environ["SAMTYKKE_DATA_DIR"],
        "SAMTYKKE_SECRET_KEY": os.environ["SAMTYKKE_SECRET_KEY"],
        "SAMTYKKE_EMAIL_URL": receiver.url,
        "DJANGO_SETTINGS_MODULE": "samtykke.config.settings",
    }
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", does, moment, *more], env=environment, cwd=root, stdout=subprocess.PIPE, text=True
    )


def killed(receiver: Receiver, moment: str, *more: str, does: str = CHILD) -> None:
    """Lets a worker come to a moment, and kills it there."""
    with child(receiver, moment, *more, does=does) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "here"
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    for _ in range(100):  # until PostgreSQL has noticed
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)


def afterwards(receiver: Receiver, settings: Any) -> None:
    """The next worker, in this process."""
    settings.EMAIL_URL = receiver.url
    hand_over.drain()


def test_killed_before_sending_it_goes_out_once(receiver: Receiver, delivery: Delivery, settings: Any) -> None:
    """Breaks when a mail that was claimed and not marked is lost, or its half-made link works."""
    killed(receiver, "writing")
    assert seen(delivery).state == State.QUEUED
    afterwards(receiver, settings)
    afterwards(receiver, settings)
    assert (seen(delivery).state, len(receiver.got)) == (State.SENT, 1)


@pytest.mark.parametrize("moment", ["judging", "offering"])
def test_killed_during_the_hand_over_it_is_uncertain(
    receiver: Receiver, delivery: Delivery, settings: Any, moment: str
) -> None:
    """Breaks when a mail found `sending` is silently sent, or silently forgotten."""
    killed(receiver, moment)
    assert seen(delivery).state == State.SENDING
    afterwards(receiver, settings)
    found = seen(delivery)
    assert (found.state, found.reason, receiver.got) == (State.UNCERTAIN, "interrupted", [])
    move_on(minutes=16)
    afterwards(receiver, settings)
    assert (seen(delivery).state, seen(delivery).note, len(receiver.got)) == (State.SENT, "repeated", 1)


def test_killed_after_the_hand_over_a_second_time_is_said(
    receiver: Receiver, delivery: Delivery, settings: Any
) -> None:
    """Breaks when a mail that left is sent again without a word, or called lost."""
    killed(receiver, "noting")
    assert len(receiver.got) == 1
    afterwards(receiver, settings)
    assert (seen(delivery).state, len(receiver.got)) == (State.UNCERTAIN, 1)
    move_on(minutes=16)
    afterwards(receiver, settings)
    first, second = receiver.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert (seen(delivery).state, seen(delivery).note) == (State.SENT, "repeated")


def test_two_workers_hand_over_once(receiver: Receiver, delivery: Delivery) -> None:
    """Breaks when two workers at the same time send a mail twice."""
    deliveries = [delivery, *(queue(somebody(f"N{number}")) for number in range(20))]
    workers = [child(receiver, "") for _ in range(2)]
    for worker in workers:
        assert worker.wait(60) == 0
        worker.stdout.close()  # type: ignore[union-attr]
    assert len(receiver.got) == len(set(receiver.recipients)) == 21
    assert {seen(one).state for one in deliveries} == {State.SENT}


def test_a_database_that_goes_away_loses_nothing(
    receiver: Receiver, delivery: Delivery, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Breaks when the connection that ends in the middle of a hand-over leaves a mail that nobody looks at."""
    from django.db import InterfaceError, OperationalError

    from samtykke.mail import transports
    from tests.plugin_database import as_owner

    sent = transports.Smtp.send

    def send_and_lose(self: Any, sealed: Any) -> None:
        sent(self, sealed)
        as_owner(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'samtykke_app' AND datname = current_database()"
        )

    settings.EMAIL_URL = receiver.url
    monkeypatch.setattr(transports.Smtp, "send", send_and_lose)
    with pytest.raises((OperationalError, InterfaceError)):
        hand_over.drain()
    connection.close()
    monkeypatch.setattr(transports.Smtp, "send", sent)
    hand_over.drain()
    assert (seen(delivery).state, len(receiver.got)) == (State.UNCERTAIN, 1)


@pytest.mark.parametrize(("moment", "there"), [("inside", 4), ("between", 8)])
def test_a_run_goes_on_where_a_killed_worker_stopped(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, moment: str, there: int
) -> None:
    """Breaks when a piece is committed by half, or those of it are queued twice or not at all."""
    from samtykke.consents import actions as consents
    from samtykke.core.actors import Actor, Via
    from samtykke.mail import jobs
    from samtykke.mail.actions import runs
    from samtykke.mail.models import Mail
    from tests.consents.test_inform import from_

    monkeypatch.setattr(runs, "PIECE", 4)
    people = {from_("API").pk for _ in range(11)}
    run = consents.inform_all(by=Actor.system(), via=Via.STAFF)
    killed(receiver, moment, str(run.pk), does=FILLING)
    assert Mail.objects.filter(delivery__run=run).count() == there
    jobs.carry_on(run.pk)
    run.refresh_from_db()
    told = list(Mail.objects.filter(delivery__run=run).values_list("person_id", flat=True))
    assert (run.total, sorted(told), run.is_filling) == (11, sorted(people), False)
