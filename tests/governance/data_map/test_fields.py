"""Each field about people has a purpose, or is retired. Art. 5(1)(c); product.md M8, M23, M30."""

from __future__ import annotations

from typing import Any

import pytest

from samtykke.audit.models import Entry
from samtykke.core.actors import Actor, Via
from samtykke.core.known_fields import known_fields
from samtykke.core.refused import Refused
from samtykke.governance.data_map.fields import without_purpose
from samtykke.purposes import actions as purposes
from samtykke.purposes.models import DataKind, FieldDecision, Purpose
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}


def store() -> Purpose:
    """Sales and service."""
    found: Purpose = Purpose.objects.get(key="STORE")
    return found


def test_a_field_is_decided_and_the_figure_goes_down(siri):
    before = without_purpose()
    assert before == len([one for one in known_fields() if not one.only_decided])
    answer = browse(siri).post("/data-map/fields/person.title/", {"purposes": ["STORE"], "note": "On the envelope"})
    assert answer.status_code == 302
    assert without_purpose() == before - 1
    page = text_of(browse(siri).get("/data-map/fields/"))
    assert "On the envelope" in page
    assert f"Without a purpose: {before - 1}" in page
    assert "person.title" not in text_of(browse(siri).get("/data-map/fields/?only=without"))


def test_a_retired_field_lacks_nothing(siri):
    browse(siri).post("/data-map/fields/person.title/", {"is_retired": "on"})
    assert FieldDecision.objects.get(field="person.title").is_retired
    assert without_purpose() == len([one for one in known_fields() if not one.only_decided]) - 1


def test_deciding_the_same_again_leaves_no_trace():
    first = purposes.decide_field("person.title", purposes=[store()], **BY)
    assert purposes.decide_field("person.title", purposes=[store()], **BY).decided_at == first.decided_at
    assert Entry.objects.filter(deed="field:decided").count() == 1


@pytest.mark.parametrize(
    ("field", "told", "code"),
    [("person.unheard", {}, "unknown_field"), ("person.name", {"is_sensitive": True}, "not_sensitive"),
     ("person.name", {"is_retired": True}, "not_retired"), ("person.title", {"note": "a\x00b"}, "invalid_text")],
)  # fmt: skip
def test_what_cannot_be_decided_is_refused(field, told, code):
    with pytest.raises(Refused) as refused:
        purposes.decide_field(field, purposes=[], **told, **BY)
    assert refused.value.code == code
    assert not FieldDecision.objects.exists()


def test_whoever_comes_second_is_told(siri):
    client = browse(siri)
    client.post("/data-map/fields/person.title/", {"seen": "", "purposes": ["STORE"], "note": "The first"})
    answer = client.post("/data-map/fields/person.title/", {"seen": "", "note": "The second"})
    assert answer.status_code == 409
    assert "The second" in text_of(answer)
    assert FieldDecision.objects.get(field="person.title").note == "The first"
    seen = answer.context["form"].data["seen"]
    client.post("/data-map/fields/person.title/", {"seen": seen, "note": "The second"})
    assert FieldDecision.objects.get(field="person.title").note == "The second"


def test_a_field_nobody_knows_has_no_page_and_per_has_none(siri, per, auditor):
    assert browse(siri).get("/data-map/fields/person.unheard/").status_code == 404
    assert browse(per).get("/data-map/fields/").status_code == 403
    assert browse(auditor).get("/data-map/fields/").status_code == 200
    assert browse(auditor).get("/data-map/fields/person.title/").status_code == 403


def test_many_fields_are_given_one_purpose_and_keep_what_was_decided_besides(siri):
    """Breaks when somebody must open every field, or a note, a second purpose or a mark is lost on the way."""
    marketing = Purpose.objects.get(key="EMARKETING")
    purposes.decide_field("person.title", purposes=[marketing], note="On the envelope", is_sensitive=True, **BY)
    told = {"keys": ["person.title", "person.name"], "purpose": "STORE"}
    answer = browse(siri).post("/data-map/fields/", told)
    assert answer.status_code == 302
    title = FieldDecision.objects.get(field="person.title")
    assert {one.key for one in title.purposes.all()} == {"STORE", "EMARKETING"}
    assert (title.note, title.is_sensitive) == ("On the envelope", True)
    assert [one.key for one in FieldDecision.objects.get(field="person.name").purposes.all()] == ["STORE"]
    browse(siri).post("/data-map/fields/", told)
    assert Entry.objects.filter(deed="field:decided").count() == 3


def test_a_field_that_cannot_have_the_purpose_refuses_the_lot(siri):
    """REQ-20. Breaks when a special kind reaches a purpose without its condition, or half of the fields are written."""
    health = DataKind.objects.create(key="HEALTHY", names={"nb": "Blodtype", "en": "Blood type"}, is_special=True)
    FieldDecision.objects.create(field="person.title", data_kind=health, decided_by_kind="system")
    answer = browse(siri).post("/data-map/fields/", {"keys": ["person.name", "person.title"], "purpose": "STORE"})
    assert answer.status_code == 422
    assert not FieldDecision.objects.filter(field="person.name").exists()


def test_nothing_chosen_is_said(siri):
    answer = browse(siri).post("/data-map/fields/", {"purpose": "STORE"})
    assert answer.status_code == 422
    assert "Choose at least one field." in text_of(answer)
