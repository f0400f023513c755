"""Who may receive, as a page: the number, the reasons, the people behind each, the file."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samtykke.accounts.models import Role
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.consents.queries.decisions import REASONS, permitted_rows
from samtykke.consents.queries.gate import Asked
from samtykke.contacts.models import Person
from samtykke.core.pagination import encode
from samtykke.governance.reasons import REASON_WORDS
from tests.accounts.factories import make_user
from tests.factories import approve_store, get_purpose, make_consent, make_person, withdraw
from tests.intake.file.runs import imported
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
    before = clock.days_ago(30).strftime("%Y-%m-%dT12:00")
    page = text_of(browse(ola).get("/may/", {"purpose": "EMARKETING", "channel": "email", "as_of": before}))
    assert "0 may receive" in page


def test_the_hour_that_came_twice_is_refused_by_name(people, ola):
    """On the night clocks go back, 02:30 happened twice in Oslo: which one is meant cannot be known."""
    answer = browse(ola).get("/may/", {"purpose": "EMARKETING", "channel": "email", "as_of": "2025-10-26T02:30"})
    assert answer.status_code == 422
    assert "2025-10-26 02:30" in text_of(answer)


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
    with django_assert_num_queries(25) as few:
        client.get("/may/")
        count = len(few)
    for number in range(5):
        make_consent(make_person("Elin", f"Luftslott{number}"))
    with django_assert_num_queries(count):
        client.get("/may/")


@pytest.mark.parametrize("channel", ["email", "post", "sms"])
def test_a_list_that_few_stand_on_costs_the_same_in_a_base_three_times_as_large(ola, channel):
    make_crowd(300)
    asked = Asked(get_purpose("STORE"), channel)
    with CaptureQueriesContext(connection) as few:
        permitted_rows(asked, limit=11)
    make_crowd(600)
    with CaptureQueriesContext(connection) as many:
        found = permitted_rows(asked, limit=11)
    assert len(many) <= len(few)
    assert len(found) == (11 if channel == "email" else 0)


def test_what_lies_beyond_the_first_rounds_is_found_in_order():
    make_crowd(120)
    last = [make_person("Siste", f"Nr{n}", phone=f"+479123450{n}") for n in range(3)]
    make_crowd(20)
    found = permitted_rows(Asked(get_purpose("STORE"), "sms"), limit=2)
    assert [(row.person, row.reason) for row in found] == [(one.pk, "allowed") for one in last[:2]]
    rest = permitted_rows(Asked(get_purpose("STORE"), "sms"), after=found[-1].person, limit=2)
    assert [row.person for row in rest] == [last[2].pk]


def make_crowd(size):
    """So many people with an address and no phone, by a file."""
    start = Person.objects.count()
    lines = "".join(f"z{start + n}@example.org,Zed,Nummer{start + n}\n" for n in range(size))
    approve_store()
    imported(f"email,first_name,last_name\n{lines}")


def test_the_next_page_counts_nobody_again(people, ola):
    client = browse(ola)
    cursor = encode([0])
    for address, headers in (
        (f"/may/?cursor={cursor}", {}),
        ("/may/", {"HX-Request": "true", "HX-Target": "list"}),
    ):
        with CaptureQueriesContext(connection) as asked:
            page = text_of(client.get(address, headers=headers))
        assert "kari.testvik@example.org" in page
        assert not any("GROUP BY reason" in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("key", [["abc"], [None], [1.5], [2**70], [True], [float("inf")], ["1", 2], ["\x00"]])
def test_a_cursor_we_did_not_make_is_refused_in_words_on_every_list(kari, admin, key):
    cursor = encode(key)
    client = browse(admin)
    for address, sent in (
        ("/may/?purpose=STORE", cursor), ("/may/people/allowed/?purpose=STORE", cursor), ("/people/?sort=newest", cursor),
        ("/people/?sort=name", encode([key])), ("/audit/?deed=", encode([*key, *key])), ("/imports/?x=", cursor),
        ("/companies/?q=", encode(["a", *key])),
    ):  # fmt: skip
        assert client.get(f"{address}&cursor={sent}").status_code == 422, address


def test_what_is_no_reason_has_no_page_and_leaves_no_word_in_the_trail(people, ola):
    assert browse(ola).get("/may/people/kari-nordmann/", {"purpose": "EMARKETING"}).status_code == 404
    assert not Entry.objects.filter(deed=Deed.PEOPLE_LISTED.value).exists()


def test_per_learns_nothing(people, per):
    for address in ("/may/", "/may/people/withdrawn/?purpose=EMARKETING", "/may/file/"):
        assert browse(per).get(address).status_code == 403


def test_numbers_and_words_take_each_other_s_place_in_no_cursor(kari, ola):
    assert browse(ola).get(f"/people/?sort=name&cursor={encode([7, 7])}").status_code == 200


def test_taking_out_is_not_enough_without_seeing(people):
    role = Role.objects.create(key="carrier", names={"en": "Carrier"}, rights=["people:export"])
    client = browse(make_user("Eli", role.key))
    assert client.get("/may/file/").status_code == 403
    assert client.post("/may/file/", {"reason": "Printed letter"}).status_code == 403
