"""One change for all of a filter. Checks 62–65; product rules 3, 5, 6."""

from __future__ import annotations

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentEvent, ConsentRecord
from samtykke.consents.queries import ledger
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor
from samtykke.core.refused import Refused
from samtykke.purposes.queries import basis_by_key, source_by_key
from tests.factories import Clock, get_purpose, make_consent, make_person, withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def change(people, purpose="STORE", basis="61B", reason="customers now"):
    return consents.change_basis_of(
        people,
        get_purpose(purpose),
        legal_basis=basis_by_key(basis),
        source=source_by_key("IMPORT"),
        reason=reason,
        by=Actor.user(1),
        run_id=77,
    )


def test_all_of_a_filter_change_with_one_event_each_and_the_log_holds():
    people = [make_person() for _ in range(5)]
    outcome = change(Person.objects.filter(pk__in=[person.pk for person in people]))
    assert (outcome.changed, outcome.unchanged, outcome.skipped) == (5, 0, {})
    for person in people:
        record = ConsentRecord.objects.of(person).with_names().get()
        assert (record.legal_basis.key, record.source.key, record.status) == ("61B", "IMPORT", "in_force")
        assert ConsentEvent.objects.of(person).filter(run_id=77).count() == 1
    assert list(ledger.faults()) == []
    assert change(Person.objects.filter(pk__in=[person.pk for person in people])).unchanged == 5


def test_a_no_and_a_given_consent_are_left_alone_and_counted():
    no, yes, gone = make_person(), make_person(), make_person()
    make_consent(no, "STORE")
    withdraw(no, "STORE")
    make_consent(yes, "STORE")
    Person.objects.filter(pk=gone.pk).update(deleted_at="2026-01-01T00:00:00Z")
    outcome = change(Person.objects.filter(pk__in=[no.pk, yes.pk, gone.pk]))
    assert (outcome.changed, outcome.skipped) == (0, {"no_stands": 1, "consent_stands": 1})
    assert list(ledger.faults()) == []


def test_the_preview_says_the_same_and_changes_nothing():
    people = Person.objects.filter(pk__in=[make_person().pk, make_person().pk])
    preview = consents.preview_basis_of(people, get_purpose("STORE"), legal_basis=basis_by_key("61B"))
    assert preview.changed == 2
    assert not ConsentEvent.objects.filter(legal_basis__key="61B").exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"basis": "61A"}, "consent_in_bulk"),
        ({"purpose": "EMARKETING", "basis": "61F"}, "marketing_needs_consent"),
        ({"reason": " "}, "reason_missing"),
        ({"basis": "61E"}, "basis_not_allowed"),
    ],
)
def test_what_may_not_be_done_in_bulk(fields, code):
    make_person()
    with pytest.raises(Refused) as refusal:
        change(Person.objects.all(), **fields)
    assert refusal.value.code == code


def test_an_expired_yes_gets_one_note_that_decides_nothing(kari, clock: Clock):
    make_consent(kari, given_at=clock.days_ago(10), expires_at=clock.days_ago(1))
    assert consents.note_expired() == 1
    assert consents.note_expired() == 0
    note = ConsentEvent.objects.of(kari).get(status="expired")
    assert note.occurred_at == clock.days_ago(1)
    record = ConsentRecord.objects.of(kari).get(purpose__key="EMARKETING")
    assert (record.status, record.status_now) == ("given", "expired")
    assert list(ledger.faults()) == []
