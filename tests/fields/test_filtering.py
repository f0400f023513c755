"""Who has what in a field: the right people, and by the index at a hundred thousand. M9, speed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from samtykke.contacts.models import Person
from samtykke.fields import actions
from samtykke.fields.queries import owners_with
from tests.factories import make_person
from tests.fields.made import BY, make_field, make_list

if TYPE_CHECKING:
    from samtykke.fields.models import UserField

pytestmark = pytest.mark.django_db

MANY = 100_000
# So many with a value in a field, without the people themselves: the question is about the values.
FILLED = """
INSERT INTO fields_fieldvalue (person_id, field_id, kind, number, day, flag, option_id, ref_id, text)
SELECT g + 1000000, %(field)s, %(kind)s, {said} FROM generate_series(1, %(many)s) g
"""
SAID = {
    "number": "g %% 1000, NULL, NULL, NULL, NULL, NULL",
    "date": "NULL, date '2000-01-01' + (g %% 9000), NULL, NULL, NULL, NULL",
    "yes_no": "NULL, NULL, g %% 500 = 0, NULL, NULL, NULL",
    "choice": "NULL, NULL, NULL, %(option)s, NULL, NULL",
    "text": "NULL, NULL, NULL, NULL, NULL, 'Text number ' || g",
    "person": "NULL, NULL, NULL, NULL, g %% 5000 + 1, NULL",
}


def people(field: UserField, **asked: Any) -> set[str]:
    return set(Person.objects.filter(pk__in=owners_with(field, **asked)).values_list("first_name", flat=True))


def test_equal_between_and_set() -> None:
    """Breaks when somebody is left out or let in: an edge of a span, capital letters, a no for nothing."""
    one, two, three = (make_person(name, "Berg") for name in ("One", "Two", "Three"))
    number, text, yes, day = (make_field(kind, kind) for kind in ("number", "text", "yes_no", "date"))
    listed, (gold, _silver) = make_list("Interests", "Gold", "Silver", kind="choices")
    long = make_field("long", "long_text")
    said = {number.key: 1, text.key: "Blåbær", yes.key: False, day.key: "2026-01-01", listed.key: ["GOLD", "SILVER"]}
    actions.change_fields(one, told={**said, long.key: "abc"}, **BY)
    actions.change_fields(two, told={number.key: 2, yes.key: True, text.key: "x" * 300, listed.key: ["SILVER"]}, **BY)
    assert people(number, equals=1) == {"One"}
    assert people(number, least=1, most=2) == {"One", "Two"}
    assert people(number, most=Decimal("1.5")) == {"One"}
    assert people(number) == {"One", "Two"}
    assert people(text, equals="BLÅBÆR") == {"One"}
    assert people(text, equals="x" * 299) == set()
    assert people(text, equals="X" * 300) == {"Two"}
    assert people(yes, equals=False) == {"One"}
    assert people(yes) == {"One", "Two"}
    assert people(day, least=date(2026, 1, 1)) == {"One"}
    assert people(listed, equals=gold.pk) == {"One"}
    assert people(long) == {"One"}
    assert three.first_name not in people(number)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("number", {"equals": 7}),
        ("number", {"least": 3, "most": 5}),
        ("date", {"equals": date(2001, 2, 3)}),
        ("yes_no", {"equals": True}),
        ("choice", {"equals": "rare"}),
        ("text", {"equals": "text NUMBER 77"}),
        ("person", {"equals": 77}),
        ("link", {}),
        ("long_text", {}),
    ],
)
def test_a_filter_reads_the_index(kind: str, asked: dict[str, Any]) -> None:
    """Breaks when asking for a few among a hundred thousand reads them all."""
    told: dict[str, Any] = {"many": MANY}
    field, options = make_list() if kind == "choice" else (make_field("Own", kind), [])
    other = make_field("Other", "number")
    if kind == "choice":
        told["option"], asked = options[0].pk, {"equals": options[1].pk}
    with connection.cursor() as cursor:
        filled = kind if kind in SAID else "number"
        cursor.execute(
            FILLED.format(said=SAID[filled]), {**told, "field": (field if kind in SAID else other).pk, "kind": filled}
        )
        cursor.execute("ANALYZE fields_fieldvalue")
        statement, params = owners_with(field, **asked).query.sql_with_params()
        cursor.execute(f"EXPLAIN {statement}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan, plan
    assert "fields_value_" in plan, plan
