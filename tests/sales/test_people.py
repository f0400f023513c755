"""Who is part of a sale or project, who sees it, and what is told and erased of them."""

from __future__ import annotations

import json

import pytest

from samtykke.accounts.models import Role
from samtykke.accounts.rights import Right
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import visible_to
from samtykke.core import personal_data
from samtykke.core.refused import Refused
from samtykke.sales import actions
from samtykke.sales.found import found_projects, found_sales
from samtykke.sales.models import PartRole, Sale, SalePerson
from samtykke.sales.queries import parts_of
from tests.accounts.factories import make_user
from tests.factories import make_person
from tests.sales.made import BY, make_company, make_project, make_sale, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def nils(db):
    """Staff with every right but the one to see whoever is restricted."""
    rights = [right.value for right in Right if right != Right.CONSENTS_RESTRICT]
    Role.objects.create(key="looking", names={"en": "Looking"}, rights=rights, visibility="all")
    return make_user("Nils Nesten", "looking")


def names(thing, user):
    """Who is part of it, as a user sees it: names, and who is the primary contact."""
    parts = parts_of([thing], among=visible_to(user)).get(thing.pk, [])
    return [(part.person.first_name, part.is_primary) for part in parts]


def exported(person):
    """What the copy says."""
    part = next(one for one in personal_data.registered() if one.name == "sales")
    return json.loads(json.dumps(part.export(person.pk), default=list))


def erase(person):
    """Erases what these tables hold."""
    part = next(one for one in personal_data.registered() if one.name == "sales")
    return part.erase(person.pk)


def test_the_first_person_is_the_primary_contact_and_another_can_take_over(kari, ola):
    nora, sale = make_person("Nora"), make_sale()
    actions.add_person(sale, kari, **BY)
    actions.add_person(sale, nora, **BY)
    actions.add_person(sale, nora, is_primary=True, **BY)
    assert names(sale, ola) == [("Kari", True), ("Nora", False)]
    role = PartRole.objects.get(key="DECIDES")
    actions.change_part(sale, nora, role=role, is_primary=True, **BY)
    actions.change_part(sale, nora, role=role, is_primary=True, **BY)
    assert names(sale, ola) == [("Nora", True), ("Kari", False)]
    actions.remove_person(sale, nora, **BY)
    actions.remove_person(sale, nora, **BY)
    assert names(sale, ola) == [("Kari", False)]


def test_a_sale_of_people_out_of_sight_alone_is_nobodys(kari, ola, nils, signed_in):
    alone, shared = make_sale(kari, title="Bare Kari"), make_sale(kari, title="Begge", company=make_company())
    project = make_project(kari, title="Karis prosjekt")
    consents.restrict(kari, **BY)
    client = signed_in(nils)
    for path in (
        f"/sales/{alone.pk}/",
        f"/sales/{alone.pk}/change/",
        f"/sales/{alone.pk}/people/",
        f"/projects/{project.pk}/",
    ):
        assert client.get(path).status_code == 404
    assert client.post(f"/sales/{alone.pk}/stage/", {"stage": "OFFER"}).status_code == 404
    listed = client.get("/sales/list/").content.decode() + client.get("/sales/").content.decode()
    assert f"#{shared.pk}" in listed
    assert "Begge" not in listed
    assert "Bare Kari" not in listed
    assert found_sales("begge", nils, 5) == []
    assert found_sales("bare", nils, 5) == []
    assert found_projects("karis", nils, 5) == []
    card = client.get(f"/sales/{shared.pk}/")
    assert card.status_code == 200
    assert kari.last_name not in card.content.decode()


def test_of_a_sale_of_several_those_out_of_sight_are_absent(kari, nils):
    sale = make_sale(kari, make_person("Nora"))
    consents.restrict(kari, **BY)
    assert names(sale, nils) == [("Nora", False)]
    assert found_sales("kabel testv", nils, 5) == []
    consents.lift_restriction(kari, **BY)
    assert [one.pk for one in found_sales("kabel testv", nils, 5)] == [sale.pk]


def test_whoever_is_restricted_is_neither_added_nor_taken_out_and_what_is_theirs_stays(kari, admin):
    alone, shared, new = make_sale(kari), make_sale(kari, company=make_company()), make_sale()
    consents.restrict(kari, **BY)
    for act in (
        lambda: actions.add_person(new, kari, **BY),
        lambda: actions.remove_person(shared, kari, **BY),
        lambda: actions.move(alone, stage("OFFER"), **BY),
        lambda: actions.change_sale(alone, changes={"note": "x"}, **BY),
        lambda: actions.delete(alone, **BY),
    ):
        with pytest.raises(Refused) as no:
            act()
        assert no.value.code == "restricted"
    assert actions.move(shared, stage("OFFER"), **BY).stage.key == "OFFER"


def test_somebody_in_the_bin_is_absent_and_comes_back(kari, ola):
    sale = make_sale(kari, make_person("Nora"))
    contacts.delete_person(kari, **BY)
    assert names(sale, ola) == [("Nora", False)]
    contacts.restore_person(kari, **BY)
    assert names(sale, ola) == [("Kari", True), ("Nora", False)]


