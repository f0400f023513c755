"""What each kind of field takes, and what it refuses with a sentence that names the field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from samtykke.contacts.models import FieldChange, Person
from samtykke.core.refused import Refused
from samtykke.fields import actions, queries
from samtykke.fields.models import FieldValue
from samtykke.fields.values import as_json, as_text, parsed
from tests.factories import make_person
from tests.fields.made import BY, CaptureQueries, make_field, make_list

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "said", "held"),
    [
        ("text", "  Ola   Nordmann ", "Ola Nordmann"),
        ("long_text", "One\r\ntwo ", "One\ntwo"),
        ("number", "1 250,5", Decimal("1250.5")),
        ("number", "1.250,50", Decimal("1250.5")),
        ("number", "1,250.50", Decimal("1250.5")),
        ("number", -3, Decimal(-3)),
        ("number", 2.25, Decimal("2.25")),
        ("number", "-0", Decimal(0)),
        ("money", "99,90", Decimal("99.9")),
        ("date", "2026-11-03", date(2026, 11, 3)),
        ("date", "3.11.2026", date(2026, 11, 3)),
        ("date", "1900-01-01", date(1900, 1, 1)),
        ("yes_no", "Ja", True),
        ("yes_no", False, False),
        ("link", "https://club.example/a?b=1", "https://club.example/a?b=1"),
        ("person", "#17", 17),
    ],
)
def test_what_is_said_is_kept_in_its_form(kind: str, said: Any, held: Any) -> None:
    """Breaks when a notation people use is not understood, or kept as something else."""
    assert parsed(make_field("Own", kind, unit="NOK" if kind == "money" else ""), said) == (held,)


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("text", "x" * 501, "too_long"),
        ("text", "a\x00b", "nul"),
        ("text", 3, "invalid_type"),
        ("long_text", "x" * 10_001, "too_long"),
        ("number", "a lot", "invalid_number"),
        ("number", "1e5", "invalid_number"),
        ("number", "NaN", "invalid_number"),
        ("number", float("inf"), "invalid_number"),
        ("number", True, "invalid_number"),
        ("number", "9" * 16, "too_long"),
        ("number", "1.23456", "too_many_decimals"),
        ("money", "1.234", "too_many_decimals"),
        ("date", "1899-12-31", "date_out_of_range"),
        ("date", "9999-01-01", "date_out_of_range"),
        ("date", "31.02.2026", "invalid_date"),
        ("date", 20261103, "invalid_date"),
        ("yes_no", "perhaps", "invalid_type"),
        ("link", "javascript:alert(1)", "invalid_url"),
        ("link", "ftp://club.example", "invalid_url"),
        ("link", "club.example", "invalid_url"),
        ("person", "Kari", "invalid_type"),
        ("person", 10**19, "unknown_reference"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(kind: str, said: Any, code: str) -> None:
    """Breaks when nonsense is kept, or a refusal does not say of which field."""
    field = make_field("Own", kind)
    with pytest.raises(Refused) as caught:
        parsed(field, said)
    assert (caught.value.code, caught.value.field, caught.value.status) == (code, "fields.OWN", 422)


@pytest.mark.parametrize("said", [None, "", "  ", [], ()])
def test_nothing_is_nothing(said: Any) -> None:
    """Breaks when an empty text becomes a value."""
    assert parsed(make_field(), said) == ()


def test_a_value_of_another_list_is_refused(kari: Person) -> None:
    """Breaks when the value of one field is taken for another's."""
    field, _own = make_list("Segment", "Gold")
    make_list("Size", "Large")
    with pytest.raises(Refused) as caught:
        actions.change_fields(kari, told={field.key: "LARGE"}, **BY)
    assert caught.value.code == "unknown_option"
    assert "Large" not in str(caught.value.reason)


def test_several_of_a_list_by_keys_or_names(kari: Person) -> None:
    """Breaks when a list in a text is not parted, or told twice."""
    field, options = make_list("Interests", "Football", "Skiing, alpine", kind="choices")
    for said in (["FOOTBALL", "SKIINGALPINE"], "football; FOOTBALL"):
        actions.change_fields(kari, told={field.key: said}, **BY)
    assert list(FieldValue.objects.values_list("option_id", flat=True)) == [options[0].pk]


