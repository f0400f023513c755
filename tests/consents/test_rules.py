"""The twelve rules at their edges: what the everyday tests do not touch. Each is taken away by `make mutate` (product 3)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from samtykke.accounts.queries import company_zone
from samtykke.consents import actions as consents
from samtykke.consents.answers import Answer
from samtykke.consents.models import ConsentEvent, ConsentRecord
from samtykke.consents.queries.decisions import may
from samtykke.contacts.models import Person
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import end_of_day
from samtykke.core.refused import Refused
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import Assessment, LegalBasis, PurposeBasis
from samtykke.purposes.queries import basis_by_key, source_by_key
from tests.factories import Clock, get_purpose, make_consent, make_person, make_wording, proof, withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.database]

STAFF: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}


def refused(person: Person, answer: Answer, **how: Any) -> str:
    """The code with which an answer is refused."""
    with pytest.raises(Refused) as refusal:
        consents.record_answer(person, answer, **{**STAFF, **how})
    return refusal.value.code


def change_basis(purpose: str, basis: str) -> consents.BulkOutcome:
    """Lets a purpose rest on another basis for everybody."""
    return consents.change_basis_of(
        Person.objects.all(),
        get_purpose(purpose),
        legal_basis=basis_by_key(basis),
        source=source_by_key("USER"),
        reason="contract signed",
        **STAFF,
    )


def test_somebody_we_do_not_hold_is_unknown_and_not_permitted(kari):
    """Rule 1."""
    decision = may(kari.pk + 1000, get_purpose("STORE"))
    assert (decision.allowed, decision.reason, decision.event) == (False, "unknown_person", None)


def test_the_person_s_own_no_is_voided_by_nobody(kari):
    """Rule 2."""
    withdraw(kari)
    event = ConsentEvent.objects.of(kari).get(status="objected")
    with pytest.raises(Refused):
        consents.invalidate(event, reason="a mistake", **STAFF)
    assert may(kari, get_purpose()).reason == "objected"


def test_the_company_s_yes_over_a_yes_lengthens_nothing(kari, clock: Clock):
    """Rule 3."""
    make_consent(kari, expires_at=clock.in_days(10))
    answer = Answer(
        purpose=get_purpose(),
        status="given",
        act_by="controller",
        evidence=proof("note"),
        shown_text="Yes",
        expires_at=clock.in_days(900),
    )
    assert refused(kari, answer) == "consent_stands"
    assert ConsentRecord.objects.of(kari).get(purpose=get_purpose()).expires_at == clock.in_days(10)


def test_a_bulk_run_leaves_every_no_and_every_consent_alone(kari):
    """Rule 3, 5."""
    given, gone = make_person("Gina"), make_person("Nils")
    for person in (given, gone):
        make_consent(person, "STORE", reason="asked")
    withdraw(gone, "STORE")
    outcome = change_basis("STORE", "61B")
    assert (outcome.changed, outcome.skipped) == (1, {"no_stands": 1, "consent_stands": 1})
    standing = {r.person_id: r.status for r in ConsentRecord.objects.filter(purpose=get_purpose("STORE"))}
    assert standing == {kari.pk: "in_force", given.pk: "given", gone.pk: "withdrawn"}


def test_a_bulk_run_leaves_the_restricted_alone(kari):
    """Art. 18: kept, and used for nothing."""
    consents.restrict(kari, **STAFF)
    outcome = change_basis("STORE", "61B")
    assert (outcome.changed, outcome.skipped) == (0, {"restricted": 1})


def test_a_consent_is_never_given_in_bulk(kari):
    """Rule 3."""
    with pytest.raises(Refused) as refusal:
        change_basis("STORE", "61A")
    assert refusal.value.code == "consent_in_bulk"


def test_a_day_s_no_counts_at_its_end_and_a_day_s_yes_at_its_start(kari, clock: Clock):
    """Rule 4: a yes and a no of one day, without times, leave the no standing."""
    day = clock.day(days_ago=5)
    make_consent(kari, given_at=day)
    record = withdraw(kari, at=day)
    assert record.occurred_at == end_of_day(day, company_zone())
    assert record.status == "withdrawn"
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert may(kari, get_purpose(), as_of=noon).allowed


def test_nobody_is_held_on_legitimate_interest_without_an_approved_assessment(db):
    """Rule 6: the first person waits for it."""
    from samtykke.consents.answers import NewPerson

    assert not Assessment.objects.approved().exists()
    with pytest.raises(Refused) as refusal:
        consents.register_person(NewPerson(first_name="Kari"), **STAFF)
    assert refusal.value.code == "assessment_missing"
    assert not Person.objects.exists()


def test_when_the_assessment_has_lapsed_nothing_rests_on_it(kari, clock: Clock):
    """Rule 6."""
    assert may(kari, get_purpose("STORE")).allowed
    assert may(kari, get_purpose("STORE"), as_of=clock.in_days(1500)).reason == "assessment_lapsed"


def test_a_legal_obligation_names_its_law(kari):
    """Rule 6."""
    store, law = get_purpose("STORE"), basis_by_key("61C")
    PurposeBasis.objects.create(purpose=store, legal_basis=law, citation="")
    assert refused(kari, Answer(purpose=store, legal_basis=law)) == "citation_missing"
    PurposeBasis.objects.filter(purpose=store, legal_basis=law).update(citation="bokføringsloven § 13")
    assert consents.record_answer(kari, Answer(purpose=store, legal_basis=law), **STAFF).status == "in_force"


@pytest.mark.parametrize(
    "lacking", ["sale_reference", "sale_on", "product_group", "address_from_sale", "opt_out_offered"]
)
def test_an_existing_customer_needs_all_five_facts(kari, lacking: str):
    """Rule 6, REQ-61."""
    purposes.change_settings(changes={"existing_customers": True}, **STAFF)
    facts: dict[str, Any] = {
        "sale_reference": "order 12",
        "sale_on": "2026-06-01",
        "product_group": "lamps",
        "address_from_sale": True,
        "opt_out_offered": True,
    }
    facts[lacking] = "" if isinstance(facts[lacking], str) else False
    answer = Answer(
        purpose=get_purpose(),
        legal_basis=basis_by_key("61F"),
        permission="existing_customer",
        facts=facts,
        evidence=proof("sale"),
    )
    assert refused(kari, answer) == "existing_customer_facts"


@pytest.mark.parametrize("narrowed", [False, True])
def test_a_refused_exception_says_that_the_settings_do_not_allow_it(kari, narrowed: bool):
    """REQ-61. Breaks when whoever gave all five facts is told that they are missing."""
    only = [get_purpose().pk] if narrowed else []
    purposes.change_settings(changes={"existing_customers": narrowed, "only_consent": only}, **STAFF)
    answer = Answer(purpose=get_purpose(), legal_basis=basis_by_key("61F"), permission="existing_customer")
    with pytest.raises(Refused) as told:
        consents.record_answer(kari, answer, **STAFF)
    assert (told.value.code, "privacy settings" in str(told.value.reason)) == ("marketing_needs_consent", True)


def test_a_purpose_rests_only_on_the_bases_it_allows(kari):
    """Rule 7."""
    answer = Answer(purpose=get_purpose("STORE"), legal_basis=basis_by_key("61D"))
    assert refused(kari, answer) == "basis_not_allowed"


def test_a_basis_that_is_switched_off_carries_nothing_new(kari):
    """Rule 7."""
    LegalBasis.objects.filter(key="61B").update(is_active=False)
    answer = Answer(purpose=get_purpose("STORE"), legal_basis=basis_by_key("61B"))
    assert refused(kari, answer) == "basis_not_allowed"


def test_a_consent_covers_only_the_channels_it_names(kari):
    """Rule 12."""
    make_consent(kari, channels=("sms",))
    assert may(kari, get_purpose(), "sms").allowed
    assert may(kari, get_purpose(), "email").reason == "address_not_covered"


def test_a_purpose_that_is_switched_off_permits_nothing(kari):
    """Rule 1: default deny."""
    make_consent(kari)
    purposes.change_item(get_purpose(), changes={"is_active": False}, **STAFF)
    assert may(kari, get_purpose()).reason == "purpose_inactive"


def test_words_that_widen_the_purpose_are_not_covered_by_an_older_yes(kari, clock: Clock):
    """REQ-17: the consent stands for what was said then."""
    make_consent(kari, given_at=clock.days_ago(5))
    make_wording(text="Yes, send me news, and let our partners do so too.", widens=True)
    assert may(kari, get_purpose()).reason == "wording_does_not_cover"
    assert may(kari, get_purpose(), as_of=clock.days_ago(1)).allowed
    make_consent(kari, wording=get_purpose().wordings.order_by("-id").first(), comment="asked again")
    assert may(kari, get_purpose()).allowed
