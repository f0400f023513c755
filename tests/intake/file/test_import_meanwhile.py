"""What happens beside an import between the reading of its file and its batches: a merge, an API, another import."""

from __future__ import annotations

import datetime as dt

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.queries.append import refresh_where
from samtykke.consents.queries.decisions import may
from samtykke.contacts.actions import create_company, merge_companies, split_companies
from samtykke.contacts.company_queries import company_and_merged
from samtykke.contacts.models import Company, Person
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.intake.channels.file import actions, engine
from samtykke.intake.channels.file.queries import register
from samtykke.intake.models import ImportRun
from tests.factories import get_purpose, make_consent, make_person, withdraw
from tests.intake.file.runs import counts, received

pytestmark = pytest.mark.django_db

STAFF = {"by": Actor.user(7), "via": Via.STAFF}
YES = (
    "email,first_name,last_name,purpose,legal_basis,status,occurred_at,evidence\n"
    "double@example.org,Kari,Ås,EMARKETING,61A,given,2024-03-01 10:00,form 7\n"
)


def test_a_merge_meanwhile_lifts_no_no():
    kari = make_person("Kari", "Ås", email=None, external_id="A1")
    make_consent(kari, given_at=now() - dt.timedelta(days=30))
    withdraw(kari)
    double = make_person("Kari", "Ås", email="double@example.org")
    run = received(YES, wording="Yes.")
    engine.begin(run)
    consents.merge(kari, double, **STAFF)
    run = actions.carry_out(run)
    assert counts(run) == {"updated": 1}
    assert may(kari, get_purpose()).reason == may(kari, get_purpose(), as_of=now()).reason == "withdrawn"
    assert refresh_where("SELECT id AS person_id FROM contacts_person") == 0


def test_records_of_somebody_merged_away_are_derived_with_those_of_the_survivor():
    kari, double = make_person("Kari"), make_person("Kari")
    withdraw(kari)
    make_consent(double, given_at=now() - dt.timedelta(days=9))
    consents.merge(kari, double, **STAFF)
    refresh_where("SELECT %(who)s::bigint AS person_id", {"who": double.pk})
    assert may(kari, get_purpose()).reason == "objected"


SOME = "email,first_name,last_name\n" + "".join(f"q{n}@example.org,Q{n},Å\n" for n in range(5))
NUMBERED = "external_id,first_name,last_name\n" + "".join(f"{n},Q{n},Å\n" for n in range(5))


@pytest.mark.parametrize("text", [SOME, NUMBERED])
def test_two_runs_of_one_file_at_a_time_bring_everybody_once(monkeypatch, text):
    monkeypatch.setattr(engine, "BATCH", 2)
    one, other = received(text), received(text)
    engine.begin(one)
    engine.begin(other)
    assert counts(actions.carry_out(one)) == {"created": 5}
    assert counts(actions.carry_out(other)) == {"unchanged": 5}
    assert Person.objects.count() == 5


def test_rows_that_follow_one_who_came_in_meanwhile_mean_them_too(monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 2)
    run = received(SOME + "q4@example.org,Q4,Å\n" * 3)
    engine.begin(run)
    make_person("Q4", "Å", email="q4@example.org")
    assert counts(actions.carry_out(run)) == {"created": 4, "unchanged": 4}


def test_somebody_else_who_came_in_at_the_address_meanwhile_is_a_possible_duplicate():
    run = received(SOME)
    engine.begin(run)
    make_person("Ola", "Vik", email="q4@example.org")
    assert counts(actions.carry_out(run)) == {"created": 5, "possible_duplicates": 1}


FIRMS = "email,first_name,last_name,company\n" + "".join(f"q{n}@example.org,Q{n},Å,Fjordlys\n" for n in range(4))


@pytest.mark.parametrize("moment", ["before", "within", "between"])
def test_a_company_merged_meanwhile_stays_one(monkeypatch, moment):
    """Breaks when a file makes the company anew that another stands for, or when a split leaves people behind."""
    monkeypatch.setattr(engine, "BATCH", 2)
    stays, goes = create_company("Fjordlys AS", **STAFF), create_company("Fjordlys", **STAFF)
    overlays, find = [], register.find_companies

    def merge(*_args: object) -> None:
        overlays.append(merge_companies(stays.pk, goes.pk, **STAFF)) if not overlays else None

    def found_then_merged(*args, **more):
        made = find(*args, **more)
        merge()
        return made

    run = received(FIRMS)
    engine.begin(run)
    if moment == "before":
        merge()
    elif moment == "within":
        monkeypatch.setattr(register, "find_companies", found_then_merged)
    run = actions.carry_out(run, progress=merge if moment == "between" else None)
    assert (counts(run), run.counts["companies"], Company.objects.count()) == ({"created": 4}, 0, 2)
    assert Person.objects.filter(company__in=company_and_merged(stays.pk)).count() == 4
    assert counts(actions.carry_out(received(FIRMS, strategy="replace"))) == {"unchanged": 4}
    split_companies(overlays[0], **STAFF)
    there = Person.objects.values_list("company__name", flat=True)
    assert sorted(there) == ["Fjordlys"] * (0 if moment == "before" else 2) + ["Fjordlys AS"] * (
        4 if moment == "before" else 2
    )


def test_rows_about_somebody_merged_between_two_batches_fill_the_survivor(monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 1)
    kari = make_person("Kari", "Ås", email=None, external_id="A1")
    run = received("email,first_name,last_name,title\nq@example.org,Kari,Ås,\nq@example.org,Kari,Ås,Chief\n")

    def merge(run: ImportRun) -> None:
        if run.position == 1:
            consents.merge(kari, Person.objects.get(emails__normal="q@example.org"), **STAFF)

    assert counts(actions.carry_out(run, progress=merge)) == {"created": 1, "updated": 1}
    assert dict(Person.objects.values_list("id", "title"))[kari.pk] == "Chief"
