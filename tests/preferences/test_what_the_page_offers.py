"""What the own page offers, and what a wish made there reaches. REQ-15, 18, 35, 73, 91; product rules 10 and 12."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from samtykke.accounts import actions as accounts
from samtykke.consents import actions as consents
from samtykke.consents.models import Confirmation
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.mail import actions as mail
from samtykke.mail import writing
from samtykke.mail.models import Mail
from samtykke.preferences import actions
from tests.accounts.factories import make_user
from tests.consents.mails import judged, queued
from tests.factories import make_consent
from tests.preferences.pages import buttons, link_of, stranger, text_of

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
YES, NO = "consents/EMARKETING/confirmation/", "consents/EMARKETING/withdrawal/"


def test_a_yes_for_another_address_can_be_given_for_this_one(kari: Person) -> None:
    """Rule 12. Breaks when somebody reads “you said yes”, gets nothing, and has no button."""
    make_consent(kari)
    contacts.add_email(kari, "new@example.org", primary=True, by=SYSTEM, via=Via.STAFF)
    page = stranger().get(f"/p/{link_of(kari)}/")
    assert "You said yes, for another address" in text_of(page)
    assert "Yes, gladly" in buttons(page)
    assert stranger().post(f"/p/{link_of(kari)}/{YES}").status_code == 302


def test_where_a_yes_stands_no_button_is_mailed(kari: Person) -> None:
    """REQ-73. Breaks when whoever holds a forwarded link has mails sent that the page does not offer."""
    make_consent(kari)
    page = f"/p/{link_of(kari)}/"
    assert not [word for word in buttons(stranger().get(page)) if word.startswith("Yes")]
    assert stranger().post(page + YES).status_code == 409
    assert queued(kari, "confirmation") == []
    assert not Confirmation.objects.filter(person_id=kari.pk).exists()


def test_a_question_that_ran_out_is_no_longer_told(kari: Person) -> None:
    """REQ-18. Breaks when the page speaks of a button in a mail that opens nothing any more."""
    page = f"/p/{link_of(kari)}/"
    stranger().post(page + YES)
    assert "Press the button in the mail" in text_of(stranger().get(page))
    Confirmation.objects.update(expires_at=now() - timedelta(minutes=1))
    told = stranger().get(page)
    assert "Press the button" not in text_of(told)
    assert "Send the mail again" not in buttons(told)
    assert "Yes, gladly" in buttons(told)


def test_after_a_no_nobody_is_asked_to_change_their_mind(kari: Person) -> None:
    """REQ-15: without marketing anew. Breaks when the receipt on the page argues."""
    make_consent(kari)
    done = stranger().post(f"/p/{link_of(kari)}/{NO}", follow=True)
    assert "Saved." in text_of(done)
    assert "mind?" not in text_of(done)


def test_while_the_use_is_restricted_no_yes_is_offered(kari: Person) -> None:
    """Art. 18. Breaks when a button is shown that is always refused."""
    consents.restrict(kari, by=SYSTEM, via=Via.STAFF)
    assert not [word for word in buttons(stranger().get(f"/p/{link_of(kari)}/")) if word.startswith("Yes")]


def test_a_wish_reaches_who_must_never_be_written_to_and_nothing_else_does(kari: Person) -> None:
    """Rule 10, Art. 12(2). Breaks when who asked never to be written to cannot see what stands, or staff can write."""
    actions.mail_links("kari.testvik@example.org")
    page = f"/p/{link_of(kari)}/"
    stranger().post(page + NO)
    consents.suppress("kari.testvik@example.org", reach="all", by=SYSTEM, via=Via.STAFF)
    assert judged(queued(kari, "link")[-1]) is None
    told = mail.queue("CONTACTADDED", person=kari.pk, by=SYSTEM, via=Via.STAFF)
    by_staff = mail.queue("OWNLINK", person=kari.pk, by=SYSTEM, via=Via.STAFF)
    assert (judged(told), judged(by_staff)) == ("suppressed", "suppressed")


def test_the_confirmation_says_which_interest_and_leads_to_a_statement(kari: Person) -> None:
    """REQ-35, Art. 13(1)(d). Breaks when “legitimate interests” is all that is said, or no statement is linked."""
    letter = writing.preview(Mail(kind="privacy", template=queued(kari, "privacy")[-1].template, person_id=kari.pk))
    said = str(letter.blocks)
    assert "Our interest" in said
    assert "/privacy/" in said


def test_a_link_for_a_forgotten_password_ends_within_the_hour() -> None:
    """REQ-91: 15 to 60 minutes. Breaks when a way in by mail stays open for a day."""
    from samtykke.accounts.letters import set_password

    user = make_user("Ola Salg")
    asked = mail.queue("PASSWORD", user=user.pk, by=SYSTEM, via=Via.SYSTEM)
    set_password(asked)
    link = user.password_links.get()
    assert link.expires_at <= now() + timedelta(hours=1)
    set_password(mail.queue("INVITATION", user=user.pk, by=SYSTEM, via=Via.SYSTEM))
    assert user.password_links.latest("id").expires_at > now() + accounts.LINK_LASTS - timedelta(minutes=5)
