"""Two rows, one person, and back again, on generated histories. REQ-104: the strictest wins, a split restores both."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentRecord
from samtykke.consents.queries.decisions import may_many
from samtykke.consents.queries.merge import would_stand
from samtykke.consents.queries.standing import is_restricted
from samtykke.contacts import actions as contacts
from samtykke.contacts.actions.merging import CHOSEN
from samtykke.contacts.models import FieldChange, Merge, Person, PersonEmail, PersonPhone
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from tests.consents import histories, naive
from tests.factories import make_consent, make_person, withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.database]

STAFF: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
# What a merge and a split leave a trace in: the version somebody may have read, and when it changed.
TRACES = {"version", "updated_at"}
WORLDS = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@contextmanager
def world(seed: int) -> Iterator[tuple[histories.Made, list[int]]]:
    """A world of forty people, and three of them who are held and unmerged, in any order; gone again afterwards."""
    with transaction.atomic():
        made = histories.make(seed, size=40)
        merged = {pk for survivor, other, *_ in made.world.merges for pk in (survivor, other)}
        free = [pk for pk, one in made.world.people.items() if pk not in merged and one.deleted_at is None]
        random.Random(seed).shuffle(free)
        for pk in free[:3]:
            Person.objects.filter(pk=pk).update(title=f"Title {pk}", country="NO", external_id=f"X-{pk}")
        yield made, free[:3]
        transaction.set_rollback(True)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """A rule says no, for this reason."""
    with pytest.raises(Refused) as no:
        yield
    assert no.value.code == code


def rows(people: list[int]) -> dict[str, list[dict[str, Any]]]:
    """Everything that belongs to some people, but the traces."""
    told = Person.objects.filter(pk__in=people).order_by("pk").values()
    about = {"person_id__in": people}
    return {
        "people": [{name: value for name, value in row.items() if name not in TRACES} for row in told],
        "emails": list(PersonEmail.objects.filter(**about).order_by("id").values()),
        "phones": list(PersonPhone.objects.filter(**about).order_by("id").values()),
        "records": list(ConsentRecord.objects.filter(**about).order_by("person_id", "purpose_id").values()),
    }


def answers(person: int) -> list[dict[str, Any]]:
    """Where a person stands, as plain rows."""
    return list(ConsentRecord.objects.filter(person_id=person).order_by("purpose_id").values())


def reasons(made: histories.Made, people: list[int]) -> list[str]:
    return [decision.reason for decision in may_many(people, made.purpose)]


@WORLDS
@given(st.integers(0, 2**32), st.sets(st.sampled_from(["title", "external_id", "first_name", "language"])))
def test_merge_then_split_is_identity(seed: int, take: set[str]) -> None:
    """Breaks when a split leaves a value, an address or an answer other than it was before the merge."""
    with world(seed) as (made, (one, other, _)):
        if any(map(is_restricted, (one, other))):
            take = set()
        before, permitted = rows([one, other]), reasons(made, made.everybody)
        overlay = consents.merge(one, other, take=take, **STAFF)
        assert not answers(other)
        assert [getattr(Person.objects.get(pk=one), name) for name in take] == [
            row[name] for row in before["people"] if row["id"] == other for name in take
        ]
        consents.split(overlay, **STAFF)
        assert rows([one, other]) == before
        assert reasons(made, made.everybody) == permitted


@WORLDS
@given(st.integers(0, 2**32))
def test_the_order_of_merges_does_not_matter_to_permissions(seed: int) -> None:
    """Breaks when who was merged first, or who stands for whom, decides an answer."""
    with world(seed) as (made, (one, other, third)):
        found = []
        for order in ([other, third], [third, other]):
            with transaction.atomic():
                for merged in order:
                    consents.merge(one, merged, **STAFF)
                found.append((answers(one), reasons(made, made.everybody)))
                transaction.set_rollback(True)
        assert found[0] == found[1]
        stands = {(row["purpose_id"], row["status"], row["event_id"]) for row in found[0][0]}
        consents.merge(other, one, **STAFF)
        consents.merge(other, third, **STAFF)
        assert {(row["purpose_id"], row["status"], row["event_id"]) for row in answers(other)} == stands


@WORLDS
@given(st.integers(0, 2**32))
def test_the_strictest_answer_of_both_holds_as_the_rules_say_it(seed: int) -> None:
    """REQ-104. Breaks when the strictest-wins rule is taken out of the fold, or one of two speaks alone."""
    with world(seed) as (made, (one, other, _)):
        foreseen = would_stand(one, other)
        consents.merge(one, other, **STAFF)
        now = datetime.now(UTC)
        made.world.merges.append((one, other, now, None))
        expected = [naive.may(made.world, who, now, FOREVER) for who in made.everybody]
        assert reasons(made, made.everybody) == expected
        told = [
            {name: getattr(record, name) for name in row} for record, row in zip(foreseen, answers(one), strict=True)
        ]
        assert told == answers(one), "what the page foretells is what holds"


def test_what_was_edited_in_between_stays_as_edited(kari: Person) -> None:
    """Breaks when a split writes over what somebody changed on the survivor after the merge."""
    twin = make_person("Karin", "Testvik")
    overlay = consents.merge(kari, twin, take=("first_name", "last_name"), **STAFF)
    contacts.change_person(Person.objects.get(pk=kari.pk), changes={"last_name": "Ny"}, **STAFF)
    consents.split(overlay, **STAFF)
    kari.refresh_from_db()
    assert (kari.first_name, kari.last_name) == ("Kari", "Ny")
    assert Merge.objects.get().chosen == {}, "what was kept for the way back is not kept longer"
    assert FieldChange.objects.filter(person=kari, field="first_name").count() == 2


def test_a_number_that_somebody_took_meanwhile_is_not_given_back_twice(kari: Person) -> None:
    """Breaks when a split lets two people have one external id."""
    twin = make_person("Karin", external_id="CRM-9")
    overlay = consents.merge(kari, twin, take=("external_id",), **STAFF)
    make_person("Ola", external_id="ERP-KARI-1204")
    with refused("external_id_taken"):
        consents.split(overlay, **STAFF)
    assert Merge.objects.standing().count() == 1


def test_a_number_of_the_other_given_by_hand_is_noticed_by_the_split(kari: Person) -> None:
    """The same, where the number was typed in while the two were one."""
    overlay = consents.merge(kari, make_person("Karin", external_id="CRM-9"), **STAFF)
    contacts.change_person(kari, changes={"external_id": "CRM-9"}, **STAFF)
    with refused("external_id_taken"):
        consents.split(overlay, **STAFF)


def test_of_a_restricted_person_nothing_is_taken(kari: Person) -> None:
    """Art. 18. Breaks when a merge changes what may only be kept; the merge itself restricts both."""
    twin = make_person("Karin")
    consents.restrict(twin, **STAFF)
    with refused("restricted"):
        consents.merge(kari, twin, take=("first_name",), **STAFF)
    consents.merge(kari, twin, **STAFF)
    assert is_restricted(kari.pk)
    with refused("restricted"):
        contacts.retire_email(kari.emails.get(), **STAFF)


def test_addresses_of_one_merged_away_are_guarded_by_who_stands_for_both(kari: Person) -> None:
    """Art. 18. Breaks when the other's address is changed although the survivor is restricted."""
    twin = make_person("Karin")
    consents.merge(kari, twin, **STAFF)
    consents.restrict(kari, **STAFF)
    with refused("restricted"):
        contacts.retire_email(twin.emails.get(), **STAFF)


