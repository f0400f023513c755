"""The company's lists, by the numbers of the reference: superoffice checks 1–12 and 39, order by hand, use, languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from samtykke.accounts import actions as accounts
from samtykke.contacts.models import Category
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.mail.models import Template
from samtykke.purposes import actions, queries
from samtykke.purposes.models import CollectedHow, DataKind, LegalBasis, Purpose, Source
from samtykke.purposes.queries.use import places
from tests.factories import get_purpose, make_consent, make_wording
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}


def test_two_purposes_six_bases_nine_sources() -> None:
    """Checks 1, 2, 3. Breaks when a fresh database has others, or WITHDRAWN can be chosen as a basis."""
    assert [(one.key, one.is_active) for one in Purpose.objects.in_order()] == [("STORE", True), ("EMARKETING", True)]
    bases = list(LegalBasis.objects.offered())
    assert [one.key for one in bases] == ["61A", "61B", "61C", "61D", "61E", "61F"]
    assert all(one.names["nb"] and one.names["en"] for one in bases)
    expected = {"USER", "EMAIL", "REQUEST", "CHAT", "WEBFORM", "PORTAL", "IMPORT", "API", "UNKNOWN"}
    assert {one.key for one in Source.objects.offered()} == expected


def test_an_own_basis_is_an_employment_contract(siri: Any) -> None:
    """M3, REQ-10. Breaks when the company cannot add a basis of its own, or change its letter once people stand on it."""
    client = browse(siri)
    told = {"name_nb": "Arbeidsavtale", "name_en": "Employment contract", "article": "b", "is_active": "on"}
    assert client.post("/legal-bases/new/", told).status_code == 302
    own = LegalBasis.objects.get(key="EMPLOYMENTCONTRACT")
    client.post(f"/legal-bases/{own.key}/", {**told, "article": "f"})
    own.refresh_from_db()
    assert own.article == "f", "nobody stands on it yet"


def test_what_is_switched_off_is_not_offered_and_still_read(siri: Any, kari: Any) -> None:
    """Check 8. Breaks when an inactive purpose is asked for, or its consents can no longer be read."""
    make_consent(kari)
    actions.change_item(get_purpose(), changes={"is_active": False}, **BY)
    assert get_purpose() not in Purpose.objects.offered()
    assert "E-marketing" in text_of(browse(siri).get(f"/people/{kari.pk}/privacy/"))


def test_a_used_basis_goes_softly_and_says_so(siri: Any, kari: Any) -> None:
    """Check 9. Breaks when deleting what people stand on takes its name from them, or is not said."""
    own = actions.create_item(LegalBasis, names={"nb": "Avtale 2", "en": "Contract 2"}, article="b", **BY)
    actions.allow_basis(queries.purpose_by_key("STORE"), own, **BY)
    type(kari).objects.filter(pk=kari.pk).update(origin_basis=own)
    page = text_of(browse(siri).post(f"/legal-bases/{own.key}/deletion/", follow=True))
    assert "What stands on it still shows its name." in page
    assert LegalBasis.objects.get(pk=own.pk).name_in("en") == "Contract 2"
    actions.change_item(queries.basis_by_key("61A"), changes={"names": {"en": "Yes"}}, **BY)
    with pytest.raises(Refused):
        actions.delete_item(queries.basis_by_key("61F"), **BY)


def test_rows_are_dragged_before_another_and_to_the_end(siri: Any) -> None:
    """Check 10. Breaks when a list is ordered by buttons alone, or a row that nobody knows moves another."""
    client = browse(siri)
    keys = [one.key for one in CollectedHow.objects.in_order()]
    client.post(f"/ways-of-collecting/{keys[3]}/place/", {"before": keys[0]})
    assert CollectedHow.objects.in_order()[0].key == keys[3]
    client.post(f"/ways-of-collecting/{keys[3]}/place/", {"before": ""})
    assert [one.key for one in CollectedHow.objects.in_order()][-1] == keys[3]
    page = text_of(client.get("/ways-of-collecting/"))
    assert f'data-place="{keys[0]}"' in page
    assert "js/order" in page


def test_texts_in_a_language_the_company_added(siri: Any, admin: Any) -> None:
    """Check 11. Breaks when a language is not offered, a missing text is not shown, or its fallback is not said."""
    accounts.change_organisation(languages=["nb", "en", "de"], **BY)
    client = browse(siri)
    assert "No name in German" in text_of(client.get("/sources/"))
    page = text_of(client.get("/sources/WEBFORM/"))
    assert "Name, German" in page
    assert "Missing: English is shown instead." in page
    told = {"name_nb": "Nettskjema", "name_en": "Web form", "name_de": "Webformular", "is_active": "on"}
    client.post("/sources/WEBFORM/", told)
    source = Source.objects.get(key="WEBFORM")
    with translation.override("de"):
        assert source.name == "Webformular"
    assert source.name_in("pl") == "Web form"
    client.post("/purposes/EMARKETING/wordings/", {"language": "de", "text": "Ja, gern.", "channels": ["email"]})
    wording = queries.current_wording(get_purpose(), "de")
    assert wording is not None
    assert wording.text == "Ja, gern."


def test_the_company_adds_a_language_on_its_page(admin: Any) -> None:
    """Issue 4.1. Breaks when saving the profile drops a language, or takes one nobody knows."""
    client = browse(admin)
    form = client.get("/organisation/").context["form"]
    told = {name: form[name].value() or "" for name in form.fields if name not in {"logo", "remove_logo"}}
    told |= {
        "legal_name": "Fjordlys AS",
        "address_line": "Bryggen 1",
        "postal_code": "5003",
        "city": "Bergen",
        "privacy_contact_email": "personvern@fjordlys.example",
        "number": "",
    }
    client.post("/organisation/", {**told, "more_languages": ["de", "pl"]})
    from samtykke.accounts.queries import text_languages

    assert text_languages() == ["nb", "en", "de", "pl"]
    refused = client.post("/organisation/", {**told, "more_languages": ["tlh"]})
    assert "more_languages" in refused.context["form"].errors


def test_the_own_page_links_the_statement_in_its_language() -> None:
    """Check 12. Breaks when the Norwegian page links the English statement."""
    purpose = get_purpose()
    addresses = {"nb": "https://fjordlys.example/personvern", "en": "https://fjordlys.example/privacy"}
    actions.change_item(purpose, changes={"statement_urls": addresses}, **BY)
    from samtykke.preferences.queries import texts

    shown = next(choice for choice in texts() if choice.key == "EMARKETING")
    with translation.override("nb"):
        assert shown.statement == addresses["nb"]
    with translation.override("en"):
        assert shown.statement == addresses["en"]


def test_only_mails_that_inform_can_be_chosen_for_a_source() -> None:
    """Check 39. Breaks when a source sends another kind of mail by itself."""
    other = Template.objects.exclude(kind="privacy").first()
    assert other is not None
    source = Source.objects.get(key="WEBFORM")
    with pytest.raises(Refused) as refused:
        actions.change_item(source, changes={"template_key": other.key}, **BY)
    assert (refused.value.code, refused.value.field) == ("template_kind", "template_key")


def test_where_it_is_used_counts_people_and_names_settings(siri: Any, kari: Any, ola: Any) -> None:
    """Issue 4.1. Breaks when a place that refers to an item is left out, or its people cannot be opened."""
    make_consent(kari, wording=make_wording())
    told = {str(place.word): place.count for place in places(get_purpose())}
    assert told["People and their answers"] == 1
    assert told["Words people say yes to"] == 3
    assert told["Legal bases it may rest on"] == 2
    client = browse(siri)
    page = text_of(client.get("/purposes/EMARKETING/use/"))
    assert "/people/?purpose=EMARKETING" in page
    assert "Sales and service" in text_of(client.get("/legal-bases/61F/use/"))
    assert "Purposes that use it" in text_of(client.get("/kinds-of-data/CONTACT/use/"))
    assert "It is not used" in text_of(client.get("/kinds-of-data/HEALTH/use/"))
    assert browse(ola).get("/purposes/EMARKETING/use/").status_code == 403


@pytest.mark.parametrize("model", [Purpose, LegalBasis, Source, CollectedHow, DataKind, Category])
def test_every_place_that_refers_to_a_list_has_words(model: Any) -> None:
    """Breaks when a table that refers to a list is told by nothing but “settings”, though people stand in it."""
    from samtykke.purposes.queries import use_columns
    from samtykke.purposes.queries.use import WORDS

    tables = {column.model._meta.db_table for column in use_columns(model)}
    named = {table for table, _column in WORDS}
    assert {table for table in tables if table.startswith(("contacts_", "consents_consent"))} <= named


@pytest.mark.parametrize(("key", "citation"), [("61C", ""), ("61E", ""), ("61D", "")])
def test_a_letter_that_needs_more_says_so_at_its_field(siri: Any, key: str, citation: str) -> None:
    """REQ-10. Breaks when a basis that must name its law, or whose life it protects, is taken without."""
    refused = browse(siri).post("/purposes/STORE/bases/", {"legal_basis": key, "citation": citation})
    assert "citation" in refused.context["form"].errors
