"""Facts changed in their place on the card: saved, taken back, met by another's change, refused with the reason at the field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Category, FieldChange, Person
from samtykke.core.actors import Actor, Via
from samtykke.purposes.actions import change_item, decide_field
from tests.factories import make_person
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db

BY = {"by": Actor.system(), "via": Via.STAFF}
HTMX = {"HTTP_HX_REQUEST": "true"}


def at(person: Person, fact: str) -> str:
    return f"/people/{person.pk}/facts/{fact}/"


def test_a_fact_is_saved_in_its_place_and_taken_back(kari: Person, ola: User) -> None:
    """Breaks when saving answers a whole page, the head keeps the old words, or Undo writes nothing back."""
    client = browse(ola)
    page = text_of(client.get(at(kari, "title"), **HTMX))
    assert "<html" not in page
    assert 'name="was_title" value=""' in page
    saved = text_of(client.post(at(kari, "title"), {"title": "Purchaser", "was_title": ""}, **HTMX))
    assert "<span>Purchaser</span>" in saved
    assert 'id="person-who" hx-swap-oob="true"' in saved
    undo = re.search(r'action="(/people/\d+/changes/\d+/reversal/)"', saved)
    assert undo
    assert Person.objects.get(pk=kari.pk).title == "Purchaser"
    assert client.post(undo.group(1)).headers["Location"] == f"/people/{kari.pk}/"
    assert Person.objects.get(pk=kari.pk).title == ""
    assert "Undone." in text_of(client.get(f"/people/{kari.pk}/"))


def test_both_names_are_one_fact_and_one_undo(kari: Person, ola: User) -> None:
    """Breaks when Undo gives back one of two values that were changed together."""
    sent = {"first_name": "Karin", "last_name": "Vik"}
    sent |= {f"was_{name}": getattr(kari, name) for name in ("first_name", "last_name")}
    answer = browse(ola).post(at(kari, "name"), sent)
    assert answer.headers["Location"] == f"/people/{kari.pk}/"
    contacts.undo_change(kari, FieldChange.objects.filter(person=kari).latest("id").id, **BY)
    assert Person.objects.get(pk=kari.pk).full_name == kari.full_name


def test_who_comes_second_sees_both_values_and_who_and_loses_nothing(kari: Person, ola: User, siri: User) -> None:
    """Breaks when the later of two who edit one field wins in silence, or is not told who was first."""
    browse(siri).post(at(kari, "title"), {"title": "Director", "was_title": ""})
    client = browse(ola)
    answer = client.post(at(kari, "title"), {"title": "Purchaser", "was_title": ""}, **HTMX)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Siri Vernøy changed this while you were writing." in page
    assert "It now says: Director" in page
    assert 'value="Purchaser"' in page
    assert Person.objects.get(pk=kari.pk).title == "Director"
    assert client.post(at(kari, "title"), {"title": "Purchaser", "was_title": "Director"}).status_code == 302
    assert Person.objects.get(pk=kari.pk).title == "Purchaser"


def test_two_who_edit_different_fields_do_not_meet(kari: Person, ola: User, siri: User) -> None:
    """Breaks when any change of the person refuses every other."""
    browse(siri).post(at(kari, "country"), {"country": "SE", "was_country": kari.country})
    assert browse(ola).post(at(kari, "title"), {"title": "Purchaser", "was_title": ""}).status_code == 302
    kari.refresh_from_db()
    assert (kari.country, kari.title) == ("SE", "Purchaser")


def test_undo_after_somebody_changed_it_again_leaves_what_stands(kari: Person, ola: User, siri: User) -> None:
    """Breaks when an old toast overwrites a newer value."""
    client = browse(ola)
    client.post(at(kari, "title"), {"title": "Purchaser", "was_title": ""})
    change = FieldChange.objects.filter(person=kari, field="title").latest("id").id
    browse(siri).post(at(kari, "title"), {"title": "Director", "was_title": "Purchaser"})
    client.post(f"/people/{kari.pk}/changes/{change}/reversal/")
    assert Person.objects.get(pk=kari.pk).title == "Director"
    assert "changed this again since" in text_of(client.get(f"/people/{kari.pk}/"))


@pytest.mark.parametrize(
    ("fact", "told", "said"),
    [
        ("title", {"title": "x" * 10_000}, "at most 500 characters"),
        ("title", {"title": "a\x00b"}, "Null characters are not allowed"),
        ("country", {"country": "XX"}, "Select a valid choice"),
        ("owner", {"owner": "424242"}, "Select a valid choice"),
        ("category", {"category": "NOSUCH"}, "Select a valid choice"),
    ],
)
def test_a_value_that_cannot_be_is_refused_at_its_field(
    kari: Person, ola: User, fact: str, told: dict[str, str], said: str
) -> None:
    """Breaks when a refusal does not say why beside the input, or something is written in spite of it."""
    answer = browse(ola).post(at(kari, fact), told, **HTMX)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not FieldChange.objects.filter(person=kari).exists()


def test_a_retired_entry_of_a_list_stays_with_who_has_it(kari: Person, ola: User) -> None:
    """Breaks when a category that is no longer offered is lost by opening the input."""
    category = Category.objects.offered()[0]
    contacts.change_person(kari, changes={"category": category}, **BY)
    change_item(category, changes={"is_active": False}, **BY)
    page = text_of(browse(ola).get(at(kari, "category"), **HTMX))
    assert f'<option value="{category.key}" selected>' in page


def test_what_is_covered_or_retired_is_not_opened(kari: Person, ola: User, siri: User) -> None:
    """Breaks when the input shows a value that the card covers, or a retired field is filled in."""
    contacts.change_person(kari, changes={"title": "Montør"}, **BY)
    decide_field("person.title", purposes=[], is_sensitive=True, **BY)
    client = browse(ola)
    assert "Montør" not in text_of(client.get(at(kari, "title"), **HTMX))
    client.post(at(kari, "title"), {"title": "Sjef", "was_title": "Montør"})
    decide_field("person.title", purposes=[], is_retired=True, **BY)
    page = text_of(browse(siri).get(at(kari, "title"), **HTMX))
    assert "Retired: no longer filled in" in page
    browse(siri).post(at(kari, "title"), {"title": "Sjef", "was_title": "Montør"})
    assert Person.objects.get(pk=kari.pk).title == "Montør"


def test_of_somebody_restricted_nothing_is_changed(kari: Person, siri: User) -> None:
    """Art. 18: only kept. Breaks when the card offers an input, or an address that is known by heart writes."""
    consents.restrict(kari, by=siri.actor, via=Via.STAFF)
    client = browse(siri)
    assert "/facts/" not in text_of(client.get(f"/people/{kari.pk}/"))
    assert 'name="title"' not in text_of(client.get(at(kari, "title"), **HTMX))
    assert client.post(at(kari, "title"), {"title": "x", "was_title": ""}).status_code == 422
    for address in ("companies/", "postal/", "interests/choice/"):
        client.post(f"/people/{kari.pk}/{address}", {"company_name": "Tenkt", "city": "Bergen", "interest": "X"})
    assert not FieldChange.objects.filter(person=kari).exists()


def test_guessed_addresses_and_who_may_not(kari: Person, ola: User, per: User) -> None:
    """Breaks when a fact that is none answers, a change of somebody else is undone, or Per gets in."""
    client = browse(ola)
    other = make_person("Nils", "Berg")
    contacts.change_person(other, changes={"title": "x"}, **BY)
    change = FieldChange.objects.get(person=other).id
    assert client.get(at(kari, "birthday")).status_code == 404
    assert client.get("/people/424242/facts/title/").status_code == 404
    assert client.post(f"/people/{kari.pk}/changes/{change}/reversal/").status_code == 404
    assert browse(per).get(at(kari, "title")).status_code == 403
    assert browse(per).post(at(kari, "title"), {"title": "x"}).status_code == 403


def test_without_javascript_a_fact_has_a_page(kari: Person, ola: User) -> None:
    """Breaks when the link on the card leads to a fragment."""
    page = text_of(browse(ola).get(at(kari, "language")))
    assert "<html" in page
    assert "Held for Sales and service" in page
    assert 'name="language"' in page
