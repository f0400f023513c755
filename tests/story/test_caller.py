"""A caller is registered, told, answers and is obeyed: the story of issue 3 in a browser, over a real mail server.

Checks 37, 40, 43, 47, 48; REQ-15, 18, 72, 73. Three axes of two values, so that every value of each meets every value of
the others: nb at 390 px with scripts, nb at 1280 px without, en at 390 px without, en at 1280 px with. The salesperson
reads the other language than the caller, so that a mail or a page in the wrong one is seen. The link in the first mail is
always opened at the width of a phone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from samtykke.contacts.models import Person
from samtykke.mail.hand_over import drain
from tests.accounts.factories import make_user
from tests.browser.looks import NARROW, WIDE, Reader
from tests.factories import approve_store, make_consent, make_person
from tests.mail.conftest import describe_sender
from tests.mail.servers import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADDRESS = "ase@havbris.example"
READ_OUT = "Kan vi sende deg nyheter på e-post? Du kan si nei når som helst."
STORIES = [("nb", NARROW, True), ("nb", WIDE, False), ("en", NARROW, False), ("en", WIDE, True)]
# What the caller reads, as a person would look for it.
TOLD = {
    "nb": {
        "subject": "Fjordlys AS har lagret opplysninger om deg",
        "page": "Dine valg hos Fjordlys AS",
        "no": "Nei, stopp dette",
        "said no": "Lagret. Du får ikke lenger «E-markedsføring».",
        "stop": "Stopp all markedsføring",
        "stopped": "Du får ikke mer markedsføring fra oss, av noe slag.",
        "yes": "Ja, send meg dette igjen",
        "sent": "Vi har sendt deg en e-post.",
        "confirm": "Ja, jeg bekrefter",
        "thanks": "Takk. Det er lagret",
    },
    "en": {
        "subject": "Fjordlys AS has stored information about you",
        "page": "Your choices at Fjordlys AS",
        "no": "No, stop this",
        "said no": "Saved. You no longer get “E-marketing”.",
        "stop": "Stop all marketing",
        "stopped": "You get no more marketing from us, of any kind.",
        "yes": "Yes, start this again",
        "sent": "We have sent you a mail.",
        "confirm": "Yes, I confirm",
        "thanks": "Thank you. It is saved",
    },
}
# What the salesperson reads: statuses and kinds of evidence of the history, the oldest first.
STEPS = {
    "nb": [("Gitt", "Opptak"), ("Trukket tilbake", ""), ("Venter på bekreftelse", ""), ("Gitt", "Dobbel bekreftelse")],
    "en": [("Given", "Recording"), ("Withdrawn", ""), ("Awaiting confirmation", ""), ("Given", "Double opt-in")],
}
# What else the timeline says of what happened.
BESIDE = {
    "nb": [
        "Reserverte seg mot all markedsføring",
        "Fikk vite at vi har opplysningene",
        "Registrert for Salg og tjenester",
    ],
    "en": ["Objected to all marketing", "Told that we hold the data", "Registered for Sales and service"],
}


@dataclass
class Story:
    """Two windows, of the salesperson and of the caller, and the mail server between them."""

    staff: Any
    caller: Any
    receiver: Receiver
    language: str
    size: dict[str, int]

    @property
    def told(self) -> dict[str, str]:
        return TOLD[self.language]

    @property
    def staff_language(self) -> str:
        return "en" if self.language == "nb" else "nb"

    def next_mail(self) -> EmailMessage:
        """Hands over what waits; the one mail that arrives, to the caller and in the caller's language."""
        before = len(self.receiver.got)
        drain()
        (mail,) = self.receiver.messages[before:]
        assert mail["Content-Language"] == self.language
        assert self.receiver.recipients[before:] == [ADDRESS]
        return mail

    def open_link(self, mail: EmailMessage, kind: str) -> None:
        """Reads the mail in the caller's window and presses its button, as a mail program shows it."""
        html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
        self.caller.set_content(html)
        self.caller.locator(f'a[href*="/{kind}/"]').first.click()
        self.caller.wait_for_url(f"**/{kind}/**")

    def press(self, words: str, then: str) -> None:
        """Presses the one button with these words, and reads what the page says then."""
        self.caller.get_by_role("button", name=words).click()
        self.caller.get_by_text(then).first.wait_for()

    def may_receive(self) -> bool:
        """Whether the list of who may receive has the caller just now; the other customer is always in it."""
        self.staff.goto("/may/?purpose=EMARKETING&channel=email")
        listed = self.staff.locator("#list").inner_text()
        figure = re.sub(r"\D", "", self.staff.locator("#answer").inner_text())
        assert "Alltid Kunde" in listed
        assert figure == ("2" if ADDRESS in listed else "1")
        return ADDRESS in listed

    def is_among(self, reason: str) -> bool:
        """Whether the caller stands behind a reason of those who may not."""
        self.staff.goto(f"/may/people/{reason}/?purpose=EMARKETING&channel=email")
        return "Havbris" in self.staff.locator("main").inner_text()


