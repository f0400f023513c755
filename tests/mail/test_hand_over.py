"""Handing over to a real server: what arrives, and what happens when it does not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.mail import actions as mail
from samtykke.mail import hand_over, queries, transports
from samtykke.mail.models import Delivery, Mail, State, Transport
from tests.factories import make_person
from tests.mail.conftest import Named
from tests.mail.servers import (
    Receiver,
    closing_after_data,
    hanging_after_data,
    leaving_at_recipient,
    scripted,
    silent,
    silent_at,
)

if TYPE_CHECKING:
    from typing import Any

    from samtykke.contacts.models import Person

BY = {"by": Actor.user(7), "via": Via.STAFF}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers that hang are given up soon."""
    monkeypatch.setattr(transports, "TIMEOUT", 0.3)


def queue(person: Person, **fields: Any) -> Delivery:
    """One privacy confirmation in the outbox, instead of what the source's rule put there."""
    forget(person)
    return mail.queue("CONTACTADDED", person=person.pk, **BY, **fields).delivery


def forget(*people: Person) -> None:
    """Takes out of the outbox what registering these people put there."""
    mine = Mail.objects.filter(person_id__in=[person.pk for person in people])
    Delivery.objects.filter(mail__in=mine).delete()
    mine.delete()


def seen(delivery: Delivery) -> Delivery:
    """The delivery as it is now."""
    return Delivery.objects.select_related("mail").get(pk=delivery.pk)


def move_on(**time: float) -> None:
    """Lets time pass for all that waits."""
    past = timedelta(**time)
    for delivery in Delivery.objects.filter(not_before__isnull=False):
        Delivery.objects.filter(pk=delivery.pk).update(not_before=delivery.not_before - past)
    for row in Transport.objects.filter(retry_at__isnull=False):
        Transport.objects.filter(pk=row.pk).update(retry_at=row.retry_at - past)


def test_a_mail_arrives_with_its_headers_and_both_parts(kari: Person, receiver: Receiver) -> None:
    """Breaks when a header of law.md F is missing, or the text part says less than the HTML part."""
    delivery = queue(kari)
    assert hand_over.drain() == 1
    (message,) = receiver.messages
    assert receiver.got[0][:2] == ("post@fjordlys.example", ["kari.testvik@example.org"])
    assert (message["From"], message["Reply-To"]) == ("Fjordlys <post@fjordlys.example>", "personvern@fjordlys.example")
    assert message["To"] == "Kari Ødegård-Testvik <kari.testvik@example.org>"
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "nb")
    assert message["List-Unsubscribe"] is None
    assert message["Subject"] == "Fjordlys AS har lagret opplysninger om deg"
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert message.get_content_type() == "multipart/alternative"
    assert "Hei, Kari." in text
    assert "Hei, Kari." in html
    assert max(len(line) for line in text.splitlines()) <= 78
    assert "/p/" in text
    kept = seen(delivery)
    assert (kept.state, kept.attempts, kept.message_id) == (State.SENT, 1, message["Message-ID"])
    assert kept.transmitted is None


