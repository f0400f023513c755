"""Fields added, changed, retired and removed; what a field about people must say. M9, REQ-20, REQ-21."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from samtykke.audit.models import Entry
from samtykke.contacts.actions import create_company
from samtykke.contacts.models import FieldChange, Person
from samtykke.core.known_fields import field_by_key, known_fields
from samtykke.core.refused import Refused
from samtykke.fields import actions, queries
from samtykke.fields.minimisation import asked_of
from samtykke.fields.models import CompanyFieldValue, FieldValue, UserField
from samtykke.purposes.actions import decide_field
from samtykke.purposes.models import DataKind, FieldDecision, Purpose
from tests.factories import make_person
from tests.fields.made import BY, make_field, make_group, make_list

pytestmark = pytest.mark.django_db


def refused(code: str, act: Any, *args: Any, **told: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **told)
    assert caught.value.code == code
    return caught.value


def test_a_field_is_made_with_a_key_a_decision_and_a_line_in_the_trail() -> None:
    """Breaks when a field comes without its purpose, or nobody can see who added it."""
    field = make_field("Skostørrelse")
    decision = FieldDecision.objects.get(field="person.SKOSTORRELSE")
    assert field.key == "SKOSTORRELSE"
    assert [purpose.key for purpose in decision.purposes.all()] == ["STORE"]
    assert Entry.objects.filter(subject_kind="userfield", subject_id=field.pk, deed="list:created").exists()
    assert "person.SKOSTORRELSE" in {known.key for known in known_fields()}


@pytest.mark.parametrize(
    ("without", "code"), [({"purposes": []}, "purpose_missing"), ({"data_kind": None}, "kind_missing")]
)
def test_a_field_about_people_needs_a_purpose_and_a_kind(without: dict[str, Any], code: str) -> None:
    """Breaks when a field about people is held for nothing (Art. 5(1)(b))."""
    refused(code, make_field, **without)
    assert not UserField.objects.exists()


def test_a_field_about_companies_needs_neither_and_is_in_no_data_map() -> None:
    """Breaks when a company's field counts as data about people."""
    make_field("Turnover", "money", "company", unit="nok")
    assert field_by_key("company.TURNOVER") is not None
    assert "company.TURNOVER" not in {known.key for known in known_fields()}


@pytest.mark.parametrize("name", ["Fødselsdato", "Date of birth", "Kjønn", "Gender", "Personnummer", "SSN", "Age"])
def test_what_is_more_than_needed_asks_why(name: str) -> None:
    """Breaks when a birthday, a gender or a national identity number comes without a reason. REQ-21."""
    no = refused(
        f"reason_missing_{asked_of([name]).value}",  # type: ignore[union-attr]
        make_field,
        name,
        "text",
    )
    assert no.field == "note"
    field = make_field(name, "text", note="The federation asks for it when a licence is issued.")
    assert FieldDecision.objects.get(field=field.known_key).note


@pytest.mark.parametrize("name", ["Package", "Essex", "Language", "Message", "Storage", "Balder"])
def test_words_that_only_look_alike_ask_nothing(name: str) -> None:
    """Breaks when *age* is found in *package*."""
    assert asked_of([name]) is None


def test_renaming_into_a_birthday_asks_too() -> None:
    """Breaks when the question is escaped by adding a field first and naming it afterwards."""
    field = make_field("Day", "date")
    refused("reason_missing_birth", actions.change_field, field, changes={"names": {"en": "Birthday"}}, **BY)


def test_a_national_number_is_covered_and_stays_so() -> None:
    """Breaks when a national identity number is shown to everybody, at once or by a later decision. REQ-20."""
    field = make_field("Fødselsnummer", "text", note="Wages are reported to the tax authority.")
    decision = FieldDecision.objects.get(field=field.known_key)
    assert decision.is_sensitive
    refused("must_be_sensitive", decide_field, field.known_key, purposes=decision.purposes.all(), **BY)


def test_health_needs_a_condition_of_its_purpose() -> None:
    """Breaks when a field of a special category is taken for a purpose without Art. 9(2). REQ-20."""
    Purpose.objects.filter(key="STORE").update(is_active=True)
    health = DataKind.objects.get(key="HEALTH")
    refused("special_condition_missing", make_field, "Allergy", "text", data_kind=health)


def test_a_name_is_taken_once_for_people_and_once_for_companies() -> None:
    """Breaks when two fields of people share a name, or people and companies cannot both have one."""
    make_field("Segment")
    refused("name_taken", make_field, "segment")
    assert make_field("Segment", subject="company").key == "SEGMENT2"


def test_the_kind_stays_once_something_is_written(kari: Person) -> None:
    """Breaks when numbers become dates under those who have them."""
    field = make_field()
    actions.change_field(field, changes={"kind": "text"}, **BY)
    actions.change_fields(kari, told={field.key: "42"}, **BY)
    refused("kind_fixed", actions.change_field, field, changes={"kind": "number"}, **BY)
    refused("field_in_use", actions.delete_field, field, **BY)


