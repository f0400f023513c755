"""Objection, restriction, suppression, notice and merge: what the gate asks before any answer. Art. 14, 18, 21."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samtykke.accounts.queries import company_zone
from samtykke.config.management.commands.doctor import of_the_earlier_keys
from samtykke.consents import actions as consents
from samtykke.consents.models import ConsentRecord, Objection
from samtykke.consents.queries.decisions import count_permitted, may, permitted_rows
from samtykke.consents.queries.gate import Asked
from samtykke.contacts import actions as contacts
from samtykke.contacts.models import PersonEmail
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes import actions as lists
from tests.factories import get_purpose, make_consent, make_person, proof, withdraw
from tests.pages import browse, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

STAFF = {"by": Actor.user(7), "via": Via.STAFF}


def test_an_objection_stops_all_marketing_and_nothing_else(kari):
    make_consent(kari)
    consents.object_to_marketing(kari, **STAFF)
    consents.object_to_marketing(kari, **STAFF)
    assert Objection.objects.filter(person=kari).count() == 1
    assert may(kari, get_purpose()).reason == "objected_all_marketing"
    assert may(kari, get_purpose("STORE")).allowed


def test_a_later_own_yes_opens_that_purpose_again(kari):
    consents.object_to_marketing(kari, **STAFF)
    make_consent(kari)
    assert may(kari, get_purpose()).allowed


def test_a_new_objection_closes_what_a_yes_in_between_had_opened(kari):
    consents.object_to_marketing(kari, **STAFF)
    make_consent(kari)
    assert may(kari, get_purpose()).allowed
    consents.object_to_marketing(kari, **STAFF)
    assert may(kari, get_purpose()).reason == "objected_all_marketing"


def test_the_person_s_own_objection_is_kept_beside_the_company_s(kari):
    make_consent(kari, given_at=now() - timedelta(days=9))
    consents.object_to_marketing(kari, **STAFF)
    own = {"by": Actor.data_subject(kari.pk), "via": Via.PREFERENCE_PAGE, "act_by": "person"}
    consents.object_to_marketing(kari, **own)
    consents.object_to_marketing(kari, **own)
    assert sorted(Objection.objects.filter(person=kari).values_list("act_by", flat=True)) == ["controller", "person"]
    consents.void_objection(Objection.objects.get(person=kari, act_by="controller"), **STAFF)
    assert may(kari, get_purpose()).reason == "objected_all_marketing"


def test_an_objection_known_by_its_day_counts_at_the_end_of_it(kari):
    """Rule 4: a day's no counts at the end of that day, at most now."""
    make_consent(kari, given_at=now() - timedelta(hours=1))
    consents.object_to_marketing(kari, at=now().astimezone(company_zone()).date(), **STAFF)
    assert may(kari, get_purpose()).reason == "objected_all_marketing"


def test_an_objection_recorded_by_mistake_is_voided_but_never_the_person_s_own(kari):
    consents.object_to_marketing(kari, **STAFF)
    consents.void_objection(Objection.objects.get(person=kari), **STAFF)
    assert may(kari, get_purpose()).reason == "no_record"
    ola = make_person("Ola")
    consents.object_to_marketing(ola, by=Actor.data_subject(ola.pk), via=Via.PREFERENCE_PAGE, act_by="person")
    with pytest.raises(Refused):
        consents.void_objection(Objection.objects.get(person=ola), **STAFF)


def test_a_restriction_stops_everything_until_it_is_lifted(kari):
    consents.restrict(kari, **STAFF)
    assert may(kari, get_purpose("STORE")).reason == "restricted"
    consents.lift_restriction(kari, **STAFF)
    assert may(kari, get_purpose("STORE")).allowed


def test_an_address_we_must_not_hold_again_comes_to_nobody_by_another_way(kari, ola):
    consents.suppress("gone@example.org", reach="all", **STAFF)
    with pytest.raises(Refused) as no:
        contacts.add_email(kari, "Gone@example.org", **STAFF)
    assert no.value.code == "suppressed"
    consents.suppress("quiet@example.org", **STAFF)
    assert contacts.add_email(kari, "quiet@example.org", **STAFF).pk
    refused = browse(ola).post(f"/people/{kari.pk}/emails/", {"address": "gone@example.org", "use": "work"})
    assert refused.status_code == 422
    assert "must not hold again" in text_of(refused)


