"""Changing people: values before and after are the person's, the trail names fields only."""

from __future__ import annotations

from typing import Any

import pytest

from samtykke.audit.models import Entry
from samtykke.contacts import actions
from samtykke.contacts.models import Category, FieldChange, Person
from samtykke.core.actors import Ref
from samtykke.core.refused import Refused
from tests.contacts.rows import BY, make_person

pytestmark = pytest.mark.django_db


def changes_of(person: Person) -> list[tuple[str, str | None, str | None]]:
    return list(FieldChange.objects.filter(person=person).order_by("id").values_list("field", "before", "after"))


def refusal(act: Any, *args: Any, **fields: Any) -> tuple[str, str | None, int]:
    with pytest.raises(Refused) as refused:
        act(*args, **BY, **fields)
    return refused.value.code, refused.value.field, refused.value.status


def test_a_change_keeps_both_values_with_the_person_and_names_the_field_in_the_trail() -> None:
    person = make_person("Kari", "Nordmann")
    category = Category.objects.get(key="CUSTOMER")
    changed = actions.change_person(
        person, changes={"last_name": " Lund ", "language": "norsk", "category": category}, version=1, **BY
    )
    assert (changed.last_name, changed.language, changed.version, changed.full_name) == ("Lund", "nb", 2, "Kari Lund")
    assert set(changes_of(person)) == {
        ("last_name", "Nordmann", "Lund"),
        ("language", "", "nb"),
        ("category_id", None, str(category.pk)),
    }
    entry = Entry.objects.about(Ref.person(person.pk)).get()
    assert (entry.deed, entry.details) == ("person:changed", {"fields": ["category_id", "language", "last_name"]})


def test_the_same_again_changes_nothing() -> None:
    person = make_person()
    assert actions.change_person(person, changes={"first_name": "Kari", "external_id": ""}, **BY).version == 1
    assert changes_of(person) == []


def test_who_writes_over_somebody_elses_change_is_told() -> None:
    person = make_person()
    actions.change_person(person, changes={"title": "CEO"}, version=1, **BY)
    assert refusal(actions.change_person, person, changes={"title": "CFO"}, version=1)[0] == "changed_meanwhile"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"first_name": "x" * 501}, ("too_long", "first_name", 422)),
        ({"title": "a\x00b"}, ("nul", "title", 422)),
        ({"country": "Atlantis"}, ("unknown_country", "country", 422)),
        ({"language": "klingonish"}, ("unknown_language", "language", 422)),
        ({"first_name": "", "last_name": " "}, ("empty", "last_name", 422)),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_field(
    changes: dict[str, Any], told: tuple[str, str | None, int]
) -> None:
    assert refusal(actions.change_person, make_person(), changes=changes) == told


def test_an_external_id_stands_for_one_person() -> None:
    first, second = make_person(external_id="A-1"), make_person("Per")
    assert refusal(actions.change_person, second, changes={"external_id": "A-1"})[0] == "external_id_taken"
    actions.delete_person(first, **BY)
    actions.change_person(second, changes={"external_id": "A-1"}, **BY)
    assert refusal(actions.restore_person, first)[0] == "external_id_taken"


def test_a_deleted_person_is_gone_from_what_we_hold_and_comes_back_as_they_were() -> None:
    person = make_person(email="kari@example.no")
    actions.delete_person(person, **BY)
    binned = actions.delete_person(person, **BY)
    assert binned.deleted_by_id == 7
    assert not Person.objects.held().filter(pk=person.pk).exists()
    assert refusal(actions.change_person, person, changes={"title": "x"})[0] == "deleted"
    actions.restore_person(person, **BY)
    assert Person.objects.held().get(pk=person.pk).emails.count() == 1
    deeds = list(Entry.objects.about(Ref.person(person.pk)).order_by("id").values_list("deed", flat=True))
    assert deeds == ["person:deleted", "person:restored"]


def test_the_first_address_is_primary_and_the_next_one_only_when_asked() -> None:
    person = make_person()
    first = actions.add_email(person, "Kari@Example.no", **BY)
    second = actions.add_email(person, "post@example.no", **BY)
    assert (first.is_primary, second.is_primary) == (True, False)
    assert (first.kind, second.kind, first.normal) == ("personal", "role", "kari@example.no")
    third = actions.add_email(person, "k@example.no", primary=True, kind="role", use="private", **BY)
    assert [row.is_primary for row in person.emails.order_by("id")] == [False, False, True]
    assert (third.kind, third.use) == ("role", "private")
    assert ("primary_email", "Kari@Example.no", "k@example.no") in changes_of(person)
    assert Person.objects.get(pk=person.pk).version == 4


def test_the_same_address_again_is_the_same_row() -> None:
    person = make_person(email="kari@example.no")
    row = actions.add_email(person, " KARI@example.NO", **BY)
    assert person.emails.count() == 1
    assert row.address == "kari@example.no"
    assert changes_of(person) == []


def test_a_retired_address_hands_on_being_primary_and_comes_back_as_the_row_it_was() -> None:
    person = make_person(email="old@example.no")
    old = person.emails.get()
    new = actions.add_email(person, "new@example.no", **BY)
    for _again in range(2):
        actions.retire_email(old, **BY)
    assert person.emails.get(id=new.id).is_primary
    assert refusal(actions.make_email_primary, old)[0] == "retired"
    back = actions.add_email(person, "old@example.no", primary=True, **BY)
    assert (back.id, back.retired_at, back.is_primary) == (old.id, None, True)
    assert changes_of(person) == [
        ("email", None, "new@example.no"),
        ("email", "old@example.no", None),
        ("primary_email", "old@example.no", "new@example.no"),
        ("email", None, "old@example.no"),
        ("primary_email", "new@example.no", "old@example.no"),
    ]


def test_phones_do_as_addresses_do() -> None:
    person = make_person(country="SE")
    swedish = actions.add_phone(person, "070-174 06 05", kind=None, **BY)
    norwegian = actions.add_phone(person, "+47 22 33 44 55", kind="work", **BY)
    assert (swedish.number, swedish.is_primary, swedish.kind) == ("+46701740605", True, "mobile")
    actions.make_phone_primary(norwegian, **BY)
    actions.retire_phone(norwegian, **BY)
    assert person.phones.get(id=swedish.id).is_primary
    assert refusal(actions.add_phone, person, "1", kind="fax")[0] == "invalid_phone"
    assert refusal(actions.add_phone, person, "+4722334456", kind="fax") == ("unknown_kind", "kind", 422)
