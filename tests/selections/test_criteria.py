"""Criteria as JSON: read strictly, written back the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samtykke.core.refused import Refused
from samtykke.selections.criteria import (
    SHAPES,
    Amount,
    Condition,
    Group,
    Joined,
    Operator,
    Shape,
    Span,
    Unit,
    parse,
    to_json,
)


def one(**told: Any) -> dict[str, Any]:
    return {"version": 1, "and": [{"field": "title", "operator": "is", "value": "x", **told}]}


def nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"and": []}
    for _ in range(depth - 1):
        inner = {"or": [inner], "not": True}
    return {"version": 1, **inner}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (None, "unknown_version"),
        ([], "unknown_version"),
        ({"and": []}, "unknown_version"),
        ({"version": 2, "and": []}, "unknown_version"),
        ({"version": 1}, "invalid_type"),
        ({"version": 1, "and": [], "or": []}, "invalid_type"),
        ({"version": 1, "and": {}}, "invalid_type"),
        ({"version": 1, "and": [], "not": "no"}, "invalid_type"),
        ({"version": 1, "and": [], "xor": []}, "unknown_key"),
        ({"version": 1, "field": "title", "operator": "is", "value": "x"}, "invalid_type"),
        ({"version": 1, "and": [7]}, "invalid_type"),
        (one(field="Title; DROP TABLE"), "unknown_field"),
        (one(field=None), "unknown_field"),
        (one(operator="like"), "unknown_operator"),
        (one(operator=None), "unknown_operator"),
        (one(more=1), "unknown_key"),
        (one(value=""), "required"),
        (one(value=7), "required"),
        (one(value="a\x00"), "nul"),
        (one(value="x" * 10_000), "too_long"),
        (one(operator="any_of", value="a"), "invalid_type"),
        (one(operator="any_of", value=[]), "invalid_type"),
        (one(operator="any_of", value=["a"] * 101), "invalid_type"),
        (one(operator="any_of", value=[None]), "required"),
        (one(operator="equals", value="1e9"), "invalid_number"),
        (one(operator="equals", value=True), "invalid_number"),
        (one(operator="from_day", value="31.12.2026"), "invalid_date"),
        *(
            (one(operator="before_day", value=day), "date_out_of_range")
            for day in ("1899-12-31", "0001-01-01", "9999-12-31")
        ),
        (one(operator="amount", value=7), "invalid_amount"),
        (one(operator="amount", value={"currency": "NOK"}), "invalid_amount"),
        (one(operator="amount", value={"currency": "kr", "from": "1"}), "invalid_amount"),
        (one(operator="amount", value={"currency": "NOK", "from": "2", "to": "1"}), "invalid_amount"),
        (one(operator="amount", value={"currency": "NOK", "from": "many"}), "invalid_number"),
        (one(operator="amount", value={"currency": "NOK", "from": "1", "x": 1}), "unknown_key"),
        (one(operator="last", value={"n": 0, "unit": "days"}), "invalid_span"),
        (one(operator="last", value={"n": 10**9, "unit": "days"}), "invalid_span"),
        (one(operator="last", value={"n": 1, "unit": "eons"}), "invalid_span"),
        (one(operator="last", value={"n": 1, "unit": "days", "x": 1}), "unknown_key"),
        (one(operator="filled", value="x"), "invalid_type"),
        (nested(6), "too_deep"),
        ({"version": 1, "and": [{"field": "title", "operator": "filled"}] * 51}, "too_many"),
        ({"version": 1, "and": [{"and": []}] * 31}, "too_many"),
        ({"version": 1, "and": [{"and": []}] * 1000}, "too_many"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_place(told: Any, code: str) -> None:
    """Breaks when something unknown is let through, or the place is not named."""
    with pytest.raises(Refused) as no:
        parse(told)
    assert no.value.code == code
    assert (no.value.field or "").startswith("criteria")


def test_a_tree_of_the_deepest_is_read() -> None:
    """Breaks when the bound is one too low."""
    assert parse(nested(5))


SAID: dict[Shape, Any] = {
    Shape.NOTHING: st.none(),
    Shape.TEXT: st.text("abc %_'\"\\åø", min_size=1, max_size=20).map(str.strip).filter(bool),
    Shape.KEYS: st.lists(st.sampled_from(["A", "B", "7"]), min_size=1, unique=True).map(tuple),
    Shape.NUMBER: st.decimals(-1000, 1000, places=2),
    Shape.DAY: st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    Shape.SPAN: st.builds(Span, st.integers(1, 1200), st.sampled_from(list(Unit))),
    Shape.AMOUNT: st.builds(
        Amount, st.just("NOK"), st.decimals(0, 9, places=2), st.none() | st.decimals(9, 99, places=2)
    ),
}
CONDITIONS = st.sampled_from(list(Operator)).flatmap(
    lambda operator: st.builds(
        Condition,
        st.sampled_from(["title", "own.SHOE", "consent.EMARKETING.since"]),
        st.just(operator),
        SAID[SHAPES[operator]],
    )
)
GROUPS = st.builds(Group, st.sampled_from(list(Joined)), st.lists(CONDITIONS, max_size=4).map(tuple), st.booleans())


@given(GROUPS)
def test_written_and_read_again_it_is_the_same(root: Group) -> None:
    """Breaks when something is lost on the way to the database and back."""
    assert parse(to_json(root)) == root
