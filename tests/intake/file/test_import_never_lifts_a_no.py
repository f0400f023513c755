"""The set twin against the rules, on generated pasts and files: whatever a file says, a no stands and records are the fold."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtykke.consents import actions as consents
from samtykke.consents.models import NOES, PERMITTING, ConsentEvent, ConsentRecord
from samtykke.consents.queries.append import refresh_where
from samtykke.consents.queries.decisions import count_permitted, may
from samtykke.consents.queries.gate import Asked
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from tests.factories import get_purpose, make_consent, make_person, withdraw
from tests.intake.file.runs import imported

pytestmark = pytest.mark.django_db

PEOPLE = 40
HEAD = "external_id,first_name,last_name,email,purpose,legal_basis,status,occurred_at,evidence\n"
SAID = ["given", "withdrawn", "refused", "objected", "unknown", "requested", "yes", "no", ""]


def past(person, steps: list[str], chance: random.Random) -> None:
    for step in steps:
        at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=chance.randrange(2_000))
        if step == "yes":
            make_consent(person, given_at=at)
        elif step == "no":
            withdraw(person, at=at)
        elif step == "object":
            consents.object_to_marketing(person.pk, by=Actor.system(), via=Via.STAFF, at=at)


@pytest.mark.slow
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), strategy=st.sampled_from(["fill", "replace", "skip"]))
def test_whatever_a_file_says_a_no_stands_and_records_are_the_fold(seed, strategy):
    """REQ-16. Breaks when a file lifts a withdrawal, refusal or objection, whatever its dates say."""
    chance = random.Random(seed)
    people = [
        make_person(f"P{n}", "Å", email=f"p{seed}.{n}@example.org", external_id=f"{seed}-{n}")
        for n in range(PEOPLE // 2)
    ]
    for person in people:
        past(person, chance.choices(["yes", "no", "object", ""], k=chance.randrange(4)), chance)
    before = {record.person_id: record for record in ConsentRecord.objects.filter(purpose__key="EMARKETING")}
    rows = []
    for _number in range(PEOPLE * 3):
        n = chance.randrange(PEOPLE)
        at = (dt.datetime(2024, 1, 1) + dt.timedelta(hours=chance.randrange(2_000))).isoformat(" ")  # noqa: DTZ001
        rows.append(
            f"{seed}-{n},P{n},Å,p{seed}.{n}@example.org,EMARKETING,61A,{chance.choice(SAID)},"
            f"{chance.choice([at, at[:10], ''])},{chance.choice(['form', ''])}\n"
        )
    run = imported(HEAD + "".join(rows), purpose="EMARKETING", wording="Yes.", strategy=strategy)
    assert run.counts["refused"] == 0
    for record in ConsentRecord.objects.filter(purpose__key="EMARKETING"):
        own = ConsentEvent.objects.filter(person_id=record.person_id, purpose_id=record.purpose_id)
        if any(event.status in NOES for event in own) and record.status in PERMITTING:
            earlier = before[record.person_id]
            assert (earlier.status, earlier.event_id) == (record.status, record.event_id)
        was = before.get(record.person_id)
        assert not (was and was.status in NOES and record.status not in NOES)
    assert refresh_where("SELECT id AS person_id FROM contacts_person") == 0
    assert imported(HEAD + "".join(rows), purpose="EMARKETING", wording="Yes.", strategy="skip").counts["created"] == 0


MOVED = "external_id,first_name,last_name,email\n5,Kari,Ås,kari.new@example.org\n"
OLD_LIST = (
    "email,first_name,last_name,purpose,legal_basis,status,occurred_at,evidence\n"
    "kari@example.org,{name},EMARKETING,61A,given,2024-03-01 10:00,form 7\n"
)


def moved_after_a_no() -> Person:
    """Kari said no at an address that a later file retired."""
    kari = make_person("Kari", "Ås", email="kari@example.org", external_id="5")
    make_consent(kari, given_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    withdraw(kari)
    imported(MOVED, strategy="replace")
    return kari


@pytest.mark.parametrize("name", ["Kari,Ås", "Kari,", ","])
def test_an_old_address_means_who_had_it(name):
    kari = moved_after_a_no()
    run = imported(OLD_LIST.format(name=name), wording="Yes.")
    assert run.counts["created"] == 0
    assert Person.objects.get() == kari
    assert ConsentRecord.objects.get(purpose__key="EMARKETING").status == "withdrawn"


def test_a_no_closes_an_address_that_its_person_has_retired():
    kari = moved_after_a_no()
    run = imported(OLD_LIST.format(name="Ola,Vik"), wording="Yes.")
    assert (run.counts["created"], run.counts["possible_duplicates"]) == (1, 1)
    ola = Person.objects.exclude(pk=kari.pk).get()
    assert may(ola, get_purpose()).reason == "shared_address"
    assert count_permitted(Asked(get_purpose())) == 0
