"""What a purpose needs before it may be used, and what it may rest on (REQ-10, REQ-12, REQ-17, REQ-22, REQ-24)."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest

from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes import actions, queries
from samtykke.purposes.models import Purpose, PurposeBasis, PurposeVersion, Wording
from tests.contacts.rows import make_person

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}
TEXT = "Yes, invite me to events. I can withdraw this at any time."


def event(**fields: Any) -> Purpose:
    return actions.create_item(Purpose, names={"en": "Event invitations"}, **BY, **fields)


def code(act: Any, *args: Any, **fields: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **BY, **fields)
    return refused.value.code


def switch_on(purpose: Purpose) -> Purpose:
    return actions.change_item(purpose, changes={"is_active": True}, **BY)


def test_a_new_purpose_is_born_inactive_whatever_is_said() -> None:
    assert not event(is_active=True).is_active


def test_a_purpose_is_switched_on_only_when_it_is_complete() -> None:
    """REQ-35. Breaks when what a notice must tell, such as how long, may be missing from a purpose in use."""
    purpose = event()
    assert code(actions.change_item, purpose, changes={"is_active": True}) == "default_basis_missing"
    actions.allow_basis(purpose, queries.basis_by_key("61A"), is_default=True, **BY)
    assert code(actions.change_item, purpose, changes={"is_active": True}) == "retention_missing"
    actions.change_item(purpose, changes={"retention_months": 24}, **BY)
    assert code(actions.change_item, purpose, changes={"is_active": True}) == "wording_missing"
    actions.add_wording(purpose, language="en", text=TEXT, channels=["email"], **BY)
    assert switch_on(purpose).is_active
    assert PurposeVersion.objects.filter(purpose=purpose).latest("id").is_active


def test_legitimate_interests_need_an_approved_assessment() -> None:
    purpose = event(retention_months=24)
    actions.allow_basis(purpose, queries.basis_by_key("61F"), is_default=True, **BY)
    answers = {"en": dict.fromkeys(actions.assessments.PARTS, "Because.")}
    draft = actions.draft_assessment(purpose, texts=answers, **BY)
    assert code(actions.change_item, purpose, changes={"is_active": True}) == "assessment_missing"
    actions.approve_assessment(draft, review_on=now().date() + timedelta(days=365), **BY)
    assert switch_on(purpose).is_active


@pytest.mark.parametrize("key", ["61C", "61E"])
def test_an_obligation_and_a_public_task_cite_their_law(key: str) -> None:
    purpose, basis = event(), queries.basis_by_key(key)
    assert code(actions.allow_basis, purpose, basis) == "citation_missing"
    allowed = actions.allow_basis(purpose, basis, citation=" bokføringsloven  § 13 ", **BY)
    assert allowed.citation == "bokføringsloven § 13"


def test_a_purpose_has_one_default_and_keeps_the_last_one_while_it_is_in_use() -> None:
    purpose = event()
    for key in ("61B", "61A"):
        actions.allow_basis(purpose, queries.basis_by_key(key), is_default=True, **BY)
    assert list(PurposeBasis.objects.filter(purpose=purpose, is_default=True).values_list("legal_basis__key")) == [
        ("61A",)
    ]
    actions.add_wording(purpose, language="en", text=TEXT, channels=["email"], **BY)
    actions.change_item(purpose, changes={"retention_months": 24, "is_active": True}, **BY)
    assert code(actions.disallow_basis, purpose, queries.basis_by_key("61A")) == "is_default"
    actions.disallow_basis(purpose, queries.basis_by_key("61B"), **BY)
    assert queries.content_of(purpose)["bases"] == {"61A": {"default": True, "citation": ""}}


def test_marketing_rests_on_consent_and_on_legitimate_interests_only_by_choice() -> None:
    purpose = event(is_marketing=True)
    assert code(actions.allow_basis, purpose, queries.basis_by_key("61B")) == "basis_not_for_marketing"
    assert code(actions.allow_basis, purpose, queries.basis_by_key("61F"), is_default=True) == "basis_not_for_marketing"
    actions.allow_basis(purpose, queries.basis_by_key("61F"), **BY)


def test_a_purpose_on_contract_cannot_become_marketing_and_a_used_one_is_fixed() -> None:
    purpose = event()
    actions.allow_basis(purpose, queries.basis_by_key("61B"), **BY)
    assert code(actions.change_item, purpose, changes={"is_marketing": True}) == "basis_not_for_marketing"
    make_person().__class__.objects.update(origin_purpose=purpose)
    assert code(actions.change_item, purpose, changes={"is_marketing": True}) == "marketing_fixed"


def test_words_are_written_anew_never_edited_and_carry_their_hash() -> None:
    purpose = queries.purpose_by_key("EMARKETING")
    first = queries.current_wording(purpose, "en")
    second = actions.add_wording(purpose, language="en", text=f" {TEXT}\r\n", channels=["sms", "email"], **BY)
    assert first is not None
    assert Wording.objects.get(pk=first.pk).text == first.text
    assert (second.version, second.scope, second.text) == (2, 1, TEXT)
    assert second.text_hash == hashlib.sha256(TEXT.encode()).hexdigest()
    assert queries.current_wording(purpose, "en-GB") == second
    assert actions.add_wording(purpose, language="en", text=TEXT, channels=["email", "sms"], **BY) == second


def test_wider_words_raise_the_reach_of_the_purpose() -> None:
    purpose = queries.purpose_by_key("EMARKETING")
    wider = actions.add_wording(purpose, language="nb", text="Ja, og B.", channels=["email"], widens=True, **BY)
    same = actions.add_wording(purpose, language="en", text="Yes, and B.", channels=["email"], **BY)
    assert (wider.scope, same.scope, queries.current_scope(purpose)) == (2, 2, 2)
    assert queries.versions(purpose)[0].is_active


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": " "}, "text_missing"),
        ({"channels": []}, "unknown_channel"),
        ({"channels": ["pigeon"]}, "unknown_channel"),
        ({"language": "english"}, "unknown_language"),
        ({"statement_url": "javascript:1"}, "invalid_url"),
    ],
)
def test_words_that_cannot_be_said_yes_to_are_refused(fields: dict[str, Any], told: str) -> None:
    purpose = queries.purpose_by_key("STORE")
    assert (
        code(actions.add_wording, purpose, **{"language": "en", "text": TEXT, "channels": ["email"], **fields}) == told
    )


def test_an_assessment_holds_from_its_approval_past_its_review_for_thirty_days() -> None:
    store = queries.purpose_by_key("STORE")
    draft = queries.assessments(store)[0]
    review = now().date() + timedelta(days=30)
    assert not queries.assessment_holds(store, now())
    approved = actions.approve_assessment(draft, review_on=review, **BY)
    assert queries.assessment_holds(store, now())
    assert not queries.assessment_holds(store, now() - timedelta(hours=1))
    assert queries.assessment_holds(store, now() + timedelta(days=59))
    assert not queries.assessment_holds(store, now() + timedelta(days=62))
    again = actions.approve_assessment(approved, review_on=review + timedelta(days=9), **BY)
    assert again.review_on == review


@pytest.mark.parametrize("days", [-1, 0, 740])
def test_a_review_is_due_within_two_years(days: int) -> None:
    draft = queries.assessments(queries.purpose_by_key("STORE"))[0]
    assert code(actions.approve_assessment, draft, review_on=now().date() + timedelta(days=days)) == "invalid_review"


def test_an_incomplete_assessment_is_not_approved_and_an_approved_one_is_not_edited() -> None:
    store = queries.purpose_by_key("STORE")
    whole = queries.assessments(store)[0].texts
    draft = actions.draft_assessment(store, texts={"en": {**whole["en"], "impact": " "}}, **BY)
    assert draft.version == 1
    assert code(actions.approve_assessment, draft, review_on=date(2026, 1, 1)) == "assessment_incomplete"
    draft = actions.draft_assessment(store, texts=whole, **BY)
    actions.approve_assessment(draft, review_on=now().date() + timedelta(days=100), **BY)
    assert actions.draft_assessment(store, texts=whole, **BY) == draft
    assert actions.draft_assessment(store, texts={"en": whole["en"]}, **BY).version == 2


def test_settings_are_versions_and_the_first_holds_before_there_was_one() -> None:
    before, start = queries.privacy_settings(), now() - timedelta(days=9)
    after = actions.change_settings(changes={"role_addresses": True, "deleted_days": 30}, **BY)
    assert (after.role_addresses, after.deleted_days, after.default_basis) == (True, 30, before.default_basis)
    assert queries.privacy_settings() == after
    assert queries.privacy_settings(before.valid_from) == before
    assert queries.privacy_settings(start) == before
    assert actions.change_settings(changes={"role_addresses": True}, **BY) == after


def test_the_default_of_new_people_is_one_that_store_allows_and_may_be_left_open() -> None:
    store = queries.purpose_by_key("STORE")
    assert code(actions.change_settings, changes={"default_basis": queries.basis_by_key("61D")}) == "basis_not_allowed"
    actions.change_settings(changes={"default_basis": queries.basis_by_key("61B")}, **BY)
    assert PurposeBasis.objects.get(purpose=store, is_default=True).legal_basis.key == "61B"
    actions.change_settings(changes={"default_basis": None}, **BY)
    assert queries.default_basis(store) is None


def test_another_default_of_new_people_is_another_version_of_the_purpose() -> None:
    """Art. 5(2), REQ-10. Breaks when the versions of STORE still show the old default, or one is made where nothing changed."""
    store = queries.purpose_by_key("STORE")
    count = queries.versions(store).count()
    actions.change_settings(changes={"default_basis": queries.basis_by_key("61B")}, **BY)
    newest = queries.versions(store)[0]
    assert [key for key, said in newest.content["bases"].items() if said["default"]] == ["61B"]
    assert (queries.versions(store).count(), newest.scope) == (count + 1, queries.versions(store)[1].scope)
    actions.change_settings(changes={"default_basis": None}, **BY)
    actions.change_settings(changes={"default_basis": queries.basis_by_key("61B"), "deleted_days": 30}, **BY)
    assert queries.versions(store).count() == count + 1


@pytest.mark.parametrize("days", [0, 366])
def test_the_bin_is_kept_from_one_day_to_a_year(days: int) -> None:
    assert code(actions.change_settings, changes={"deleted_days": days}) == "invalid_number"


@pytest.mark.parametrize(
    ("find", "told"),
    [
        (queries.purpose_by_key, ("unknown_purpose", "purpose")),
        (queries.basis_by_key, ("unknown_legal_basis", "legal_basis")),
        (queries.source_by_key, ("unknown_source", "source")),
        (queries.how_by_key, ("unknown_collected_how", "collected_how")),
    ],
)
@pytest.mark.parametrize("key", ["NOPE", "", "store", "A\x00", "X" * 500])
def test_an_unknown_key_is_refused_by_name(find: Any, told: tuple[str, str], key: str) -> None:
    with pytest.raises(Refused) as refused:
        find(key)
    assert (refused.value.code, refused.value.field, refused.value.status) == (*told, 422)
    assert key[:60] in str(refused.value.reason)
