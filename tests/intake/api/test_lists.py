"""`/purposes`, `/legal-bases`, `/sources` and the words people say yes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.purposes.models import Purpose
from tests.intake.api.calls import Caller, own_yes, pointers

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db

LISTS = ("/purposes", "/legal-bases", "/sources")


def keys(erp: Caller, path: str) -> list[str]:
    return [one["key"] for one in erp.get(path).json()["items"]]


def new(path: str, **more: Any) -> dict[str, Any]:
    return {"name": "Arrangementer", **({"article": "f"} if path == "/legal-bases" else {}), **more}


def test_the_standard_items_in_their_order(erp: Caller) -> None:
    assert keys(erp, "/purposes") == ["STORE", "EMARKETING"]
    assert keys(erp, "/legal-bases") == ["61A", "61B", "61C", "61D", "61E", "61F"]
    assert set(keys(erp, "/sources")) == {
        "USER", "EMAIL", "REQUEST", "CHAT", "WEBFORM", "PORTAL", "IMPORT", "API", "UNKNOWN",
    }  # fmt: skip
    store, marketing = erp.get("/purposes").json()["items"]
    assert {"key", "name", "description", "active", "order", "standard", "marketing"} <= set(store)
    assert (store["standard"], store["active"], store["marketing"], marketing["marketing"]) == (True, True, False, True)


@pytest.mark.parametrize(
    ("asked", "name", "language"),
    [("nb", "Salg og tjenester", "nb"), ("no", "Salg og tjenester", "nb"), ("en-GB", "Sales and service", "en")],
)
def test_names_follow_the_language_asked_for(erp: Caller, asked: str, name: str, language: str) -> None:
    response = erp.get("/purposes/STORE", Accept_Language=asked)
    assert (response.json()["name"], response.headers["Content-Language"]) == (name, language)
    refused = erp.delete("/purposes/STORE", Accept_Language=asked).json()
    assert refused["code"] == "standard_item"


@pytest.mark.parametrize("path", LISTS)
def test_a_new_item_has_a_key_of_its_own(erp: Caller, path: str) -> None:
    response = erp.post(path, new(path))
    assert response.status_code == 201
    item = response.json()
    assert (item["key"], item["names"], item["standard"]) == ("ARRANGEMENTER", {"nb": "Arrangementer"}, False)
    assert response.headers["Location"] == f"/api/v1{path}/ARRANGEMENTER"
    assert erp.get(response.headers["Location"]).json() == item
    assert keys(erp, path)[-1] == "ARRANGEMENTER"
    taken = erp.post(path, new(path))
    assert (taken.status_code, taken.json()["code"]) == (409, "name_taken")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("key", "status"),
    [("", 422), ("a", 422), ("A B", 422), ("A#", 422), ("A-B", 422), ("A" * 61, 422), ("WITHDRAWN", 409), ("OK1", 201)],
)
def test_keys_are_capital_letters_and_digits(erp: Caller, path: str, key: str, status: int) -> None:
    response = erp.post(path, new(path, key=key))
    assert response.status_code == status, response.content
    if status != 201:
        assert pointers(response) == ["#/key"]


@pytest.mark.parametrize(("path", "key"), [("/purposes", "STORE"), ("/legal-bases", "61A"), ("/sources", "USER")])
def test_standard_items_keep_their_key_and_stay(erp: Caller, path: str, key: str) -> None:
    for response in (erp.delete(f"{path}/{key}"), erp.patch(f"{path}/{key}", {"key": "OTHER"})):
        assert (response.status_code, response.json()["code"]) == (409, "standard_item")
    assert erp.post(path, new(path, key=key)).status_code == 409
    renamed = erp.patch(f"{path}/{key}", {"names": {"en": "Renamed"}})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Renamed")
    assert renamed.json()["names"]["nb"]


@pytest.mark.parametrize("path", LISTS)
def test_an_item_is_changed_and_taken_out(erp: Caller, path: str) -> None:
    erp.post(path, new(path))
    where = f"{path}/ARRANGEMENTER"
    told = {"names": {"nb": "Messer", "en": "Fairs"}, "description": "På messe", "order": 1}
    item = erp.patch(where, told).json()
    assert (item["names"], item["descriptions"], item["order"]) == (
        {"nb": "Messer", "en": "Fairs"},
        {"nb": "På messe"},
        1,
    )
    assert keys(erp, path)[0] == "ARRANGEMENTER"
    assert erp.delete(where).status_code == 204
    assert [erp.get(where).status_code, erp.delete(where).status_code, erp.patch(where, {}).status_code] == [404] * 3
    assert "ARRANGEMENTER" not in keys(erp, path)


@pytest.mark.parametrize(
    ("path", "told", "pointer"),
    [
        ("/purposes", {}, "#/name"),
        ("/purposes", {"name": "  "}, "#/name"),
        ("/purposes", {"name": "x" * 201}, "#/name"),
        ("/purposes", {"name": "a\x00"}, "#/name"),
        ("/purposes", {"names": {"klingon": "x"}}, "#/names/klingon"),
        ("/purposes", {"name": "x", "retention_months": 0}, "#/retention_months"),
        ("/purposes", {"name": "x", "order": "1"}, "#/order"),
        ("/purposes", {"name": "x", "legal_bases": [{"key": "NOPE"}]}, "#/legal_bases/0/key"),
        ("/legal-bases", {"name": "x"}, "#/article"),
        ("/legal-bases", {"name": "x", "article": "g"}, "#/article"),
        ("/sources", {"name": "x", "colour": "red"}, "#/colour"),
    ],
)
def test_what_is_wrong_is_named(erp: Caller, path: str, told: dict[str, Any], pointer: str) -> None:
    response = erp.post(path, told)
    assert response.status_code == 422, response.content
    assert pointer in pointers(response)
    assert Purpose.objects.count() == 2


def test_a_purpose_is_made_complete_and_switched_on(erp: Caller, kari: Person) -> None:
    assert erp.post("/purposes", {"name": "Events", "active": True}).json()["active"] is False
    refused = erp.patch("/purposes/EVENTS", {"active": True})
    assert refused.status_code == 409
    bases = {"legal_bases": [{"key": "61B"}, {"key": "61A", "default": True}], "retention_months": 24}
    told = erp.patch("/purposes/EVENTS", bases).json()
    assert [(one["key"], one["default"]) for one in told["legal_bases"]] == [("61A", True), ("61B", False)]
    assert erp.patch("/purposes/EVENTS", {"active": True}).json()["code"] == "wording_missing"
    erp.post("/purposes/EVENTS/wordings", {"language": "en", "text": "Yes, invite me."})
    assert erp.patch("/purposes/EVENTS", {"active": True}).json()["active"] is True
    assert erp.put(f"/persons/{kari.pk}/consents/EVENTS", own_yes()).json()["status"] == "given"
    left = erp.patch("/purposes/EVENTS", {"legal_bases": [{"key": "61A", "default": True}]}).json()
    assert [one["key"] for one in left["legal_bases"]] == ["61A"]


def test_a_law_must_be_cited(erp: Caller) -> None:
    refused = erp.patch("/purposes/STORE", {"legal_bases": [{"key": "61F", "default": True}, {"key": "61C"}]})
    assert (refused.status_code, refused.json()["code"]) == (422, "citation_missing")


def test_a_wording_is_written_and_never_edited(erp: Caller) -> None:
    told = {"language": "en", "text": "Yes, send me news.", "channels": ["email", "sms"]}
    first = erp.post("/purposes/EMARKETING/wordings", told)
    assert first.status_code == 201
    assert erp.get(first.headers["Location"]).json() == first.json()
    again = erp.post("/purposes/EMARKETING/wordings", told)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    second = erp.post("/purposes/EMARKETING/wordings", {**told, "text": "Yes, news and offers."}).json()
    assert second["version"] == first.json()["version"] + 1
    listed = erp.get("/purposes/EMARKETING/wordings").json()["items"]
    assert listed[0]["id"] == second["id"]
    assert [one["current"] for one in listed if one["language"] == "en"][:2] == [True, False]
    assert erp.get(f"/purposes/STORE/wordings/{second['id']}").status_code == 404
    assert erp.get(f"/purposes/EMARKETING/wordings/{2**64}").status_code == 404
    assert erp.get("/purposes/NOPE/wordings").status_code == 404
    wrong = erp.post("/purposes/EMARKETING/wordings", {"language": "en", "text": " ", "channels": ["fax"]})
    assert "#/channels/0" in pointers(wrong)


def test_a_list_costs_the_same_at_any_length(erp: Caller, django_assert_num_queries: Any) -> None:
    erp.get("/purposes")
    with django_assert_num_queries(8):  # key · 3 around · purposes, their bases, kinds of data and recipients
        erp.get("/purposes")


def test_a_purpose_tells_and_takes_what_it_uses(erp: Caller) -> None:
    """REQ-17, REQ-20, REQ-51. Breaks when an integration cannot keep what the editor keeps, or widens unseen."""
    before = erp.get("/purposes/EMARKETING").json()
    assert (before["data_kinds"], before["recipients"]) == (["CHOICES", "CONTACT", "IDENTITY"], [])
    told = {"data_kinds": ["CONTACT", "LOCATION"], "ask_before_days": 30, "dormant_months": 24, "for_children": True}
    after = erp.patch("/purposes/EMARKETING", told).json()
    assert {name: after[name] for name in told} == told
    from samtykke.purposes.queries import current_scope, purpose_by_key

    assert current_scope(purpose_by_key("EMARKETING")) == 2
    unknown = erp.patch("/purposes/EMARKETING", {"data_kinds": ["CONTACT", "SHOESIZE"]})
    assert (unknown.status_code, pointers(unknown)) == (422, ["#/data_kinds/1"])
    assert erp.patch("/purposes/EMARKETING", {"special_condition": "k"}).status_code == 422
    assert erp.patch("/purposes/EMARKETING", {"ask_before_days": None}).json()["ask_before_days"] is None
