"""To whom a mail goes, in which language, and what stops it between the queue and the hand-over."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING

import pytest

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.mail import actions as mail
from samtykke.mail import hand_over
from samtykke.mail.models import Delivery, State, Template
from tests.factories import make_person
from tests.mail.test_hand_over import BY, forget, queue, seen

if TYPE_CHECKING:
    from typing import Any

    from samtykke.contacts.models import Person
    from tests.mail.servers import Receiver

pytestmark = pytest.mark.django_db


def test_a_person_without_an_address_is_refused_and_says_why(receiver: Receiver) -> None:
    """Breaks when a mail to nobody waits for ever."""
    delivery = queue(make_person("Uten", "Adresse", email=None))
    hand_over.drain()
    assert (seen(delivery).state, seen(delivery).reason) == (State.REFUSED, "no_address")


def test_a_person_with_two_addresses_is_written_at_the_one_meant(kari: Person, receiver: Receiver) -> None:
    """Breaks when the named address is not used, or the primary one is not the default."""
    second = contacts.add_email(kari, "kari@hjemme.example", **BY)
    queue(kari)
    hand_over.drain()
    queue(kari, address_id=second.id)
    hand_over.drain()
    assert receiver.recipients == ["kari.testvik@example.org", "kari@hjemme.example"]


def test_an_address_of_another_person_is_not_written(kari: Person, receiver: Receiver) -> None:
    """Breaks when an id of somebody else's address sends Kari's mail to them."""
    other = make_person("Nils", "Ny", email="nils@example.org")
    forget(other)
    delivery = queue(kari, address_id=other.emails.get().id)
    hand_over.drain()
    assert (receiver.got, seen(delivery).reason) == ([], "no_address")


@pytest.mark.parametrize(
    ("language", "wanted", "expected"), [("", "", "nb"), ("en", "", "en"), ("de", "", "nb"), ("en", "nb", "nb")]
)
def test_the_language_is_the_persons_else_the_companys(
    receiver: Receiver, language: str, wanted: str, expected: str
) -> None:
    """Breaks when a person without a language, or with one we have no words in, gets no mail (check 40)."""
    queue(make_person("Åse", "Språk", email="ase@example.org", language=language), language=wanted)
    hand_over.drain()
    assert receiver.messages[0]["Content-Language"] == expected


@pytest.mark.parametrize(
    "name", ["Kari\r\nBcc: evil@example.net", "Kari\nSubject: x", '"Kari" <evil@example.net>', "Æ" * 300, "x" * 300]
)
def test_a_name_cannot_write_headers(receiver: Receiver, name: str) -> None:
    """Breaks when a name adds a recipient or a header, or is too long to be sent (REQ-96)."""
    person = make_person("Kari", "Navn", email="kari@example.org")
    type(person).objects.filter(pk=person.pk).update(first_name=name, last_name="")
    delivery = queue(person)
    hand_over.drain()
    assert seen(delivery).state == State.SENT
    (message,) = receiver.messages
    assert receiver.recipients == ["kari@example.org"]
    assert (message["Bcc"], len(message.get_all("Subject"))) == (None, 1)
    assert len(message["To"].addresses) == 1
    assert parseaddr(message["To"].addresses[0].addr_spec)[1] == "kari@example.org"


def test_an_own_subject_is_used(kari: Person, receiver: Receiver) -> None:
    """Breaks when the subject somebody wrote by hand is lost (check 41)."""
    queue(kari, subject="Takk for praten")
    hand_over.drain()
    assert receiver.messages[0]["Subject"] == "Takk for praten"


@pytest.mark.parametrize("act", ["restrict", "delete"])
def test_what_happens_while_a_mail_waits_is_obeyed(kari: Person, receiver: Receiver, act: str) -> None:
    """Breaks when somebody restricted, or in the bin, is written to because the mail was queued before."""
    delivery = queue(kari)
    if act == "restrict":
        consents.restrict(kari, **BY)
    else:
        contacts.delete_person(kari, **BY)
    hand_over.drain()
    assert (receiver.got, seen(delivery).state) == ([], State.REFUSED)
    assert seen(delivery).reason in {"restricted", "deleted"}
    assert not kari.links.filter(revoked_at=None).exists()


def test_a_notice_that_was_handed_over_informs(kari: Person, receiver: Receiver) -> None:
    """Breaks when the duty to inform stays open after the mail went, or is closed before (REQ-36)."""
    type(kari).objects.filter(pk=kari.pk).update(informed_at=None)
    queue(kari)
    kari.refresh_from_db()
    assert kari.informed_at is None
    hand_over.drain()
    kari.refresh_from_db()
    assert kari.informed_at is not None


def test_a_template_in_the_bin_sends_nothing(kari: Person, receiver: Receiver) -> None:
    """Breaks when a mail goes out by words that were taken back."""
    standard = Template.objects.get(key="CONTACTADDED")
    own = mail.add_template(kind="privacy", names={"en": "Own"}, copy_of=standard, **BY)
    forget(kari)
    delivery = mail.queue(own, person=kari.pk, **BY).delivery
    mail.delete_template(own, **BY)
    hand_over.drain()
    assert (receiver.got, seen(delivery).state, seen(delivery).reason) == ([], State.FAILED, "template_gone")


def test_sent_anew_is_a_mail_of_its_own(kari: Person, receiver: Receiver) -> None:
    """Breaks when resending edits what was sent, or keeps the old Message-ID (check 41)."""
    second = contacts.add_email(kari, "kari@hjemme.example", **BY)
    first = queue(kari)
    hand_over.drain()
    again = mail.resend(seen(first).mail, address_id=second.id, language="en", subject="Again", **BY)
    hand_over.drain()
    assert receiver.recipients == ["kari.testvik@example.org", "kari@hjemme.example"]
    assert receiver.messages[0]["Message-ID"] != receiver.messages[1]["Message-ID"]
    assert seen(again.delivery).mail.language == "en"
    assert Delivery.objects.filter(state=State.SENT).count() == 2


def test_the_same_form_sent_twice_is_one_mail(kari: Person, receiver: Receiver) -> None:
    """Breaks when a double press writes to somebody twice, or a second wish a minute later is not heard."""
    first = queue(kari)
    hand_over.drain()
    told = {"language": "en", "subject": "Again", **BY}
    one, two = mail.resend(seen(first).mail, **told), mail.resend(seen(first).mail, **told)
    hand_over.drain()
    assert mail.resend(seen(first).mail, **told).pk == one.pk == two.pk
    assert mail.resend(seen(first).mail, **told | {"subject": "Other"}).pk != one.pk
    type(one).objects.filter(pk=one.pk).update(created_at=one.created_at - timedelta(minutes=2))
    assert mail.resend(seen(first).mail, **told).pk != one.pk
    assert len(receiver.got) == 2


def test_the_demo_keeps_what_would_have_left(kari: Person, sender: None, settings: Any, tmp_path: Any) -> None:
    """Breaks when the demo reaches a mail server, or does not keep the message; a folder is honoured too."""
    settings.DEMO = True
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    delivery = queue(kari)
    hand_over.drain()
    assert b"/p/" in bytes(seen(delivery).transmitted or b"")
    settings.EMAIL_URL = f"file://{tmp_path}/out"
    other = queue(kari)
    hand_over.drain()
    (written,) = (tmp_path / "out").iterdir()
    assert written.name.endswith(f"-{other.pk}.eml")
    assert written.read_bytes() == bytes(seen(other).transmitted or b"")
