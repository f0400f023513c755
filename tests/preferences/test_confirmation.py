"""The page behind the button in a mail. REQ-18, 72, 73, 91."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.models import Confirmation, ConsentEvent, ConsentEvidence
from samtykke.consents.queries.decisions import may
from samtykke.consents.queries.people import record_of
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from tests.consents.clubs import club
from tests.consents.mails import queued
from tests.factories import get_purpose, make_person, withdraw
from tests.house.tables import changed, digests
from tests.preferences.pages import buttons, confirmation_of, stranger, text_of, work

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def given(person: Person) -> int:
    return ConsentEvent.objects.of(person).filter(status="given").count()


def test_opening_it_ten_times_confirms_nothing(kari: Person) -> None:
    """REQ-18, REQ-72. Breaks when a scanner that opens links says yes."""
    token = confirmation_of(kari)
    before = digests()
    for method in ("get", "head", "options") * 10:
        getattr(stranger(), method)(f"/c/{token}/")
    assert changed(before) == []
    assert record_of(kari.pk, get_purpose()).status == "pending_confirmation"  # type: ignore[union-attr]


def test_it_shows_the_exact_words_and_one_button(kari: Person) -> None:
    """REQ-12, REQ-14. Breaks when the words confirmed are not the words shown."""
    token = confirmation_of(kari)
    page = stranger().get(f"/c/{token}/")
    assert Confirmation.objects.get().wording.text in page.content.decode()
    assert buttons(page) == ["Yes, I confirm"]
    assert "ka•••@example.org" in text_of(page)
    assert kari.last_name not in text_of(page)
    assert page["Referrer-Policy"] == "no-referrer"
    assert not page.cookies


def test_the_press_says_yes_and_pressed_again_it_says_so(kari: Person) -> None:
    """REQ-18: POST → given; again → 200 and no second event. Breaks when the button fails or counts twice."""
    token = confirmation_of(kari)
    first = stranger().post(f"/c/{token}/")
    assert first.status_code == 200
    assert "Thank you. It is saved" in text_of(first)
    assert may(kari, get_purpose()).allowed
    again = stranger().post(f"/c/{token}/")
    assert (again.status_code, given(kari)) == (200, 1)
    assert "Already confirmed" in text_of(stranger().get(f"/c/{token}/"))


def test_an_old_link_says_so_and_offers_the_own_page(kari: Person) -> None:
    """REQ-91: seven days. Breaks when an old link confirms, or leads nowhere."""
    token = confirmation_of(kari)
    Confirmation.objects.update(expires_at=now() - timedelta(seconds=1))
    old = stranger().get(f"/c/{token}/")
    assert old.status_code == 410
    assert stranger().post(f"/c/{token}/").status_code == 410
    assert given(kari) == 0
    known = stranger().post(f"/c/{token}/link/")
    unknown = stranger().post(f"/c/{'x' * 43}/link/")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    work()
    assert [mail.address_id for mail in queued(kari, "link")] == [kari.emails.get().id]


def test_a_no_said_meanwhile_is_shown_and_holds(kari: Person) -> None:
    """Rule 2. Breaks when an old mail lifts a later no."""
    token = confirmation_of(kari)
    withdraw(kari)
    for page in (stranger().get(f"/c/{token}/"), stranger().post(f"/c/{token}/")):
        assert page.status_code == 410
        assert "You have said no since" in text_of(page)
    assert given(kari) == 0


def test_a_yes_withdrawn_since_is_not_shown_as_a_yes(kari: Person) -> None:
    """Breaks when a used link claims that a consent stands that was taken back."""
    token = confirmation_of(kari)
    stranger().post(f"/c/{token}/")
    withdraw(kari)
    page = stranger().get(f"/c/{token}/")
    assert "You have said no since" in text_of(page)
    assert "You have said yes to" not in text_of(page)


def test_tokens_of_others_changed_ones_and_those_of_the_own_page_confirm_nothing(kari: Person) -> None:
    """REQ-91: purpose-bound, subject-bound. Breaks when one kind of link serves as another, or nearly right is right."""
    from tests.preferences.pages import link_of

    token = confirmation_of(kari)
    nearly = token[:-1] + chr(ord(token[-1]) ^ 1)
    for wrong in (nearly, link_of(kari), "x"):
        assert stranger().get(f"/c/{wrong}/").status_code == 404
        assert stranger().post(f"/c/{wrong}/").status_code == 404
    assert stranger().get(f"/p/{token}/").status_code == 404
    assert given(kari) == 0


def test_somebody_erased_confirms_nothing(kari: Person) -> None:
    """REQ-91. Breaks when a link of somebody erased fails, or opens anything."""
    from samtykke.consents.queries.erasure import erase_person

    token = confirmation_of(kari)
    erase_person(kari.pk)
    assert stranger().get(f"/c/{token}/").status_code == 404
    assert stranger().post(f"/c/{token}/").status_code == 404


def test_a_receipt_comes_where_it_is_wished(kari: Person) -> None:
    """Issue 3 §3. Breaks when the yes has no receipt, or there is one before the yes."""
    from samtykke.consents import letters

    token = confirmation_of(kari)
    assert stranger().post(f"/c/{token}/receipt/").status_code == 404
    stranger().post(f"/c/{token}/")
    assert "A receipt is on its way" in text_of(stranger().post(f"/c/{token}/receipt/"))
    told = letters.values(queued(kari, "receipt")[0], "en")
    assert told["done"] == "You have said yes to “E-marketing”."
    assert told["wording"] == Confirmation.objects.get().wording.text


def test_a_restriction_in_between_is_told_to_the_person(kari: Person) -> None:
    """Art. 18. Breaks when the press fails without a sentence."""
    token = confirmation_of(kari)
    consents.restrict(kari, by=Actor.system(), via=Via.STAFF)
    page = stranger().post(f"/c/{token}/")
    assert page.status_code == 409
    assert "Nothing was saved." in text_of(page)


def test_the_page_speaks_norwegian_with_its_dates(kari: Person) -> None:
    """Look 8. Breaks when the Norwegian page has English times or quotes."""
    person = make_person("Åse", language="nb")
    page = text_of(stranger("en").get(f"/c/{confirmation_of(person)}/"))
    assert "Bekreft at du sier ja: E-markedsføring" in page
    assert "I dag kl. " in page
    assert "Ja, jeg bekrefter" in page


def test_what_is_offered_to_children_asks_the_year_of_birth(kari: Person) -> None:
    """Art. 8, REQ-19, 21. Breaks when a child's press is a yes, or the year that was written is kept."""
    club()
    contacts.change_person(kari, changes={"country": "NO"}, by=Actor.system(), via=Via.STAFF)
    token = confirmation_of(kari, "CLUB")
    assert "Which year were you born?" in text_of(stranger().get(f"/c/{token}/"))
    year = now().year
    for written, status, words in (
        ("", 422, "the year of birth must be known"),
        ("soon", 422, "the year of birth must be known"),
        (str(year - 12), 409, "Below 13 a parent must say yes"),
    ):
        refused = stranger().post(f"/c/{token}/", {"birth_year": written})
        assert refused.status_code == status
        assert words in text_of(refused)
        assert given(kari) == 0
    assert stranger().post(f"/c/{token}/", {"birth_year": str(year - 40)}).status_code == 200
    assert given(kari) == 1
    told = ConsentEvidence.objects.get(person=kari, kind="double_opt_in")
    assert told.age == {"over": 13, "by": "birth_year", "country": "NO"}
    assert told.link_sha256
