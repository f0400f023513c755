"""Two interests made one: whoever has both keeps one row, the older, and taking it back gives each row as it stood."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import FieldChange, Interest, PersonInterest
from samtykke.contacts.personal_data import export
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.purposes import actions
from samtykke.purposes.models import DataKind
from tests.factories import make_person
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY = {"by": Actor.system(), "via": Via.STAFF}


@pytest.fixture
def two(db):
    """Two interests that say the same."""
    return [
        actions.create_item(Interest, names={"nb": name, "en": name}, key=name.upper(), **BY)
        for name in ("Solar", "Sun")
    ]


def interested(name, *interests):
    """Somebody with interests, the first of them known longest."""
    person = make_person(name)
    contacts.change_interests(person, add=interests, **BY)
    for days, interest in enumerate(reversed(interests), 1):
        rows = PersonInterest.objects.filter(person=person, interest=interest)
        rows.update(since=person.created_at - timedelta(days=days), via="import" if days == 1 else "api")
    return person


def rows():
    """Every row as it stands."""
    found = PersonInterest.objects.order_by("person_id", "interest__key")
    return list(found.values_list("person_id", "interest__key", "since", "via", "actor_kind", "actor_id", "as_two"))


@pytest.fixture
def many(two):
    """People with the one, the other, both in either order; one merged, one restricted, one in the bin."""
    solar, sun = two
    told = {
        "solar": interested("Solveig", solar),
        "sun": interested("Sunniva", sun),
        "older": interested("Olga", solar, sun),
        "newer": interested("Nils", sun, solar),
        "merged": interested("Mona", solar),
        "restricted": interested("Ragna", solar, sun),
        "binned": interested("Bodil", solar),
    }
    consents.merge(told["sun"], told["merged"], **BY)
    consents.restrict(told["restricted"], **BY)
    contacts.delete_person(told["binned"], **BY)
    return told


def test_everybody_keeps_one_row_the_older_and_it_all_goes_back_exactly(two, many):
    solar, sun = two
    before = rows()
    since = {(person, key): at for person, key, at, *_ in before}
    done = actions.merge_items(solar, into=sun, slug="interests", **BY)
    assert done.moved == 6
    assert {(person, key) for person, key, *_ in rows()} == {(person.pk, "SUN") for person in many.values()}
    after = {person: at for person, _key, at, *_ in rows()}
    assert after[many["older"].pk] == since[many["older"].pk, "SOLAR"]
    assert after[many["newer"].pk] == since[many["newer"].pk, "SUN"]
    assert after[many["solar"].pk] == since[many["solar"].pk, "SOLAR"]
    changes = FieldChange.objects.filter(at=done.at, field="interest").order_by("id").values_list("before", "after")
    assert list(changes.filter(person=many["older"])) == [("SOLAR", None)]
    assert set(changes.filter(person=many["solar"])) == {("SOLAR", None), (None, "SUN")}
    (told,) = export(many["older"].pk)["interests"]
    assert [told["as_two"][0][side]["interest_id"] for side in ("gone", "stays")] == [solar.pk, sun.pk]
    assert actions.part_items(done, model=Interest, **BY) == solar
    assert rows() == before
    assert actions.part_items(done, model=Interest, **BY) is None


def test_whoever_has_lost_the_other_meanwhile_or_got_it_since_is_left_as_they_are(two):
    solar, sun = two
    lost, again = interested("Liv", solar), interested("Gro", solar)
    done = actions.merge_items(solar, into=sun, slug="interests", **BY)
    for person in (lost, again):
        contacts.change_interests(person, remove=[sun], **BY)
    contacts.change_interests(again, add=[sun], **BY)
    actions.part_items(done, model=Interest, **BY)
    assert [(person, key) for person, key, *_ in rows()] == [(again.pk, "SUN")]


def test_two_different_kinds_of_data_are_never_made_one(two, siri):
    solar, sun = two
    health = DataKind.objects.filter(is_special=True).order_by("id")[0]
    person = interested("Kari", solar)
    Interest.objects.filter(pk=sun.pk).update(data_kind=health)
    with pytest.raises(Refused) as refused:
        actions.merge_items(solar, into=sun, slug="interests", **BY)
    assert refused.value.code == "other_kind_of_data"
    answer = browse(siri).post("/interests/SOLAR/merge/", {"into": "SUN"}, follow=True)
    assert "different kinds of data" in text_of(answer)
    assert PersonInterest.objects.get(person=person).interest == solar