def test_the_history_has_it_before_and_after(kari: Person) -> None:
    """Breaks when a change leaves no value behind, or an unchanged field one."""
    number, (listed, _options) = make_field(), make_list()
    actions.change_fields(kari, told={number.key: "42", listed.key: "GOLD"}, **BY)
    actions.change_fields(kari, told={number.key: "43,0", listed.key: "gold"}, **BY)
    rows = FieldChange.objects.filter(person=kari, field__startswith="person.").order_by("id")
    assert [(row.field, row.before, row.after) for row in rows] == [
        ("person.SHOESIZE", None, "42"),
        ("person.SEGMENT", None, "GOLD"),
        ("person.SHOESIZE", "42", "43"),
    ]


def test_who_is_named_must_be_there(kari: Person) -> None:
    """Breaks when somebody erased, in the bin, or unseen can be named."""
    field = make_field("Trainer", "person")
    nils = make_person("Nils", "Berg")
    for among, number in ((None, 10**9), (Person.objects.none(), nils.pk)):
        with pytest.raises(Refused) as caught:
            actions.change_fields(kari, told={field.key: number}, among=among, **BY)
        assert caught.value.code == "unknown_reference"
    actions.change_fields(kari, told={field.key: nils.pk}, **BY)
    assert FieldValue.objects.get().ref_id == nils.pk


def test_two_who_write_at_once(kari: Person) -> None:
    """Breaks when the second of two overwrites the first."""
    field = make_field()
    actions.change_fields(kari, told={field.key: 42}, version=kari.version, **BY)
    with pytest.raises(Refused) as caught:
        actions.change_fields(kari, told={field.key: 43}, version=kari.version, **BY)
    assert caught.value.code == "changed_meanwhile"
    actions.change_fields(kari, told={field.key: 42}, version=kari.version, **BY)


def test_forty_fields_are_written_in_as_many_queries_as_two(kari: Person) -> None:
    """Breaks when each field that is written asks the database by itself."""
    told: dict[str, Any] = {make_field(f"Number {n}").key: n for n in range(30)}
    for n in range(10):
        told[make_list(f"List {n}")[0].key] = "GOLD"
    nils = make_person("Nils", "Berg")
    with CaptureQueries() as few:
        actions.change_fields(nils, told={"NUMBER1": 1, "LIST1": "GOLD"}, **BY)
    with CaptureQueries() as many:
        actions.change_fields(kari, told=told, **BY)
    assert FieldValue.objects.filter(person=kari).count() == 40
    assert many.count == few.count


def test_words_for_machines(kari: Person) -> None:
    """Breaks when a number is rounded, or a value of a list is told by its name."""
    field, options = make_list("Interests", "Golf", "Skiing", kind="choices")
    held = tuple(option.pk for option in options)
    assert as_json(field, held, options) == ["GOLF", "SKIING"]
    assert as_text(field, held, options) == "GOLF, SKIING"
    assert as_json(make_field(), (Decimal("12.5000"),)) == "12.5"
    assert as_json(make_field("Ready", "yes_no"), (False,)) is False
    assert as_text(make_field("Done", "yes_no"), (False,)) == "no"
    assert as_json(field, ()) == []


def test_of_two_who_are_one_the_survivor_speaks(kari: Person) -> None:
    """Breaks when what was written about the merged one is lost, or stands before the survivor's own word."""
    from samtykke.contacts.models import Merge

    nils = make_person("Nils", "Berg")
    number, (listed, options) = make_field(), make_list("Interests", "Golf", "Skiing", kind="choices")
    other = make_field("Other", "text")
    actions.change_fields(kari, told={number.key: 42, listed.key: ["GOLF"]}, **BY)
    actions.change_fields(nils, told={number.key: 43, listed.key: ["SKIING", "GOLF"], other.key: "x"}, **BY)
    Merge.objects.create(survivor=kari, merged=nils, actor_kind="user", actor_id=1)
    found = {key: [row.held for row in rows] for key, rows in queries.standing("person", kari.pk).items()}
    assert found == {number.pk: [42], listed.pk: [options[0].pk, options[1].pk], other.pk: ["x"]}
    actions.change_fields(kari, told={other.key: ""}, **BY)
    assert not FieldValue.objects.filter(field=other).exists()