def test_an_empty_field_goes_to_the_bin_and_back() -> None:
    """Breaks when a field is gone for good, or its name is taken by the dead."""
    field = make_field()
    actions.delete_field(field, **BY)
    assert queries.fields_of("person") == []
    other = make_field()
    refused("name_taken", actions.restore_field, field, **BY)
    actions.delete_field(other, **BY)
    actions.restore_field(field, **BY)
    assert queries.fields_of("person") == [field]


def test_a_retired_field_is_read_and_emptied_and_not_filled(kari: Person) -> None:
    """Breaks when a retired field takes new values, or keeps what should go. M30."""
    field = make_field()
    actions.change_fields(kari, told={field.key: 42}, **BY)
    actions.retire_field(field, **BY)
    no = refused("field_retired", actions.change_fields, kari, told={field.key: 43}, **BY)
    assert no.field == "fields.SHOESIZE"
    actions.change_fields(kari, told={field.key: 42}, **BY)
    actions.change_fields(kari, told={field.key: ""}, **BY)
    assert not FieldValue.objects.exists()
    actions.retire_field(field, is_retired=False, **BY)
    actions.change_fields(kari, told={field.key: 43}, **BY)


def test_fields_move_within_their_group() -> None:
    """Breaks when a field jumps over those of another group, or does not move."""
    one, two, three = (make_field(name) for name in ("One", "Two", "Three"))
    make_field("Other", group=make_group("Work"))
    actions.move_field(three, direction="up", **BY)
    actions.move_field(one, **BY)
    assert [field.key for field in queries.fields_of("person")][:3] == ["THREE", "TWO", "ONE"]
    assert two.group_id == three.group_id


def test_a_renamed_value_is_the_same_value(kari: Person) -> None:
    """Breaks when renaming takes the value from who has it, or makes a change in their history."""
    field, (gold, _silver) = make_list()
    actions.change_fields(kari, told={field.key: "gold"}, **BY)
    actions.rename_option(gold, names={"en": "Golden", "nb": "Gyllen"}, **BY)
    assert FieldValue.objects.get().option.name == "Golden"
    assert FieldChange.objects.filter(person=kari, field=field.known_key).count() == 1


def test_a_value_in_use_is_not_deleted_and_retired_it_stays(kari: Person) -> None:
    """Breaks when deleting a value of a list empties people, or a retired one is chosen anew."""
    field, (gold, silver) = make_list()
    actions.change_fields(kari, told={field.key: "GOLD"}, **BY)
    refused("option_in_use", actions.delete_option, gold, **BY)
    actions.delete_option(silver, **BY)
    actions.retire_option(gold, **BY)
    actions.change_fields(kari, told={field.key: "GOLD"}, **BY)
    refused("option_retired", actions.change_fields, make_person("Per", "Nilsen"), told={field.key: "GOLD"}, **BY)
    assert FieldValue.objects.get().option_id == gold.pk


def test_two_values_become_one_for_everybody_with_it_in_their_history(kari: Person) -> None:
    """Breaks when somebody is left behind, has it twice, or cannot see that it moved."""
    field, (gold, silver) = make_list("Interests", "Gold", "Silver", kind="choices")
    nils = make_person("Nils", "Berg")
    actions.change_fields(kari, told={field.key: ["GOLD", "SILVER"]}, **BY)
    actions.change_fields(nils, told={field.key: ["GOLD"]}, **BY)
    version = Person.objects.get(pk=nils.pk).version
    assert actions.merge_options(gold, into=silver, **BY) == 2
    assert sorted(FieldValue.objects.values_list("person_id", "option_id")) == sorted(
        [(kari.pk, silver.pk), (nils.pk, silver.pk)]
    )
    assert FieldChange.objects.filter(field=field.known_key, before="GOLD", after="SILVER").count() == 2
    assert Person.objects.get(pk=nils.pk).version == version + 1
    assert Entry.objects.filter(deed="list:merged", details__count=2).exists()


def test_postgresql_refuses_what_the_product_never_writes(kari: Person) -> None:
    """Breaks when a value in another column than that of its kind, in two or in none, gets past the tables."""
    field, (gold, _silver) = make_list()
    number = make_field()
    wrong: list[dict[str, Any]] = [
        {"field": field, "kind": "choice", "text": "Gold"},
        {"field": number, "kind": "number", "number": 1, "text": "1"},
        {"field": number, "kind": "number", "option": gold},
        {"field": number, "kind": "number"},
        {"field": number, "kind": "date", "day": "1899-12-31"},
        {"field": number, "kind": "text", "text": ""},
        {"field": number, "kind": "elephant", "text": "x"},
    ]
    for row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            FieldValue.objects.create(person=kari, **row)


def test_postgresql_holds_a_companys_value_to_its_field() -> None:
    """Breaks when a company's value is of another kind, or of another field's list."""
    company = create_company("Testvik Kabel AS", **BY)
    number, (_listed, (gold, _silver)) = make_field(subject="company"), make_list(subject="company")
    other, _options = make_list("Size", subject="company")
    for row in ({"field": number, "kind": "text", "text": "x"}, {"field": other, "kind": "choice", "option": gold}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CompanyFieldValue.objects.create(company=company, **row)
