"""What is kept to show a yes by double opt-in, on the card and in the person's own copy. REQ-14, REQ-18."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from samtykke.accounts.secrets import hashed
from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentEvidence
from samtykke.consents.personal_data import export
from samtykke.consents.queries.decisions import may
from samtykke.core.refused import Refused
from samtykke.mail.models import Delivery, Mail, State
from tests.consents.mails import queued, token_of
from tests.consents.test_ask import asks
from tests.factories import get_purpose, make_person
from tests.pages import browse
from tests.preferences.pages import confirmation_of, stranger

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_the_proof_is_whole_and_holds_no_more(kari: Person) -> None:
    """REQ-14, 18: both times, the words, the hash of the link; no network, no browser. Breaks when one lacks, or more is kept."""
    confirmation = asks(kari)
    (mail,) = queued(kari, "confirmation")
    unused, used = token_of(mail), token_of(mail)
    sent = {"state": State.SENT, "message_id": "<1@x.example>", "ended_at": confirmation.created_at + MINUTE}
    Delivery.objects.filter(mail=mail).update(**sent)
    event_id = consents.confirm(confirmation, token=used).event_id
    evidence = ConsentEvidence.objects.get(person=kari, event_id=event_id)
    assert evidence.facts == {
        "asked_via": "preference_page",
        "mailed_at": (confirmation.created_at + MINUTE).isoformat(),
        "link_sha256": hashed(used),
    }
    assert hashed(unused) not in str(evidence.facts)
    told = export(kari.pk)
    (shown,) = [row for row in told["consentevidence"] if row["event_id"] == event_id]
    (event,) = [row for row in told["consentevent"] if row["id"] == event_id]
    (words,) = told["wording"]
    assert shown["facts"] == evidence.facts
    assert shown["at"] == confirmation.created_at.isoformat() < event["occurred_at"]
    assert event["wording_id"] == words["id"]
    assert event["shown_hash"] == words["text_hash"] == hashlib.sha256(words["text"].encode()).hexdigest()
    assert used not in json.dumps(told), "a readable token is kept"


def test_a_link_to_another_question_presses_nothing(kari: Person) -> None:
    """REQ-91: purpose-bound, subject-bound. Breaks when the token of one question answers another."""
    confirmation = asks(kari)
    other = asks(make_person("Ola", language="en"))
    with pytest.raises(Refused) as refused:
        consents.confirm(confirmation, token=token_of(Mail.objects.get(pk=other.mail_id)))
    assert refused.value.status == 404
    assert not may(kari, get_purpose()).allowed


def test_the_card_shows_how_the_yes_came(kari: Person, siri: User) -> None:
    """REQ-14. Breaks when staff cannot show the proof they are asked for, or nothing tells where it came from."""
    token = confirmation_of(kari)
    assert stranger().post(f"/c/{token}/").status_code == 200
    page = browse(siri).get(f"/people/{kari.pk}/timeline/").content.decode()
    for told in ("Asked for", "Button pressed", hashed(token)):
        assert told in page
    assert token not in page


def test_after_erasure_nothing_of_it_is_left(kari: Person) -> None:
    """Art. 17, REQ-84. Breaks when the way of a yes outlives the person."""
    from samtykke.consents.queries.erasure import erase_person

    token = confirmation_of(kari)
    assert stranger().post(f"/c/{token}/").status_code == 200
    erase_person(kari.pk)
    assert hashed(token) not in json.dumps(export(kari.pk))
    assert not ConsentEvidence.objects.filter(person_id=kari.pk).exists()
