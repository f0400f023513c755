"""The page about privacy and “send me my link”: the same for known and unknown. REQ-92."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from samtykke.consents import actions as consents
from samtykke.core.actors import Actor, Via
from samtykke.mail.models import Mail
from samtykke.preferences import jobs
from samtykke.purposes import actions as lists
from tests.consents.mails import queued
from tests.factories import get_purpose, make_person
from tests.house.tables import changed, digests
from tests.preferences.pages import stranger, text_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def ask(address: str, **more: str) -> HttpResponse:
    return stranger().post("/privacy/link/", {"email": address, "website": "", **more}, REMOTE_ADDR=nowhere())


def nowhere() -> str:
    """A network of its own for each call, so that the limit of one network is not met."""
    nowhere.last = getattr(nowhere, "last", 0) + 1  # type: ignore[attr-defined]
    return f"10.{nowhere.last // 65536 % 256}.{nowhere.last // 256 % 256}.{nowhere.last % 256}"  # type: ignore[attr-defined]


def waiting() -> list[str]:
    """What was handed to the worker, as it stands in the queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'sealed' FROM procrastinate_jobs WHERE task_name LIKE %s ORDER BY id", ["%send_link"]
        )
        return [row[0] for row in cursor.fetchall()]


def work() -> None:
    """What the worker does with it."""
    for sealed in waiting():
        jobs.send_link(sealed)


def test_known_and_unknown_get_the_same_bytes(kari: Person) -> None:
    """REQ-92. Breaks when status, headers or body tell whether somebody is held."""
    answers = [ask(address) for address in ("kari.testvik@example.org", "nobody@example.org")]
    assert {answer.status_code for answer in answers} == {302}
    assert answers[0].headers == answers[1].headers
    assert answers[0].content == answers[1].content
    assert not answers[0].cookies
    pages = [stranger().get(answer.headers["Location"]) for answer in answers]
    assert pages[0].content == pages[1].content
    assert "If we know the address, a mail with a link is on its way." in text_of(pages[0])


def test_both_are_queued_alike_and_only_one_gets_a_mail(kari: Person) -> None:
    """REQ-92. Breaks when the work differs before the answer, or a mail goes to an address that nobody has here."""
    ask("Kari.Testvik@EXAMPLE.org")
    ask("nobody@example.org")
    assert len(waiting()) == 2
    work()
    (mail,) = queued(kari, "link")
    assert (mail.template.key, mail.address_id) == ("OWNLINK", kari.emails.get().id)
    assert Mail.objects.filter(kind="link").count() == 1


def test_the_queue_holds_no_address(kari: Person) -> None:
    """REQ-98. Breaks when the address that somebody wrote can be read in the queue."""
    ask("kari.testvik@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(to_jsonb(j)::text, '') FROM procrastinate_jobs j")
        told = cursor.fetchone()[0]
    assert "kari" not in told
    assert "example.org" not in told
    jobs.send_link("tampered" + waiting()[0])
    assert queued(kari, "link") == []


def test_three_an_hour_for_an_address_and_the_answer_does_not_change(kari: Person) -> None:
    """REQ-92: per target address. Breaks when a mailbox can be filled, or the limit can be seen."""
    answers = [ask("kari.testvik@example.org") for _ in range(5)]
    assert len(waiting()) == 3
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1


def test_a_network_that_asks_for_everybody_is_stopped(kari: Person) -> None:
    """REQ-92: per network. Breaks when one machine can try a list of addresses."""
    answers = [
        stranger().post("/privacy/link/", {"email": f"a{n}@example.org"}, REMOTE_ADDR="192.0.2.9").status_code
        for n in range(31)
    ]
    assert answers == [302] * 30 + [429]
    assert ask("kari.testvik@example.org").status_code == 302, "others are not stopped with it"


def test_what_was_refused_counts_all_the_same() -> None:
    """REQ-92. Breaks when a try is taken back with the answer that refuses it, and a machine can try without end."""
    answers = [
        stranger().post("/privacy/link/", {"email": "no address"}, REMOTE_ADDR="192.0.2.10").status_code
        for _ in range(31)
    ]
    assert answers == [422] * 30 + [429]


