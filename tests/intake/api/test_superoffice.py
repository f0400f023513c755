"""`/superoffice/api/v1/`: the consent calls that integrators of SuperOffice know. superoffice.md 1.13; checks 2, 7, 82."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.rights import Scope
from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.core.actors import Actor, Via
from tests.factories import make_consent, make_person
from tests.intake.api.calls import Caller

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
THERE = "/superoffice/api/v1"
FIELDS = {
    "ConsentPersonId", "Comment", "Registered", "RegisteredAssociateId", "Updated", "UpdatedAssociateId",
    *(f"{what}{part}" for what in ("LegalBase", "ConsentPurpose", "ConsentSource") for part in ("Id", "Key", "Name")),
}  # fmt: skip


def call(caller: Caller, method: str, path: str, **headers: str) -> Any:
    return caller.send(method, THERE + path, **headers)


def infos(caller: Caller, person: Person) -> dict[str, dict[str, Any]]:
    found = call(caller, "GET", f"/Person/{person.pk}/Consent")
    assert found.status_code == 200, found.content
    return {one["ConsentPurposeKey"]: one for one in found.json()}


def test_the_four_calls_and_their_json(erp: Caller, kari: Person) -> None:
    """Check 82."""
    one = f"/Person/{kari.pk}/Consent/EMARKETING"
    assert call(erp, "GET", one).json() is False
    store = infos(erp, kari)["STORE"]
    assert set(store) == FIELDS
    assert (store["LegalBaseKey"], store["LegalBaseName"], store["RegisteredAssociateId"]) == (
        "61F",
        "Legitimate interests",
        0,
    )
    make_consent(kari)
    assert call(erp, "GET", one).json() is True
    assert infos(erp, kari)["EMARKETING"]["LegalBaseKey"] == "61A"
    for _ in range(2):
        gone = call(erp, "DELETE", one)
        assert (gone.status_code, gone.content) == (204, b"")
    assert call(erp, "GET", one).json() is False
    row = infos(erp, kari)["EMARKETING"]
    assert (row["LegalBaseId"], row["LegalBaseKey"], row["LegalBaseName"]) == (0, "WITHDRAWN", "Withdrawn")
    assert row["Registered"] < row["Updated"]


def test_setting_by_keys_writes_source_and_comment_and_lifts_no_no(erp: Caller, kari: Person) -> None:
    path = f"/Person/{kari.pk}/Consent/STORE"
    said = call(erp, "PUT", f"{path}?source=USER&legalBase=61B&comment=Contract+7")
    assert (said.status_code, said.content) == (204, b"")
    store = infos(erp, kari)["STORE"]
    assert (store["LegalBaseKey"], store["ConsentSourceKey"], store["Comment"]) == ("61B", "USER", "Contract 7")
    marketing = f"/Person/{kari.pk}/Consent/EMARKETING"
    assert call(erp, "PUT", f"{marketing}?legalBase=61A").status_code == 204
    assert call(erp, "GET", marketing).json() is False  # nothing shows it
    make_consent(kari)
    assert call(erp, "PUT", f"{marketing}?legalBase=WITHDRAWN&comment=rang").status_code == 204
    assert infos(erp, kari)["EMARKETING"]["Comment"] == "rang"
    call(erp, "PUT", f"{marketing}?legalBase=61A")
    assert call(erp, "GET", marketing).json() is False
    assert call(erp, "PUT", f"{path}?legalBase=NOPE").status_code == 422
    assert call(erp, "DELETE", path).json()["code"] == "object_instead"


def test_seven_bases_and_the_standard_items_are_locked(erp: Caller) -> None:
    """Checks 2 and 7."""
    names = {one["Key"]: one["Name"] for one in call(erp, "GET", "/List/LegalBase/Items").json()}
    assert list(names) == ["61A", "61B", "61C", "61D", "61E", "61F", "WITHDRAWN"]
    in_norwegian = call(erp, "GET", "/List/LegalBase/Items", Accept_Language="no").json()
    assert (in_norwegian[0]["Name"], in_norwegian[-1]["Name"]) == ("Samtykke", "Trukket tilbake")
    assert [one["key"] for one in erp.get("/legal-bases").json()["items"]] == list(names)[:-1]
    assert [one["Key"] for one in call(erp, "GET", "/List/ConsentPurpose/Items").json()][:2] == ["STORE", "EMARKETING"]
    assert "USER" in [one["Key"] for one in call(erp, "GET", "/List/ConsentSource/Items").json()]
    for path in ("/purposes/STORE", "/legal-bases/61A", "/sources/USER"):
        assert erp.delete(path).status_code == 409
        assert erp.patch(path, {"key": "OTHER"}).status_code == 409
        assert erp.patch(path, {"names": {"nb": "Nytt navn", "en": "New name"}}).status_code == 200
    assert erp.post("/legal-bases", {"key": "WITHDRAWN", "name": "x", "article": "a"}).status_code in {409, 422}
    assert call(erp, "DELETE", "/List/LegalBase/Items").status_code == 405


def test_scopes_and_who_is_hidden_gone_or_merged(erp: Caller, kari: Person) -> None:
    path = f"/Person/{kari.pk}/Consent"
    assert call(Caller(Scope.PERSONS_READ, name="No"), "GET", path).status_code == 403
    assert Caller().client.get(THERE + "/Person/x/Consent").status_code == 404
    survivor = make_person("Kari", "Hansen")
    consents.merge(survivor.pk, kari.pk, by=Actor.system(), via=Via.STAFF)
    assert call(erp, "GET", path).status_code == 200
    consents.restrict(survivor, by=Actor.system(), via=Via.STAFF)
    plain = Caller(Scope.CONSENTS_READ, Scope.CONSENTS_WRITE, name="Plain")
    assert call(plain, "GET", path).status_code == 404
    assert call(plain, "PUT", f"{path}/STORE?legalBase=61B").status_code == 404
    assert call(plain, "DELETE", f"{path}/EMARKETING").status_code == 204
    consents.lift_restriction(survivor, by=Actor.system(), via=Via.STAFF)
    contacts.delete_person(survivor, by=Actor.system(), via=Via.STAFF)
    assert call(erp, "GET", path).status_code == 404
