"""What fields hold of a person is in their copy, and goes with them. Art. 15, 17."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Company, Person
from samtykke.core import personal_data
from samtykke.fields import actions
from samtykke.fields.models import CompanyFieldValue, FieldValue
from samtykke.governance.data_map.counting import count_use
from samtykke.governance.data_map.use import figures
from samtykke.governance.emptying import empty_bin
from tests.factories import make_person
from tests.fields.made import BY, make_field, make_list

pytestmark = pytest.mark.django_db


def part() -> personal_data.PersonalData:
    return next(part for part in personal_data.registered() if part.name == "fields")


def test_the_copy_has_what_is_written_and_where_they_are_named(kari: Person) -> None:
    """Breaks when a field, a retired one too, is missing from the copy, or the copy tells who somebody else is."""
    number, (listed, _options) = make_field(), make_list()
    trainer = make_field("Trainer", "person")
    contact = make_field("Contact", "person", "company")
    nils = make_person("Nils", "Berg")
    kabel = contacts.create_company("Testvik Kabel AS", **BY)
    actions.change_fields(kari, told={number.key: "12.5", listed.key: "GOLD"}, **BY)
    actions.change_fields(nils, told={trainer.key: kari.pk}, **BY)
    actions.change_company_fields(kabel, told={contact.key: kari.pk}, **BY)
    actions.retire_field(number, **BY)
    copy = part().export(kari.pk)
    assert {row["field"]: row["value"] for row in copy["fields"]} == {"SHOESIZE": "12.5", "SEGMENT": "GOLD"}
    assert [(row["field"], row["about"]) for row in copy["named_in"]] == [("TRAINER", "person"), ("CONTACT", "company")]
    assert all(set(row) == {"field", "names", "about", "since"} for row in copy["named_in"])


def test_erasure_takes_what_is_written_and_where_they_are_named(kari: Person) -> None:
    """Breaks when a value, or a pointer to somebody erased, stays behind."""
    number, trainer = make_field(), make_field("Trainer", "person")
    contact = make_field("Contact", "person", "company")
    nils = make_person("Nils", "Berg")
    kabel = contacts.create_company("Testvik Kabel AS", **BY)
    actions.change_fields(kari, told={number.key: 42}, **BY)
    actions.change_fields(nils, told={number.key: 43, trainer.key: kari.pk}, **BY)
    actions.change_company_fields(kabel, told={contact.key: kari.pk}, **BY)
    assert part().erase(kari.pk) == {"fields_fieldvalue": 2, "fields_companyfieldvalue": 1}
    assert list(FieldValue.objects.values_list("person_id", "number")) == [(nils.pk, 43)]
    assert not CompanyFieldValue.objects.exists()


def test_the_figures_of_use_count_each_field_by_itself(kari: Person) -> None:
    """Breaks when unused data counts all fields of the table together, or a company's field as a person's. M30."""
    number, other = make_field(), make_field("Other")
    contact, turnover = make_field("Contact", "person", "company"), make_field("Turnover", "number", "company")
    kabel = contacts.create_company("Testvik Kabel AS", **BY)
    nils = make_person("Nils", "Berg")
    actions.change_fields(kari, told={number.key: 1}, **BY)
    actions.change_fields(nils, told={number.key: 2, other.key: 3}, **BY)
    actions.change_company_fields(kabel, told={contact.key: kari.pk, turnover.key: 3}, **BY)
    count_use()
    found = {key: use.count for key, use in figures("field").items() if key.rpartition(".")[2].isupper()}
    assert found == {"person.SHOESIZE": 2, "person.OTHER": 1, "company.CONTACT": 1}
    assert figures("field")["person.OTHER"].last_on is not None


def test_a_company_goes_from_the_bin_with_its_fields_unless_somebody_names_it(kari: Person) -> None:
    """Breaks when a company with a field is kept for ever, or one that a person's field names is taken away."""
    turnover, employer = make_field("Turnover", "number", "company"), make_field("Former employer", "company")
    gone, named = (contacts.create_company(name, **BY) for name in ("Testvik Kabel AS", "Nordavind AS"))
    actions.change_company_fields(gone, told={turnover.key: 3}, **BY)
    actions.change_fields(kari, told={employer.key: named.pk}, **BY)
    for company in (gone, named):
        contacts.delete_company(company, **BY)
    Company.objects.update(deleted_at=datetime(2020, 1, 1, tzinfo=UTC))
    empty_bin(**BY)
    assert list(Company.objects.all()) == [named]
