"""Two companies made one and parted again: everything of both is read as one's, and a split gives back what was (0017)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtykke.audit.models import Entry
from samtykke.contacts import actions, company_tables
from samtykke.contacts.actions.company_merging import WHOLE
from samtykke.contacts.actions.company_rows import values_of
from samtykke.contacts.company_queries import changes_of_company, company_and_merged, company_survivor_id
from samtykke.contacts.duplicates import find_company_pairs
from samtykke.contacts.masking import NOTHING
from samtykke.contacts.models import Category, Company, CompanyMerge, CompanyPair, Person
from samtykke.contacts.personal_data import export
from samtykke.contacts.reach import reach_of
from samtykke.core.refused import Refused
from samtykke.sales.actions import create_sale
from samtykke.sales.models import Sale
from tests.contacts.rows import BY, make_person

pytestmark = pytest.mark.django_db
NUMBER, OTHER_NUMBER = "923609016", "974760673"


def code_of(act: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **more, **BY)
    return refused.value.code


@pytest.fixture
def two() -> tuple[Company, Company]:
    """Fjordlys twice, once with less known of it."""
    first = actions.create_company("Fjordlys AS", org_number=NUMBER, phone="22 33 44 55", **BY)
    return first, actions.create_company("Fjordlys", web="fjordlys.example", postal_street="Boks 1", **BY)


def test_the_people_of_both_stand_under_the_one_that_stays_and_nothing_moves(two):
    first, second = two
    people = [make_person(company=first), make_person(company=second)]
    overlay = actions.merge_companies(first.pk, second.pk, **BY)
    second.refresh_from_db()
    assert (second.name, second.org_number, bool(second.deleted_at)) == ("Fjordlys AS", NUMBER, True)
    assert set(company_and_merged(first.pk).values_list("pk", flat=True)) == {first.pk, second.pk}
    assert company_survivor_id(second.pk) == first.pk
    for person in people:
        person.refresh_from_db()
    assert [person.company_id for person in people] == [first.pk, second.pk]
    assert people[1].company.name == "Fjordlys AS"
    changed = actions.change_company(first, changes={"name": "Fjordlys ASA"}, **BY)
    assert Company.objects.get(pk=second.pk).name == changed.name
    assert actions.split_companies(overlay, **BY)
    assert Company.objects.get(pk=second.pk).name == "Fjordlys"
    assert not actions.split_companies(overlay, **BY)
    assert {"company:merged", "company:split"} <= set(Entry.objects.values_list("deed", flat=True))


def test_what_is_taken_goes_back_unless_somebody_changed_it_since(two):
    first, second = two
    overlay = actions.merge_companies(first.pk, second.pk, take=["web", "postal", "name"], **BY)
    first.refresh_from_db()
    assert (first.name, first.web, first.postal_street) == ("Fjordlys", "https://fjordlys.example", "Boks 1")
    actions.change_company(first, changes={"web": "https://new.example"}, **BY)
    actions.split_companies(overlay, **BY)
    first.refresh_from_db()
    assert (first.name, first.web, first.postal_street) == ("Fjordlys AS", "https://new.example", "")
    assert {row.field for row in changes_of_company(first.pk)} == {"name", "web", "postal_street"}


def test_a_number_comes_with_its_country_and_is_free_for_whoever_takes_it(two):
    first, second = two
    overlay = actions.merge_companies(second.pk, first.pk, take=["org_number"], **BY)
    second.refresh_from_db()
    assert (second.org_number, second.country) == (NUMBER, "NO")
    actions.split_companies(overlay, **BY)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.org_number, second.org_number, second.country) == (NUMBER, "", "")


def test_a_number_somebody_else_took_meanwhile_keeps_the_two_together(two):
    first, second = two
    overlay = actions.merge_companies(second.pk, first.pk, **BY)
    actions.create_company("Other", org_number=NUMBER, **BY)
    assert code_of(actions.split_companies, overlay) == "org_number_taken"


def test_what_cannot_be_merged_is_refused(two):
    first, second = two
    third = actions.create_company("Third", **BY)
    assert code_of(actions.merge_companies, first.pk, first.pk) == "same_company"
    assert code_of(actions.merge_companies, first.pk, second.pk, versions={first.pk: 9}) == "changed_meanwhile"
    actions.merge_companies(first.pk, second.pk, **BY)
    assert code_of(actions.merge_companies, third.pk, second.pk) == "merged_already"
    assert code_of(actions.merge_companies, third.pk, first.pk) == "merged_already"
    assert code_of(actions.restore_company, second) == "merged_already"
    assert code_of(actions.change_company, second, changes={"name": "X"}) == "merged_already"
    actions.delete_company(first, **BY)
    assert code_of(actions.split_companies, CompanyMerge.objects.get()) == "deleted"
    assert code_of(actions.merge_companies, third.pk, first.pk) == "deleted"
    with pytest.raises(IntegrityError), transaction.atomic():
        CompanyMerge.objects.create(survivor=third, merged=second, actor_kind="user", actor_id=1)


@given(take=st.sets(st.sampled_from(sorted(set(WHOLE) - {"owner_id", "business"}))), swap=st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_merge_and_its_split_give_both_back_as_they_were(take, swap):
    """Breaks when anything of either is lost in between, whichever stays and whatever it takes."""
    with transaction.atomic():
        first = actions.create_company(
            "A", org_number=NUMBER, category=Category.objects.get(key="CUSTOMER"), phone="22334455", note="One", **BY
        )
        second = actions.create_company(
            "B", org_number=OTHER_NUMBER, web="b.example", email="post@b.example", visiting_place="Bergen", **BY
        )
        person = make_person(company=second)
        before = [values_of(one) for one in (first, second)]
        stays, goes = (second, first) if swap else (first, second)
        actions.split_companies(actions.merge_companies(stays.pk, goes.pk, take=take, **BY), **BY)
        after = [Company.objects.get(pk=one.pk) for one in (first, second)]
        assert [values_of(one) for one in after] == before
        assert [one.deleted_at for one in after] == [None, None]
        person.refresh_from_db()
        assert person.company_id == second.pk
        transaction.set_rollback(True)


def test_every_table_that_names_a_company_is_told(two):
    """Breaks when an app names a company and a merge says nothing of it: `company_tables.tell` in its `ready()`."""
    from django.apps import apps

    own = {"contacts_companychange", "contacts_companymerge", "contacts_companypair"}
    naming = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if (field.related_model is Company or field.column == "company_id") and model._meta.db_table not in own
    }
    assert naming == set(company_tables.told())
    assert company_tables.pointing_at(two[0].pk) == []


def pairs() -> set[tuple[int, int, str]]:
    return {(pair.company_id, pair.other_id, pair.reason) for pair in CompanyPair.objects.all()}


def test_pairs_share_a_name_but_for_its_form_or_a_host_and_no_two_numbers(two):
    first, second = two
    slash = actions.create_company("FJORDLYS A/S", **BY)
    web = actions.create_company("Another name", web="https://www.fjordlys.example/om", **BY)
    actions.create_company("Fjordlys Ltd.", country="GB", **BY)
    own_number = actions.create_company("Fjordlys", org_number=OTHER_NUMBER, **BY)
    actions.create_company("AS", **BY)
    find_company_pairs()
    found = pairs()
    assert {(first.pk, second.pk, "name"), (first.pk, slash.pk, "name"), (second.pk, web.pk, "web")} <= found
    assert not {pair for pair in found if {first.pk, own_number.pk} == set(pair[:2])}
    assert find_company_pairs() == 0


def test_two_told_apart_are_no_pair_again_until_it_is_taken_back(two):
    find_company_pairs()
    pair = CompanyPair.objects.get()
    actions.tell_companies_apart(pair, **BY)
    find_company_pairs()
    assert not CompanyPair.objects.waiting().exists()
    actions.pair_companies_again(pair, **BY)
    assert CompanyPair.objects.waiting().exists()
    actions.merge_companies(two[0].pk, two[1].pk, **BY)
    find_company_pairs()
    assert not CompanyPair.objects.exists()


def test_a_person_of_a_company_that_was_merged_away_belongs_to_the_one_that_stays(two):
    """On the card, where it is no company in the bin, in the person's own copy, and on a sale; renamed meanwhile too."""
    first, second = two
    person, beside = make_person(company=second), make_person(company=second)
    actions.belong(person, second, role="Purchaser", **BY)
    sale = create_sale("Kabel", company=second, **BY)
    overlay = actions.merge_companies(first.pk, second.pk, **BY)
    actions.change_company(Company.objects.get(pk=first.pk), changes={"name": "Fjordlys Nord AS"}, **BY)
    for one in (person, beside):
        (row,) = reach_of(Person.objects.get(pk=one.pk), [one.pk], NOTHING).companies
        assert (row.name, row.is_main, row.is_gone) == ("Fjordlys Nord AS", True, False)
    told = export(person.pk)
    assert [told["person"]["company"], *(row["company"] for row in told["companies"])] == ["Fjordlys Nord AS"] * 2
    assert Sale.objects.select_related("company").get(pk=sale.pk).company.name == "Fjordlys Nord AS"
    actions.split_companies(overlay, **BY)
    assert export(person.pk)["person"]["company"] == "Fjordlys"
