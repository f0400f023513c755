"""Who may receive, as a page: the number, the reasons, the people behind each, the file."""

from __future__ import annotations

import csv
import io

import pytest

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.consents.queries.decisions import REASONS
from samtykke.governance.reasons import REASON_WORDS
from tests.factories import make_consent, make_person, withdraw
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(kari):
    """Kari said yes, Bjørn took it back, Nils was never asked."""
    bjorn, nils = make_person("Bjørn", "Fjellfiktiv"), make_person("Nils", "Oppdiktet")
    make_consent(kari)
    make_consent(bjorn)
    withdraw(bjorn)
    return kari, bjorn, nils


def test_every_reason_of_the_gate_has_words():
    assert set(REASONS) == set(REASON_WORDS)


def test_the_number_stands_with_the_reasons_for_the_rest(people, ola):
    page = text_of(browse(ola).get("/may/"))
    assert "1 may receive" in page
    assert "of 3 people" in page
    assert "Why 2 may not" in page
    assert "They withdrew" in page
    assert "They have not been asked" in page
    assert "kari.testvik@example.org" in page
    assert "Fjellfiktiv" not in page


def test_each_reason_opens_its_people(people, ola):
    page = text_of(browse(ola).get("/may/people/withdrawn/", {"purpose": "EMARKETING", "channel": "email"}))
    assert "Fjellfiktiv" in page
    assert "Oppdiktet" not in page


def test_an_earlier_time_tells_what_was_so_then(people, ola, clock):
    before = clock.days_ago(30).strftime("%Y-%m-%dT%H:%M")
    page = text_of(browse(ola).get("/may/", {"purpose": "EMARKETING", "channel": "email", "as_of": before}))
    assert "0 may receive" in page


def test_an_unknown_purpose_is_refused_in_words(people, ola):
    answer = browse(ola).get("/may/", {"purpose": "NOTHING"})
    assert answer.status_code == 422


def test_the_file_holds_the_same_people_and_leaves_its_trace(people, ola, siri):
    assert browse(ola).get("/may/file/").status_code == 403
    client = browse(siri)
    assert "1 people leave" in text_of(client.get("/may/file/")) or client.get("/may/file/").status_code == 200
    answer = client.post("/may/file/", {"reason": "Printed letter"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["last_name"] for row in rows] == ["Ødegård-Testvik"]
    assert Entry.objects.get(deed=Deed.PEOPLE_EXPORTED.value).details["count"] == 1


def test_a_reason_with_an_address_in_it_is_refused(people, siri):
    assert browse(siri).post("/may/file/", {"reason": "For ola@fjordlys.example"}).status_code == 422


def test_the_page_costs_the_same_however_many(people, ola, django_assert_num_queries):
    client = browse(ola)
    client.get("/may/")
    with django_assert_num_queries(23) as few:
        client.get("/may/")
        count = len(few)
    for number in range(5):
        make_consent(make_person("Elin", f"Luftslott{number}"))
    with django_assert_num_queries(count):
        client.get("/may/")


def test_per_learns_nothing(people, per):
    for address in ("/may/", "/may/people/withdrawn/?purpose=EMARKETING", "/may/file/"):
        assert browse(per).get(address).status_code == 403