def test_a_form_of_another_site_uses_up_nobodys_room(kari: Person) -> None:
    """REQ-92. Breaks when a hostile page can keep its visitors from asking for their own link."""
    abroad = stranger(**{"Sec-Fetch-Site": "cross-site"})
    told = {"email": "kari.testvik@example.org"}
    assert {abroad.post("/privacy/link/", told, REMOTE_ADDR="192.0.2.11").status_code for _ in range(31)} == {403}
    assert stranger().post("/privacy/link/", told, REMOTE_ADDR="192.0.2.11").status_code == 302


def test_who_fills_the_field_nobody_sees_gets_the_same_answer_and_nothing_more(kari: Person) -> None:
    """REQ-92: honeypot, no puzzle. Breaks when a program can tell that it was noticed."""
    human, program = ask("kari.testvik@example.org"), ask("kari.testvik@example.org", website="http://spam.example")
    assert (human.status_code, human.headers["Location"]) == (program.status_code, program.headers["Location"])
    assert len(waiting()) == 1


@pytest.mark.parametrize(
    "address", ["", "kari", "kari@", "a@b", "x" * 300 + "@example.org", "kari@example.org\r\nBcc: x@y.no"]
)
def test_what_is_no_address_is_said_at_the_field(address: str) -> None:
    """WCAG 3.3.1. Breaks when a mistyped address gets an answer as if it were one, or breaks the page."""
    answer = ask(address)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert waiting() == []


def test_two_who_share_an_address_each_get_their_own(kari: Person) -> None:
    """Rule 12. Breaks when one of two people at an address never gets a link."""
    other = make_person("Ola", email="kari.testvik@example.org")
    ask("kari.testvik@example.org")
    work()
    assert (len(queued(kari, "link")), len(queued(other, "link"))) == (1, 1)


def test_who_was_merged_gets_one_link_and_who_is_in_the_bin_none(kari: Person) -> None:
    """REQ-104. Breaks when a merged person's address is forgotten, or the bin answers."""
    from samtykke.contacts import actions as contacts

    merged, binned = make_person("Kari", email="k2@example.org"), make_person("Binned", email="bin@example.org")
    consents.merge(kari, merged, by=Actor.system(), via=Via.STAFF)
    contacts.delete_person(binned, by=Actor.system(), via=Via.STAFF)
    ask("k2@example.org")
    ask("bin@example.org")
    work()
    (mail,) = Mail.objects.filter(kind="link")
    assert (mail.person_id, mail.address_id) == (kari.pk, merged.emails.get().id)


def test_the_page_names_the_purposes_and_their_statements() -> None:
    """Art. 12(1), check 47. Breaks when a statement is not linked, or the page changes something."""
    urls = {"statement_urls": {"en": "https://fjordlys.example/privacy"}, "statement_titles": {"en": "How we do it"}}
    lists.change_item(get_purpose(), changes=urls, by=Actor.system(), via=Via.STAFF)
    before = digests()
    page = stranger().get("/privacy/")
    assert 'href="https://fjordlys.example/privacy"' in page.content.decode()
    assert "How we do it" in text_of(page)
    assert not page.cookies
    assert changed(before) == []
    assert "Om personvern" in text_of(stranger("nb").get("/privacy/"))


def test_the_company_is_named_and_never_we() -> None:
    """Look 7. Breaks when the name of the product stands on a page of the data subject."""
    from samtykke.accounts.models import Organisation

    Organisation.objects.update_or_create(
        pk=1, defaults={"legal_name": "Fjordlys AS", "privacy_contact_email": "personvern@fjordlys.example"}
    )
    for path in ("/privacy/", "/privacy/link/", "/p/nosuch/", "/c/nosuch/", "/u/nosuch/"):
        told = text_of(stranger().get(path))
        assert "Fjordlys AS" in told
        assert not re.search("samtykke", told, re.IGNORECASE), path


@pytest.mark.parametrize(("number", "read"), [("310000019", "310 000 019"), ("DE 811907980", "DE 811907980")])
def test_the_organisations_number_is_read_in_threes(number: str, read: str) -> None:
    """Breaks when the page writes a Norwegian number otherwise than the mail does, or takes a foreign one apart."""
    from samtykke.accounts.models import Organisation

    Organisation.objects.update_or_create(pk=1, defaults={"legal_name": "Fjordlys AS", "number": number})
    assert f"org. no. {read}" in text_of(stranger().get("/privacy/"))
