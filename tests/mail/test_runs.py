"""A template to many people: queued piece by piece, followed, stopped, and taken up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail
from samtykke.mail import hand_over, jobs, queries
from samtykke.mail.actions import runs
from samtykke.mail.models import Delivery, Mail, MailRun, State, Template
from tests.factories import make_person
from tests.mail.test_hand_over import forget

if TYPE_CHECKING:
    from typing import Any

    from tests.mail.conftest import Named
    from tests.mail.servers import Receiver

pytestmark = pytest.mark.django_db
BY = {"by": Actor.user(7), "via": Via.STAFF}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four people are a piece, so that ten are a large run."""
    monkeypatch.setattr(runs, "PIECE", 4)


def waiting(name: str) -> int:
    """How many jobs of a kind wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'",
            [f"samtykke.mail.jobs.{name}"],
        )
        return int(cursor.fetchone()[0])


def of(run: MailRun) -> list[int | None]:
    """Whom a run writes to, in the order of the outbox."""
    return list(Mail.objects.filter(delivery__run=run).order_by("id").values_list("person_id", flat=True))


def test_a_small_run_is_queued_at_once(audience: Named) -> None:
    """Breaks when three mails wait for a worker's turn, or a job is left that has nothing to do."""
    run = mail.start_run("CONTACTADDED", audience(range(1, 4)), **BY)
    assert (run.total, run.is_filling, of(run)) == (3, False, [1, 2, 3])
    assert (waiting("carry_on"), waiting("drain")) == (0, 1)
    entry = Entry.objects.get(deed=Deed.MAILS_QUEUED)
    assert (entry.details["mails"], entry.subject_id, entry.actor_id) == (3, run.pk, 7)


def test_a_large_run_begins_at_once_and_the_worker_does_the_rest(
    audience: Named, django_assert_max_num_queries: Any
) -> None:
    """Breaks when the request that starts it queues everybody, or the worker leaves somebody out or takes anybody twice."""
    with django_assert_max_num_queries(18):
        run = mail.start_run("CONTACTADDED", audience(range(1, 11)), **BY)
    assert (run.total, run.is_filling, waiting("carry_on")) == (4, True, 1)
    jobs.carry_on(run.pk)
    run.refresh_from_db()
    assert (run.total, run.is_filling, of(run)) == (10, False, list(range(1, 11)))
    told = [entry.details.get("mails") for entry in Entry.objects.filter(deed=Deed.MAILS_QUEUED).order_by("id")]
    assert told == [None, 10]


def test_doing_it_again_after_the_end_queues_nobody(audience: Named) -> None:
    """Breaks when a job that is run twice queues people twice."""
    run = mail.start_run("CONTACTADDED", audience(range(1, 11)), **BY)
    for _ in range(2):
        jobs.carry_on(run.pk)
    assert len(of(run)) == 10


def test_a_run_that_broke_off_goes_on_behind_its_last_piece(audience: Named, monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks when a piece is half committed, or the next worker begins from the start."""
    run = mail.start_run("CONTACTADDED", audience(range(1, 11)), **BY)
    with monkeypatch.context() as patch:
        patch.setattr(runs, "wake", _fall)
        with pytest.raises(RuntimeError):
            runs.carry_on(run.pk)
    run.refresh_from_db()
    assert (run.total, run.place, len(of(run))) == (4, [4], 4)
    jobs.carry_on(run.pk)
    assert of(run) == list(range(1, 11))


def _fall() -> None:
    raise RuntimeError


def test_an_audience_of_nobody_is_a_run_of_nothing(audience: Named) -> None:
    """Breaks when nobody to write to is an error, or wakes anybody."""
    run = mail.start_run("CONTACTADDED", audience([]), **BY)
    assert (run.total, run.is_filling, waiting("drain")) == (0, False, 0)


def test_a_template_in_the_bin_starts_nothing(audience: Named) -> None:
    """Breaks when a removed template can be sent to many."""
    gone = Template.objects.create(key="GONE", kind="privacy", names={"en": "Gone"}, deleted_at="2026-01-01T00:00Z")
    with pytest.raises(Refused):
        mail.start_run(gone, audience([1]), **BY)
    assert not MailRun.objects.exists()


def test_a_cancelled_run_takes_back_what_has_not_gone_out(audience: Named) -> None:
    """Breaks when cancelling touches what was sent, or counts twice."""
    run = mail.start_run("CONTACTADDED", audience(range(1, 4)), **BY)
    sent = run.deliveries.order_by("mail_id").first()
    assert sent is not None
    Delivery.objects.filter(pk=sent.pk).update(state=State.SENT, message_id="<a@b>")
    assert (mail.cancel(run, **BY), mail.cancel(run, **BY)) == (2, 0)
    assert queries.progress(run) | {"sent": 1, "cancelled": 2} == queries.progress(run)
    assert [entry.details["mails"] for entry in Entry.objects.filter(deed=Deed.MAILS_CANCELLED)] == [2]


def test_a_large_run_is_stopped_while_people_are_looked_for(audience: Named) -> None:
    """Breaks when a stopped run goes on queueing, or the request that stops it takes everything back itself."""
    run = mail.start_run("CONTACTADDED", audience(range(1, 30)), **BY)
    runs.carry_on(run.pk)
    assert mail.cancel(run, **BY) is None
    assert queries.progress(run) | {"queued": 4, "cancelled": 4} == queries.progress(run)
    jobs.carry_on(run.pk)
    run.refresh_from_db()
    assert (run.total, run.is_filling) == (8, False)
    assert queries.progress(run) | {"queued": 0, "cancelled": 8} == queries.progress(run)


def test_nothing_of_a_stopped_run_goes_out(receiver: Receiver, audience: Named) -> None:
    """Breaks when what the worker has not taken back yet is handed over after somebody pressed stop."""
    people = [make_person("Nils", str(number), email=f"n{number}@example.org") for number in range(6)]
    forget(*people)
    run = mail.start_run("CONTACTADDED", audience(person.pk for person in people), **BY)
    runs.carry_on(run.pk)
    mail.cancel(run, **BY)
    assert queries.progress(run)["queued"] == 2
    hand_over.drain()
    assert receiver.got == []
    assert queries.progress(run) | {"cancelled": 6} == queries.progress(run)
