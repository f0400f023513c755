"""Two entries of a list made one: everybody moves in one step with it in their history, and all of it can be taken back."""

from __future__ import annotations

import pytest

from samtykke.audit.models import Entry
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Business, Category, Company, FieldChange, Person
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.purposes import actions
from samtykke.purposes.lists import listings
from samtykke.purposes.models import ItemMerge, LegalBasis
from samtykke.purposes.moving import movers_of
from samtykke.purposes.queries import use_columns
from tests.factories import make_person
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY = {"by": Actor.system(), "via": Via.STAFF}


@pytest.fixture
def two() -> tuple[Category, Category]:
    """Two categories that say the same."""
    return Category.objects.get(key="CUSTOMER"), Category.objects.get(key="PARTNER")


def test_everybody_moves_with_it_in_their_history_and_goes_back_together(two):
    gone, stays = two
    people = [make_person(category=gone), make_person(category=stays), make_person(category=gone)]
    company = contacts.create_company("A", category=gone, **BY)
    done = actions.merge_items(gone, into=stays, slug="categories", **BY)
    assert done.moved == 3
    assert set(Person.objects.values_list("category__key", flat=True)) == {"PARTNER"}
    assert Company.objects.get(pk=company.pk).category == stays
    assert not Category.objects.existing().filter(pk=gone.pk).exists()
    told = FieldChange.objects.filter(person=people[0]).values_list("field", "before", "after")
    assert list(told) == [("category_id", str(gone.pk), str(stays.pk))]
    assert company.changes.count() == 1
    contacts.change_person(Person.objects.get(pk=people[2].pk), changes={"category": None}, **BY)
    assert actions.part_items(done, model=Category, **BY) == gone
    found = [Person.objects.get(pk=person.pk).category for person in people]
    assert found == [gone, stays, None]
    assert Company.objects.get(pk=company.pk).category == gone
    assert actions.part_items(done, model=Category, **BY) is None
    assert {"list:merged", "list:parted"} <= set(Entry.objects.values_list("deed", flat=True))


def test_what_is_no_pair_of_one_list_is_refused(two):
    gone, stays = two
    basis = LegalBasis.objects.first()
    for item, into, code in ((gone, gone, "other_list"), (basis, basis, "never_merged")):
        with pytest.raises(Refused) as refused:
            actions.merge_items(item, into=into, slug="categories", **BY)
        assert refused.value.code == code
    actions.delete_item(stays, **BY)
    with pytest.raises(Refused):
        actions.merge_items(gone, into=stays, slug="categories", **BY)


def test_every_column_that_names_an_entry_has_somebody_who_moves_it():
    """Breaks when a table names a list whose entries may be made one, and nobody moves it: `moves` in `ready()`."""
    for one in listings():
        if movers_of(one.model):
            naming = {(column.model._meta.db_table, column.column) for column in use_columns(one.model)}
            assert naming == {mover.column for mover in movers_of(one.model)}


def test_the_page_says_who_would_move_and_the_toast_undoes_it(two, siri, per):
    gone, _stays = two
    make_person(category=gone)
    client = browse(siri)
    page = text_of(client.get("/categories/CUSTOMER/"))
    assert "Everybody who has “Customer” (1 person) gets the other instead" in page
    assert "Two are the same" not in text_of(client.get("/legal-bases/61F/"))
    answer = client.post("/categories/CUSTOMER/merge/", {"into": "PARTNER"}, follow=True)
    done = ItemMerge.objects.get()
    undo = f"/categories/CUSTOMER/merge/{done.pk}/parting/"
    assert "is “Partner” now, for 1" in text_of(answer)
    assert text_of(answer).count(undo) >= 1
    client.post(undo)
    assert Person.objects.get().category == gone
    assert client.post("/categories/CUSTOMER/merge/", {"into": "\x00"}).status_code == 422
    assert client.post("/categories/CUSTOMER/merge/", {"into": "CUSTOMER"}).status_code == 422
    assert client.post("/categories/PARTNER/merge/999999/parting/").status_code == 404
    assert browse(per).post("/categories/CUSTOMER/merge/", {"into": "PARTNER"}).status_code == 403


def test_a_business_moves_companies_alone():
    trade, other = Business.objects.get(key="TRADE"), Business.objects.get(key="OTHER")
    company = contacts.create_company("A", business=trade, **BY)
    assert actions.merge_items(trade, into=other, slug="businesses", **BY).moved == 1
    assert Company.objects.get(pk=company.pk).business == other
