"""What is held and not used, and where data come from. product.md M17, M30."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.answers import Answer
from samtykke.consents.models import ConsentRecord
from samtykke.contacts.models import Category, Person
from samtykke.core.actors import Actor, Via
from samtykke.core.known_fields import known_fields
from samtykke.governance import jobs
from samtykke.governance.data_map import counting, queries, use
from samtykke.governance.models import UseFigure
from samtykke.mail import actions as mail
from samtykke.mail.models import Mail, TemplateVersion
from samtykke.purposes.queries import source_by_key
from tests.accounts.factories import make_key
from tests.factories import get_purpose, make_person
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(kari: Person) -> Person:
    """Kari with phone and e-mail, and Nils with a name alone; both customers."""
    make_person("Nils", "Testvik", email="nils@example.org")
    Person.objects.update(category=Category.objects.get(key="CUSTOMER"))
    counting.count_use()
    return kari


def test_the_fill_of_each_field_is_counted_over_all_who_are_held(held):
    known = {line.field.key: told for line, told in use.fields_in_use()}
    assert set(known) == {field.key for field in known_fields() if not field.only_decided}
    assert (known["person.name"].count, known["person.name"].total) == (2, 2)
    assert (known["person.phones"].count, known["person.phones"].share) == (1, 50)
    assert known["person.title"].is_low
    assert known["person.phones"].last_on == datetime.now(UTC).date()


def test_who_is_deleted_counts_nowhere(held):
    Person.objects.filter(last_name="Testvik").update(deleted_at=datetime.now(UTC))
    counting.count_use()
    assert use.figures(counting.FIELD)["person.name"].total == 1


def everything() -> dict[str, list[tuple[str, int, int]]]:
    """Every figure of the map, by what it is about."""
    counting.count_use()
    found: dict[str, list[tuple[str, int, int]]] = {}
    for row in UseFigure.objects.order_by("about", "key"):
        found.setdefault(row.about, []).append((row.key, row.count, row.total))
    return found


@pytest.mark.parametrize("gone", ["merged", "deleted"])
def test_who_is_no_longer_held_counts_in_no_figure_at_all(held, gone):
    """Breaks when somebody in the bin, or merged into another, is counted in any figure of the map (one place says who)."""
    before = everything()
    twin = make_person("Kari", "Tvilling", email="tvilling@example.org", title="Leder")
    Person.objects.filter(pk=twin.pk).update(
        category=Category.objects.get(key="SUPPLIER"), origin_actor_kind="integration", origin_actor_id=7
    )
    assert everything() != before
    if gone == "merged":
        consents.merge(held, Person.objects.get(pk=twin.pk), by=Actor.user(7), via=Via.STAFF)
    else:
        Person.objects.filter(pk=twin.pk).update(deleted_at=datetime.now(UTC))
    assert everything() == before


def test_what_belongs_to_who_was_merged_away_counts_for_who_stands_for_them(held):
    """Breaks when a phone number, or a mail that was sent, disappears from the figures with the merge."""
    twin = make_person("Nora", "Tvilling", email="nora@example.org", phone="+4791234568")
    nils = Person.objects.get(last_name="Testvik", first_name="Nils")
    written = mail.queue("CONTACTADDED", person=twin.pk, by=Actor.system(), via=Via.SYSTEM)
    Mail.objects.filter(pk=written.pk).update(version=TemplateVersion.objects.first())
    consents.merge(nils, twin, by=Actor.user(7), via=Via.STAFF)
    counting.count_use()
    assert use.figures(counting.FIELD)["person.phones"].count == 2
    assert use.never_written_to().count == 1
    assert [person.pk for person in use.never_written(Person.objects.held()).people] == [held.pk]


def test_categories_without_anybody_stand_first(held):
    rows = use.categories_in_use()
    assert rows[0][1].count == 0
    assert (rows[-1][0].key, rows[-1][1].count) == ("CUSTOMER", 2)


def test_whom_nobody_wrote_to_is_counted_and_listed_for_who_sees_people(held, siri, per):
    written = mail.queue("CONTACTADDED", person=held.pk, by=Actor.system(), via=Via.SYSTEM)
    Mail.objects.filter(pk=written.pk).update(version=TemplateVersion.objects.first())
    counting.count_use()
    assert use.never_written_to().count == 1
    page = text_of(browse(siri).get("/data-map/unused/people/"))
    assert "Nils Testvik" in page
    assert "Kari" not in page
    assert browse(per).get("/data-map/unused/people/").status_code == 403


def test_a_page_looks_through_so_many_and_no_more(held, siri, monkeypatch):
    """Breaks when the page goes through everybody to find few, or loses somebody between two stretches."""
    written = [make_person(f"Skrevet{number}") for number in range(5)]
    version = TemplateVersion.objects.first()
    for person in written:
        row = mail.queue("CONTACTADDED", person=person.pk, by=Actor.system(), via=Via.SYSTEM)
        Mail.objects.filter(pk=row.pk).update(version=version)
    last = make_person("Sist")
    monkeypatch.setattr(use, "LOOKED_THROUGH", 3)
    monkeypatch.setattr(use, "PAGE", 2)
    pages, cursor = [], None
    while True:
        found = use.never_written(Person.objects.held(), cursor)
        pages.append([person.pk for person in found.people])
        if not found.next:
            break
        cursor = found.next
    assert pages[0] == sorted(pages[0])
    assert [pk for page in pages for pk in page] == [*sorted(pk for pk in pages[0]), last.pk]
    assert len(pages[0]) == 2
    assert [] in pages
    back, seen = found.previous, list(reversed(pages[-1]))
    while back:
        found = use.never_written(Person.objects.held(), back)
        seen += reversed([person.pk for person in found.people])
        back = found.previous
    assert seen[::-1] == [pk for page in pages for pk in page]
    page = text_of(
        browse(siri).get("/data-map/unused/people/", {"cursor": use.never_written(Person.objects.held()).next})
    )
    assert "Found among the next 3 people." in page


def test_somebody_without_a_name_has_a_link_that_can_be_read(held, siri):
    """Breaks when a nameless person is an empty link, which no screen reader can say."""
    Person.objects.update(first_name="", last_name="")
    assert ">No name</a>" in text_of(browse(siri).get("/data-map/unused/people/"))


def test_the_map_learns_from_the_figures_who_stands_where(held):
    line = next(line for line in queries.live_lines() if (line.purpose_key, line.category_key) == ("STORE", "CUSTOMER"))
    assert line.count == 2


@pytest.mark.parametrize("gone", ["refused", "expired", "merged", "deleted"])
def test_who_may_not_be_used_for_a_purpose_stands_on_it_no_longer(held, gone):
    """Breaks when a no, a yes that ran out, or somebody no longer held is counted as standing on a purpose."""
    nils, at = Person.objects.get(last_name="Testvik"), datetime.now(UTC)
    records = ConsentRecord.objects.filter(person=nils, purpose__key="STORE")
    if gone == "refused":
        answer = Answer(purpose=get_purpose("STORE"), status="objected", act_by="person", source=source_by_key("USER"))
        consents.record_answer(nils, answer, by=Actor.user(7), via=Via.STAFF, own_act=True)
    elif gone == "expired":
        records.update(expires_at=at - timedelta(days=1))
    elif gone == "merged":
        consents.merge(held, nils, by=Actor.user(7), via=Via.STAFF)
    else:
        Person.objects.filter(pk=nils.pk).update(deleted_at=at)
    counting.count_use()
    line = next(line for line in queries.live_lines() if (line.purpose_key, line.category_key) == ("STORE", "CUSTOMER"))
    assert line.count == 1


def test_ways_in_say_how_many_came_and_said_yes(held):
    way = use.ways()[0]
    assert way.came.count == 2
    assert way.consented in {0, 50, 100}
    assert sum(way.months.values()) <= 2
    assert len(use.last_months()) == 12
    assert use.last_months()[-1] == f"{datetime.now(UTC):%Y-%m}"


def test_the_pages_show_it_with_its_time_and_the_worker_counts_anew(held, siri, auditor):
    make_key()
    jobs.count_use()
    client = browse(auditor)
    assert "Phone numbers" in text_of(client.get("/data-map/unused/"))
    page = text_of(client.get("/data-map/ways/"))
    assert "Counted" in page
    assert "Each call says it" in page
    assert client.post("/data-map/unused/counts/").status_code == 403
    assert browse(siri).post("/data-map/unused/counts/").status_code == 302


def test_before_the_first_count_nothing_is_claimed(siri):
    assert "Nothing has been counted yet" in text_of(browse(siri).get("/data-map/unused/"))
    assert not UseFigure.objects.exists()
