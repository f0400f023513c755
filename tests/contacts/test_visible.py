"""Whose people somebody sees, in the ORM and in SQL written out; who looks after whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from samtykke.accounts.models import User
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.access import EVERYBODY, Sight, sight_of
from samtykke.contacts.models import FieldChange, Merge, Person
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from tests.factories import make_person
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.django_db

BY = {"by": Actor.system(), "via": Via.STAFF}
SIGHTS = (
    EVERYBODY,
    Sight(owners=()),
    Sight(owners=(1,)),
    Sight(owners=(1, 2)),
    Sight(without=("restricted",)),
    Sight(owners=(1,), without=("restricted",)),
)


def in_sql(sight: Sight) -> set[int]:
    """Whom the condition written out lets through."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p.id FROM contacts_person p WHERE true {sight.sql()}", sight.params)
        return {row[0] for row in cursor.fetchall()}


def some_people() -> list[Person]:
    """People of one user, of another, of nobody; one restricted, one restricted and lifted, one by whom they absorbed."""
    people = [make_person(f"P{n}") for n in range(7)]
    for person, owner in zip(people, (1, 1, 2, None, 1, 1, 1), strict=True):
        Person.objects.filter(pk=person.pk).update(owner_id=owner)
    for place in (1, 4, 6):
        consents.restrict(people[place], **BY)
    consents.lift_restriction(people[4], **BY)
    Merge.objects.create(survivor=people[5], merged=people[6], actor_kind="system", actor_id=0)
    return people


def places(people: list[Person], found: Iterable[int]) -> list[int]:
    """Which of the people were found."""
    ids = set(found)
    return [place for place, person in enumerate(people) if person.pk in ids]


def test_the_two_ways_of_asking_find_the_same() -> None:
    """Breaks when the SQL twin says otherwise than the ORM."""
    some_people()
    for sight in SIGHTS:
        assert in_sql(sight) == set(sight.of(Person.objects.all()).values_list("pk", flat=True)), sight


def test_own_people_are_those_one_looks_after_and_restricted_ones_are_hidden() -> None:
    """Check 80. Breaks when a person of nobody is seen as one's own, or a restriction of a merged row is forgotten."""
    people = some_people()
    seen = [places(people, in_sql(sight)) for sight in SIGHTS]
    assert seen == [[0, 1, 2, 3, 4, 5, 6], [], [0, 1, 4, 5, 6], [0, 1, 2, 4, 5, 6], [0, 2, 3, 4], [0, 4]]


def test_rows_about_a_person_follow_who_stands_for_them() -> None:
    """Breaks when a row of somebody merged is judged by the merged row and not by the survivor."""
    people = some_people()
    contacts.change_person(people[2], changes={"title": "A"}, **BY)
    FieldChange.objects.bulk_create(
        FieldChange(person_id=p.pk, field="x", actor_kind="system", actor_id=0, via="staff") for p in people
    )
    for sight, expected in zip(SIGHTS, ([0, 1, 2, 3, 4, 5, 6], [], [0, 1, 4, 5, 6]), strict=False):
        rows = FieldChange.objects.filter(sight.about("person_id"), field="x")
        assert places(people, rows.values_list("person_id", flat=True)) == expected
    hidden = FieldChange.objects.filter(Sight(without=("restricted",)).about("person_id"), field="x")
    assert places(people, hidden.values_list("person_id", flat=True)) == [0, 2, 3, 4]


def test_who_registers_by_hand_looks_after_the_person_and_an_import_gives_nobody(ola: User) -> None:
    """Breaks when `owner_id` is not set by hand, or set by a file or another system."""
    by_hand = make_person("A", by=ola.actor)
    by_file = make_person("B", by=ola.actor, via=Via.FILE)
    by_key = make_person("C", by=Actor.integration(1), via=Via.API)
    assert [by_hand.owner_id, by_file.owner_id, by_key.owner_id] == [ola.pk, None, None]


def test_a_change_of_who_looks_after_is_history_and_names_an_existing_user(ola: User, siri: User) -> None:
    """Breaks when the change leaves no trace, or a number of nobody is written."""
    person = make_person("A", by=ola.actor)
    contacts.change_person(person, changes={"owner_id": siri.pk}, **BY)
    change = FieldChange.objects.get(person=person, field="owner_id")
    assert (change.before, change.after) == (str(ola.pk), str(siri.pk))
    with pytest.raises(Refused, match="no such user"):
        contacts.change_person(person, changes={"owner_id": 424242}, **BY)


def test_the_form_changes_who_looks_after_a_person(kari: Person, ola: User, siri: User) -> None:
    """Breaks when the form lacks the choice, or the card does not show it."""
    client = browse(siri)
    told = {"version": kari.version, "first_name": "Kari", "last_name": "Testvik", "owner": ola.pk}
    assert client.post(f"/people/{kari.pk}/details/", told).status_code == 302
    assert Person.objects.get(pk=kari.pk).owner_id == ola.pk
    assert "<span>Ola Salg</span>" in text_of(client.get(f"/people/{kari.pk}/"))


def test_of_a_restricted_person_others_see_that_alone(kari: Person, ola: User, siri: User) -> None:
    """Art. 18, check 80. Breaks when the card tells more, or who may restrict does not see it."""
    consents.restrict(kari, **BY)
    page = text_of(browse(ola).get(f"/people/{kari.pk}/"))
    assert "Use is restricted" in page
    assert "Testvik" not in page
    assert "Testvik" in text_of(browse(siri).get(f"/people/{kari.pk}/"))
    assert sight_of(ola).without == ("restricted",)


def test_whom_one_looks_after_is_found_by_an_index() -> None:
    """REQ-93. Breaks when the list of one's own people reads everybody."""
    plan = Sight(owners=(1, 2)).of(Person.objects.all()).order_by("sort_key", "id")[:50]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "contacts_person_owner" in plan.explain()
