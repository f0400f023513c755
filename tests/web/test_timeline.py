"""The timeline of a person: everything that happened, newest first, and what holds the person on every tab."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from samtykke.accounts.models import Role
from samtykke.accounts.rights import Right
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import FieldChange
from samtykke.core.actors import Via
from samtykke.sales import actions as sales
from tests.accounts.factories import make_user
from tests.documents.made import keep
from tests.factories import get_purpose, make_consent, make_person, withdraw
from tests.pages import browse, text_of
from tests.sales.made import BY, make_company, make_project, make_sale

pytestmark = pytest.mark.django_db


@pytest.fixture
def nils(db):
    """Staff with every right but the one to see whoever is restricted."""
    rights = [right.value for right in Right if right != Right.CONSENTS_RESTRICT]
    Role.objects.create(key="looking", names={"en": "Looking"}, rights=rights, visibility="all")
    return make_user("Nils Nesten", "looking")


def timeline(user, person):
    """The tab as a user reads it."""
    return text_of(browse(user).get(f"/people/{person.pk}/timeline/"))


def test_everything_stands_newest_first_with_who_and_way(kari, siri, clock):
    make_consent(kari, given_at=clock.days_ago(20))
    withdraw(kari, at=clock.days_ago(2))
    contacts.change_person(kari, changes={"title": "Purchaser"}, by=siri.actor, via=Via.STAFF)
    page = timeline(siri, kari).split("Everything that happened")[1]
    order = [page.index(words) for words in ("Details changed", "Withdrawn", "Given")]
    assert order == sorted(order)
    assert "→ Purchaser" in page
    assert "Registered for Sales and service" in page
    assert "Siri Vernøy" in page
    assert "Staff pages" in page


def test_what_was_learnt_later_says_when(kari, siri, clock):
    make_consent(kari, given_at=clock.days_ago(20))
    assert "learnt " in timeline(siri, kari)


def test_objections_and_restrictions_stand_among_the_rest(kari, siri):
    consents.object_to_marketing(kari, by=siri.actor, via=Via.STAFF)
    consents.restrict(kari, by=siri.actor, via=Via.STAFF)
    page = timeline(siri, kari)
    assert "Objected to all marketing" in page
    assert "The use was restricted" in page


def test_a_long_history_comes_page_by_page_and_nothing_twice(kari, siri):
    for number in range(60):
        kari.refresh_from_db()
        contacts.change_person(kari, changes={"title": f"no {number}!"}, by=siri.actor, via=Via.STAFF)
    make_consent(kari)
    # In one transaction the database has one clock: each change gets an instant of its own.
    for number, change in enumerate(FieldChange.objects.filter(person=kari).order_by("id")):
        FieldChange.objects.filter(pk=change.pk).update(at=change.at - timedelta(minutes=60 - number))
    client, seen, query = browse(siri), [], "?"
    while query:
        page = text_of(client.get(f"/people/{kari.pk}/timeline/{query}"))
        seen += re.findall(r"→ (no \d+!)", page)
        following = re.search(r'href="([^"]*cursor=[^"]*)" rel="next"', page)
        query = html.unescape(following.group(1)) if following else None
    assert seen == [f"no {number}!" for number in reversed(range(60))]


def test_what_the_person_is_part_of_stands_there_covered_or_absent_where_it_is_hidden(kari, siri, nils):
    """REQ-93. Breaks when the history names a document, or tells the words of a sale, that is about somebody hidden."""
    nora, company = make_person("Nora", "Testvik"), make_company()
    sale, project = make_sale(kari, nora, title="Kabel", company=company), make_project(kari, title="Nytt nett")
    keep(people=[kari.pk, nora.pk], title="Avtalen")
    sales.remove_person(project, kari, **BY)
    page = timeline(nils, kari).split("Everything that happened")[1]
    for said in (
        "Became part of a sale",
        "Kabel",
        "Taken out of a project",
        "Nytt nett",
        "A document is about them",
        "Avtalen",
    ):
        assert said in page
    assert "Became part of a project" not in page
    consents.restrict(nora, **BY)
    page = timeline(nils, kari).split("Everything that happened")[1]
    assert ("Became part of a sale" in page, f"#{sale.pk}" in page) == (True, True)
    assert not {"Kabel", "Avtalen", "A document is about them"} & set(
        re.findall("Kabel|Avtalen|A document is about them", page)
    )
    sales.delete(sale, **BY)
    assert "Became part of a sale" not in timeline(nils, kari)


def test_two_who_are_one_became_part_of_a_sale_once(kari, siri):
    twin = make_person("Kari", "Testvik")
    make_sale(kari, twin)
    consents.merge(kari, twin, **BY)
    assert timeline(siri, kari).count("Became part of a sale") == 1


@pytest.mark.parametrize("cursor", ["x", "~", "WyJhIiwxLDEsMV0", "WzEsMSwxLDFd", "WyIyMDI2LTAxLTAxIiwxLDEsMV0"])
def test_a_cursor_we_did_not_make_is_refused(kari, siri, cursor):
    assert browse(siri).get(f"/people/{kari.pk}/timeline/?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("tab", ["", "details/", "privacy/", "timeline/", "mail/", "more/"])
def test_what_holds_the_person_stands_on_every_tab(kari, ola, tab):
    page = text_of(browse(ola).get(f"/people/{kari.pk}/{tab}"))
    assert "Held for Sales and service" in page
    assert "since " in page
    assert page.count('aria-current="page"') >= 2  # the place in the menu, and the tab


@pytest.mark.parametrize("tab", ["", "details/", "privacy/", "timeline/", "mail/", "more/"])
def test_a_missing_basis_is_a_red_banner_in_its_place(ola, siri, tab):
    person = make_person("Kari", "Løs")
    consents.end(person, get_purpose("STORE"), reason="No longer a customer", by=siri.actor, via=Via.STAFF)
    page = text_of(browse(ola).get(f"/people/{person.pk}/{tab}"))
    assert "No basis holds this person any longer." in page
    assert "Held for" not in page


def test_who_may_not_see_people_does_not_see_their_timeline(kari, per):
    assert browse(per).get(f"/people/{kari.pk}/timeline/").status_code == 403
