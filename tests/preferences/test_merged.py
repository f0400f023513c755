"""Two rows, one person: what the merged one was sent acts for both, and no old yes comes back by it. REQ-104, rules 2, 9, 11."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.letters import values
from samtykke.consents.models import Confirmation, ConsentEvent
from samtykke.consents.one_click import make_token
from samtykke.consents.queries.decisions import count_permitted, may
from samtykke.consents.queries.gate import Asked
from samtykke.consents.queries.people import record_of
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Actor, Via
from tests.consents.mails import judged, queued
from tests.factories import get_purpose, make_consent, make_person, make_wording
from tests.preferences.pages import confirmation_of, link_of, stranger, text_of

if TYPE_CHECKING:
    from samtykke.consents.models import ConsentRecord
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
STAFF = {"by": Actor.system(), "via": Via.STAFF}
NO = "/consents/EMARKETING/withdrawal/"
YES = "/consents/EMARKETING/confirmation/"
ONE_CLICK = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}


@pytest.fixture
def twin(db: None) -> Person:
    """Kari once more, under another address."""
    make_wording()
    return make_person("Kari", language="en", email="kari.twin@example.org")


def merge(kari: Person, twin: Person) -> None:
    consents.merge(kari, twin, **STAFF)


def stands(person: Person) -> ConsentRecord | None:
    return record_of(person.pk, get_purpose())


def say_no(person: Person) -> None:
    consents.say_no(person, get_purpose(), by=Actor.data_subject(person.pk), via=Via.PREFERENCE_PAGE)


def given(*people: Person) -> int:
    ids = [person.pk for person in people]
    return ConsentEvent.objects.filter(person_id__in=ids, purpose__key="EMARKETING", status="given").count()


def test_a_no_by_the_link_of_the_merged_holds_for_both(kari: Person, twin: Person) -> None:
    """Breaks when the old link says no to a row nobody is asked about any more."""
    make_consent(kari)
    token = link_of(twin)
    merge(kari, twin)
    assert "You said yes" in text_of(stranger().get(f"/p/{token}/"))
    assert stranger().post(f"/p/{token}{NO}").status_code == 302
    assert stands(kari).status == "withdrawn"  # type: ignore[union-attr]
    assert not may(kari, get_purpose()).allowed
    assert not may(twin, get_purpose()).allowed


def test_all_marketing_is_stopped_for_both_by_the_link_of_either(kari: Person, twin: Person) -> None:
    """Art. 21(3). Breaks when stopping all at one address leaves the other one open."""
    make_consent(kari)
    token = link_of(twin)
    merge(kari, twin)
    assert stranger().post(f"/p/{token}/objection/").status_code == 302
    assert may(kari, get_purpose()).reason == may(twin, get_purpose()).reason == "objected_all_marketing"


def test_one_click_in_a_mail_to_the_merged_stops_the_survivor(kari: Person, twin: Person) -> None:
    """REQ-71. Breaks when a mail sent before the merge stops nothing after it, or a second press adds to it."""
    make_consent(kari)
    token = make_token(twin.pk, "EMARKETING")
    merge(kari, twin)
    for _ in range(2):
        assert stranger().post(f"/u/{token}/", **ONE_CLICK).status_code == 200
    assert stands(kari).status == "withdrawn"  # type: ignore[union-attr]
    assert ConsentEvent.objects.filter(status="withdrawn").count() == 1


def test_a_yes_asked_for_before_the_merge_is_the_survivors_at_the_address_it_was_asked_at(
    kari: Person, twin: Person
) -> None:
    """Rules 11, 12. Breaks when the button works for nobody, or opens an address nobody said yes for."""
    token = confirmation_of(twin)
    merge(kari, twin)
    assert stranger().post(f"/c/{token}/").status_code == 200
    record = stands(kari)
    assert record is not None
    assert (record.status, record.email_id) == ("given", twin.emails.get().id)
    assert may(kari, get_purpose()).reason == "address_not_covered"
    assert may(kari, get_purpose(), address="kari.twin@example.org").allowed


@pytest.mark.parametrize("merged_first", [True, False])
def test_a_no_of_either_after_the_question_stands_against_the_button(
    kari: Person, twin: Person, merged_first: bool
) -> None:
    """Rule 2. Breaks when an older question, asked of the other row, lifts a no."""
    token = confirmation_of(twin)
    if merged_first:
        merge(kari, twin)
    say_no(kari)
    if not merged_first:
        merge(kari, twin)
    assert stranger().post(f"/c/{token}/").status_code == 410
    assert given(kari, twin) == 0
    assert not may(kari, get_purpose()).allowed


def test_a_button_pressed_before_the_merge_gives_nothing_again(kari: Person, twin: Person) -> None:
    """Rule 2. Breaks when a link that was used lifts the no that came after it."""
    token = confirmation_of(twin)
    assert stranger().post(f"/c/{token}/").status_code == 200
    merge(kari, twin)
    say_no(kari)
    answer = stranger().post(f"/c/{token}/")
    assert answer.status_code == 200
    assert "said no" in text_of(answer)
    assert given(kari, twin) == 1
    assert stands(kari).status == "withdrawn"  # type: ignore[union-attr]


def test_asking_and_the_receipt_go_to_the_address_the_page_was_opened_by(kari: Person, twin: Person) -> None:
    """REQ-73. Breaks when the survivor's mailbox gets what was asked for at the other address."""
    token = link_of(twin)
    merge(kari, twin)
    assert stranger().post(f"/p/{token}{YES}").status_code == 302
    waiting = Confirmation.objects.get()
    assert (waiting.person_id, waiting.email_id) == (kari.pk, twin.emails.get().id)
    say_no(kari)
    assert stranger().post(f"/p/{token}/consents/EMARKETING/receipt/").status_code == 302
    (receipt,) = queued(kari, "receipt")
    assert receipt.address_id == twin.emails.get().id


