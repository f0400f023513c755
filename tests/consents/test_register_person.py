"""The only way a person comes to be: with the five facts, in one transaction. M1; REQ-25, 36; product part 3."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.consents.answers import Answer, NewEmail, NewPerson, NewPhone
from samtykke.consents.models import ConsentEvent, ConsentRecord
from samtykke.contacts.models import Person, PersonEmail
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.purposes.models import Assessment, PrivacySettings
from samtykke.purposes.queries import basis_by_key, how_by_key, source_by_key
from tests.factories import approve_store, get_purpose, proof

pytestmark = [pytest.mark.django_db, pytest.mark.database]

STAFF = {"by": Actor.user(3), "via": Via.STAFF}


@pytest.fixture(autouse=True)
def _approved(db):
    approve_store()


def test_the_origin_stands_on_the_row_and_in_the_log():
    person = consents.register_person(NewPerson(first_name="Kari"), **STAFF)
    event = ConsentEvent.objects.of(person).get()
    assert (person.origin_purpose_id, person.origin_basis_id, person.origin_source_id, person.origin_at) == (
        event.purpose_id,
        event.legal_basis_id,
        event.source_id,
        event.occurred_at,
    )
    assert (person.origin_actor_kind, person.origin_actor_id, person.origin_via) == ("user", 3, "staff")
    assert Entry.objects.filter(deed="person:created", subject_id=person.pk).count() == 1


@pytest.mark.parametrize(
    "column", ["origin_purpose_id", "origin_basis_id", "origin_source_id", "origin_at", "origin_actor_kind"]
)
def test_postgresql_holds_nobody_without_an_origin(kari, column):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE contacts_person SET {column} = NULL WHERE id = %s", [kari.pk])


def test_without_an_approved_assessment_nobody_is_registered():
    Assessment.objects.update(approved_at=None, lapses_at=None)
    with pytest.raises(Refused) as refusal:
        consents.register_person(NewPerson(first_name="Kari"), **STAFF)
    assert (refusal.value.code, refusal.value.status) == ("assessment_missing", 409)
    assert not Person.objects.exists()


def test_store_takes_source_and_time_from_the_first_answer(clock):
    answer = Answer(
        purpose=get_purpose(),
        legal_basis=basis_by_key("61A"),
        source=source_by_key("WEBFORM"),
        occurred_at=clock.days_ago(4),
        evidence=proof(),
        shown_text="Yes",
    )
    person = consents.register_person(NewPerson(first_name="Kari"), answers=[answer], **STAFF)
    store = ConsentRecord.objects.of(person).get(purpose__key="STORE")
    assert (store.source.key, store.occurred_at) == ("WEBFORM", clock.days_ago(4))
    assert person.from_person, "a web form is filled in by the person: Art. 13"
    assert person.inform_by is None


def test_who_did_not_come_by_an_own_act_must_be_told_within_a_month():
    person = consents.register_person(NewPerson(first_name="Kari", collected_how=how_by_key("REFERRAL")), **STAFF)
    assert person.inform_by is not None
    met = consents.register_person(NewPerson(first_name="Kari", collected_how=how_by_key("MEETING")), **STAFF)
    assert met.inform_by is None


def test_with_the_default_switched_off_the_entry_must_name_a_basis():
    PrivacySettings.objects.update(default_basis=None)
    with pytest.raises(Refused) as refusal:
        consents.register_person(NewPerson(first_name="Kari"), **STAFF)
    assert refusal.value.code == "legal_basis_missing"
    answer = Answer(purpose=get_purpose("STORE"), legal_basis=basis_by_key("61B"))
    assert consents.register_person(NewPerson(first_name="Kari"), answers=[answer], **STAFF).origin_basis.key == "61B"


def test_addresses_and_numbers_are_kept_in_one_form_and_one_of_each_is_primary():
    new = NewPerson(
        first_name="Kari",
        emails=(NewEmail(address=" Kari@BÆR.example "), NewEmail(address="post@firma.example", primary=True)),
        phones=(NewPhone(number="91 23 45 67"), NewPhone(number="+47 912 34 567")),
    )
    person = consents.register_person(new, **STAFF)
    emails = {email.normal: email for email in PersonEmail.objects.filter(person=person)}
    assert set(emails) == {"kari@xn--br-1ia.example", "post@firma.example"}
    assert emails["post@firma.example"].is_primary
    assert emails["post@firma.example"].kind == "role"
    assert [phone.number for phone in person.phones.all()] == ["+4791234567"]


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewPerson(), "last_name"),
        (NewPerson(first_name="x" * 501), "first_name"),
        (NewPerson(first_name="a\x00b"), "first_name"),
        (NewPerson(emails=(NewEmail(address="nobody"),)), "email"),
        (NewPerson(phones=(NewPhone(number="12"),)), "phone"),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(new, field):
    with pytest.raises(Refused) as refusal:
        consents.register_person(new, **STAFF)
    assert refusal.value.field == field
    assert not Person.objects.exists()


def test_long_names_emoji_and_other_scripts_are_kept():
    for name in ("x" * 300, "Åse 🌊", "שרה", "Łukasz-Æbbe"):
        assert consents.register_person(NewPerson(first_name=name), **STAFF).first_name == name


def test_an_external_id_is_held_once():
    consents.register_person(NewPerson(external_id="E1"), **STAFF)
    with pytest.raises(Refused) as refusal:
        consents.register_person(NewPerson(external_id="E1"), **STAFF)
    assert refusal.value.code == "external_id_taken"


def test_a_yes_from_the_caller_who_may_not_speak_for_the_person_is_the_company_s():
    answer = Answer(purpose=get_purpose(), legal_basis=basis_by_key("61A"), evidence=proof(), shown_text="Yes")
    person = consents.register_person(NewPerson(first_name="Kari"), answers=[answer], **STAFF)
    assert ConsentRecord.objects.of(person).get(purpose__key="EMARKETING").act_by == "controller"


def test_a_consent_alone_is_no_reason_to_hold_somebody_when_it_is_not_shown():
    answer = Answer(purpose=get_purpose("STORE"), legal_basis=basis_by_key("61A"))
    with pytest.raises(Refused) as refusal:
        consents.register_person(NewPerson(first_name="Kari"), answers=[answer], **STAFF)
    assert refusal.value.code == "no_basis"
