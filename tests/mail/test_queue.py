"""Putting mails into the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction

from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail
from samtykke.mail import queries
from samtykke.mail.models import Delivery, Mail, State

if TYPE_CHECKING:
    from typing import Any

pytestmark = pytest.mark.django_db
BY = {"by": Actor.user(7), "via": Via.STAFF}
NUMBERS = "SELECT generate_series(%(first)s::bigint, %(last)s::bigint)"


def jobs() -> int:
    """How many drain jobs wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'samtykke.mail.jobs.drain'")
        return int(cursor.fetchone()[0])


def test_a_queued_mail_holds_ids_alone_and_wakes_the_worker() -> None:
    """Breaks when the queue holds a name or an address, or when nothing is asked to hand over."""
    made = mail.queue("CONTACTADDED", person=42, **BY)
    assert (made.delivery.state, made.kind, made.person_id, made.user_id) == (State.QUEUED, "privacy", 42, None)
    assert (made.subject, made.text, made.sent_to) == ("", "", "")
    assert jobs() == 1


def test_two_mails_wake_the_worker_once() -> None:
    """Breaks when a second job in the same transaction is an error, or a heap of jobs piles up."""
    mail.queue("CONTACTADDED", person=42, **BY)
    mail.queue("CONTACTADDED", person=43, **BY)
    assert (jobs(), Delivery.objects.waiting().count()) == (1, 2)


def test_a_set_of_people_is_queued_in_one_statement(django_assert_max_num_queries: Any) -> None:
    """Breaks when queueing loops over people in Python."""
    with django_assert_max_num_queries(8):
        assert mail.queue_people("CONTACTADDED", NUMBERS, {"first": 1, "last": 1000}, **BY) == 1000
    assert Mail.objects.to_people().count() == 1000


@pytest.mark.parametrize("subject", ["a\r\nBcc: x@y.example", "a\nb", "a\x00b", "a\u2028b", "a\u202eb", "x" * 201])
def test_a_subject_is_one_line(subject: str) -> None:
    """Breaks when a line break in a subject could become a header (REQ-96)."""
    with pytest.raises(Refused) as refused:
        mail.queue("CONTACTADDED", person=42, subject=subject, **BY)
    assert refused.value.field == "subject"


@pytest.mark.parametrize("key", ["NOSUCH", "", "a\x00"])
def test_an_unknown_template_is_refused(key: str) -> None:
    """Breaks when a mail is queued that nobody can write."""
    with pytest.raises(Refused, match="no mail template"):
        mail.queue(key, person=42, **BY)


def test_a_mail_goes_to_one_person_or_to_one_user() -> None:
    """Breaks when PostgreSQL would take a mail to nobody or to both."""
    template = queries.template_by_key("CONTACTADDED")
    for person_id, user_id in ((None, None), (1, 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mail.objects.create(
                kind="privacy", template=template, person_id=person_id, user_id=user_id, actor_kind="user", via="staff"
            )
    with pytest.raises(TypeError):
        mail.queue("CONTACTADDED", user=1, **BY)
