"""Fields marked as sensitive: covered, not searched, not narrowed by, kept by a form that leaves them out. M23."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.contacts import actions as contacts
from samtykke.contacts.masking import Mask, mask_of, sensitive_fields
from samtykke.contacts.models import Category, Person
from samtykke.core.actors import Actor, Via
from samtykke.purposes.actions import decide_field
from tests.factories import make_person
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db

BY = {"by": Actor.system(), "via": Via.STAFF}
DOTS = '<span aria-hidden="true">•••</span><span class="only-heard">hidden</span>'


def cover(*fields: str) -> None:
    for field in fields:
        decide_field(field, purposes=[], is_sensitive=True, **BY)


@pytest.fixture
def montør(kari: Person) -> Person:
    """Kari with a title, a category and a company, all of which are covered, as are her addresses and numbers."""
    category = Category.objects.offered()[0]
    company = contacts.create_company("Testvik Kabel AS", **BY)
    contacts.change_person(kari, changes={"title": "Montør", "category": category, "company": company}, **BY)
    cover("person.title", "person.category", "person.company", "person.emails", "person.phones", "person.external_id")
    return Person.objects.get(pk=kari.pk)


def test_the_right_alone_uncovers(montør: Person, ola: User, siri: User) -> None:
    """Breaks when the mask is asked of nobody, or covers for who holds the right."""
    assert mask_of(siri) == Mask()
    assert mask_of(ola).keys == sensitive_fields()
    assert len(sensitive_fields()) == 6


def test_the_card_shows_dots_and_a_word_for_who_listens(montør: Person, ola: User, siri: User) -> None:
    """Breaks when a value shows, or nothing says that there is one."""
    page, whole = (text_of(browse(user).get(f"/people/{montør.pk}/")) for user in (ola, siri))
    assert DOTS in page
    for secret in ("Montør", "Testvik Kabel", "kari.testvik@", "91234567", "ERP-KARI-1204"):
        assert secret not in page
        assert secret in whole


def test_the_list_is_neither_searched_nor_narrowed_by_what_is_covered(montør: Person, ola: User, siri: User) -> None:
    """Breaks when guessing an address, a number or a company tells who has it."""
    for text in ("kari.testvik@example.org", "91234567", "ERP-KARI-1204"):
        assert f"/people/{montør.pk}/" not in text_of(browse(ola).get("/people/", {"q": text}))
        assert f"/people/{montør.pk}/" not in text_of(browse(ola).get("/find/", {"q": text}))
        assert f"/people/{montør.pk}/" in text_of(browse(siri).get("/people/", {"q": text}))
    make_person("Nora")
    narrowed = browse(ola).get("/people/", {"company": montør.company_id})
    assert narrowed.context["count"] == 2
    assert "category" not in narrowed.context["form"].fields
    assert list(browse(ola).get(f"/companies/{montør.company_id}/").context["people"]) == []


def test_a_form_leaves_out_what_is_covered_and_keeps_it(montør: Person, ola: User) -> None:
    """Breaks when saving a form without a field empties the field."""
    client, address = browse(ola), f"/people/{montør.pk}/details/"
    page = text_of(client.get(address))
    assert 'name="title"' not in page
    assert "left out, and stay as they are" in page
    told = {
        "version": montør.version,
        "first_name": "Karianne",
        "last_name": "Testvik",
        "title": "X",
        "company_name": "",
    }
    assert client.post(address, told).status_code == 302
    now = Person.objects.get(pk=montør.pk)
    assert (now.first_name, now.title, now.company_id) == ("Karianne", "Montør", montør.company_id)
    assert (now.external_id, now.category_id) == ("ERP-KARI-1204", montør.category_id)
    email = montør.emails.get()
    assert client.post(f"/people/{montør.pk}/emails/{email.id}/retirement/").status_code == 403
    assert client.post(f"/people/{montør.pk}/emails/", {"address": "b@example.org", "use": "work"}).status_code == 403


def test_the_history_names_a_covered_field_without_its_values(montør: Person, ola: User, siri: User) -> None:
    """Breaks when the timeline tells what the card covers."""
    address = f"/people/{montør.pk}/timeline/"
    assert "Montør" not in text_of(browse(ola).get(address))
    assert "Montør" in text_of(browse(siri).get(address))


def test_a_file_says_which_columns_are_hidden(montør: Person, admin: User) -> None:
    """REQ-94. Breaks when a file takes out what the page covers."""
    from samtykke.web.queries import exported, head

    mask = Mask(sensitive_fields())
    row = dict(zip(head(mask), next(iter(exported(Person.objects.filter(pk=montør.pk), mask))), strict=True))
    assert row["title (hidden)"] == row["emails (hidden)"] == "hidden"
    assert row["last_name"] == montør.last_name


def test_a_covered_address_is_written_to_without_being_shown(montør: Person, ola: User) -> None:
    """Breaks when writing by hand shows the address, or no longer works."""
    page = text_of(browse(ola).get(f"/people/{montør.pk}/confirmation-mail/"))
    assert "kari.testvik@" not in page
    assert "••• 1" in page


def test_hints_of_duplicates_do_not_tell_whose_a_covered_address_is(montør: Person, ola: User) -> None:
    """Breaks when typing an address shows who has it."""
    page = text_of(browse(ola).post("/people/new/hints/", {"email": "kari.testvik@example.org"}))
    assert f"/people/{montør.pk}/" not in page


def test_covering_costs_one_query_a_request(montør: Person, ola: User, django_assert_num_queries) -> None:
    """Breaks when every row asks anew what is covered."""
    with django_assert_num_queries(3):  # the roles, what is covered, the people
        people = list(Person.objects.all())
        for person in people:
            mask_of(ola).cover(person)
        mask_of(ola).cover_emails([])
