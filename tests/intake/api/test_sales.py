"""Sales and projects by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.rights import Scope
from samtykke.consents import actions as consents
from samtykke.sales.models import Sale, SalePerson
from tests.factories import make_person
from tests.intake.api.calls import Caller
from tests.sales.made import BY, make_company, make_project, make_sale

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def test_a_sale_is_registered_read_changed_and_binned(erp: Caller, kari: Person) -> None:
    company = make_company()
    told = {
        "title": "Kabel", "amount": "1250,50", "company": company.pk, "product_group": "GOODS", "expected_on": "2030-05-20",
        "people": [{"person": kari.pk, "role": "DECIDES"}],
    }  # fmt: skip
    made = erp.post("/sales", told)
    assert made.status_code == 201
    assert made["Location"] == f"/api/v1/sales/{made.json()['id']}"
    path = f"/sales/{made.json()['id']}"
    read = erp.get(path)
    assert read["ETag"] == made["ETag"]
    assert {name: read.json()[name] for name in ("title", "amount", "currency", "stage", "state", "company")} == {
        "title": "Kabel", "amount": "1250.50", "currency": "NOK", "stage": "NEW", "state": "open", "company": company.pk,
    }  # fmt: skip
    assert read.json()["people"] == [{"person": kari.pk, "role": "DECIDES", "primary": True}]
    lost = erp.patch(path, {"stage": "LOST"}, If_Match=read["ETag"])
    assert (lost.status_code, lost.json()["errors"][0]["pointer"]) == (422, "#/loss_reason")
    assert erp.patch(path, {"stage": "LOST", "loss_reason": "PRICE", "closed_on": "2026-02-01"}).status_code == 200
    assert erp.get(path).json()["closed_on"] == "2026-02-01"
    assert erp.patch(path, {"note": "x"}, If_Match=read["ETag"]).status_code == 412
    assert erp.patch(path, {"stage": "OFFER", "probability": 65, "people": []}).status_code == 200
    assert (Sale.objects.get().probability, SalePerson.objects.count()) == (65, 0)
    assert erp.delete(path).status_code == 204
    assert erp.get(path).status_code == 404


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": None}, "title"),
        ({"amount": "-5"}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": "1e5"}, "amount"),
        ({"currency": "KRONER"}, "currency"),
        ({"expected_on": "1899-12-31"}, "expected_on"),
        ({"probability": 101}, "probability"),
        ({"stage": "NONE"}, "stage"),
        ({"company": 4_242_424}, "company"),
        ({"owner": 4_242_424}, "owner"),
        ({"people": [{"person": 4_242_424}]}, "people.0.person"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_what_cannot_be_is_refused_and_names_its_field(told: dict[str, Any], field: str, erp: Caller) -> None:
    sale = make_sale()
    answer = erp.patch(f"/sales/{sale.pk}", told)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"#/{field.replace('.', '/')}"


def test_people_out_of_sight_are_absent_and_stay_when_the_list_is_written(kari: Person, erp: Caller) -> None:
    nora = make_person("Nora")
    alone, shared = make_sale(kari), make_sale(kari, nora)
    consents.restrict(kari, **BY)
    crm = Caller(Scope.PERSONS_READ, Scope.PERSONS_WRITE, name="CRM")
    assert crm.get(f"/sales/{alone.pk}").status_code == 404
    assert crm.delete(f"/sales/{alone.pk}").status_code == 404
    assert [one["id"] for one in crm.get("/sales").json()["items"]] == [shared.pk]
    assert crm.get(f"/sales?person={kari.pk}").json()["items"] == []
    read = crm.get(f"/sales/{shared.pk}").json()
    assert [part["person"] for part in read["people"]] == [nora.pk]
    assert (read["title"], read["note"], read["covered"]) == ("", "", True)


def test_of_a_company_s_sale_with_somebody_restricted_the_figures_alone_are_written(kari: Person, erp: Caller) -> None:
    """Art. 18. Breaks when a key that does not see the restricted reads words about them, writes over them, or tries a guess."""
    sale, crm = (
        make_sale(kari, company=make_company(), note="Kari er syk"),
        Caller(Scope.PERSONS_READ, Scope.PERSONS_WRITE),
    )
    path = f"/sales/{sale.pk}"
    assert crm.get(path).json()["note"] == "Kari er syk"
    consents.restrict(kari, **BY)
    assert crm.patch(path, {"amount": 700, "stage": "OFFER"}).status_code == 200
    for said, code in (({"title": sale.title}, "covered"), ({"company": None}, "restricted"), ({"people": []}, "")):
        answer = crm.patch(path, said)
        assert answer.json().get("code", "") == code, answer.content
    seen = erp.get(path).json()
    assert (seen["amount"], seen["covered"], seen["people"][0]["person"]) == ("700.00", False, kari.pk)
    assert (
        erp.patch(path, {"people": []}).json()["code"] == erp.patch(path, {"note": "x"}).json()["code"] == "restricted"
    )


def test_a_list_is_narrowed_and_paged(kari: Person, erp: Caller) -> None:
    company = make_company()
    one, two = make_sale(kari), make_sale(company=company)
    assert [s["id"] for s in erp.get(f"/sales?person={kari.pk}").json()["items"]] == [one.pk]
    assert [s["id"] for s in erp.get(f"/sales?company={company.pk}&stage=NEW&state=open").json()["items"]] == [two.pk]
    first = erp.get("/sales?limit=1").json()
    assert [s["id"] for s in erp.get(f"/sales?limit=1&cursor={first['next']}").json()["items"]] == [two.pk]


def test_a_project_is_registered_read_changed_and_binned(erp: Caller, kari: Person) -> None:
    made = erp.post("/projects", {"title": "Nytt nett", "status": "RUNNING", "people": [{"person": kari.pk}]})
    path = f"/projects/{made.json()['id']}"
    told = erp.get(path).json()
    assert (told["status"], told["people"][0]["person"]) == ("RUNNING", kari.pk)
    wrong = erp.patch(path, {"starts_on": "2026-02-01", "ends_on": "2026-01-01"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/ends_on")
    assert erp.patch(path, {"status": "DONE"}).status_code == 200
    assert [one["id"] for one in erp.get(f"/projects?person={kari.pk}&status=DONE").json()["items"]] == [told["id"]]
    assert erp.delete(path).status_code == 204
    assert erp.get(path).status_code == 404
    assert make_project().pk