def test_in_the_bin_nobody_is_merged_or_split(kari: Person) -> None:
    """Breaks when a split out of the bin brings half of a deleted person back."""
    twin = make_person("Karin")
    overlay = consents.merge(kari, twin, **STAFF)
    contacts.delete_person(kari, **STAFF)
    with refused("deleted"):
        consents.split(overlay, **STAFF)
    with refused("deleted"):
        consents.merge(make_person("Ola"), kari, **STAFF)
    assert not Person.objects.held().filter(pk__in=(kari.pk, twin.pk)).exists()


def test_a_change_in_between_is_noticed(kari: Person) -> None:
    """Breaks when somebody merges by a page that shows what no longer stands."""
    twin = make_person("Karin")
    seen = {kari.pk: kari.version, twin.pk: twin.version}
    contacts.change_person(twin, changes={"title": "CEO"}, **STAFF)
    with refused("changed_meanwhile"):
        consents.merge(kari, twin, versions=seen, **STAFF)


def test_somebody_who_stands_for_others_goes_into_nobody(kari: Person) -> None:
    """Breaks when merges are chained: a split in the middle would leave one without a survivor."""
    twin = make_person("Karin")
    consents.merge(kari, twin, **STAFF)
    with refused("merged_already"):
        consents.merge(make_person("Ola"), kari, **STAFF)
    consents.merge(kari, make_person("Kari"), **STAFF)
    assert Merge.objects.standing().filter(survivor=kari).count() == 2


def test_a_yes_and_a_no_make_a_no_whoever_stays(kari: Person) -> None:
    """REQ-104, the example of the law: given in January, withdrawn in February."""
    twin = make_person("Karin")
    make_consent(kari)
    withdraw(twin)
    for survivor, merged in ((kari, twin), (twin, kari)):
        overlay = consents.merge(survivor, merged, **STAFF)
        assert ConsentRecord.objects.of(survivor).get(purpose__key="EMARKETING").is_no
        consents.split(overlay, **STAFF)


def test_a_column_that_is_not_chosen_is_a_mistake_of_ours(kari: Person) -> None:
    """Breaks when a merge can be told to copy the origin, which is each row's own."""
    assert "origin_purpose_id" not in CHOSEN
    with pytest.raises(TypeError):
        consents.merge(kari, make_person("Karin"), take=("origin_at",), **STAFF)