def test_a_merged_person_has_the_sales_of_both_and_a_split_gives_them_back(kari, ola, signed_in):
    twin = make_person("Kari", "Testvik")
    own, other, both = (
        make_sale(kari, title="Egen"),
        make_sale(twin, title="Tvillings"),
        make_sale(twin, kari, title="Felles"),
    )
    rows = set(SalePerson.objects.values_list("person_id", "sale_id", "is_primary"))
    overlay = consents.merge(kari, twin, **BY)
    page = signed_in(ola).get(f"/people/{kari.pk}/sales/").content.decode()
    assert all(title in page for title in ("Egen", "Tvillings", "Felles"))
    assert names(both, ola) == [("Kari", True)]
    assert signed_in(ola).get(f"/people/{twin.pk}/sales/").headers["Location"] == f"/people/{kari.pk}/sales/"
    consents.split(overlay, **BY)
    assert set(SalePerson.objects.values_list("person_id", "sale_id", "is_primary")) == rows
    page = signed_in(ola).get(f"/people/{twin.pk}/sales/").content.decode()
    assert "Egen" not in page
    assert "Tvillings" in page
    assert {own.pk, other.pk, both.pk} == set(Sale.objects.values_list("pk", flat=True))


def test_who_was_merged_into_somebody_is_taken_out_with_them(kari):
    twin = make_person("Kari", "Testvik")
    sale = make_sale(twin)
    consents.merge(kari, twin, **BY)
    actions.remove_person(sale, kari, **BY)
    assert not SalePerson.objects.exists()


def test_the_copy_tells_the_sale_with_its_note_and_nobody_else(kari):
    make_sale(kari, make_person("Nora"), note="Vil ha blå kabel", amount="12,50", owner_id=make_user("Ola To").pk)
    make_project(kari, note="Møtes i mai")
    told = exported(kari)
    sale = told["sales"][0]
    assert (sale["title"], sale["note"], sale["amount"], sale["is_primary"]) == (
        "Kabel til Testvik",
        "Vil ha blå kabel",
        "12.50",
        True,
    )
    assert told["projects"][0]["note"] == "Møtes i mai"
    assert "Nora" not in json.dumps(told)
    assert "Ola" not in json.dumps(told)


def test_erasing_takes_a_person_out_and_empties_the_words_of_what_was_theirs_alone(kari):
    nora = make_person("Nora")
    alone, shared = make_sale(kari, note="Ringte", amount=500), make_sale(kari, nora, note="Begge")
    of_company = make_sale(kari, company=make_company(), note="Firmaets")
    project = make_project(kari, note="Alene")
    assert erase(kari) == {"sales_sale": 1, "sales_saleperson": 3, "sales_project": 1, "sales_projectperson": 1}
    for thing in (alone, shared, of_company, project):
        thing.refresh_from_db()
    assert (alone.title, alone.note, alone.amount, alone.emptied_at is not None) == ("", "", 500, True)
    assert (shared.note, of_company.note, project.title, project.note) == ("Begge", "Firmaets", "", "")
    assert exported(kari) == {}
    assert set(SalePerson.objects.values_list("person_id", flat=True)) == {nora.pk}
    assert actions.move(alone, stage("OFFER"), **BY).name == f"#{alone.pk}"


def test_people_are_searched_added_and_taken_out_on_the_page(kari, ola, signed_in):
    sale, client = make_sale(), signed_in(ola)
    assert kari.last_name in client.get(f"/sales/{sale.pk}/people/?q=ødegård").content.decode()
    client.post(f"/sales/{sale.pk}/people/", {"person": kari.pk})
    client.post(f"/sales/{sale.pk}/people/{kari.pk}/", {"role": "DECIDES", "is_primary": "on"})
    assert SalePerson.objects.get().role.key == "DECIDES"
    assert client.post(f"/sales/{sale.pk}/people/{kari.pk}/", {"role": "NONE"}).status_code == 422
    assert client.post(f"/sales/{sale.pk}/people/", {"person": "x"}).status_code == 404
    client.post(f"/sales/{sale.pk}/people/{kari.pk}/removal/")
    assert not SalePerson.objects.exists()


def test_a_page_of_sales_asks_as_much_for_one_as_for_many(ola, signed_in, django_assert_max_num_queries):
    for number in range(6):
        make_sale(make_person("Nora"), title=f"Nr {number}", owner_id=ola.pk)
    client = signed_in(ola)
    client.get("/sales/list/")
    with django_assert_max_num_queries(22):
        assert len(client.get("/sales/list/").context["sales"]) == 6


def test_what_somebody_restricted_is_part_of_stays_in_the_bin(kari, clock):
    sale = make_sale(kari, company=make_company())
    actions.delete(sale, **BY)
    consents.restrict(kari, **BY)
    assert actions.remove_deleted(clock.in_days(1), **BY) == 0
    consents.lift_restriction(kari, **BY)
    assert actions.remove_deleted(clock.in_days(1), **BY) == 1


def test_a_company_that_was_merged_brings_its_sales_to_the_one_that_stays(ola, signed_in):
    stays, gone = make_company("Testvik Kabel AS"), make_company("Testvik Kabler AS")
    make_sale(company=gone, title="Den andres")
    contacts.merge_companies(stays.pk, gone.pk, **BY)
    client = signed_in(ola)
    assert client.get(f"/companies/{gone.pk}/sales/").headers["Location"] == f"/companies/{stays.pk}/sales/"
    assert "Den andres" in client.get(f"/companies/{stays.pk}/sales/").content.decode()
    assert len(client.get(f"/sales/list/?company={stays.pk}").context["sales"]) == 1
