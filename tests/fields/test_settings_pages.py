"""The settings pages of fields: who reads, who changes, what is said when something is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.fields import actions, queries
from samtykke.fields.models import FieldOption, UserField
from samtykke.purposes.models import FieldDecision
from tests.fields.made import BY, make_field, make_group, make_list
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db


def filled(**told: Any) -> dict[str, Any]:
    return {
        "name_nb": "Skostørrelse", "name_en": "Shoe size", "kind": "number", "unit": "EU", "group": make_group().key,
        "purposes": ["STORE"], "data_kind": "RELATIONSHIP", **told,
    }  # fmt: skip


def test_a_field_is_added_and_stands_in_the_list(siri: User) -> None:
    """Breaks when the form loses a part of the field."""
    answer = browse(siri).post("/fields/people/new/", filled(is_sensitive="on", note="For the club’s shop."))
    assert answer.status_code == 302
    field = UserField.objects.get()
    decision = FieldDecision.objects.get(field=field.known_key)
    assert (field.subject, field.unit, decision.is_sensitive) == ("person", "EU", True)
    page = text_of(browse(siri).get("/fields/"))
    assert "Shoe size" in page
    assert "Sensitive" in page


def test_what_is_missing_is_said_beside_it(siri: User) -> None:
    """Breaks when a field without a purpose is saved, or the form says nothing."""
    answer = browse(siri).post("/fields/people/new/", filled(purposes=[]))
    assert answer.status_code == 422
    assert "Say for which purpose it is needed." in text_of(answer)
    assert answer.context["form"].errors["purposes"]


def test_the_first_field_asks_for_a_group(siri: User) -> None:
    """Breaks when the form is a dead end where there is no group."""
    assert "First a group" in text_of(browse(siri).get("/fields/people/new/"))


def test_the_auditor_reads_and_cannot_change(auditor: User, per: User) -> None:
    """Breaks when who only reads gets a button, or who may nothing gets in."""
    field, _options = make_list()
    page = text_of(browse(auditor).get(f"/fields/{field.key}/"))
    assert "Save changes" not in page
    assert "Gold" in page
    assert browse(auditor).post(f"/fields/{field.key}/", filled()).status_code == 403
    assert browse(auditor).post(f"/fields/{field.key}/deletion/").status_code == 403
    assert browse(per).get("/fields/").status_code == 403


def test_whoever_comes_second_keeps_what_they_wrote(siri: User) -> None:
    """Breaks when the second of two overwrites the first, or loses their words."""
    field = make_field()
    seen = browse(siri).get(f"/fields/{field.key}/").context["form"]["version"].value()
    actions.change_field(field, changes={"names": {"en": "Boot size"}}, **BY)
    told = filled(name_en="Foot size", kind="number", version=seen)
    answer = browse(siri).post(f"/fields/{field.key}/", told)
    assert answer.status_code == 409
    assert "Boot size" in text_of(answer)
    assert answer.context["form"]["name_en"].value() == "Foot size"
    again = answer.context["form"]["version"].value()
    assert browse(siri).post(f"/fields/{field.key}/", {**told, "version": again}).status_code == 302
    assert UserField.objects.get().names["en"] == "Foot size"


def test_fields_and_values_move_by_buttons_and_by_dragging(siri: User) -> None:
    """Breaks when the arrows or the drag do nothing."""
    one, two = make_field("One"), make_field("Two")
    browse(siri).post(f"/fields/{two.key}/place/", {"direction": "up"})
    assert [field.key for field in queries.fields_of("person")] == ["TWO", "ONE"]
    browse(siri).post(f"/fields/{one.key}/place/", {"before": "TWO"})
    assert [field.key for field in queries.fields_of("person")] == ["ONE", "TWO"]
    listed, _options = make_list()
    browse(siri).post(f"/fields/{listed.key}/values/SILVER/place/", {"direction": "up"})
    assert [one.key for one in queries.options_of([listed])[listed.pk]] == ["SILVER", "GOLD"]


def test_a_list_is_kept_on_the_pages(siri: User) -> None:
    """Breaks when a value cannot be added, renamed, retired, made one with another or removed."""
    field, _options = make_list()
    at = f"/fields/{field.key}/values/"
    assert browse(siri).post(at, {"name_nb": "Bronse", "name_en": "Bronze"}).status_code == 302
    assert browse(siri).post(at, {"name_nb": "Bronse", "name_en": "Bronze"}).status_code == 422
    assert "had by 0" in text_of(browse(siri).get(f"{at}GOLD/"))
    browse(siri).post(f"{at}GOLD/", {"name_nb": "Gull", "name_en": "Golden"})
    browse(siri).post(f"{at}SILVER/retirement/")
    browse(siri).post(f"{at}BRONZE/deletion/")
    assert browse(siri).post(f"{at}GOLD/merge/", {"into": "NOTHING"}).status_code == 422
    names = {one.key: (one.names["en"], bool(one.retired_at)) for one in FieldOption.objects.all()}
    assert names == {"GOLD": ("Golden", False), "SILVER": ("Silver", True)}
    browse(siri).post(f"{at}GOLD/merge/", {"into": "SILVER"})
    assert [one.key for one in FieldOption.objects.all()] == ["SILVER"]


def test_a_field_is_retired_put_back_and_thrown_away(siri: User) -> None:
    """Breaks when a button of the field's page does nothing."""
    field = make_field()
    at = f"/fields/{field.key}/"
    browse(siri).post(f"{at}retirement/")
    assert "Put into use again" in text_of(browse(siri).get(at))
    browse(siri).post(f"{at}retirement/", {"back": "1"})
    browse(siri).post(f"{at}deletion/")
    assert browse(siri).get(at).status_code == 404
    assert "Restore" in text_of(browse(siri).get("/fields/"))
    browse(siri).post(f"{at}restoration/")
    assert browse(siri).get(at).status_code == 200


def test_the_list_costs_the_same_for_forty_fields(siri: User, django_assert_max_num_queries: Any) -> None:
    """Breaks when a query is asked for each field."""
    for number in range(40):
        make_field(f"Field {number}")
    client = browse(siri)
    client.get("/fields/")
    with django_assert_max_num_queries(16):
        client.get("/fields/")
