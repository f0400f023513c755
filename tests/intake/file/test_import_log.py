"""What a file writes by sets is what the log derives: no record, commitment or origin differs."""

from __future__ import annotations

import pytest

from samtykke.consents.models import ConsentEvent, ConsentRecord
from samtykke.consents.queries.append import refresh_where
from samtykke.consents.queries.ledger import faults
from samtykke.contacts.models import Person
from tests.factories import make_person, make_wording, withdraw
from tests.intake.file.runs import imported

pytestmark = pytest.mark.django_db

HEAD = "email,first_name,last_name,mobile,company,purpose,legal_basis,status,occurred_at,evidence\n"
STATUSES = ("given", "withdrawn", "refused", "requested", "pending_confirmation", "unknown", "objected", "")


def lines(count: int) -> str:
    """People of every status, some of them twice, some with the same address, some with a purpose of their own."""
    text = HEAD
    for number in range(count):
        status = STATUSES[number % len(STATUSES)]
        purpose = ("EMARKETING", "STORE", "")[number % 3]
        basis = "61A" if purpose and status not in {"objected", ""} else ""
        address = f"p{number - number % 5 if number % 5 == 1 else number}@example.org"
        name = f"Åse{number},Ødegård" if number % 7 else f"Åse{max(number - 7, 0)},Ødegård"
        told = f"{purpose},{basis},{status if purpose else ''},2024-03-{1 + number % 28:02} 10:00,form {number}"
        text += f"{address},{name},{'+4749001234' if number % 4 else ''},{'Firma AS' if number % 2 else ''},{told}\n"
    return text


def test_records_of_new_people_are_what_the_fold_derives():
    run = imported(lines(200), wording=str(make_wording().pk))
    assert run.counts["created"] > 100
    assert len(set(ConsentRecord.objects.values_list("status", flat=True))) > 5
    assert list(faults()) == []
    assert refresh_where("SELECT id AS person_id FROM contacts_person") == 0


def test_records_of_people_held_before_are_too():
    no = make_person("Åse3", "Ødegård", email="p3@example.org")
    withdraw(no)
    imported(lines(40), wording=str(make_wording().pk))
    imported(lines(60), wording=str(make_wording().pk), strategy="replace")
    assert list(faults()) == []
    assert refresh_where("SELECT id AS person_id FROM contacts_person") == 0


def test_every_new_person_has_one_primary_address_and_number_of_their_own():
    imported(lines(120))
    for person in Person.objects.prefetch_related("emails", "phones"):
        for rows in (person.emails.all(), person.phones.all()):
            assert [row.is_primary for row in rows].count(True) == min(len(rows), 1)
    assert ConsentEvent.objects.filter(purpose__key="STORE").count() >= Person.objects.count()
