"""The mailbox is a real one: each mail is filed once whatever dies in between, and what is not ours stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.activities.models import Activity
from samtykke.core.actors import Via
from samtykke.intake.channels.email import actions, mailbox, reading
from samtykke.intake.models import FiledMail, MailboxPlace
from tests.factories import make_person
from tests.intake.email.dovecot import running
from tests.intake.email.test_message import mail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.accounts.models import User
    from tests.intake.email.dovecot import Server

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with running() as one:
        settings.INBOX_URL = one.url
        yield one


@pytest.fixture
def address(ola: User) -> str:
    make_person("Kari", email="kari@firma.example")
    return f"crm+{actions.make_address(ola, by=ola.actor, via=Via.STAFF)}@fjordlys.example"


def test_what_came_to_a_filing_address_is_filed_and_put_away_and_the_rest_stays_unread(
    server: Server, ola: User, address: str
) -> None:
    ours = mail(From=ola.email, Subject="Ours", Delivered_To=address)
    theirs = mail(Subject="A question", Message_ID="<2@x.example>")
    server.put(ours, theirs)
    assert reading.read_inbox() == 2
    assert (server.held(), server.held(mailbox.FILED)) == (["A question"], ["Ours"])
    with server.opened() as box:
        assert [told.flags for told in box.fetch(mark_seen=False)] == [("\\Recent",)] or not any(
            "\\Seen" in told.flags for told in box.fetch(mark_seen=False)
        )
    assert Activity.objects.get().title == "Ours"
    assert reading.read_inbox() == 0
    server.put(mail(From=ola.email, Subject="Ours again", Bcc=address, Message_ID="<3@x.example>"))
    assert reading.read_inbox() == 1
    assert Activity.objects.count() == 2


@pytest.mark.parametrize("dies", ["before it is put away", "after it is put away"])
def test_whatever_dies_in_between_each_mail_is_filed_once(
    server: Server, ola: User, address: str, dies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Breaks when a mail is lost or doubled by a worker that ends at the worst moment."""
    server.put(*(mail(From=ola.email, Subject=f"M{n}", Bcc=address, Message_ID=f"<{n}@x.example>") for n in range(3)))
    put_away, died = mailbox.Box.put_away, []

    def killed(self: mailbox.Box, uid: int) -> None:
        if dies.startswith("after"):
            put_away(self, uid)
        died.append(uid)
        raise KeyboardInterrupt

    monkeypatch.setattr(mailbox.Box, "put_away", killed)
    with pytest.raises(KeyboardInterrupt):
        reading.read_inbox()
    monkeypatch.undo()
    reading.read_inbox()
    assert (len(died), Activity.objects.count(), FiledMail.objects.count()) == (1, 3, 3)
    assert (server.held(), sorted(server.held(mailbox.FILED))) == ([], ["M0", "M1", "M2"])


def test_a_mailbox_that_does_not_answer_or_lets_nobody_in_is_noted_and_read_later(
    server: Server, ola: User, address: str, settings: Any
) -> None:
    server.put(mail(From=ola.email, Bcc=address))
    server.stop()
    assert reading.read_inbox() == 0
    assert MailboxPlace.objects.get().failed_at is not None
    server.start()
    assert reading.read_inbox() == 1
    place = MailboxPlace.objects.get()
    assert (place.failed_at, place.failure) == (None, "")
    settings.INBOX_URL = server.url.replace("secret", "wrong")
    assert reading.read_inbox() == 0
    assert Activity.objects.count() == 1


def test_in_the_demo_and_without_a_mailbox_nothing_is_read(server: Server, settings: Any, db: None) -> None:
    server.put(mail())
    settings.DEMO = True
    assert reading.read_inbox() == 0
    settings.DEMO, settings.INBOX_URL = False, ""
    assert reading.read_inbox() == 0
