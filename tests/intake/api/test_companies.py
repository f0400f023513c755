"""Companies by the API: found, registered, changed, binned, made one and parted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Company
from samtykke.core.actors import Actor, Via

if TYPE_CHECKING:
    from tests.intake.api.calls import Caller

pytestmark = pytest.mark.django_db
STAFF = {"by": Actor.system(), "via": Via.STAFF}
WHOLE = {
    "name": "Fjordlys AS", "org_number": "923 609 016", "country": "NO", "category": "Customer", "business": "ENERGY",
    "web": "fjordlys.example", "phone": "22 33 44 55", "email": "post@fjordlys.example", "note": "Pays late",
    "postal": {"street": "Boks 1", "postcode": "5003", "place": "Bergen"},
}  # fmt: skip


def test_a_company_is_registered_read_found_and_changed(erp: Caller) -> None:
    made = erp.post("/companies", WHOLE)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made["Location"] == f"/api/v1/companies/{pk}"
    told = erp.get(f"/companies/{pk}").json()
    assert (told["org_number"], told["category"], told["business"]) == ("923609016", "CUSTOMER", "ENERGY")
    assert (told["web"], told["phone"]) == ("https://fjordlys.example", "+4722334455")
    assert told["postal"] == {"street": "Boks 1", "postcode": "5003", "place": "Bergen", "country": None}
    for asked in ("q=fjord", "q=923609016", "org_number=923 609 016"):
        assert [one["id"] for one in erp.get(f"/companies?{asked}").json()["items"]] == [pk], asked
    assert erp.get("/companies?q=zzz").json() == {"items": [], "next": None}
    changed = erp.patch(f"/companies/{pk}", {"postal": None, "phone": None, "category": None})
    assert changed.status_code == 200, changed.content
    after = changed.json()
    assert (after["postal"], after["phone"], after["category"], after["name"]) == (None, None, None, "Fjordlys AS")
    stale = erp.patch(f"/companies/{pk}", {"name": "B"}, if_match=made["ETag"])
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("told", "code", "pointer"),
    [
        ({"org_number": "123"}, "invalid_org_number", "#/org_number"),
        ({"web": "javascript:x"}, "invalid_url", "#/web"),
        ({"category": "NONE"}, "unknown_category", "#/category"),
        ({"business": "NONE"}, "unknown_business", "#/business"),
        ({"fields": {"NONE": 1}}, "unknown_field", "#/fields/NONE"),
        ({"name": None}, "name_missing", "#/name"),
    ],
)
def test_what_cannot_be_names_its_field(erp: Caller, told: dict[str, object], code: str, pointer: str) -> None:
    company = contacts.create_company("A", country="NO", **STAFF)
    answer = erp.patch(f"/companies/{company.pk}", told)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert code in answer.content.decode()


def test_a_number_that_another_has_is_409_and_the_bin_is_404(erp: Caller) -> None:
    pk = erp.post("/companies", WHOLE).json()["id"]
    assert erp.post("/companies", {"name": "B", "org_number": "923609016"}).status_code == 409
    assert erp.delete(f"/companies/{pk}").status_code == 204
    for answer in (erp.get(f"/companies/{pk}"), erp.patch(f"/companies/{pk}", {}), erp.delete(f"/companies/{pk}")):
        assert answer.status_code == 404
    assert erp.get("/companies").json()["items"] == []


def test_two_are_made_one_and_parted(erp: Caller) -> None:
    first, second = (contacts.create_company(name, **STAFF) for name in ("A", "B"))
    done = erp.post(f"/companies/{first.pk}/merges", {"other": second.pk})
    assert done.status_code == 201, done.content
    answer = erp.get(f"/companies/{second.pk}")
    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/companies/{first.pk}")
    assert erp.patch(f"/companies/{second.pk}", {"name": "C"}).json()["id"] == first.pk
    assert [one["name"] for one in erp.get("/companies").json()["items"]] == ["C"]
    for _ in range(2):
        assert erp.delete(f"/companies/merges/{done.json()['id']}").status_code == 204
    assert set(Company.objects.filter(deleted_at=None).values_list("name", flat=True)) == {"C", "B"}
    assert erp.post(f"/companies/{first.pk}/merges", {"other": first.pk}).status_code == 409
    assert erp.post(f"/companies/{first.pk}/merges", {"other": 10**12}).status_code == 422
    assert erp.delete("/companies/merges/999999").status_code == 404
