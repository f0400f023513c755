"""Who is written to when something waits for a second person, and when it is decided (REQ-99)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samtykke.accounts import actions
from samtykke.accounts.models import Approval
from samtykke.core.actors import Via
from samtykke.mail import hand_over
from samtykke.mail.models import Mail, State
from tests.accounts.factories import make_user
from tests.accounts.test_four_eyes import asked, change, roles
from tests.mail.conftest import receiver, sender
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from tests.factories import Clock
    from tests.mail.servers import Receiver

__all__ = ["receiver", "sender"]
pytestmark = pytest.mark.django_db
STAFF: dict[str, Any] = {"via": Via.STAFF}


@pytest.fixture
def anne(receiver: Receiver) -> User:
    """Who asks, where mails go out."""
    return make_user("Anne", "administrator")


@pytest.fixture
def bo(anne: User) -> User:
    """Who decides."""
    return make_user("Bo", "administrator", language="en")


def ask(by: User, subject: User, reason: str = "New in sales") -> Approval:
    return asked(lambda: change(subject, by=by, roles=roles("sales")), by, reason)


def told(kind: str = "approval") -> list[int | None]:
    return list(Mail.objects.filter(kind=kind).order_by("id").values_list("user_id", flat=True))


def test_whoever_may_decide_is_written_to_once(anne: User, bo: User, receiver: Receiver) -> None:
    """Breaks when the asker, somebody without the right or somebody who cannot come in is written to, or anybody twice."""
    siri, new = make_user("Siri", "privacy_officer"), make_user("Ny Admin", "administrator", password="")
    ask(anne, make_user("Ola Testvik"))
    assert told() == [bo.pk]
    hand_over.drain()
    (message,) = receiver.messages
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert message["To"].endswith(bo.email + ">")
    assert all(said in text for said in ("Anne asks", "Ola Testvik", "New in sales", "Waits for you"))
    assert {siri.pk, new.pk, anne.pk}.isdisjoint(told())


def test_asking_anew_within_the_hour_writes_to_nobody_twice(anne: User, bo: User, clock: Clock) -> None:
    """Breaks when pressing again and again fills the mailbox of whoever decides, or a later question reaches nobody."""
    ola = make_user("Ola")
    ask(anne, ola)
    hand_over.drain()
    ask(anne, ola, "With another reason")
    assert told() == [bo.pk]
    Approval.objects.update(asked_at=clock.minutes_ago(120))
    ask(anne, ola, "Still needed")
    assert told() == [bo.pk, bo.pk]


def test_what_no_longer_waits_is_not_asked_about(anne: User, bo: User, receiver: Receiver) -> None:
    """Breaks when a mail about something decided or taken back goes out all the same."""
    actions.take_back(ask(anne, make_user("Ola")), by=anne.actor, **STAFF)
    hand_over.drain()
    delivery = Mail.objects.get(kind="approval").delivery
    assert (delivery.state, delivery.reason, receiver.messages) == (State.REFUSED, "not_waiting", [])


@pytest.mark.parametrize(("is_given", "sentence"), [(True, "Bo approved it"), (False, "Bo refused it")])
def test_whoever_asked_is_told_what_was_decided(
    anne: User, bo: User, receiver: Receiver, *, is_given: bool, sentence: str
) -> None:
    """Breaks when the asker does not hear of it, or hears without the reason of a refusal."""
    anne.language = "en"
    anne.save(update_fields=["language"])
    approval = ask(anne, make_user("Ola"))
    decide = actions.approve if is_given else actions.refuse
    decide(approval, by=bo.actor, answer="Not before he has signed", **STAFF)
    hand_over.drain()
    assert told("decision") == [anne.pk]
    text = receiver.messages[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert sentence in text
    assert ("Not before he has signed" in text) is not is_given


def test_the_menu_counts_what_waits_for_the_reader(anne: User, bo: User, ola: User) -> None:
    """Breaks when the menu shows the number to who asked, to who may not decide, or no number to who may."""
    ask(anne, make_user("Kim"))
    waits = 'Waits for you <span class="count push">1</span>'
    assert waits in text_of(browse(bo).get("/"))
    assert "Waits for you" not in text_of(browse(anne).get("/"))
    assert "Waits for you" not in text_of(browse(ola).get("/"))


def test_the_number_costs_one_query_and_nothing_where_nobody_may_decide(anne: User, bo: User, ola: User) -> None:
    """Breaks when the menu asks the database more than once on a page, or at all for who decides nothing."""
    for user, most in ((bo, 1), (ola, 0)):
        browser = browse(user)
        for page in ("/help/", "/people/"):
            with CaptureQueriesContext(connection) as found:
                browser.get(page)
            assert sum('FROM "accounts_approval"' in query["sql"] for query in found) == most, (user, page)
