"""The gate for one, for those named and for everybody, now and then, against the rules said plainly. REQ-15…17, 44, 60."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtykke.consents.queries.decisions import (
    ALLOWED_REASONS,
    count_by_reason,
    count_permitted,
    may,
    may_for,
    may_many,
    may_these,
    people_by_reason,
    permitted_rows,
    stream_permitted,
)
from samtykke.consents.queries.gate import Asked
from samtykke.consents.queries.grounds import grounds
from tests.consents import histories, naive

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
# Of 200 people each: 10,000 histories. The rules are the same on any server, so on another one fewer worlds are asked.
MOST = 10 if os.environ.get("SAMTYKKE_TEST_POSTGRES") else 50
WORLDS = settings(
    max_examples=MOST,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def world(seed: int, **how: bool) -> Iterator[histories.Made]:
    """A world that is gone again when the example ends."""
    with transaction.atomic():
        yield histories.make(seed, **how)
        transaction.set_rollback(True)


@WORLDS
@given(st.integers(0, 2**32), st.integers(0, 11), st.integers(0, 3))
def test_one_and_all_agree_now_and_then_and_at_any_address(seed: int, step: int, part: int) -> None:
    """One world answers three questions: making it is most of the work."""
    with world(seed) as made:
        agree_now(made)
        agree_at_any_time_as_known_at_any_time(made, seed, step, part)
        agree_at_any_address(made, seed)
        agree_for_several_purposes(made, seed)


def agree_for_several_purposes(made: histories.Made, seed: int) -> None:
    """The card asks for one person and every purpose together: each answer is the one that the purpose alone gives."""
    grounded = grounds(also=[made.purpose.pk])
    assert made.purpose.pk in {one.purpose.pk for one in grounded}
    for who in made.everybody[seed % 7 :: 61]:
        assert may_for(who, grounded) == {one.purpose.pk: may(who, one.purpose) for one in grounded}


def agree_now(made: histories.Made) -> None:
    """Everybody, the counts, the lists and the stream, at present."""
    now = datetime.now(UTC)
    expected = {who: naive.may(made.world, who, now, FOREVER) for who in made.everybody}
    decisions = may_many(made.everybody, made.purpose)
    assert {d.person: d.reason for d in decisions} == expected
    assert all(d.allowed == (d.reason in ALLOWED_REASONS) for d in decisions)
    shown = [who for who in made.everybody if made.world.survivor(who, now, FOREVER) == who]
    asked = Asked(made.purpose)
    counted = Counter(expected[who] for who in shown)
    assert {reason: n for reason, n in count_by_reason(asked).items() if reason in counted} == counted
    permitted = {who: expected[who] for who in shown if expected[who] in ALLOWED_REASONS}
    assert {row.person: row.reason for row in stream_permitted(asked) if row.person >= made.first} == permitted
    assert count_permitted(asked) == len(permitted)
    page = permitted_rows(asked, limit=10)
    assert [row.person for row in page] == sorted(permitted)[:10]
    some = next(iter(counted))
    listed = people_by_reason(asked, some, limit=1000)
    assert [who for who, _ in listed] == [who for who in shown if expected[who] == some]


def agree_at_any_time_as_known_at_any_time(made: histories.Made, seed: int, step: int, part: int) -> None:
    """The same in the past, as it was known then or later."""
    as_of = histories.GRID[step] + timedelta(days=7 * (seed % 2))
    known_at = made.moments[part] if part < 3 else None
    expected = {who: naive.may(made.world, who, as_of, known_at or FOREVER) for who in made.everybody}
    decided = may_many(made.everybody, made.purpose, as_of=as_of, known_at=known_at)
    assert {d.person: d.reason for d in decided} == expected
    shown = [w for w in made.everybody if made.world.survivor(w, as_of, known_at or FOREVER) == w]
    asked = Asked(made.purpose, as_of=as_of, known_at=known_at)
    permitted = {who for who in shown if expected[who] in ALLOWED_REASONS}
    assert {row.person for row in stream_permitted(asked) if row.person >= made.first} == permitted
    alone = made.everybody[seed % len(made.everybody)]
    assert may(alone, made.purpose, as_of=as_of, known_at=known_at).reason == expected[alone]


def agree_at_any_address(made: histories.Made, seed: int) -> None:
    """Any address of anybody, also one that is not theirs."""
    now = datetime.now(UTC)
    used = sorted({a.normal for one in made.world.people.values() for a in one.addresses})
    pairs = [(who, used[(who + seed) % len(used)]) for who in made.everybody]
    pairs += [(one.id, a.normal) for one in made.world.people.values() for a in one.addresses]
    expected = [naive.may(made.world, who, now, FOREVER, address=address) for who, address in pairs]
    assert [d.reason for d in may_these(pairs, Asked(made.purpose))] == expected


@settings(WORLDS, max_examples=10)
@given(st.integers(0, 2**32))
def test_the_order_of_arrival_changes_nothing(seed: int) -> None:
    with world(seed, shuffle=True) as made:
        now = datetime.now(UTC)
        expected = {who: naive.may(made.world, who, now, FOREVER) for who in made.everybody}
        assert {d.person: d.reason for d in may_many(made.everybody, made.purpose)} == expected
        # The same through the events alone, record or no record.
        through_events = may_many(made.everybody, made.purpose, as_of=now)
        assert {d.person: d.reason for d in through_events} == expected
