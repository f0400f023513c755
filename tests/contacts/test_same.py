"""While somebody writes: who, or which company, may be held already. Nothing of whom one does not see."""

from __future__ import annotations

import pytest

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.consents import actions as consents
from samtykke.contacts import actions
from samtykke.contacts.company_queries import companies_like
from samtykke.contacts.models import Company, Person
from samtykke.core.actors import Actor, Via
from tests.factories import make_person
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db

BY = {"by": Actor.system(), "via": Via.STAFF}


@pytest.fixture
def berg() -> Person:
    company = actions.create_company("Fjordlys AS", org_number="923609016", country="NO", **BY)
    return make_person("Siri", "Berg", email="siri@fjordlys.example", phone="912 34 567", company=company)


WRITTEN = [
    ({"email": "SIRI@fjordlys.example"}, True),
    ({"phone": "0047 91 23 45 67"}, True),
    ({"phone": "91234567", "country": "SE"}, False),
    ({"phone": "9123"}, False),
    ({"first_name": "siri", "last_name": "BERG"}, True),
    ({"first_name": "S.", "last_name": "Berg", "company_name": "fjordlys"}, True),
    ({"first_name": "S.", "last_name": "Berg", "company_name": "Havlys"}, False),
    ({"last_name": "Berg"}, False),
    ({"email": "siri", "phone": "\x00", "first_name": "x" * 10_000, "company_name": "%_'"}, False),
]


@pytest.mark.parametrize(("written", "found"), WRITTEN)
def test_a_new_person_is_compared_while_they_are_written(berg, ola, written, found) -> None:
    page = text_of(browse(ola).post("/people/new/hints/", written))
    assert ("Siri Berg" in page) is found


@pytest.mark.parametrize(("written", "found"), WRITTEN)
def test_so_is_somebody_whose_details_change(berg, ola, written, found) -> None:
    other = make_person("Kari", "Vik")
    names = {"email": "address"}
    told = {names.get(name, name): said for name, said in written.items()}
    page = text_of(browse(ola).post(f"/people/{other.pk}/same/", told))
    assert ("Siri Berg" in page) is found
    assert "Kari Vik" not in text_of(
        browse(ola).post(f"/people/{other.pk}/same/", {"first_name": "Kari", "last_name": "Vik"})
    )


def test_nobody_hidden_is_suggested_and_looking_is_noted(berg, ola, per) -> None:
    other = make_person("Kari", "Vik")
    told = {"address": "siri@fjordlys.example"}
    assert browse(per).post(f"/people/{other.pk}/same/", told).status_code == 403
    assert browse(ola).post("/people/999999/same/", told).status_code == 404
    assert browse(ola).get(f"/people/{other.pk}/same/").status_code == 405
    assert "Siri Berg" in text_of(browse(ola).post(f"/people/{other.pk}/same/", told))
    entry = Entry.objects.filter(deed=Deed.PEOPLE_SEARCHED.value).latest("id")
    assert "fjordlys" not in str(entry.details)
    consents.restrict(berg, **BY)
    assert "Siri Berg" not in text_of(browse(ola).post(f"/people/{other.pk}/same/", told))


@pytest.mark.parametrize(
    ("name", "number", "found"),
    [
        ("FJORDLYS", "", True),
        ("fjordlys a/s", "", True),
        ("AS", "", True),
        ("Fjord", "", False),
        ("Other", "923 609 016", True),
        ("", "", False),
        ("\x00", "\x00", False),
        ("x" * 10_000, "1" * 10_000, False),
    ],
)
def test_a_company_is_compared_by_its_name_and_number(berg, ola, name, number, found) -> None:
    assert companies_like(name, number).exists() is found
    page = text_of(browse(ola).post("/companies/same/", {"name": name, "org_number": number}))
    assert ("Fjordlys AS" in page) is found


def test_a_company_is_not_compared_with_itself_nor_with_one_in_the_bin(berg, ola, per) -> None:
    company = Company.objects.get()
    told = {"name": "Fjordlys"}
    assert "Fjordlys AS" not in text_of(browse(ola).post("/companies/same/", {**told, "company": company.pk}))
    assert browse(ola).post("/companies/same/", {**told, "company": 10**30}).status_code == 404
    assert browse(per).post("/companies/same/", told).status_code == 403
    actions.delete_company(company, **BY)
    assert "Fjordlys AS" not in text_of(browse(ola).post("/companies/same/", told))


def test_the_forms_ask_while_one_types(berg, ola) -> None:
    for place in ("details", "emails", "phones"):
        page = text_of(browse(ola).get(f"/people/{berg.pk}/{place}/", HTTP_HX_REQUEST="true"))
        assert page.count(f'hx-post="/people/{berg.pk}/same/"') == 1
    assert 'hx-post="/companies/same/"' in text_of(browse(ola).get("/companies/new/"))
