"""The card of a company, its form, its history, and the pages on which two are made one."""

from __future__ import annotations

import re
from datetime import date

import pytest

from samtykke.contacts import actions
from samtykke.contacts.duplicates import find_company_pairs
from samtykke.contacts.models import Company, CompanyMerge, PersonCompany
from tests.contacts.rows import BY
from tests.factories import make_person
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def company() -> Company:
    """A company of which everything is known."""
    return actions.create_company(
        "Fjordlys AS", org_number="923 609 016", web="www.fjordlys.example/om", phone="22334455",
        email="post@fjordlys.example", postal_street="Boks 1", postal_code="5003", postal_place="Bergen",
        note="Pays <late>", **BY,
    )  # fmt: skip


@pytest.fixture
def twin() -> Company:
    """The same company once more."""
    return actions.create_company("Fjordlys A/S", web="fjordlys.example", **BY)


def test_the_card_shows_everything_at_once(company, ola, django_assert_max_num_queries):
    make_person("Nils", "Testvik", company=company)
    client = browse(ola)
    client.get(f"/companies/{company.pk}/")
    with django_assert_max_num_queries(18):
        text = text_of(client.get(f"/companies/{company.pk}/"))
    for said in ("923 609 016", "+4722334455", "post@fjordlys.example", "5003 Bergen", "Pays &lt;late&gt;", "Nils"):
        assert said in text
    link = text[text.index('href="https://www.fjordlys.example/om"') :][:120]
    assert 'rel="noopener noreferrer nofollow"' in link
    assert ">fjordlys.example<" in link


def test_whoever_comes_second_is_told_and_loses_nothing(company, ola):
    """Breaks when a save overwrites what somebody else wrote meanwhile."""
    client = browse(ola)
    address = f"/companies/{company.pk}/details/"
    told = {"name": "Fjordlys ASA", "country": "NO", "org_number": company.org_number, "version": company.version}
    assert client.post(address, {**told, "phone": "22 33 44 55"}).status_code == 302
    conflict = client.post(address, {**told, "name": "Fjordlys Norge"})
    assert conflict.status_code == 409
    assert "Fjordlys Norge" in text_of(conflict)
    assert Company.objects.get(pk=company.pk).name == "Fjordlys ASA"
    history = text_of(client.get(f"/companies/{company.pk}/history/"))
    assert "Fjordlys ASA" in history
    assert ola.name in history


def test_a_fact_is_changed_in_its_place_met_by_others_and_taken_back(company, ola, siri):
    """Breaks when the later of two wins in silence, a number is not checked, or undo gives back nothing."""
    client, at = browse(ola), f"/companies/{company.pk}/facts/"
    page = text_of(client.get(f"/companies/{company.pk}/"))
    assert f'hx-get="{at}number/"' in page
    assert f'href="tel:{company.phone}"' in page
    saved = text_of(client.post(f"{at}name/", {"name": "Fjordlys ASA", "was_name": "Fjordlys AS"}, **HTMX))
    assert 'id="company-name" hx-swap-oob="true">Fjordlys ASA' in saved
    undo = re.search(r'action="(/companies/\d+/changes/\d+/reversal/)"', saved)
    assert undo
    late = browse(siri).post(f"{at}name/", {"name": "Fjordlys Norge", "was_name": "Fjordlys AS"}, **HTMX)
    assert late.status_code == 409
    assert "It now says: Fjordlys ASA" in text_of(late)
    assert 'value="Fjordlys Norge"' in text_of(late)
    assert browse(siri).post(undo.group(1)).headers["Location"] == f"/companies/{company.pk}/"
    assert Company.objects.get(pk=company.pk).name == "Fjordlys AS"
    client.post(undo.group(1))
    assert "changed this again since" in text_of(client.get(f"/companies/{company.pk}/"))
    assert client.get(f"{at}postal/").status_code == 200
    assert "Pays &lt;late&gt;" in text_of(client.get(f"{at}note/?shown", **HTMX))


@pytest.mark.parametrize(
    ("fact", "field", "said"),
    [
        ("number", "org_number", "923609017"), ("name", "name", ""), ("name", "name", "x" * 10_000),
        ("web", "web", "javascript:x"), ("phone", "phone", "1\x00"), ("country", "country", "XX"),
        ("owner", "owner", "424242"), ("email", "email", "nobody"),
    ],
)  # fmt: skip
def test_a_wrong_fact_is_refused_at_its_field(company, ola, fact, field, said):
    seen = {f"was_{field}": str(getattr(company, field, "") or "")}
    answer = browse(ola).post(f"/companies/{company.pk}/facts/{fact}/", {field: said, **seen}, **HTMX)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text_of(answer)
    assert not company.changes.exists()


