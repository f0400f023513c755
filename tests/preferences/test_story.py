"""From the hand of a salesperson to the answer of the caller, over a real mail server. Issue 3; checks 37, 43–48; REQ-72.

What arrives is read as a mail program reads it; every link in it is first opened by a scanner, twice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.queries.decisions import may
from samtykke.core.actors import Actor, Via
from samtykke.mail.hand_over import drain
from samtykke.mail.models import Delivery, Mail
from samtykke.preferences import jobs
from tests.factories import get_purpose, make_person
from tests.house.tables import changed, digests
from tests.mail.conftest import receiver, sender
from tests.preferences.pages import stranger, text_of
from tests.preferences.test_privacy import ask, waiting

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.mail.servers import Receiver

__all__ = ["receiver", "sender"]
pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[^/\s]+(/[pcu]/\S+/)")


def next_mail(receiver: Receiver) -> EmailMessage:
    """Hands over what waits and reads the newest mail that arrived."""
    drain()
    return receiver.messages[-1]


def parts(mail: EmailMessage) -> list[str]:
    """Its text and its HTML."""
    return [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]


def link_in(mail: EmailMessage) -> str:
    """The one address of ours in a mail, the same in both parts; a scanner has opened it twice and changed nothing."""
    found = {path for part in parts(mail) for path in LINK.findall(part.replace('"', " "))}
    assert len(found) == 1, found
    (link,) = found
    before = digests()
    for _ in range(2):
        for method in ("get", "head"):
            assert getattr(stranger(), method)(link).status_code == 200
    assert changed(before) == []
    return link


def test_registered_told_answered_and_obeyed(receiver: Receiver) -> None:
    """The story of the issue. Breaks when a step between the register and the gate is missing."""
    person = make_person("Kari", "Nordfiktiv", email="kari@tenktbygg.example", language="nb")
    told = next_mail(receiver)
    assert "kari@tenktbygg.example" in told["To"]
    assert "List-Unsubscribe" not in told
    assert "Salg og tjenester" in parts(told)[0]
    person.refresh_from_db()
    assert person.informed_at is not None
    page = link_in(told)
    assert "Dine valg hos Fjordlys AS" in text_of(stranger().get(page))

    asked = stranger().post(f"{page}consents/EMARKETING/confirmation/", follow=True)
    assert "Vi har sendt deg en e-post." in text_of(asked)
    confirm = link_in(next_mail(receiver))
    assert not may(person, get_purpose()).allowed
    assert "Takk. Det er lagret" in text_of(stranger().post(confirm))
    assert may(person, get_purpose()).allowed

    saved = stranger().post(f"{page}consents/EMARKETING/withdrawal/", follow=True)
    assert "Lagret. Du får ikke lenger «E-markedsføring»." in text_of(saved)
    assert may(person, get_purpose()).reason == "withdrawn"
    stranger().post(f"{page}consents/EMARKETING/receipt/")
    assert "Du får ikke lenger «E-markedsføring»." in parts(next_mail(receiver))[0]

    stranger().post(f"{page}objection/")
    stranger().post(f"{page}consents/EMARKETING/confirmation/")
    stranger().post(link_in(next_mail(receiver)))
    assert may(person, get_purpose()).allowed, "a yes given anew, by a fresh double opt-in"


def test_a_no_between_the_queue_and_the_server_stops_the_mail(receiver: Receiver) -> None:
    """REQ-15. Breaks when a mail goes out that nobody may receive any more."""
    person = make_person("Kari", email="kari@tenktbygg.example")
    page = link_in(next_mail(receiver))
    stranger().post(f"{page}consents/EMARKETING/confirmation/")
    stranger().post(f"{page}consents/EMARKETING/withdrawal/")
    before = len(receiver.messages)
    drain()
    assert len(receiver.messages) == before
    delivery = Delivery.objects.get(mail__person_id=person.pk, mail__kind="confirmation")
    assert (delivery.state, delivery.reason) == ("refused", "said_no")
    assert Mail.objects.get(pk=delivery.pk).text == ""


def test_who_asks_for_a_link_gets_one_that_works(receiver: Receiver) -> None:
    """REQ-92, check 43. Breaks when “send me my link” sends nothing, or a link to somebody else."""
    make_person("Kari", email="kari@tenktbygg.example", language="en")
    drain()
    ask("KARI@tenktbygg.example")
    for sealed in waiting():
        jobs.send_link(sealed)
    mail = next_mail(receiver)
    assert "Your choices" in text_of(stranger().get(link_in(mail)))
    assert "The link to your page" in mail["Subject"]


def test_a_question_reaches_whom_it_may_and_is_answered_on_the_page(receiver: Receiver) -> None:
    """REQ-17. Breaks when a lawful question does not lead to the page, or says something else than what is asked."""
    from tests.consents.test_ask import surveys

    person, purpose = make_person("Kari", email="kari@tenktbygg.example", language="en"), surveys()
    drain()
    consents.ask(person, purpose, by=Actor.system(), via=Via.STAFF)
    mail = next_mail(receiver)
    assert "Yes, you may use photos of me." in parts(mail)[0]
    page = link_in(mail)
    assert "You have not answered" in text_of(stranger().get(page))
    stranger().post(f"{page}consents/{purpose.key}/withdrawal/")
    assert (
        consents.say_no(person, purpose, by=Actor.data_subject(person.pk), via=Via.PREFERENCE_PAGE).status == "refused"
    )
