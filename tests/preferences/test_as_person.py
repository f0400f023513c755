"""The own page as staff see it, and its link mailed by their hand. REQ-73; issue: the person card."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from samtykke.contacts.models import PersonLink
from tests.consents.mails import queued
from tests.factories import make_consent, make_person
from tests.house.tables import changed, digests
from tests.pages import browse
from tests.preferences.pages import link_of, stranger, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def test_staff_see_what_the_person_sees_and_no_token(kari: Person, ola: User) -> None:
    """Breaks when what staff see differs from the person's page, or when a way in to it is made by looking."""
    make_consent(kari)
    client = browse(ola)
    before = digests()
    seen = client.get(f"/people/{kari.pk}/own-page/")
    assert changed(before) == []
    assert not PersonLink.objects.exists()
    assert not re.search(r"/[pcu]/", seen.content.decode())
    assert "<fieldset" in seen.content.decode()
    own = text_of(stranger().get(f"/p/{link_of(kari)}/"))
    for said in ("You said yes", "No, stop this", "Stop all marketing", "ka•••@"):
        assert said in own, said
        assert said in text_of(seen), said


def test_it_is_in_the_person_s_language(ola: User) -> None:
    """Breaks when staff read it in their own."""
    person = make_person("Kari", email="kari@tenktbygg.example", language="nb")
    seen = browse(ola).get(f"/people/{person.pk}/own-page/")
    assert "Dine valg" in text_of(seen)
    assert "This is what the person sees." in text_of(seen)
    assert "Your choices" in text_of(browse(ola).get(f"/people/{person.pk}/own-page/?language=en"))


def test_without_an_address_there_is_no_page(ola: User) -> None:
    """Breaks when a page is shown that nobody can be sent to."""
    person = make_person("Per", email=None, phone="+4722222222")
    assert "There is no own page yet" in text_of(browse(ola).get(f"/people/{person.pk}/own-page/"))


def test_the_link_goes_out_when_the_person_asks_by_phone(kari: Person, ola: User, auditor: User) -> None:
    """REQ-92. Breaks when the link is shown to staff, or sent without end."""
    client = browse(ola)
    for _ in range(4):
        answer = client.post(f"/people/{kari.pk}/own-page/link/")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/people/{kari.pk}/")
    assert len(queued(kari, "link")) == 3
    assert browse(auditor).post(f"/people/{kari.pk}/own-page/link/").status_code == 403
    assert client.get(f"/people/{kari.pk}/own-page/link/").status_code == 405