def test_facts_that_are_none_and_who_may_not(company, ola, per):
    client = browse(ola)
    assert client.get(f"/companies/{company.pk}/facts/birthday/").status_code == 404
    assert client.get("/companies/424242/facts/name/").status_code == 404
    assert client.post(f"/companies/{company.pk}/changes/424242/reversal/").status_code == 404
    assert browse(per).post(f"/companies/{company.pk}/facts/name/", {"name": "x"}).status_code == 403
    actions.delete_company(company, **BY)
    assert client.post(f"/companies/{company.pk}/facts/name/", {"name": "x"}).status_code == 404


@pytest.mark.parametrize(("field", "said"), [("web", "javascript:x"), ("org_number", "1\x00"), ("name", "x" * 10_000)])
def test_a_refused_field_is_named_and_nothing_kept(company, ola, field, said):
    answer = browse(ola).post(f"/companies/{company.pk}/details/", {"name": "New", "country": "NO", field: said})
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in text_of(answer)
    assert Company.objects.get(pk=company.pk).name == "Fjordlys AS"


def test_two_are_compared_merged_and_parted(company, twin, ola):
    nils = make_person("Nils", "Testvik", company=twin)
    client = browse(ola)
    assert f"?with={twin.pk}" in text_of(client.get(f"/companies/{company.pk}/merge/"))
    side = text_of(client.get(f"/companies/{twin.pk}/merge/?with={company.pk}"))
    assert "Which value the card keeps" in side
    sent = {
        "with": company.pk, "survivor_version": twin.version, "other_version": company.version, "name": "other",
        **dict.fromkeys(("org_number", "web", "phone", "email", "postal", "note"), "survivor"),
    }  # fmt: skip
    assert client.post(f"/companies/{twin.pk}/merge/", {**sent, "other_version": 9}).status_code == 422
    assert client.post(f"/companies/{twin.pk}/merge/", sent).status_code == 302
    for tab in ("", "more/", "history/"):
        answer = client.get(f"/companies/{company.pk}/{tab}")
        assert answer["Location"] == f"/companies/{twin.pk}/{tab}"
    card = text_of(client.get(f"/companies/{twin.pk}/"))
    assert "This card stands for two." in card
    assert "Nils" in card
    listed = text_of(client.get("/companies/"))
    assert listed.count("Fjordlys") == 1
    overlay = CompanyMerge.objects.get()
    assert "was merged into" in text_of(client.get(f"/companies/merges/{overlay.pk}/split/"))
    client.post(f"/companies/merges/{overlay.pk}/split/")
    assert client.get(f"/companies/merges/{overlay.pk}/split/").status_code == 404
    assert client.get(f"/companies/{company.pk}/").status_code == 200
    nils.refresh_from_db()
    assert nils.company_id == twin.pk


@pytest.mark.parametrize("other", ["0", "x", "9" * 30, ""])
def test_another_that_is_none_is_404(company, ola, other):
    assert browse(ola).get(f"/companies/{company.pk}/merge/?with={other}").status_code == 404


def test_pairs_are_listed_judged_and_taken_back(company, twin, ola):
    find_company_pairs()
    client = browse(ola)
    assert twin.name in text_of(client.get("/duplicates/companies/"))
    told = client.post(f"/duplicates/companies/{company.pk}/{twin.pk}/", follow=True)
    assert "No duplicates" in text_of(told)
    client.post(f"/duplicates/companies/{company.pk}/{twin.pk}/again/")
    assert twin.name in text_of(client.get("/duplicates/companies/"))
    assert client.post(f"/duplicates/companies/{twin.pk}/{company.pk}/").status_code == 404


def test_per_may_nothing_of_it(company, twin, per):
    client = browse(per)
    overlay = actions.merge_companies(company.pk, twin.pk, **BY)
    for address in (f"/companies/{company.pk}/", f"/companies/{company.pk}/history/", "/duplicates/companies/"):
        assert client.get(address).status_code == 403
    assert client.post(f"/companies/{company.pk}/merge/").status_code == 403
    assert client.post(f"/companies/merges/{overlay.pk}/split/").status_code == 403


def test_those_who_left_stand_apart_and_whoever_is_here_beside_another_company_stands_with_the_rest(company, twin, ola):
    """Breaks when who has left is shown as if they were here, or a second company shows nobody."""
    left, beside = make_person("Nils", "Testvik"), make_person("Anne", "Testvik", company=twin)
    PersonCompany.objects.create(person=left, company=company, role="Purchaser", to_on=date(2025, 5, 1))
    PersonCompany.objects.create(person=beside, company=company)
    text = text_of(browse(ola).get(f"/companies/{company.pk}/"))
    here, former = text.split('id="former-h"')
    assert "Anne Testvik" in here
    assert "Nils Testvik" not in here
    assert "Nils Testvik" in former
    assert "Purchaser" in former
