"""The company's own fields in the API: read, written, refused by key, covered. M9, M23."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.rights import Scope
from samtykke.fields import actions
from samtykke.fields.models import FieldValue
from tests.factories import make_person
from tests.fields.made import BY, CaptureQueries, make_field, make_list
from tests.intake.api.calls import Caller

if TYPE_CHECKING:
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(db: None) -> None:
    """One field of each kind that a system writes."""
    for kind in ("text", "number", "date", "yes_no", "link", "person"):
        make_field(kind.replace("_", " "), kind)
    make_list("Segment")
    make_list("Interests", "Golf", "Ski", kind="choices")


def test_every_kind_is_written_and_read(kari: Person, erp: Caller, own: None) -> None:
    """Breaks when a field needs code of its own, or a number is rounded on the way."""
    told = {
        "TEXT": "x", "NUMBER": "123456789012345.1234", "DATE": "2026-11-03", "YESNO": True, "LINK": "https://a.example/",
        "PERSON": make_person("Nils", "Berg").pk, "SEGMENT": "GOLD", "INTERESTS": ["SKI", "GOLF"],
    }  # fmt: skip
    changed = erp.patch(f"/persons/{kari.pk}", {"fields": told})
    assert changed.status_code == 200, changed.json()
    read = erp.get(f"/persons/{kari.pk}").json()["fields"]
    assert {**read, "INTERESTS": sorted(read["INTERESTS"])} == {**told, "INTERESTS": ["GOLF", "SKI"]}
    erp.patch(f"/persons/{kari.pk}", {"fields": {"TEXT": None, "NUMBER": 4}})
    read = erp.get(f"/persons/{kari.pk}").json()["fields"]
    assert (read["TEXT"], read["NUMBER"], read["SEGMENT"]) == (None, "4", "GOLD")


def test_a_new_person_has_them_too(erp: Caller, own: None) -> None:
    """Breaks when fields are lost where somebody is registered, or somebody is registered in spite of a wrong one."""
    made = erp.post("/persons", {"first_name": "Nils", "fields": {"SEGMENT": "silver"}})
    assert made.json()["fields"]["SEGMENT"] == "SILVER"
    wrong = erp.post("/persons", {"first_name": "Anne", "fields": {"SEGMENT": "wood"}})
    assert wrong.status_code == 422
    assert erp.get("/persons?q=anne").json()["items"] == []


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        ({"NOSUCH": 1}, "unknown_field", "fields.NOSUCH"),
        ({"SEGMENT": "WOOD"}, "unknown_option", "fields.SEGMENT"),
        ({"DATE": "9999-12-31"}, "date_out_of_range", "fields.DATE"),
        ({"LINK": "javascript:x"}, "invalid_url", "fields.LINK"),
        ({"PERSON": 10**12}, "unknown_reference", "fields.PERSON"),
        ({"NUMBER": [1]}, None, None),
        ({"TEXT": {"a": 1}}, None, None),
    ],
)
def test_what_is_wrong_is_refused_by_its_key(
    kari: Person, erp: Caller, own: None, told: dict[str, Any], code: str | None, field: str | None
) -> None:
    """Breaks when a wrong value is kept, or the caller cannot tell which of forty is wrong."""
    answer = erp.patch(f"/persons/{kari.pk}", {"fields": told})
    assert answer.status_code == 422
    if code:
        assert answer.json()["code"] == code
        assert f"#/{field.replace('.', '/')}" in str(answer.json())
    assert not FieldValue.objects.exists()


def test_a_covered_field_is_null_named_and_not_changed_blindly(kari: Person, erp: Caller) -> None:
    """Breaks when a sensitive field shows to a key without `persons:sensitive`, or is overwritten by it."""
    field, other = make_field("Allergy", "text", is_sensitive=True), make_field()
    actions.change_fields(kari, told={field.key: "Nuts"}, **BY)
    narrow = Caller(*(scope for scope in Scope if scope != Scope.PERSONS_SENSITIVE), name="Narrow")
    told = narrow.get(f"/persons/{kari.pk}").json()
    assert (told["fields"], told["masked"]) == ({"ALLERGY": None, "SHOESIZE": None}, ["fields.ALLERGY"])
    assert "Nuts" not in narrow.get("/persons").content.decode()
    answer = narrow.patch(f"/persons/{kari.pk}", {"fields": {"ALLERGY": "Milk"}})
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert narrow.patch(f"/persons/{kari.pk}", {"fields": {other.key: 42}}).status_code == 200
    assert FieldValue.objects.get(field=field).text == "Nuts"
    assert erp.get(f"/persons/{kari.pk}").json()["fields"]["ALLERGY"] == "Nuts"


def test_a_retired_field_is_told_where_it_says_something(kari: Person, erp: Caller) -> None:
    """Breaks when a system fills in what nobody needs, or cannot read what is held. M30."""
    field = make_field()
    actions.change_fields(kari, told={field.key: 42}, **BY)
    nils = make_person("Nils", "Berg")
    actions.retire_field(field, **BY)
    assert erp.get(f"/persons/{kari.pk}").json()["fields"] == {"SHOESIZE": "42"}
    assert erp.get(f"/persons/{nils.pk}").json()["fields"] == {}
    answer = erp.patch(f"/persons/{nils.pk}", {"fields": {"SHOESIZE": 43}})
    assert (answer.status_code, answer.json()["code"]) == (422, "field_retired")
    assert erp.patch(f"/persons/{kari.pk}", {"fields": {"SHOESIZE": None}}).status_code == 200


def test_a_list_of_people_asks_no_more_for_many(erp: Caller, own: None) -> None:
    """Breaks when the fields of each person are asked for one by one."""
    for name in ("Nils", "Anne"):
        actions.change_fields(make_person(name, "Berg"), told={"SEGMENT": "GOLD", "TEXT": "x"}, **BY)
    erp.get("/persons?limit=1")
    with CaptureQueries() as few:
        erp.get("/persons?limit=1")
    with CaptureQueries() as many:
        erp.get("/persons?limit=2")
    assert many.count == few.count
