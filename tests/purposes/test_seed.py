"""A new installation has the standard lists, complete in both languages (checks 1–3)."""

from __future__ import annotations

import pytest

from samtykke.contacts import seed as contacts_seed
from samtykke.contacts.models import Business, Category
from samtykke.purposes import queries
from samtykke.purposes.balancing import NEEDED
from samtykke.purposes.models import (
    Assessment,
    CollectedHow,
    LegalBasis,
    PrivacySettings,
    Purpose,
    PurposeVersion,
    Source,
    Wording,
)
from samtykke.purposes.seed import seed

pytestmark = pytest.mark.django_db


def test_a_new_installation_has_two_purposes_in_order_and_active() -> None:
    rows = [(p.key, p.name_in("en"), p.name_in("nb"), p.is_active, p.is_marketing) for p in Purpose.objects.in_order()]
    assert rows == [
        ("STORE", "Sales and service", "Salg og tjenester", True, False),
        ("EMARKETING", "E-marketing", "E-markedsføring", True, True),
    ]


def test_the_legal_bases_are_the_six_letters_and_withdrawn_is_none_of_them() -> None:
    assert list(LegalBasis.objects.in_order().values_list("key", "article")) == [
        (f"61{letter.upper()}", letter) for letter in "abcdef"
    ]


def test_nine_sources_say_whether_the_person_gave_the_data_and_whether_a_mail_goes_out() -> None:
    rows = {s.key: (s.from_person, s.sends_confirmation) for s in Source.objects.in_order()}
    assert rows == {
        "USER": (False, True),
        "EMAIL": (True, True),
        "REQUEST": (True, True),
        "CHAT": (True, True),
        "WEBFORM": (True, True),
        "PORTAL": (True, True),
        "IMPORT": (False, False),
        "API": (False, False),
        "UNKNOWN": (False, False),
    }


def test_every_source_is_said_to_people_in_words_meant_for_them() -> None:
    """Art. 14(2)(f). Breaks when a person reads what the company calls its own doors."""
    for source in Source.objects.all():
        assert all(source.public_names[language] for language in ("nb", "en")), source.key
    Source.objects.filter(key="USER").update(public_names={"nb": "Oss"})
    user = Source.objects.get(key="USER")
    assert (user.public_name_in("nb"), user.public_name_in("en")) == ("Oss", "Created by user")


@pytest.mark.parametrize("model", [Purpose, LegalBasis, Source, CollectedHow, Category, Business])
def test_every_shipped_item_has_a_name_in_both_languages(model: type[Purpose]) -> None:
    assert model.objects.count() > 1
    for item in model.objects.all():
        assert all(item.names[language] for language in ("nb", "en"))


def test_store_rests_on_legitimate_interests_with_a_complete_draft_and_a_period() -> None:
    store = queries.purpose_by_key("STORE")
    default = queries.default_basis(store)
    draft = Assessment.objects.get(purpose=store)
    assert default is not None
    assert default.key == "61F"
    assert store.retention_months == 36
    assert draft.approved_at is None
    assert set(draft.texts["nb"]) == set(draft.texts["en"])
    assert set(draft.texts["nb"]) == set(NEEDED)


def test_e_marketing_rests_on_consent_to_a_text_that_says_what_the_law_asks() -> None:
    purpose = queries.purpose_by_key("EMARKETING")
    default = queries.default_basis(purpose)
    norwegian, english = (queries.current_wording(purpose, language) for language in ("nb", "en"))
    assert default is not None
    assert default.key == "61A"
    assert norwegian is not None
    assert english is not None
    assert "behandlingsansvarlig" in norwegian.text
    assert "withdraw my consent at any time" in english.text
    assert english.channels == ["email"]


def test_planting_again_changes_nothing_and_keeps_what_the_company_changed() -> None:
    Purpose.objects.filter(key="STORE").update(names={"nb": "Salg", "en": "Sales"})
    before = [
        m.objects.count() for m in (Purpose, LegalBasis, Source, Wording, PurposeVersion, PrivacySettings, Category)
    ]
    seed()
    contacts_seed.seed()
    after = [
        m.objects.count() for m in (Purpose, LegalBasis, Source, Wording, PurposeVersion, PrivacySettings, Category)
    ]
    assert before == after
    assert queries.purpose_by_key("STORE").name_in("en") == "Sales"
