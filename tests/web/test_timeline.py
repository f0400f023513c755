"""The timeline of a person: everything that happened, newest first, and what holds the person on every tab."""

from __future__ import annotations

import pytest

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Via
from tests.factories import get_purpose, make_consent, make_person, withdraw
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db


def timeline(user, person):
    """The tab as a user reads it."""
    return text_of(browse(user).get(f"/people/{person.pk}/timeline/"))


def test_everything_stands_newest_first_with_who_and_way(kari, siri, clock):
    make_consent(kari, given_at=clock.days_ago(20))
    withdraw(kari, at=clock.days_ago(2))
    contacts.change_person(kari, changes={"title": "Purchaser"}, by=siri.actor, via=Via.STAFF)
    page = timeline(siri, kari)
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


def test_it_costs_the_same_however_much_happened(kari, siri, django_assert_max_num_queries):
    client = browse(siri)
    address = f"/people/{kari.pk}/timeline/"
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    make_consent(kari)
    withdraw(kari)
    for title in ("a", "b", "c"):
        kari.refresh_from_db()
        contacts.change_person(kari, changes={"title": title}, by=siri.actor, via=Via.STAFF)
    with django_assert_max_num_queries(len(few) + 4):  # evidence, and whoever recorded it
        client.get(address)


@pytest.mark.parametrize("tab", ["", "details/", "timeline/"])
def test_what_holds_the_person_stands_on_every_tab(kari, ola, tab):
    page = text_of(browse(ola).get(f"/people/{kari.pk}/{tab}"))
    assert "Held for Sales and service" in page
    assert "since " in page
    assert page.count('aria-current="page"') >= 2  # the place in the menu, and the tab


@pytest.mark.parametrize("tab", ["", "details/", "timeline/"])
def test_a_missing_basis_is_a_red_banner_in_its_place(ola, siri, tab):
    person = make_person("Kari", "Løs")
    consents.end(person, get_purpose("STORE"), reason="No longer a customer", by=siri.actor, via=Via.STAFF)
    page = text_of(browse(ola).get(f"/people/{person.pk}/{tab}"))
    assert "No basis holds this person any longer." in page
    assert "Held for" not in page


def test_who_may_not_see_people_does_not_see_their_timeline(kari, per):
    assert browse(per).get(f"/people/{kari.pk}/timeline/").status_code == 403
