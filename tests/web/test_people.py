"""The list of people: search, filters, order, paging, the file."""

from __future__ import annotations

import csv
import io

import pytest

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor
from tests.factories import make_consent, make_person, withdraw
from tests.pages import browse, text_of
from tests.web.made import copy_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["kari", "odegard kar", "TESTV", "kari.testvik@", "912 34", "ERP-KARI-1204"])
def test_a_person_is_found_by_beginnings_address_phone_and_number(kari, ola, words):
    make_person("Bjørn", "Fjellfiktiv")
    page = text_of(browse(ola).get("/people/", {"q": words}))
    assert "Kari Ødegård-Testvik" in page
    assert "Fjellfiktiv" not in page


def test_nobody_found_says_so_and_offers_everybody(kari, ola):
    page = text_of(browse(ola).get("/people/", {"q": "zzz"}))
    assert "Nobody matches" in page
    assert "Show everybody" in page


@pytest.mark.parametrize("query", [{"status": "foo"}, {"purpose": "NOPE"}, {"company": "x"}, {"language": "klingon"}])
def test_a_filter_that_does_not_exist_says_so_and_shows_nobody(kari, ola, query):
    answer = browse(ola).get("/people/", query)
    assert answer.status_code == 422
    assert "A filter is not valid" in text_of(answer)
    assert "Testvik" not in text_of(answer)


def test_the_answer_to_a_purpose_narrows_the_list(kari, ola):
    bjorn = make_person("Bjørn", "Fjellfiktiv")
    make_consent(kari)
    make_consent(bjorn)
    withdraw(bjorn)
    client = browse(ola)
    given = text_of(client.get("/people/", {"purpose": "EMARKETING", "status": "given"}))
    assert "Ødegård" in given
    assert "Fjellfiktiv" not in given
    gone = text_of(client.get("/people/", {"purpose": "EMARKETING", "status": "withdrawn"}))
    assert "Fjellfiktiv" in gone
    assert "Ødegård" not in gone


def test_those_without_an_answer_can_be_found(kari, ola):
    make_consent(kari)
    make_person("Bjørn", "Fjellfiktiv")
    page = text_of(browse(ola).get("/people/", {"purpose": "EMARKETING", "status": "none"}))
    assert "Fjellfiktiv" in page
    assert "Ødegård" not in page


def test_those_who_should_have_been_told_can_be_found(kari, ola):
    client = browse(ola)
    assert "Ødegård" not in text_of(client.get("/people/", {"late": "on"}))
    Person.objects.filter(pk=kari.pk).update(inform_by="2020-01-01")
    assert "Ødegård" in text_of(client.get("/people/", {"late": "on"}))


def test_the_list_is_in_norwegian_order_and_pages_by_cursor(ola):
    for name in ("Åsen", "Ødegård", "Zachariassen", "Ærlig", "Andersen"):
        make_person("Kari", name)
    page = text_of(browse(ola).get("/people/"))
    order = [page.index(name) for name in ("Andersen", "Zachariassen", "Ærlig", "Ødegård", "Åsen")]
    assert order == sorted(order)


def test_next_shows_the_rest(ola):
    copy_person(make_person("Kari", "Midt"), times=49)
    make_person("Kari", "Aal")
    make_person("Kari", "Zeta")
    client = browse(ola)
    first = client.get("/people/")
    assert "Aal" in text_of(first)
    assert "Zeta" not in text_of(first)
    second = text_of(client.get("/people/", {"cursor": first.context["next"]}))
    assert "Zeta" in second
    assert "Aal" not in second


def test_a_cursor_we_did_not_make_is_refused_in_words(ola):
    answer = browse(ola).get("/people/", {"cursor": "nonsense"})
    assert answer.status_code == 422
    assert "cursor" in text_of(answer)


def test_htmx_gets_the_list_alone(kari, ola):
    answer = browse(ola).get("/people/", {"q": "kari"}, headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    assert b'id="people"' in answer.content


def test_a_search_is_noted_without_what_was_searched_for(kari, ola):
    browse(ola).get("/people/", {"q": "kari"})
    entry = Entry.objects.get(deed=Deed.PEOPLE_SEARCHED.value)
    assert entry.actor_id == ola.pk
    assert "kari" not in str(entry.details).lower()


def test_the_list_costs_the_same_for_one_and_for_many(kari, ola, django_assert_num_queries):
    client = browse(ola)
    client.get("/people/")
    with django_assert_num_queries(23) as few:
        client.get("/people/")
        count = len(few)
    for number in range(6):
        make_consent(make_person("Bjørn", f"Fjell{number}"))
    with django_assert_num_queries(count):
        client.get("/people/")


# --- The file ---------------------------------------------------------------------------------------------------------


def test_who_may_not_export_is_refused(ola, kari):
    assert browse(ola).get("/people/file/").status_code == 403
    assert browse(ola).post("/people/file/", {"reason": "Letter"}).status_code == 403


def test_the_password_is_asked_again_before_a_file(siri, kari):
    answer = browse(siri, confirmed=False).post("/people/file/", {"reason": "Letter"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/confirm/")


def test_a_file_needs_its_reason_and_leaves_its_trace(siri, kari):
    client = browse(siri)
    assert client.post("/people/file/", {"reason": ""}).status_code == 422
    answer = client.post("/people/file/?q=kari", {"reason": "Letter to customers"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["last_name"] for row in rows] == ["Ødegård-Testvik"]
    assert rows[0]["consents"].startswith("STORE:in_force:61F")
    entry = Entry.objects.get(deed=Deed.PEOPLE_EXPORTED.value)
    assert entry.details["count"] == 1
    assert entry.details["reason"] == "Letter to customers"


def test_a_file_says_of_each_person_why_by_what_right_how_when_and_by_whom(siri, ola):
    """Breaks when a person leaves the system without the five facts they came with."""
    person = make_person("Kari", "Testvik", by=Actor.user(ola.pk))
    answer = browse(siri).post("/people/file/", {"reason": "Letter"})
    row = next(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    facts = [row[f"origin_{name}"] for name in ("purpose", "basis", "source", "at", "by")]
    assert facts == ["STORE", "61F", person.origin_source.key, person.origin_at.isoformat(), ola.name]


def test_a_cell_that_a_spreadsheet_would_run_stays_text(siri):
    make_person('=HYPERLINK("http://x","y")', "+47", email=None, phone="+4791234568")
    answer = browse(siri).post("/people/file/", {"reason": "Letter"})
    row = next(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert row["first_name"].startswith("'=")
    assert row["last_name"] == "'+47"
    assert row["phones"].startswith("'+47")
