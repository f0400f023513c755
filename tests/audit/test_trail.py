from __future__ import annotations

from datetime import timedelta

import pytest

from samtykke.audit import actions, queries
from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.audit.queries import TrailFilter, trail
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.pagination import page

pytestmark = pytest.mark.django_db

OLA, SIRI = Actor.user(1), Actor.user(2)


@pytest.fixture(autouse=True)
def entries() -> list[Entry]:
    for number in range(6):
        actions.record(
            Deed.PERSON_VIEWED if number % 2 else Deed.PERSON_CHANGED,
            subject=Ref.person(number % 3),
            by=OLA if number < 3 else SIRI,
            via=Via.STAFF,
            number=number,
        )
    return list(trail())


def numbers(filters: TrailFilter) -> list[int]:
    return [entry.details["number"] for entry in trail(filters)]


def test_the_newest_stands_first() -> None:
    assert numbers(TrailFilter()) == [5, 4, 3, 2, 1, 0]


def test_it_narrows_to_a_subject_an_actor_and_a_deed() -> None:
    assert numbers(TrailFilter(subject=Ref.person(1))) == [4, 1]
    assert numbers(TrailFilter(subject=Ref("company", 1))) == []
    assert numbers(TrailFilter(actor=SIRI)) == [5, 4, 3]
    assert numbers(TrailFilter(deed=Deed.PERSON_VIEWED)) == [5, 3, 1]
    assert numbers(TrailFilter(only_looks=True, actor=OLA)) == [1]


def test_it_narrows_to_a_period_that_ends_before_its_end(entries: list[Entry]) -> None:
    since, until = entries[4].at, entries[1].at
    assert numbers(TrailFilter(since=since, until=until)) == [3, 2, 1]
    assert numbers(TrailFilter(since=entries[0].at + timedelta(microseconds=1))) == []


def test_it_is_paged_by_key() -> None:
    first = page(trail(), order=queries.TRAIL_ORDER, cursor=None, size=4, descending=True)
    second = page(trail(), order=queries.TRAIL_ORDER, cursor=first.next, size=4, descending=True)
    assert [entry.details["number"] for entry in first.items + second.items] == [5, 4, 3, 2, 1, 0]
    assert second.next is None