def test_a_receipt_of_what_the_merged_one_did_says_what_it_was(kari: Person, twin: Person) -> None:
    """Breaks when the receipt looks for the event among the survivor's own and says nothing."""
    token = confirmation_of(twin)
    assert stranger().post(f"/c/{token}/").status_code == 200
    merge(kari, twin)
    assert stranger().post(f"/c/{token}/receipt/").status_code == 200
    (receipt,) = queued(kari, "receipt")
    assert "You have said yes" in values(receipt, "en")["done"]


def test_a_mail_queued_for_the_merged_is_judged_by_who_stands_for_both(kari: Person, twin: Person) -> None:
    """Rule 2. Breaks when a question waits in the outbox over a merge and goes out over the survivor's no."""
    confirmation_of(twin)
    merge(kari, twin)
    say_no(kari)
    (mail,) = queued(twin, "confirmation")
    assert judged(mail) == "said_no"


@pytest.mark.parametrize("act", ["say_no", "object"])
def test_a_no_closes_the_address_it_came_from_also_when_somebody_else_has_it_now(kari: Person, act: str) -> None:
    """Rule 12. Breaks when the page's acts and the gate disagree about an address that its person has left."""
    make_consent(kari)
    left = kari.emails.get()
    token = link_of(kari)
    path = NO if act == "say_no" else "/objection/"
    assert stranger().post(f"/p/{token}{path}").status_code == 302
    contacts.add_email(kari, "kari.new@example.org", **STAFF)
    contacts.retire_email(left, **STAFF)
    ola = make_person("Ola", email=left.address)
    make_consent(ola)
    assert may(ola, get_purpose()).reason == "shared_address"
    assert count_permitted(Asked(get_purpose())) == 0, "one is answered as everybody is"


def test_an_address_suppressed_after_a_double_opt_in_is_shown_as_the_gate_has_it(kari: Person) -> None:
    """Rule 10. Breaks when the page says yes where the gate says no, and offers no way to a new yes."""
    token = confirmation_of(kari)
    assert stranger().post(f"/c/{token}/").status_code == 200
    consents.suppress("kari.testvik@example.org", **STAFF)
    assert may(kari, get_purpose()).reason == "suppressed"
    page = stranger().get(f"/p/{link_of(kari)}/")
    assert "You have objected" in text_of(page)
    assert YES in page.content.decode()
    token = confirmation_of(kari)
    assert stranger().post(f"/c/{token}/").status_code == 200
    assert may(kari, get_purpose()).allowed
    assert "You said yes" in text_of(stranger().get(f"/p/{link_of(kari)}/"))
