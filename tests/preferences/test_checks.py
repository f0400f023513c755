"""Checks of the reference product and requirements of the law that no page has to itself: 42–44, 46, 48, 49; REQ-12, 13, 14.

The bounce of check 42 and the headers of check 46 come with mailings; that opening a link is kept is against REQ-72 and is
not built (superoffice.md, errors not to copy).
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from samtykke.accounts.secrets import hashed
from samtykke.consents.models import Confirmation, ConsentEvent
from samtykke.consents.one_click import make_token
from samtykke.consents.queries.decisions import may, permitted_rows
from samtykke.consents.queries.gate import Asked
from samtykke.consents.queries.people import record_of
from samtykke.contacts.models import PersonLink
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.mail import actions as mail
from samtykke.mail.hand_over import drain
from samtykke.mail.models import Delivery
from samtykke.purposes import actions as lists
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import basis_by_key
from tests.factories import get_purpose, make_consent, make_person, make_wording
from tests.house.tables import changed, digests
from tests.mail.conftest import receiver, sender
from tests.preferences.pages import confirmation_of, link_of, stranger, text_of
from tests.preferences.test_story import link_in, parts

if TYPE_CHECKING:
    from samtykke.contacts.models import Person
    from tests.mail.servers import Receiver

__all__ = ["receiver", "sender"]
pytestmark = pytest.mark.django_db
BY = {"by": Actor.system(), "via": Via.STAFF}
ONE_CLICK = ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
INPUT = re.compile(r"<(?:input|select|textarea)[^>]*>")


def courses() -> Purpose:
    """A second purpose of marketing that rests on consent."""
    made = lists.create_item(Purpose, names={"en": "Courses", "nb": "Kurs"}, is_marketing=True, **BY)
    lists.allow_basis(made, basis_by_key("61A"), is_default=True, **BY)
    make_wording(made, text="Yes, invite me to courses by e-mail. I can say no again at any time.")
    lists.change_item(made, changes={"is_active": True, "retention_months": 12}, **BY)
    made.refresh_from_db()
    return made


def listed(purpose: Purpose) -> list[int]:
    """Who is on the list of who may receive, as a mailing asks."""
    return [row.person for row in permitted_rows(Asked(purpose), limit=10)]


def test_the_delivery_of_the_notice_is_kept_and_opening_it_is_not(receiver: Receiver) -> None:
    """Check 42, REQ-36. Breaks when nobody can show when and to where the notice went, or a look counts as proof."""
    person = make_person("Kari", email="kari@example.org", language="en")
    drain()
    sent = Delivery.objects.select_related("mail").get(mail__person_id=person.pk)
    person.refresh_from_db()
    assert (sent.state, sent.mail.sent_to, sent.ended_at) == ("sent", "kari@example.org", person.informed_at)
    assert receiver.messages[0]["Message-ID"] == sent.message_id
    before = digests(spared=frozenset())
    stranger().get(link_in(receiver.messages[0]))
    assert changed(before) == []


def test_a_link_of_a_mail_lives_for_the_days_that_were_set(receiver: Receiver) -> None:
    """Check 43, REQ-91. Breaks when a link ends early or late, the setting counts for nothing, or one-click ends too."""
    person = make_person("Kari", email="kari@example.org", language="en")
    drain()
    page = link_in(receiver.messages[-1])
    with time_machine.travel(now() + timedelta(days=20), tick=False):
        assert stranger().get(page).status_code == 200
    with time_machine.travel(now() + timedelta(days=22), tick=False):
        old = stranger().get(page)
        assert (old.status_code, "Send me a new link" in text_of(old)) == (410, True)
    lists.change_settings(changes={"link_days": 5}, **BY)
    mail.queue("OWNLINK", person=person.pk, **BY)
    drain()
    assert "works for 5 days" in " ".join(parts(receiver.messages[-1])[0].split())
    page = link_in(receiver.messages[-1])
    for days, status in ((4, 200), (6, 410)):
        with time_machine.travel(now() + timedelta(days=days), tick=False):
            assert stranger().get(page).status_code == status
    with time_machine.travel(now() + timedelta(days=1500), tick=False):
        assert stranger().post(f"/u/{make_token(person.pk, 'EMARKETING')}/", *ONE_CLICK).status_code == 200


def test_a_link_is_drawn_by_lot_and_kept_as_a_hash_alone(kari: Person) -> None:
    """Check 44, REQ-91. Breaks when a token can be guessed, is kept as it is, or holds anything about the person."""
    tokens = [link_of(kari) for _ in range(8)] + [confirmation_of(kari)]
    assert len({token[:8] for token in tokens}) == len(tokens)
    for token in tokens:
        assert re.fullmatch(r"[A-Za-z0-9_-]{43,}", token), "256 bits"
    kept = {bytes(link.token_hash).hex() for link in PersonLink.objects.filter(person=kari)}
    assert kept == {hashed(token) for token in tokens[:-1]}


@pytest.mark.parametrize("way", ["one-click", "own page"])
def test_only_the_type_that_was_refused_is_stopped(kari: Person, way: str) -> None:
    """Checks 46, 48, 49; REQ-13, 15. Breaks when a no to one purpose stops another, or the list is late to notice."""
    purpose, other = get_purpose(), courses()
    for one in (purpose, other):
        make_consent(kari, one)
        assert listed(one) == [kari.pk]
    if way == "one-click":
        stranger().post(f"/u/{make_token(kari.pk, purpose.key)}/", *ONE_CLICK)
    else:
        stranger().post(f"/p/{link_of(kari)}/consents/{purpose.key}/withdrawal/")
    assert (listed(purpose), listed(other)) == ([], [kari.pk])
    record = record_of(kari.pk, purpose)
    assert record is not None
    assert (record.status, record.source.key, record.act_by, record.actor_id) == (
        "withdrawn",
        "PORTAL",
        "person",
        kari.pk,
    )


def test_a_yes_is_to_one_purpose_and_no_box_is_ticked_by_us(kari: Person) -> None:
    """REQ-12, REQ-13. Breaks when a yes covers a second purpose, or a page comes with a yes filled in."""
    other = courses()
    token = confirmation_of(kari, other.key)
    for path in (f"/p/{link_of(kari)}/", f"/c/{token}/", f"/u/{make_token(kari.pk, other.key)}/", "/privacy/"):
        fields = INPUT.findall(stranger().get(path).content.decode())
        assert not [field for field in fields if "checked" in field or "selected" in field], path
    stranger().post(f"/c/{token}/")
    assert (may(kari, other).allowed, may(kari, get_purpose()).allowed) == (True, False)
    given = ConsentEvent.objects.of(kari).filter(status="given")
    assert [event.purpose_id for event in given] == [other.pk]


def test_the_words_of_a_yes_stay_what_they_were(kari: Person) -> None:
    """REQ-14. Breaks when new words change what somebody said yes to, or the hash is not of the words."""
    token = confirmation_of(kari)
    words = Confirmation.objects.get().wording.text
    stranger().post(f"/c/{token}/")
    make_wording(text="Yes, send me news and offers, and ring me too. I can say no again at any time.")
    record = record_of(kari.pk, get_purpose())
    assert record is not None
    assert record.wording is not None
    assert record.wording.text == words
    assert record.wording.text_hash == hashlib.sha256(words.encode()).hexdigest()