def test_the_archive_says_what_was_sent_without_the_link(kari: Person, receiver: Receiver) -> None:
    """Breaks when a working token is kept, or the archive does not say what the person read (REQ-91, check 41)."""
    delivery = queue(kari)
    hand_over.drain()
    kept = seen(delivery).mail
    assert (kept.sent_to, kept.language) == ("kari.testvik@example.org", "nb")
    assert "{own_page}" in kept.text
    assert "/p/" not in kept.text
    text = receiver.messages[0].get_body(("plain",)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    link = next(line for line in text.split("\n") if "/p/" in line)
    assert kept.text.split() == text.replace(link, "{own_page}").split(), "the same words, broken where they are read"


def test_handing_over_twice_sends_once(kari: Person, receiver: Receiver) -> None:
    """Breaks when a sent mail is due again."""
    queue(kari)
    hand_over.drain()
    hand_over.drain()
    assert len(receiver.got) == 1


def test_one_connection_serves_many(receiver: Receiver) -> None:
    """Breaks when each mail opens a connection of its own."""
    for number in range(3):
        queue(make_person("Nils", str(number), email=f"n{number}@example.org"))
    hand_over.drain()
    assert (len(receiver.got), receiver.connections) == (3, 1)


def test_what_somebody_waits_for_goes_before_a_run(receiver: Receiver, audience: Named) -> None:
    """Breaks when one person's own link waits behind ten thousand confirmations."""
    run_of = [make_person("Nils", str(number), email=f"n{number}@example.org") for number in range(3)]
    one = make_person("Åse", "Først", email="forst@example.org")
    forget(one, *run_of)
    mail.start_run("CONTACTADDED", audience(person.pk for person in run_of), **BY)
    mail.queue("OWNLINK", person=one.pk, **BY)
    hand_over.drain()
    assert receiver.recipients[0] == "forst@example.org"
    assert len(receiver.got) == 4


def test_an_hour_of_silence_loses_and_repeats_nothing(kari: Person, sender: None, settings: Any) -> None:
    """Breaks when a server that is down makes mails fail, or they go out twice when it comes back."""
    server = Receiver()
    settings.EMAIL_URL = server.url
    deliveries = [queue(kari), queue(make_person("Nils", "Ny", email="nils@example.org"))]
    for minutes in range(0, 60, 10):
        hand_over.drain()
        assert queries.transport().is_down, minutes
        move_on(minutes=10)
    assert {seen(delivery).state for delivery in deliveries} == {State.QUEUED}
    assert (queries.transport().reason, hand_over.why_all_wait()) == ("refused_connection",) * 2
    with server.running():
        move_on(minutes=10)
        hand_over.drain()
        hand_over.drain()
    assert sorted(server.recipients) == ["kari.testvik@example.org", "nils@example.org"]
    assert hand_over.why_all_wait() == ""
    assert [seen(delivery).attempts for delivery in deliveries] == [1, 1]


def test_a_silent_server_is_not_asked_at_each_turn(kari: Person, sender: None, settings: Any) -> None:
    """Breaks when every ten seconds a worker hangs at a server that does not answer."""
    queue(kari)
    with scripted(silent) as settings.EMAIL_URL:
        hand_over.drain()
        failures = queries.transport().failures
        hand_over.drain()
    assert (failures, queries.transport().failures) == (1, 1)


@pytest.mark.parametrize(("talk", "reason"), [
    (silent, "timed_out"),
    (silent_at(b"EHLO"), "timed_out"),
    (silent_at(b"MAIL"), "timed_out"),
    (silent_at(b"RCPT"), "timed_out"),
    (leaving_at_recipient, "leaving"),
    (lambda connection: connection.sendall(b"554 no\r\n"), "greeting"),
    (lambda connection: None, "closed"),
])  # fmt: skip
def test_before_the_message_silence_means_not_taken(
    kari: Person, sender: None, settings: Any, talk: Any, reason: str
) -> None:
    """Breaks when a server that hangs, closes or leaves before DATA costs a mail, or leaves a link that works."""
    delivery = queue(kari)
    with scripted(talk) as settings.EMAIL_URL:
        hand_over.drain()
    kept = seen(delivery)
    assert (kept.state, queries.transport().reason) == (State.QUEUED, reason)
    assert (kept.mail.text, kept.mail.sent_to) == ("", "")
    assert not kari.links.filter(revoked_at=None).exists()


def test_closing_after_the_message_is_uncertain_and_shown(kari: Person, sender: None, settings: Any) -> None:
    """Breaks when a mail whose end nobody knows is called sent, or is sent again at once."""
    delivery = queue(kari)
    with scripted(closing_after_data) as settings.EMAIL_URL:
        hand_over.drain()
        hand_over.drain()
    kept = seen(delivery)
    assert (kept.state, kept.reason, kept.attempts) == (State.UNCERTAIN, "closed_after_data", 1)
    assert kept.mail.sent_to == "kari.testvik@example.org"


def test_hanging_after_the_message_is_uncertain(kari: Person, sender: None, settings: Any) -> None:
    """Breaks when silence after the message is taken for a no."""
    delivery = queue(kari)
    with scripted(hanging_after_data) as settings.EMAIL_URL:
        hand_over.drain()
    assert (seen(delivery).state, seen(delivery).reason) == (State.UNCERTAIN, "timed_out_after_data")


def test_an_uncertain_notice_goes_once_more_with_the_same_message_id(
    kari: Person, receiver: Receiver, settings: Any
) -> None:
    """Breaks when somebody is never informed, or is informed a third time by itself."""
    delivery = queue(kari)
    with scripted(closing_after_data) as settings.EMAIL_URL:
        hand_over.drain()
        first = seen(delivery).message_id
        move_on(minutes=16)
        hand_over.drain()
        move_on(minutes=16)
        hand_over.drain()
        again = seen(delivery)
    assert (again.state, again.note, again.attempts, again.message_id) == (State.UNCERTAIN, "repeated", 2, first)
    settings.EMAIL_URL = receiver.url
    move_on(hours=24)
    hand_over.drain()
    assert receiver.got == []
    mail.send_again(again, **BY)
    hand_over.drain()
    assert (seen(delivery).state, seen(delivery).note, receiver.messages[0]["Message-ID"]) == ("sent", "again", first)


def test_other_uncertain_mails_wait_for_a_person(kari: Person, sender: None, settings: Any) -> None:
    """Breaks when a request for consent goes out twice by itself."""
    forget(kari)
    delivery = mail.queue("OWNLINK", person=kari.pk, **BY).delivery
    with scripted(closing_after_data) as settings.EMAIL_URL:
        hand_over.drain()
        move_on(hours=48)
        hand_over.drain()
    assert (seen(delivery).attempts, seen(delivery).not_before) == (1, None)


def test_a_no_for_one_address_stops_nobody_else(kari: Person, receiver: Receiver) -> None:
    """Breaks when 550 for one address fails the others, or 450 gives up at once."""
    later = make_person("Nils", "Senere", email="later@example.org")
    other = make_person("Åse", "Annen", email="other@example.org")
    receiver.rcpt = {"kari.testvik@example.org": "550 5.1.1 no such user", "later@example.org": "450 try later"}
    never, soon, well = queue(kari), queue(later), queue(other)
    hand_over.drain()
    assert receiver.recipients == ["other@example.org"]
    assert (seen(never).state, seen(never).reason, seen(never).code) == (State.FAILED, "recipient", 550)
    assert (seen(soon).state, seen(soon).code, seen(well).state) == (State.QUEUED, 450, State.SENT)
    assert timedelta(0) < seen(soon).not_before - now() <= timedelta(minutes=1)  # type: ignore[operator]
    receiver.rcpt = {}
    move_on(minutes=2)
    hand_over.drain()
    assert receiver.recipients[-1] == "later@example.org"


@pytest.mark.parametrize(("answer", "state"), [("451 later", State.QUEUED), ("554 no", State.FAILED)])
def test_an_answer_to_the_message_is_an_answer(kari: Person, receiver: Receiver, answer: str, state: State) -> None:
    """Breaks when a clear no after the message is called uncertain."""
    receiver.data = answer
    delivery = queue(kari)
    hand_over.drain()
    assert (seen(delivery).state, seen(delivery).reason) == (state, "message")
    assert not kari.links.filter(revoked_at=None).exists()


def test_a_no_to_our_own_address_makes_everybody_wait(kari: Person, receiver: Receiver) -> None:
    """Breaks when a sender address that the server does not know fails a million mails for good."""
    receiver.mail = "550 not yours"
    delivery = queue(kari)
    hand_over.drain()
    assert (seen(delivery).state, queries.transport().reason, queries.transport().code) == ("queued", "sender", 550)


def test_pauses_grow_and_end_after_three_days(kari: Person, receiver: Receiver) -> None:
    """Breaks when a server that says 450 is asked every minute for ever."""
    receiver.rcpt = {"kari.testvik@example.org": "450 later"}
    delivery = queue(kari)
    pauses = []
    for _ in range(5):
        hand_over.drain()
        pauses.append(round((seen(delivery).not_before - now()).total_seconds() / 60))  # type: ignore[operator]
        move_on(hours=2)
    assert pauses == [1, 5, 15, 60, 60]
    Delivery.objects.filter(pk=delivery.pk).update(attempts=hand_over.MOST_ATTEMPTS - 1)
    hand_over.drain()
    assert (seen(delivery).state, seen(delivery).reason) == (State.FAILED, "gave_up")


def test_without_a_server_mails_wait_and_say_why(kari: Person, sender: None, settings: Any) -> None:
    """Breaks when a mail is lost because nobody has named a server yet."""
    settings.EMAIL_URL = ""
    delivery = queue(kari)
    assert (hand_over.drain(), seen(delivery).state, hand_over.why_all_wait()) == (0, "queued", "no_transport")
    assert not hand_over.can_send()


def test_an_erased_person_gets_nothing(kari: Person, receiver: Receiver) -> None:
    """Breaks when a mail outlives the person it is to."""
    from samtykke.core import personal_data

    queue(kari)
    for part in personal_data.registered():
        part.erase(kari.pk)
    hand_over.drain()
    assert (receiver.got, Mail.objects.of_person(kari.pk).count()) == ([], 0)


def test_a_restored_copy_sends_nothing(kari: Person, receiver: Receiver, settings: Any, tmp_path: Any) -> None:
    """Breaks when a restored copy writes to people who were written to, or erased, after the backup was made."""
    from samtykke.config.health import QUARANTINE

    settings.DATA_DIR = tmp_path
    delivery = queue(kari)
    (tmp_path / QUARANTINE).touch()
    hand_over.drain()
    assert (receiver.got, seen(delivery).state, hand_over.why_all_wait()) == ([], State.QUEUED, "quarantine")
    (tmp_path / QUARANTINE).unlink()
    hand_over.drain()
    assert len(receiver.got) == 1
