"""Recording answers: the rules that are judged when something comes in. Product rules 2–8, 11, 12."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samtykke.consents import actions as consents
from samtykke.consents.answers import Answer
from samtykke.consents.models import ConsentEvent, ConsentEvidence, ConsentRecord
from samtykke.consents.queries.decisions import may
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes.queries import basis_by_key, source_by_key
from tests.factories import Clock, get_purpose, make_consent, make_person, make_wording, proof, withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.database]

STAFF = Actor.user(7)


def test_a_person_is_held_for_a_purpose_by_a_right_from_a_source_since_a_time_by_somebody(kari):
    record = ConsentRecord.objects.of(kari).get()
    assert (record.purpose.key, record.legal_basis.key, record.status) == ("STORE", "61F", "in_force")
    assert (kari.origin_purpose_id, kari.origin_basis_id) == (record.purpose_id, record.legal_basis_id)
    assert kari.origin_source.key == "USER"
    assert (record.actor_kind, kari.origin_actor_kind) == ("system", "system")


def test_a_yes_with_wording_and_evidence_permits(kari):
    record = make_consent(kari)
    assert (record.status, record.act_by) == ("given", "person")
    assert may(kari, get_purpose()).allowed


def test_a_yes_without_evidence_is_not_known_and_permits_nothing(kari):
    answer = Answer(purpose=get_purpose(), legal_basis=basis_by_key("61A"), shown_text="Yes")
    assert consents.record_answer(kari, answer, by=STAFF, via=Via.STAFF).status == "unknown"
    assert may(kari, get_purpose()).reason == "unknown"


def test_a_withdrawal_stops_at_once_and_twice_changes_nothing(kari):
    make_consent(kari)
    assert withdraw(kari).status == "withdrawn"
    assert may(kari, get_purpose()).reason == "withdrawn"
    before = ConsentEvent.objects.of(kari).count()
    withdraw(kari)
    assert ConsentEvent.objects.of(kari).count() == before


def test_the_person_s_own_no_is_kept_beside_the_company_s(kari):
    """Rule 2: the company may void what it recorded itself, never what the person said."""
    make_consent(kari, given_at=now() - timedelta(days=9))
    consents.withdraw(kari, get_purpose(), by=STAFF, via=Via.STAFF)
    theirs = ConsentEvent.objects.of(kari).get(status="withdrawn")
    withdraw(kari)
    withdraw(kari)
    noes = ConsentEvent.objects.of(kari).filter(status="withdrawn").values_list("act_by", flat=True)
    assert sorted(noes) == ["controller", "person"]
    consents.invalidate(theirs, reason="mistake", by=STAFF, via=Via.STAFF)
    assert may(kari, get_purpose()).reason == "withdrawn"


def test_the_company_s_yes_reaches_no_further_than_the_person_s(kari):
    """Rules 3 and 12: neither to another address nor to another channel, nor by a date of its own."""
    make_consent(kari, given_at=now() - timedelta(days=9), expires_at=now() + timedelta(days=900))
    words = make_wording(channels=("email", "phone"))
    told = {
        "purpose": get_purpose(), "status": "given", "legal_basis": basis_by_key("61A"), "evidence": proof("note"),
        "wording": words, "expires_at": now() + timedelta(days=30),
    }  # fmt: skip
    with pytest.raises(Refused, match="A consent stands"):
        consents.record_answer(kari, Answer(**told), by=STAFF, via=Via.STAFF)
    contacts.add_email(kari, "another@example.org", primary=True, by=STAFF, via=Via.STAFF)
    with pytest.raises(Refused, match="A consent stands"):
        consents.record_answer(kari, Answer(**told, channels=("email",)), by=STAFF, via=Via.STAFF)
    assert may(kari, get_purpose()).reason == "address_not_covered"


def test_a_yes_covers_no_channel_its_words_do_not_name(kari):
    with pytest.raises(Refused) as refused:
        make_consent(kari, wording=make_wording(channels=("email",)), channels=("email", "sms"))
    assert (refused.value.code, refused.value.field) == ("channel_not_in_wording", "channel")


def test_the_company_never_lifts_a_no(kari, clock: Clock):
    make_consent(kari, given_at=clock.days_ago(9))
    withdraw(kari)
    for fields in ({"act_by": "controller"}, {"act_by": None, "evidence": proof("note")}):
        with pytest.raises(Refused) as refusal:
            make_consent(kari, own_act=False, by=STAFF, via=Via.STAFF, **fields)
        assert refusal.value.code == "no_stands"
    assert may(kari, get_purpose()).reason == "withdrawn"


def test_an_own_act_needs_the_right(kari):
    with pytest.raises(Refused) as refusal:
        make_consent(kari, own_act=False, by=STAFF, via=Via.STAFF, act_by="person")
    assert (refusal.value.code, refusal.value.status) == ("own_act", 403)


def test_the_person_lifts_the_own_no_by_a_later_act(kari):
    withdraw(kari)
    assert make_consent(kari).status == "given"
    assert may(kari, get_purpose()).allowed


def test_an_own_yes_from_before_the_no_is_history(kari, clock: Clock):
    withdraw(kari, at=clock.days_ago(2))
    record = make_consent(kari, given_at=clock.days_ago(3))
    assert record.status == "objected"
    assert ConsentEvent.objects.of(kari).filter(status="given").exists()


def test_at_the_same_instant_the_no_wins(kari, clock: Clock):
    at = clock.days_ago(1)
    make_consent(kari, given_at=at)
    withdraw(kari, at=at)
    assert may(kari, get_purpose()).reason == "withdrawn"


def test_late_news_keeps_its_own_time(kari, clock: Clock):
    make_consent(kari, given_at=clock.days_ago(5), own_act=False, by=STAFF, act_by="controller")
    before = clock.now
    withdraw(kari, at=clock.days_ago(9))
    assert may(kari, get_purpose()).reason == "withdrawn", "a company's yes that came before an older no loses to it"
    assert may(kari, get_purpose(), as_of=clock.days_ago(10)).reason == "no_record"
    assert may(kari, get_purpose(), known_at=before - timedelta(days=1)).reason == "no_record"


def test_the_future_is_refused_and_a_little_skew_is_now(kari, clock: Clock):
    with pytest.raises(Refused) as refusal:
        make_consent(kari, given_at=clock.in_days(1))
    assert (refusal.value.code, refusal.value.field) == ("in_the_future", "occurred_at")
    assert make_consent(kari, given_at=clock.now + timedelta(minutes=3)).status == "given"


def test_after_a_no_consent_does_not_become_another_basis(kari):
    purpose = get_purpose("STORE")
    make_consent(kari, purpose, reason="r")
    withdraw(kari, purpose)
    with pytest.raises(Refused) as refusal:
        consents.record_answer(kari, Answer(purpose=purpose, legal_basis=basis_by_key("61F")), by=STAFF, via=Via.STAFF)
    assert refusal.value.code == "no_stands"


def test_a_consent_is_swapped_only_with_a_reason_and_the_person_told(kari):
    purpose = get_purpose("STORE")
    make_consent(kari, purpose)
    answer = Answer(purpose=purpose, legal_basis=basis_by_key("61F"))
    with pytest.raises(Refused) as refusal:
        consents.record_answer(kari, answer, by=STAFF, via=Via.STAFF)
    assert refusal.value.code == "consent_stands"
    told = Answer(purpose=purpose, legal_basis=basis_by_key("61F"), reason="became a customer", informed=True)
    assert consents.record_answer(kari, told, by=STAFF, via=Via.STAFF).status == "in_force"


def test_marketing_on_legitimate_interests_is_refused(kari):
    answer = Answer(purpose=get_purpose(), legal_basis=basis_by_key("61F"))
    with pytest.raises(Refused) as refusal:
        consents.record_answer(kari, answer, by=STAFF, via=Via.STAFF)
    assert refusal.value.code == "marketing_needs_consent"


def test_what_is_no_consent_cannot_be_withdrawn(kari):
    with pytest.raises(Refused) as refusal:
        withdraw(kari, "STORE")
    assert refusal.value.code == "object_instead"


def test_asking_is_not_an_answer(kari):
    make_consent(kari)
    asked = Answer(purpose=get_purpose(), status="pending_confirmation")
    record = consents.record_answer(kari, asked, by=Actor.system(), via=Via.WEB_FORM)
    assert (record.status, record.pending) == ("given", "pending_confirmation")
    assert may(kari, get_purpose()).allowed


def test_a_consent_covers_its_address_alone(kari):
    from samtykke.contacts import actions as contacts

    make_consent(kari)
    contacts.add_email(
        kari, "kari.ny@example.org", kind="personal", use="private", primary=True, by=STAFF, via=Via.STAFF
    )
    assert may(kari, get_purpose()).reason == "address_not_covered"
    assert may(kari, get_purpose(), address="kari.testvik@example.org").allowed
    assert may(kari, get_purpose(), "sms").reason == "address_not_covered"


def test_nobody_is_written_to_where_somebody_said_no(kari):
    ola = make_person("Ola", email="kari.testvik@example.org")
    make_consent(kari)
    withdraw(ola)
    decision = may(kari, get_purpose())
    assert decision.reason == "shared_address"
    assert decision.event == ConsentEvent.objects.of(ola).get(status="objected").id


def test_an_invalidated_event_leaves_the_older_no_standing(kari, clock: Clock):
    withdraw(kari, at=clock.days_ago(3))
    make_consent(kari)
    event = ConsentEvent.objects.of(kari).get(status="given")
    consents.invalidate(event, reason="wrong person", by=STAFF, via=Via.STAFF)
    assert may(kari, get_purpose()).reason == "objected"


def test_evidence_is_kept_apart_and_nothing_of_it_stands_in_the_fact(kari):
    make_consent(kari, comment="by phone", evidence=proof("recording", text="call 12", place="Bergen"))
    event = ConsentEvent.objects.of(kari).get(status="given")
    evidence = ConsentEvidence.objects.get(person_id=kari.pk, event_id=event.id)
    assert (evidence.kind, evidence.text, evidence.comment) == ("recording", "call 12", "by phone")
    assert len(evidence.salt) == 32


def test_by_hand_the_source_is_the_door_unless_named(kari):
    record = consents.record_answer(
        kari, Answer(purpose=get_purpose(), legal_basis=basis_by_key("61A")), by=STAFF, via=Via.API
    )
    assert record.source == source_by_key("API")
