"""The compiler against criteria said plainly, person by person: generated trees over people of every kind."""

from __future__ import annotations

import os
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtykke.contacts.models import Company, Person
from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.selections import actions, queries
from samtykke.selections.compiler import Holds, compiled
from samtykke.selections.criteria import Amount, Condition, Group, Joined, Operator, Shape, Span, Unit
from samtykke.selections.registry import Known, catalogue
from tests.selections.made import ALL, PURPOSE, asks, population
from tests.selections.naive import World

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db

FEW = settings(
    max_examples=12, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
MANY = settings(FEW, max_examples=max(60, int(os.environ.get("EXPLORE") or 0)))
TEXTS = {
    "email_domain": ["fjord.example", "berg.example", "nobody.example"],
    "title": ["sales", "HEAD", "of", "%", "_"],
    "company": ["Fjord Kabel AS", "berg", "a"],
    "external_id": ["E4", "e8"],
    "name": ["kar", "nord åse", "ostby", "bjorn d", "&|!"],
    "search": ["kari", "dal siri"],
    "city": ["bergen", "BERG", "ås", "Bergen"],
    "postal_code": ["50", "5001"],
    "own": ["bob", "Bobby", "https://club.example/3", "b"],
}
AMOUNTS = [Amount("NOK", Decimal(200), Decimal(900)), Amount("EUR", most=Decimal(300)), Amount("NOK", Decimal(1000))]


def words_for(field: Known) -> st.SearchStrategy[Any]:
    """A condition of a field, by one of its operators, about something that may well be so."""
    return st.sampled_from(field.operators).flatmap(lambda operator: values_of(field, operator))


def values_of(field: Known, operator: Operator) -> st.SearchStrategy[Condition]:
    """The condition with a value of its shape."""
    spans = st.builds(Span, st.integers(1, 14), st.sampled_from(list(Unit)))
    shapes: dict[Shape, Any] = {
        Shape.NOTHING: st.none(),
        Shape.TEXT: st.sampled_from(TEXTS.get(field.key) or TEXTS["own"]),
        Shape.NUMBER: st.sampled_from([Decimal(n) for n in (1, 3, 7)]),
        Shape.DAY: st.integers(-200, 200).map(lambda days: (now() + timedelta(days=days)).date()),
        Shape.SPAN: spans,
        Shape.AMOUNT: st.sampled_from(AMOUNTS),
    }
    if operator.shape == Shape.KEYS:
        offered = sorted(field.offers(ALL)) if field.offers else []
        if field.key == "selection":
            offered = _selections()
        if field.key == "country":
            offered = ["NO", "SE"]
        if not offered:
            return st.just(asks("has_email", "yes"))
        keys = st.lists(st.sampled_from(offered), min_size=1, max_size=3, unique=True).map(tuple)
        return keys.map(lambda value: Condition(field.key, operator, value))
    return shapes[operator.shape].map(lambda value: Condition(field.key, operator, value))


def known() -> dict[str, Known]:
    """Every field, of one purpose and one product group instead of all: they are made alike."""
    found = catalogue()
    found.pop("attention")  # held to the list of people, in tests/web
    told = {key: one for key, one in found.items() if not key.startswith(("consent.", "may.")) or PURPOSE in key}
    groups = [key for key in told if key.startswith("bought.")]
    return {key: one for key, one in told.items() if key not in groups[1:]}


def _selections() -> list[str]:
    from samtykke.selections.models import Selection

    return [str(pk) for pk in Selection.objects.values_list("pk", flat=True)]


def trees(known: dict[str, Known]) -> st.SearchStrategy[Group]:
    """Trees of a few conditions, groups within groups, some of them turned round."""
    leaves = st.sampled_from(sorted(known)).flatmap(lambda key: words_for(known[key]))
    parts = st.recursive(
        leaves,
        lambda inner: st.builds(
            Group, st.sampled_from(list(Joined)), st.lists(inner, max_size=4).map(tuple), st.booleans()
        ),
        max_leaves=6,
    )
    return st.lists(parts, max_size=4).flatmap(
        lambda found: st.builds(Group, st.sampled_from(list(Joined)), st.just(tuple(found)), st.booleans())
    )


@pytest.fixture
def world(ola: User) -> World:
    """The people, two selections, and the instant at which they are asked about."""
    people = population(ola)
    listed = actions.create_list("A list", owner=ola, by=ola.actor, via=Via.STAFF)
    actions.add_people(listed, Person.objects.filter(pk__in=[people[3].pk, people[6].pk]), by=ola.actor, via=Via.STAFF)
    root = Group(parts=(asks("has_phone", "yes"),))
    actions.create("With a phone", root=root, owner=ola, by=ola.actor, via=Via.STAFF)
    return World(at=now())


def agree(world: World, root: Group) -> None:
    """The set, its count, its pages and its members one by one are the same as said plainly."""
    expected = world.everybody(root)
    found = compiled(root, ALL, at=world.at)
    assert set(ALL.sight.people().filter(Holds(found)).values_list("pk", flat=True)) == expected, root
    assert set(queries.people_in(root, ALL).values_list("pk", flat=True)) == expected
    assert queries.count_in(root, ALL).people == len(expected)
    assert paged(root) == expected
    assert set(Person.objects.filter(pk__in=queries.people_in(root, ALL)).values_list("pk", flat=True)) == expected


def paged(root: Group) -> set[int]:
    """Everybody, page after page."""
    found: list[int] = []
    cursor = None
    while True:
        page = queries.page_in(root, ALL, cursor=cursor, size=3)
        found += [one.pk for one in page.items]
        if page.next is None:
            assert len(found) == len(set(found))
            return set(found)
        cursor = page.next


@FEW
@given(data=st.data())
def test_a_tree_means_what_it_says(world: World, data: st.DataObject) -> None:
    """Breaks when an AND is an OR, a NOT is lost, an unknown is a yes, or somebody not held is counted."""
    agree(world, data.draw(trees(known())))


@pytest.mark.slow
@MANY
@given(data=st.data())
def test_many_trees_mean_what_they_say(world: World, data: st.DataObject) -> None:
    """The same with many more trees; `EXPLORE=2000` draws so many new ones."""
    agree(world, data.draw(trees(known())))


def test_every_field_by_every_operator(world: World) -> None:
    """Breaks when a field is registered with an operator that it does not understand."""
    for field in known().values():
        for operator in field.operators:
            condition = _first(field, operator)
            if condition is not None:
                agree_on_set(world, Group(parts=(condition,)))
                agree_on_set(world, Group(parts=(condition,), is_negated=True))


def agree_on_set(world: World, root: Group) -> None:
    found = ALL.sight.people().filter(Holds(compiled(root, ALL, at=world.at)))
    assert set(found.values_list("pk", flat=True)) == world.everybody(root), root


def _first(field: Known, operator: Operator) -> Condition | None:
    if operator.shape == Shape.KEYS:
        offered = _selections() if field.key == "selection" else list(field.offers(ALL)) if field.offers else []
        chosen = ["NO"] if field.key == "country" else offered[:1]
        return Condition(field.key, operator, tuple(chosen)) if chosen else None
    value: Any = {
        Shape.NOTHING: None,
        Shape.TEXT: (TEXTS.get(field.key) or TEXTS["own"])[0],
        Shape.NUMBER: Decimal(3),
        Shape.DAY: now().date(),
        Shape.SPAN: Span(5, Unit.MONTHS),
        Shape.AMOUNT: AMOUNTS[0],
    }[operator.shape]
    return Condition(field.key, operator, value)


def test_the_gate_as_a_set_is_the_gate(world: World) -> None:
    """Breaks when a selection lets somebody through whom the gate refuses."""
    from samtykke.consents.queries.decisions import count_permitted
    from samtykke.consents.queries.gate import Asked
    from tests.factories import get_purpose

    root = Group(parts=(asks(f"may.{PURPOSE}", "any_of", ("email",)),))
    agree(world, root)
    assert queries.count_all(root, ALL) == count_permitted(Asked(get_purpose(PURPOSE))) > 0


def test_what_is_gone_makes_a_selection_nobodys(world: World) -> None:
    """Breaks when a purpose, a value or a field that is gone lets everybody in, or breaks the page."""
    gone = [
        asks("consent.NOSUCH.status", "any_of", ("given",)), asks("nosuch", "yes"), asks("category", "any_of", ("NOSUCH",)),
        asks("own.NOSUCH", "filled"), asks("selection", "any_of", ("999999",)), asks("title", "yes"),
    ]  # fmt: skip
    for one in gone:
        for root in (Group(parts=(one,), is_negated=True), Group(Joined.OR, (one, asks("has_email", "no")))):
            assert queries.count_in(root, ALL).people == 0, one
            assert queries.page_in(root, ALL).items == []


def test_a_company_in_the_bin_is_no_value(world: World) -> None:
    """Breaks when people of a company in the bin are still selected by it."""
    fjord = Company.objects.order_by("id")[0]
    root = Group(parts=(asks("company", "any_of", (str(fjord.pk),)),))
    assert queries.count_in(root, ALL).people
    Company.objects.filter(pk=fjord.pk).update(deleted_at=now())
    assert queries.count_in(root, ALL).people == 0