def test_the_restricted_are_neither_changed_nor_thrown_away(kari):
    """REQ-42, superoffice check 80: they are only kept."""
    consents.restrict(kari, **STAFF)
    email = kari.emails.get()
    for act in (
        lambda: contacts.change_person(kari, changes={"title": "CEO"}, **STAFF),
        lambda: contacts.add_email(kari, "new@example.org", **STAFF),
        lambda: contacts.retire_email(email, **STAFF),
        lambda: contacts.delete_person(kari, **STAFF),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "restricted"
    consents.lift_restriction(kari, **STAFF)
    assert contacts.change_person(kari, changes={"title": "CEO"}, **STAFF).title == "CEO"


def test_a_suppressed_address_gets_no_marketing_until_the_person_opts_in_twice(kari):
    make_consent(kari)
    consents.suppress("Kari.Testvik@Example.org", **STAFF)
    assert may(kari, get_purpose()).reason == "suppressed"
    assert may(kari, get_purpose("STORE")).allowed
    make_consent(kari, expires_at=None, comment="again")
    assert may(kari, get_purpose()).reason == "suppressed", "a web form alone does not open it"
    make_consent(kari, evidence=proof("double_opt_in"))
    assert may(kari, get_purpose()).allowed


def test_an_address_suppressed_for_all_is_not_registered_again():
    consents.suppress("gone@example.org", reach="all", **STAFF)
    with pytest.raises(Refused) as refusal:
        make_person(email="gone@example.org")
    assert refusal.value.code == "suppressed"
    consents.lift_suppression("gone@example.org", reach="all", **STAFF)
    assert make_person(email="gone@example.org").pk


def test_marketing_waits_until_the_person_is_told(kari):
    """REQ-36. Breaks when somebody whom others told us of gets marketing before they know that we hold them."""
    from samtykke.consents.answers import Answer
    from samtykke.purposes.models import PrivacySettings
    from samtykke.purposes.queries import basis_by_key

    PrivacySettings.objects.update(existing_customers=True)
    facts = {
        "sale_reference": "1",
        "sale_on": "2026-06-01",
        "product_group": "lamps",
        "address_from_sale": True,
        "opt_out_offered": True,
    }
    answer = Answer(
        purpose=get_purpose(),
        legal_basis=basis_by_key("61F"),
        permission="existing_customer",
        facts=facts,
        evidence=proof("sale"),
    )
    consents.record_answer(kari, answer, **STAFF)
    assert may(kari, get_purpose()).reason == "not_informed"
    consents.record_notice(kari, **STAFF)
    decision = may(kari, get_purpose())
    assert (decision.allowed, decision.reason) == (True, "existing_customer")


def test_the_stricter_answer_of_two_merged_wins_and_a_split_gives_both_back(kari):
    twin = make_person("Kari")
    make_consent(kari)
    withdraw(twin)
    before = {
        person.pk: ConsentRecord.objects.of(person).get(purpose__key="EMARKETING").status for person in (kari, twin)
    }
    overlay = consents.merge(kari, twin, **STAFF)
    assert may(kari, get_purpose()).reason == "objected"
    assert may(twin, get_purpose()).reason == "objected"
    assert not ConsentRecord.objects.of(twin).exists()
    consents.split(overlay, **STAFF)
    after = {
        person.pk: ConsentRecord.objects.of(person).get(purpose__key="EMARKETING").status for person in (kari, twin)
    }
    assert after == before == {kari.pk: "given", twin.pk: "objected"}


def test_a_no_said_while_merged_holds_for_both_after_the_split(kari):
    twin = make_person("Kari")
    make_consent(kari)
    make_consent(twin)
    overlay = consents.merge(kari, twin, **STAFF)
    withdraw(twin)
    consents.split(overlay, **STAFF)
    assert may(kari, get_purpose()).reason == "withdrawn"
    assert may(twin, get_purpose()).reason == "withdrawn"


def test_a_yes_said_while_merged_holds_after_the_split_only_for_its_address(kari):
    twin = make_person("Kari")
    overlay = consents.merge(kari, twin, **STAFF)
    make_consent(kari)
    consents.split(overlay, **STAFF)
    assert may(kari, get_purpose()).allowed
    assert may(twin, get_purpose()).reason == "no_record"


def test_who_is_permitted_by_an_address_lent_in_a_merge_stands_on_the_page_of_those_who_are():
    """REQ-60, 104. Breaks when the list of who may receive leaves out somebody whom the count and the stream have."""
    lists.change_settings(changes={"role_addresses": True}, **STAFF)
    survivor = make_person("", "", email=None, external_id="1")
    merged = make_person("", "", email="post@fjordlys.example")
    consents.record_notice(survivor, **STAFF)
    consents.merge(survivor, merged, **STAFF)
    asked = Asked(get_purpose())
    assert count_permitted(asked) == 1
    assert [(row.person, row.reason) for row in permitted_rows(asked)] == [(survivor.pk, "role_address")]


def test_a_person_is_merged_once(kari):
    twin = make_person("Kari")
    consents.merge(kari, twin, **STAFF)
    with pytest.raises(Refused):
        consents.merge(make_person("Siri"), twin, **STAFF)


def test_a_new_secret_key_lets_no_suppressed_address_in_while_the_earlier_one_is_named(kari, settings):
    gone, quiet = "gone@example.org", "quiet@example.org"
    consents.suppress(gone, reach="all", **STAFF)
    consents.suppress(quiet, **STAFF)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" + "y" * 40, [settings.SECRET_KEY]
    with pytest.raises(Refused):
        make_person(email=gone)
    make_consent(make_person("Ola", email=quiet))
    ola = PersonEmail.objects.get(normal=quiet).person
    assert may(ola, get_purpose()).reason == "suppressed"
    elin = make_person("Elin", email="quiet2@example.org")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "third-key-" + "z" * 40, [settings.SECRET_KEY]
    make_consent(elin)
    consents.suppress("quiet2@example.org", **STAFF)
    assert may(elin, get_purpose()).reason == "suppressed"
    assert of_the_earlier_keys().mark == "BAD "