@pytest.fixture(params=STORIES, ids=lambda p: f"{p[0]}-{p[1]['width']}-{'scripts' if p[2] else 'no-scripts'}")
def story(
    request: pytest.FixtureRequest, chromium: Any, live_server: Any, transactional_db: None, settings: Any
) -> Iterator[Story]:
    """The company with one customer, the salesperson signed in, the caller with a browser that was never here."""
    language, size, scripts = request.param
    describe_sender()
    approve_store()
    make_consent(make_person("Alltid", "Kunde", email="kunde@example.org"))
    settings.BASE_URL = live_server.url
    ola = make_user("Ola Salg", "sales", language="en" if language == "nb" else "nb")
    told = {"base_url": live_server.url, "java_script_enabled": scripts, "reduced_motion": "reduce"}
    staff = chromium.new_context(viewport=size, **told)
    caller = chromium.new_context(viewport=NARROW, has_touch=True, **told)
    with Receiver().running() as receiver:
        settings.EMAIL_URL = receiver.url
        drain()
        receiver.got.clear()
        for context in (staff, caller):
            context.set_default_timeout(10_000)
        story = Story(staff.new_page(), caller.new_page(), receiver, language, size)
        Reader(story.staff, "staff").sign_in(ola)
        yield story
    assert caller.cookies() == []
    staff.close()
    caller.close()


def test_a_caller_is_told_answers_and_is_obeyed(story: Story) -> None:
    """Breaks when a step between the call and the list of who may receive is missing, late, or in the wrong language."""
    told, person = story.told, registered(story)
    assert not story.may_receive()
    says_yes_on_the_phone(story, person)

    mail = story.next_mail()
    assert mail["Subject"] == told["subject"]
    assert "List-Unsubscribe" not in mail
    assert story.may_receive()
    person.refresh_from_db()
    assert person.informed_at is not None
    story.open_link(mail, "p")
    expect(story.caller.get_by_role("heading", name=told["page"], level=1)).to_be_visible()
    assert story.caller.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    story.caller.set_viewport_size(story.size)

    story.press(told["no"], told["said no"])
    assert not story.may_receive()
    assert story.is_among("withdrawn")
    story.press(told["stop"], told["stopped"])
    assert not story.may_receive()
    assert story.is_among("objected_all_marketing")

    story.press(told["yes"], told["sent"])
    assert not story.may_receive()
    story.open_link(story.next_mail(), "c")
    assert not story.may_receive(), "opening the link is no yes"
    story.press(told["confirm"], told["thanks"])
    assert story.may_receive()
    each_step_is_on_the_card(story, person)


def registered(story: Story) -> Person:
    """The salesperson writes down who calls."""
    staff = story.staff
    staff.goto("/people/new/")
    staff.locator("#id_first_name").fill("Åse")
    staff.locator("#id_last_name").fill("Havbris")
    staff.locator("#id_email").fill(ADDRESS)
    staff.locator("#id_language").select_option(story.language)
    staff.locator("#id_collected_how").select_option("PHONE")
    staff.locator("main form button.primary").click()
    staff.wait_for_url(re.compile(r"/people/\d+/$"))
    return Person.objects.get(last_name="Havbris")


def says_yes_on_the_phone(story: Story, person: Person) -> None:
    """The caller says yes to what is read out, and the call is recorded."""
    staff = story.staff
    staff.goto(f"/people/{person.pk}/privacy/")
    staff.locator('#purpose-EMARKETING a[href$="/answer/"]').click()
    staff.wait_for_url("**/answer/")
    staff.locator("input[name=status][value=given]").check()
    staff.locator("#id_shown_text").fill(READ_OUT)
    staff.locator("#id_evidence_kind").select_option("recording")
    staff.locator("#id_evidence_reference").fill("Samtale 1204")
    staff.locator("main form button.primary").click()
    staff.wait_for_url(re.compile(r"/people/\d+/privacy/(#.*)?$"))


def each_step_is_on_the_card(story: Story, person: Person) -> None:
    """The history of the purpose: every step in its order, with its words and what shows it; and on the timeline."""
    staff = story.staff
    staff.goto(f"/people/{person.pk}/privacy/")
    history = staff.locator("#purpose-EMARKETING .history")
    history.locator("summary").first.click()
    shown = list(reversed(history.locator(".timeline > li").all()))
    expected = STEPS[story.staff_language]
    assert len(shown) == len(expected)
    for entry, (status, evidence) in zip(shown, expected, strict=True):
        assert entry.locator("strong").first.inner_text() == status
        if evidence:
            entry.locator("details > summary").click()
            assert evidence in entry.locator("details").inner_text()
    assert READ_OUT in shown[0].inner_text()
    assert "Samtale 1204" in shown[0].inner_text()
    assert ADDRESS in shown[-1].inner_text()
    assert shown[-1].locator(".pre").first.inner_text().strip()
    staff.goto(f"/people/{person.pk}/timeline/")
    told = staff.locator("ol.timeline").inner_text()
    for words in BESIDE[story.staff_language]:
        assert words in told, words
