"""What happens beside an import between the reading of its file and its batches: a merge, an API, another import."""

from __future__ import annotations

import datetime as dt

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.queries.append import refresh_where
from samtykke.consents.queries.decisions import may
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.intake.channels.file import actions, engine
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
