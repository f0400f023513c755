"""One POST that ends it, by RFC 8058. REQ-70, REQ-71; checks 43, 46."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.secrets import seal
from samtykke.consents.models import ConsentEvent
from samtykke.consents.one_click import make_token, read_token
from samtykke.consents.queries.people import record_of
from samtykke.contacts import actions as contacts
from samtykke.core import personal_data
from samtykke.core.actors import Actor, Via
from tests.factories import get_purpose, make_consent, make_person
from tests.house.tables import changed, digests
from tests.preferences.pages import buttons, stranger, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
BODY = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"
WAYS: list[dict[str, Any]] = [{"data": BODY, "content_type": FORM}, {"data": {"List-Unsubscribe": "One-Click"}}]


def status(person: Person) -> str:
    record = record_of(person.pk, get_purpose())
    return record.status if record is not None else ""


def noes(person: Person) -> int:
    return ConsentEvent.objects.of(person).filter(status__in=["withdrawn", "objected"]).count()


@pytest.fixture
def token(kari: Person) -> str:
    make_consent(kari)
    return make_token(kari.pk, "EMARKETING")


@pytest.mark.parametrize("slash", ["/", ""])
def test_the_post_of_a_mail_program_withdraws(kari: Person, token: str, slash: str) -> None:
    """Check 46, REQ-71. Breaks at a redirect (also for a missing slash), a cookie, or a page instead of a word."""
    answer = stranger(**{"user-agent": "", "origin": "https://mail.example"}).post(
        f"/u/{token}{slash}", BODY, content_type=FORM
    )
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert len(answer.content) < 100
    assert not answer.cookies
    assert not answer.has_header("Location")
    assert (status(kari), noes(kari)) == ("withdrawn", 1)


@pytest.mark.parametrize("sent", WAYS, ids=["urlencoded", "multipart"])
def test_twice_and_after_the_person_is_gone(kari: Person, token: str, sent: dict[str, Any]) -> None:
    """RFC 8058 §3.1, REQ-71: idempotent. Breaks when one of the two forms is not understood, when a repeated POST fails
    or adds an event, or when it fails for somebody whom every part of the product has erased.
    """
    answers = [stranger().post(f"/u/{token}/", **sent) for _ in range(2)]
    assert (status(kari), noes(kari)) == ("withdrawn", 1)
    for part in personal_data.registered():
        part.erase(kari.pk)
    before = digests(spared=frozenset())
    answers += [stranger().post(f"/u/{token}/", **sent) for _ in range(2)]
    assert {(answer.status_code, answer.content, len(answer.cookies)) for answer in answers} == {
        (200, answers[0].content, 0)
    }
    assert changed(before) == [], "nothing is kept of somebody erased"


def test_cookies_are_neither_needed_nor_heeded(kari: Person, token: str, ola: User, signed_in: Any) -> None:
    """RFC 8058 §3.1. Breaks when the browser of a member of staff unsubscribes as that member, or gets a cookie."""
    client = signed_in(ola)
    client.cookies["django_language"] = "nb"
    answer = client.post(f"/u/{token}/", BODY, content_type=FORM)
    assert (answer.status_code, len(answer.cookies)) == (200, 0)
    record = record_of(kari.pk, get_purpose())
    assert record is not None
    assert (record.status, record.actor_kind, record.actor_id, record.act_by) == (
        "withdrawn",
        "person",
        kari.pk,
        "person",
    )


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_the_barest_program_there_is_may_ask(live_server: Any, version: str) -> None:
    """REQ-71: HTTP/1.0, 26 bytes, no name. Breaks when a header is asked for that the standard does not ask for."""
    person = make_person("Kari")
    make_consent(person)
    host = live_server.url.removeprefix("http://")
    head = f"POST /u/{make_token(person.pk, 'EMARKETING')}/ HTTP/{version}\r\nHost: {host}\r\n"
    head += f"Content-Type: {FORM}\r\nContent-Length: 26\r\nConnection: close\r\n\r\n"
    with socket.create_connection(host.split(":"), 5) as line:
        line.sendall(f"{head}{BODY}".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b"")).decode()
    top, _, body = answer.partition("\r\n\r\n")
    assert " 200 " in top.splitlines()[0]
    assert "set-cookie" not in top.lower()
    assert "location:" not in top.lower()
    assert body == "You are unsubscribed.\n"
    assert status(person) == "withdrawn"


def test_without_an_answer_it_is_an_objection(kari: Person) -> None:
    """Art. 21(2). Breaks when somebody who never said yes cannot say no."""
    assert stranger().post(f"/u/{make_token(kari.pk, 'EMARKETING')}/", BODY, content_type=FORM).status_code == 200
    assert status(kari) == "objected"


def test_it_works_after_the_person_is_gone(kari: Person, token: str) -> None:
    """REQ-71. Breaks when a link in an old mail fails because the person was erased, or was never there."""
    from samtykke.contacts.queries import erase_person

    here = stranger().post(f"/u/{token}/", BODY, content_type=FORM)
    erase_person(kari.pk)
    for gone in (token, make_token(2**40, "EMARKETING"), make_token(kari.pk, "NOSUCH")):
        answer = stranger().post(f"/u/{gone}/", BODY, content_type=FORM)
        assert (answer.status_code, answer.content) == (200, here.content)
        assert stranger().get(f"/u/{gone}/").status_code == 200


def test_a_no_from_the_recycle_bin_is_there_when_they_are_restored(kari: Person, token: str) -> None:
    """Rule 2. Breaks when a no that came while the person lay in the bin is lost."""
    contacts.delete_person(kari, by=Actor.system(), via=Via.STAFF)
    assert stranger().post(f"/u/{token}/", BODY, content_type=FORM).status_code == 200
    contacts.restore_person(kari, by=Actor.system(), via=Via.STAFF)
    assert status(kari) == "withdrawn"


def test_who_was_merged_is_obeyed_through_the_survivor(kari: Person, token: str) -> None:
    """REQ-104. Breaks when an old mail acts on a row that no longer stands for anybody."""
    from samtykke.consents import actions as consents

    survivor = make_person("Kari")
    consents.merge(survivor, kari, by=Actor.system(), via=Via.STAFF)
    stranger().post(f"/u/{token}/", BODY, content_type=FORM)
    assert status(survivor) == "withdrawn"


@pytest.mark.parametrize("body", ["", "stop=", "List-Unsubscribe=one-click", "List-Unsubscribe=", "x=1"])
def test_anything_else_is_refused(kari: Person, token: str, body: str) -> None:
    """REQ-71: without the pair 400, no event. Breaks when any POST unsubscribes."""
    assert stranger().post(f"/u/{token}/", body, content_type=FORM).status_code == 400
    assert status(kari) == "given"


def test_more_than_a_kilobyte_is_refused(kari: Person, token: str) -> None:
    """REQ-71: 413. Breaks when a large body is read."""
    answer = stranger().post(f"/u/{token}/", BODY + "&x=" + "x" * 1024, content_type=FORM)
    assert answer.status_code == 413
    assert status(kari) == "given"


def test_opening_it_changes_nothing_and_shows_a_button_for_people(kari: Person, token: str) -> None:
    """REQ-72. Breaks when a scanner that opens the address unsubscribes somebody."""
    before = digests()
    for method in ("get", "head", "options"):
        getattr(stranger(), method)(f"/u/{token}/")
    page = stranger().get(f"/u/{token}/")
    assert changed(before) == []
    assert buttons(page) == ["Stop this"]
    assert "List-Unsubscribe" not in page.content.decode(), "people send another field than mail programs"
    answer = stranger().post(f"/u/{token}/", {"stop": "1"})
    assert "You no longer get “E-marketing”." in text_of(answer)
    assert status(kari) == "withdrawn"


def test_the_address_tells_nothing_and_cannot_be_made(kari: Person, token: str) -> None:
    """REQ-70: opaque, hard to forge; REQ-91. Breaks when an id or a key can be read in it, or any bit be changed."""
    import base64

    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    assert b"EMARKETING" not in raw
    assert kari.pk.to_bytes(8, "big") not in raw
    assert len(token) < 64
    for place in range(len(raw)):
        changed_bit = bytearray(raw)
        changed_bit[place] ^= 1
        wrong = base64.urlsafe_b64encode(changed_bit).decode().rstrip("=")
        assert read_token(wrong) is None
    for wrong in ("", "x", token + "A", token[:-1], seal("another-use", b"\0" * 8 + b"EMARKETING"), token + "=" * 2):
        assert read_token(wrong) is None
    assert stranger().post(f"/u/{token[:-2]}xx/", BODY, content_type=FORM).status_code == 404


def test_it_outlives_the_key_it_was_made_under(kari: Person, token: str, settings) -> None:
    """REQ-91: never expires. Breaks when changing the secret ends every link in every mail."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret" * 5
    assert read_token(token) == (kari.pk, "EMARKETING")
    settings.SECRET_KEY_FALLBACKS = []
    assert read_token(token) is None


def test_nothing_of_it_stands_in_the_logs(kari: Person, token: str, caplog) -> None:
    """REQ-91, REQ-98. Breaks when a token is written to the log."""
    with caplog.at_level("DEBUG", logger="samtykke"):
        stranger().post(f"/u/{token}/", BODY, content_type=FORM)
    assert caplog.records
    assert token not in json.dumps([str(record.__dict__) for record in caplog.records])
