"""The card of one person: the five facts, what may be done, what was said and when, who looked."""

from __future__ import annotations

import pytest

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.contacts.models import Category, Person
from samtykke.core.actors import Via
from samtykke.purposes.models import Wording
from tests.factories import make_consent, make_person, withdraw
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db


def card(user, person, tab="privacy/"):
    """The card as a user reads it."""
    return text_of(browse(user).get(f"/people/{person.pk}/{tab}"))


def test_the_five_facts_stand_on_top(kari, ola):
    page = card(ola, kari)
    for fact in ("Held for Sales and service", "Legitimate interests", "61F", "Created by user", "Samtykke"):
        assert fact in page
    assert page.index("Held for") < page.index("What you may do today")


def test_a_consent_shows_status_source_words_and_evidence(kari, ola):
    make_consent(kari)
    page = card(ola, kari)
    assert "Yes: E-marketing" in page
    assert "Yes, send me the newsletter." in page
    assert "form 1" in page
    assert "The person" in page


def test_of_a_day_alone_no_time_is_shown(kari, siri):
    """Breaks when an answer whose day alone is known stands as given at midnight."""
    told = {"status": "given", "on": "2026-03-20", "evidence_kind": "paper", "own_act": "on", "source": "USER"}
    words = Wording.objects.filter(purpose__key="EMARKETING").latest("id")
    browse(siri).post(f"/people/{kari.pk}/purposes/EMARKETING/answer/", {**told, "wording": words.pk})
    page = card(siri, kari)
    assert "20 Mar 2026" in page
    assert "20 Mar 2026 00:00" not in page


def test_a_withdrawal_looks_final_and_offers_no_switch(kari, ola):
    make_consent(kari)
    withdraw(kari)
    page = card(ola, kari)
    assert "No: E-marketing" in page
    assert "Only the person can say yes again" in page
    assert f"/people/{kari.pk}/purposes/EMARKETING/withdrawal/" not in page
    assert "History, 2 entries" in page


def test_per_and_a_stranger_see_nothing(kari, per):
    answer = browse(per).get(f"/people/{kari.pk}/")
    assert answer.status_code == 403
    assert "Ødegård" not in text_of(answer)


def test_a_person_who_does_not_exist_is_not_found(ola, db):
    assert browse(ola).get("/people/424242/").status_code == 404


def test_every_look_is_noted(kari, ola):
    card(ola, kari)
    entry = Entry.objects.get(deed=Deed.PERSON_VIEWED.value)
    assert (entry.actor_id, entry.subject_id) == (ola.pk, kari.pk)


def test_who_looked_is_shown_to_who_may_read_the_trail(kari, ola, siri):
    card(ola, kari)
    assert "Ola Salg" in card(siri, kari)
    assert "Who has looked" not in card(ola, kari)


def test_restriction_and_objection_are_said_before_all_else(kari, siri):
    consents.object_to_marketing(kari, by=siri.actor, via=Via.STAFF)
    consents.restrict(kari, by=siri.actor, via=Via.STAFF)
    page = card(siri, kari)
    assert "No marketing of any kind" in page
    assert "The use is restricted" in page
    assert "Lift the restriction" in page
    assert f"/people/{kari.pk}/details/" not in page


def test_a_merged_person_is_shown_as_the_one_who_stands_for_both(kari, ola):
    other = make_person("Kari", "Ødegård-Testvik")
    consents.merge(kari, other, by=ola.actor, via=Via.STAFF)
    answer = browse(ola).get(f"/people/{other.pk}/")
    assert answer.headers["Location"] == f"/people/{kari.pk}/"


def test_a_namesake_is_pointed_out(kari, ola):
    make_person("Kari", "Ødegård-Testvik")
    assert "Somebody of the same name" in card(ola, kari, "")


def test_names_are_never_run_as_markup(ola):
    page = card(ola, make_person("<script>alert(1)</script>", "{{ settings.SECRET_KEY }}", email=None))
    assert "<script>alert" not in page
    assert "{{ settings.SECRET_KEY }}" in page


def test_a_card_without_a_title_begins_with_no_dot(kari, ola):
    Person.objects.filter(pk=kari.pk).update(category=Category.objects.first())
    lead = text_of(browse(ola).get(f"/people/{kari.pk}/")).split('<p class="sub">')[1].split("</p>")[0]
    assert lead == Category.objects.first().names["en"]
