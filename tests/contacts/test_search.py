"""Finding people as they are spoken of: beginnings of words, folded letters, addresses, numbers."""

from __future__ import annotations

import pytest
from django.db import connection

from samtykke.contacts.models import Merge, Person
from samtykke.contacts.queries import people_with_email, possible_duplicates, search_people, survivor_id
from samtykke.core.clock import now
from tests.contacts.rows import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, Person]:
    return {
        "åse": make_person("Åse", "Tenden", email="ase.tenden@bær.no", phone="91 23 45 67", external_id="A-17"),
        "o'hara": make_person("Mary-Jane", "O'Hara", email="Mary.Jane@example.no"),
        "rtl": make_person("שרה", "כהן"),
        "gone": make_person("Åse", "Tenden", deleted_at=now()),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aas te", ["åse"]),
        ("TEN ås", ["åse"]),
        ("ase", ["åse"]),
        ("jane mar", ["o'hara"]),
        ("o'hara", ["o'hara"]),
        ("hara o", ["o'hara"]),
        ("כהן", ["rtl"]),
        ("tend x", []),
        ("ase.tenden@b", ["åse"]),
        ("ASE.TENDEN@BÆR.NO", ["åse"]),
        ("ase.tenden@bær.no", ["åse"]),
        ("mary.ja", ["o'hara"]),
        ("2345", ["åse"]),
        ("+47 912 34 567", ["åse"]),
        ("A-17", ["åse"]),
        ("A-1", []),
        ("🙂", []),
        ("& | ! :*", []),
        ("'; DROP", []),
        ("\x00", ["åse", "o'hara", "rtl"]),
        ("  ", ["åse", "o'hara", "rtl"]),
    ],
)
def test_search_finds_whom_the_text_names(people: dict[str, Person], text: str, found: list[str]) -> None:
    assert {person.pk for person in search_people(text, among=Person.objects.held())} == {
        people[name].pk for name in found
    }


def test_a_merged_person_is_found_through_the_one_who_stands_for_them(people: dict[str, Person]) -> None:
    twin = make_person("Åse", "Tendenes")
    Merge.objects.create(survivor=people["åse"], merged=twin, actor_kind="user", actor_id=1)
    assert [person.pk for person in search_people("aase tende", among=Person.objects.held())] == [people["åse"].pk]
    assert survivor_id(twin.pk) == people["åse"].pk
    assert survivor_id(people["åse"].pk) == people["åse"].pk


def test_the_search_of_names_uses_its_index(people: dict[str, Person]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off"
        )
    assert "contacts_person_words" in search_people("aas te", among=Person.objects.held()).explain()


@pytest.mark.parametrize(
    ("hint", "found"),
    [
        ({"email": "Ase.Tenden@xn--br-1ia.no"}, ["åse"]),
        ({"email": "not an address"}, []),
        ({"phone": "+4791234567"}, ["åse"]),
        ({"external_id": "A-17"}, ["åse"]),
        ({"first_name": "Ase", "last_name": "Tenden"}, ["åse"]),
        ({"first_name": "As", "last_name": "Tenden"}, []),
        ({"last_name": "Tenden"}, []),
        ({}, []),
    ],
)
def test_possible_duplicates_share_an_address_a_number_or_the_whole_name(
    people: dict[str, Person], hint: dict[str, str], found: list[str]
) -> None:
    assert {person.pk for person in possible_duplicates(among=Person.objects.held(), **hint)} == {
        people[name].pk for name in found
    }


def test_two_people_may_share_an_address(people: dict[str, Person]) -> None:
    other = make_person("Per", "Tenden", email="ase.tenden@bær.no")
    assert {person.pk for person in people_with_email("ase.tenden@xn--br-1ia.no")} == {people["åse"].pk, other.pk}


def test_æ_ø_and_å_come_last() -> None:
    for name in ("Åsen", "Zetlitz", "Ødegård", "Ærlig", "Aas", "Émile"):
        make_person("Kari", name)
    names = [person.last_name for person in Person.objects.order_by("sort_key")]
    assert names == ["Aas", "Émile", "Zetlitz", "Ærlig", "Ødegård", "Åsen"]


def test_the_order_is_ours_whatever_the_server_s_own_collation_is() -> None:
    """A linguistic collation sorts the signs we use for Æ Ø Å before the letters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT collation_name FROM information_schema.columns WHERE column_name = 'sort_key'")
        assert cursor.fetchall() == [("C",), ("C",)]
