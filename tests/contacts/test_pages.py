"""Changing people and companies on pages: details, addresses, the recycle bin."""

from __future__ import annotations

import pytest

from samtykke.contacts.models import Company, Person, PersonEmail
from tests.factories import make_consent, make_person
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db


def told(person, **changes):
    """What a browser sends for a person's details."""
    person.refresh_from_db()
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "version": str(person.version),
        "external_id": person.external_id or "",
        **changes,
    }


def test_details_are_changed_and_the_company_found_or_made(kari, ola):
    client = browse(ola)
    answer = client.post(
        f"/people/{kari.pk}/details/",
        told(kari, title="Head of purchasing", company_name="Tenkt Bygg AS", language="nb"),
    )
    assert answer.headers["Location"] == f"/people/{kari.pk}/"
    kari.refresh_from_db()
    assert (kari.title, kari.company.name, kari.language) == ("Head of purchasing", "Tenkt Bygg AS", "nb")
    other = make_person("Bjørn", "Fjellfiktiv")
    client.post(f"/people/{other.pk}/details/", told(other, company_name="tenkt bygg as"))
    assert Company.objects.count() == 1


def test_two_who_write_at_once_lose_nothing(kari, ola):
    old = told(kari, title="Second")
    client = browse(ola)
    client.post(f"/people/{kari.pk}/details/", told(kari, title="First"))
    refused = client.post(f"/people/{kari.pk}/details/", old)
    assert refused.status_code == 422
    assert "Second" in text_of(refused)
    kari.refresh_from_db()
    assert kari.title == "First"


def test_a_refused_form_leaves_nothing_of_what_it_had_begun(kari, ola):
    sent = told(kari, company_name="Foreldreløs AS") | {"version": "99"}
    assert browse(ola).post(f"/people/{kari.pk}/details/", sent).status_code == 422
    assert not Company.objects.filter(name="Foreldreløs AS").exists()


def test_somebody_without_any_name_address_or_number_is_refused(ola):
    person = make_person("Kari", "Nordmann", email=None)
    refused = browse(ola).post(f"/people/{person.pk}/details/", told(person, first_name="", last_name=""))
    assert refused.status_code == 422


def test_an_address_is_added_made_first_and_taken_out_of_use(kari, ola):
    client = browse(ola)
    base = f"/people/{kari.pk}/emails/"
    client.post(base, {"address": "kari@ny.example.org", "use": "work"})
    new = PersonEmail.objects.get(person=kari, normal="kari@ny.example.org")
    client.post(f"{base}{new.id}/preference/")
    new.refresh_from_db()
    assert new.is_primary
    client.post(f"{base}{new.id}/retirement/")
    new.refresh_from_db()
    assert new.retired_at is not None


def test_a_wrong_address_is_said_beside_its_field(kari, ola):
    refused = browse(ola).post(f"/people/{kari.pk}/emails/", {"address": "kari@", "use": "work"})
    assert refused.status_code == 422
    assert "Write the whole address" in text_of(refused)


def test_a_phone_is_kept_in_one_form(kari, ola):
    browse(ola).post(f"/people/{kari.pk}/phones/", {"phone": "22 33 44 55", "kind": "work", "use": "work"})
    assert kari.phones.filter(number="+4722334455").exists()


def test_a_consent_does_not_follow_to_another_address(kari, ola):
    make_consent(kari)
    client = browse(ola)
    client.post(f"/people/{kari.pk}/emails/", {"address": "kari@ny.example.org", "use": "work", "primary": "on"})
    assert "Their yes does not cover the address" in text_of(client.get(f"/people/{kari.pk}/"))


def test_a_person_goes_to_the_bin_and_comes_back(kari, siri, ola):
    client = browse(siri)
    assert browse(ola).post(f"/people/{kari.pk}/deletion/").status_code == 403
    client.post(f"/people/{kari.pk}/deletion/")
    assert Person.objects.deleted().filter(pk=kari.pk).exists()
    assert "In the recycle bin" in text_of(client.get(f"/people/{kari.pk}/"))
    assert browse(ola).get(f"/people/{kari.pk}/").status_code == 404
    assert "Ødegård" not in text_of(client.get("/people/"))
    client.post(f"/people/{kari.pk}/restoration/")
    assert "Ødegård" in text_of(client.get("/people/"))


def test_companies_are_listed_searched_opened_and_changed(kari, ola):
    client = browse(ola)
    client.post(f"/people/{kari.pk}/details/", told(kari, company_name="Tenkt Bygg AS"))
    company = Company.objects.get()
    assert "Tenkt Bygg AS" in text_of(client.get("/companies/", {"q": "ten"}))
    assert "Nothing matches" in text_of(client.get("/companies/", {"q": "zzz"}))
    assert "Ødegård" in text_of(client.get(f"/companies/{company.pk}/"))
    client.post(f"/companies/{company.pk}/details/", {"name": "Tenkt Bygg ASA", "country": "NO"})
    company.refresh_from_db()
    assert company.name == "Tenkt Bygg ASA"


def test_an_organisation_number_is_checked(ola):
    refused = browse(ola).post("/companies/new/", {"name": "Feil AS", "org_number": "123456789", "country": "NO"})
    assert refused.status_code == 422
    assert "org_number" in refused.context["form"].errors


def test_a_company_goes_to_the_recycle_bin_and_comes_back(kari, ola, siri):
    browse(ola).post(f"/people/{kari.pk}/details/", told(kari, company_name="Tenkt Bygg AS"))
    company = Company.objects.get()
    assert browse(ola).post(f"/companies/{company.pk}/deletion/").status_code == 403
    client = browse(siri)
    assert client.get(f"/companies/{company.pk}/deletion/").status_code == 405
    assert "In the recycle bin" in text_of(client.post(f"/companies/{company.pk}/deletion/", follow=True))
    assert browse(ola).get(f"/companies/{company.pk}/").status_code == 404
    assert "Tenkt Bygg" not in text_of(client.get("/companies/"))
    client.post(f"/companies/{company.pk}/restoration/")
    company.refresh_from_db()
    assert company.deleted_at is None


def test_company_names_are_suggested_as_options(kari, ola):
    client = browse(ola)
    client.post(f"/people/{kari.pk}/details/", told(kari, company_name='Tenkt "Bygg" <AS>'))
    options = text_of(client.get("/companies/names/", {"company_name": "ten"}))
    assert options == '<option value="Tenkt &quot;Bygg&quot; &lt;AS&gt;"></option>'


def test_per_may_change_nothing(kari, per):
    client = browse(per)
    assert client.post(f"/people/{kari.pk}/details/", told(kari)).status_code == 403
    assert client.get("/companies/").status_code == 403
