"""Kinds of data, what a purpose uses, and how long categories keep people. REQ-17, 20, 24, 51; superoffice checks 7, 9, 11."""

from __future__ import annotations

from typing import Any

import pytest

from samtykke.contacts.models import Category
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.purposes import actions, queries
from samtykke.purposes.models import DataKind, Purpose, Recipient, RecipientRole
from tests.factories import get_purpose
from tests.pages import browse

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}


def kinds(*keys: str) -> list[DataKind]:
    """Kinds of data by key, switched on."""
    DataKind.objects.filter(key__in=keys).update(is_active=True)
    return list(DataKind.objects.filter(key__in=keys))


def recipient(role: str = RecipientRole.CONTROLLER) -> Recipient:
    """Somebody who receives data."""
    return Recipient.objects.create(names={"en": "Lysverk Drift"}, role=role)


def refusal(act: Any, *args: Any, **fields: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        act(*args, **BY, **fields)
    return refused.value.code, refused.value.field


def test_the_standard_kinds_are_there_and_the_special_ones_are_off() -> None:
    """REQ-20. Breaks when a special category is on offer before anybody asked for it."""
    assert DataKind.objects.filter(is_special=True).count() == 8
    assert not DataKind.objects.filter(is_special=True, is_active=True).exists()
    assert {"IDENTITY", "CONTACT", "CHOICES"} == set(get_purpose().data_kinds.values_list("key", flat=True))


def test_a_standard_kind_is_locked_and_one_in_use_stays() -> None:
    """Checks 7 and 9 for kinds of data."""
    health = kinds("HEALTH")[0]
    assert refusal(actions.change_item, health, changes={"is_special": False})[0] == "standard_item"
    assert refusal(actions.delete_item, health)[0] == "standard_item"
    own = actions.create_item(DataKind, names={"en": "Diet"}, is_special=True, **BY)
    actions.change_item(get_purpose(), changes={"data_kinds": [own], "special_condition": "a"}, **BY)
    assert refusal(actions.delete_item, own) == ("kind_in_use", None)
    assert refusal(actions.change_item, own, changes={"is_special": False}) == ("kind_in_use", "is_special")


def test_the_list_of_kinds_says_how_many_purposes_use_each(siri: Any) -> None:
    """Breaks when a kind that purposes use stands as not in use, or a purpose in the bin still counts."""
    own = actions.create_item(Purpose, names={"en": "Courses"}, **BY)
    actions.change_item(own, changes={"data_kinds": kinds("CONTACT")}, **BY)
    rows = {row["item"].key: row["uses"] for row in browse(siri).get("/kinds-of-data/").context["rows"]}
    assert rows["CONTACT"] == Purpose.objects.existing().filter(data_kinds__key="CONTACT").count() > 1
    assert rows["HEALTH"] == 0
    actions.delete_item(own, **BY)
    after = {row["item"].key: row["uses"] for row in browse(siri).get("/kinds-of-data/").context["rows"]}
    assert after["CONTACT"] == rows["CONTACT"] - 1


def test_a_purpose_with_a_special_kind_needs_its_condition() -> None:
    """REQ-20. Breaks when a purpose in use may take health data without a condition of Art. 9(2)."""
    purpose = get_purpose()
    changes: dict[str, Any] = {"data_kinds": kinds("CONTACT", "HEALTH")}
    assert refusal(actions.change_item, purpose, changes=changes) == ("special_condition_missing", "special_condition")
    actions.change_item(purpose, changes={**changes, "special_condition": "a"}, **BY)
    assert refusal(actions.change_item, purpose, changes={"special_condition": ""})[0] == "special_condition_missing"
    assert refusal(actions.change_item, purpose, changes={"special_condition": "k"})[0] == "invalid_choice"


def test_explicit_consent_takes_consent_as_a_basis() -> None:
    """REQ-20. Breaks when condition (a) stands on a purpose that nobody can say yes to."""
    health = actions.create_item(Purpose, names={"en": "Diet"}, special_condition="a", **BY)
    assert queries.NO_EXPLICIT_CONSENT in queries.gaps(health)
    actions.allow_basis(health, queries.basis_by_key("61A"), is_default=True, **BY)
    assert queries.NO_EXPLICIT_CONSENT not in queries.gaps(health)


@pytest.mark.parametrize(
    ("changes", "further"),
    [
        (lambda: {"recipients": [recipient()]}, 1),
        (lambda: {"recipients": [recipient(RecipientRole.PROCESSOR)]}, 0),
        (lambda: {"data_kinds": [*kinds("IDENTITY", "CONTACT", "CHOICES", "LOCATION")]}, 1),
        (lambda: {"data_kinds": kinds("CONTACT")}, 0),
        (lambda: {"public_texts": {"en": "Other words."}}, 0),
    ],
)
def test_more_than_before_widens_and_other_words_do_not(changes: Any, further: int) -> None:
    """REQ-17. Breaks when a new recipient or kind of data is covered by old consents, or a mere rewording is not."""
    purpose = get_purpose()
    before = queries.current_scope(purpose)
    actions.change_item(purpose, changes=changes(), **BY)
    assert queries.current_scope(purpose) == before + further


def test_writing_down_what_was_always_used_does_not_widen() -> None:
    purpose = actions.create_item(Purpose, names={"en": "Events"}, **BY)
    actions.change_item(purpose, changes={"data_kinds": kinds("CONTACT")}, **BY)
    assert queries.current_scope(purpose) == 1
    newest = queries.versions(purpose)[0]
    assert newest.content["data_kinds"]["CONTACT"]["nb"] == "Kontaktopplysninger"


def test_whoever_says_that_new_words_ask_for_more_widens() -> None:
    """REQ-17. Breaks when the user's own word does not count."""
    purpose = get_purpose()
    actions.change_item(purpose, changes={"public_texts": {"en": "And by phone."}}, widens=True, **BY)
    assert queries.current_scope(purpose) == 2


def test_a_category_says_how_long_it_keeps_people(siri) -> None:
    """REQ-24, M11. Breaks when the months of a category cannot be written on its page."""
    client = browse(siri)
    told = {"name_nb": "Mulig kunde", "name_en": "Prospect", "is_active": "on"}
    wrong = client.post("/categories/PROSPECT/", {**told, "retention_months": "0", "retention_from": "last_contact"})
    assert "retention_months" in wrong.context["form"].errors
    client.post("/categories/PROSPECT/", {**told, "retention_months": "36", "retention_from": "created"})
    prospect = Category.objects.get(key="PROSPECT")
    assert (prospect.retention_months, prospect.retention_from) == (36, "created")
    assert "Kept 36 months" in client.get("/categories/").content.decode()


def test_two_who_change_the_same_item_are_told_and_lose_nothing(siri) -> None:
    """Two admins. Breaks when the second save takes the first one's words away unseen, or loses the second one's."""
    client = browse(siri)
    read = client.get("/purposes/EMARKETING/").context["form"].initial
    actions.change_item(get_purpose(), changes={"public_texts": {"en": "The first one’s words."}}, **BY)
    told = {
        "name_nb": "E-markedsføring",
        "name_en": "E-marketing",
        "public_text_en": "The second one’s words.",
        "is_active": "on",
        "is_marketing": "on",
        "retention_months": "36",
        "data_kinds": ["IDENTITY", "CONTACT", "CHOICES"],
        "version": read["version"],
    }
    second = client.post("/purposes/EMARKETING/", told)
    page = second.content.decode()
    assert second.status_code == 409
    assert "The first one’s words." in page
    assert "The second one’s words." in page
    assert get_purpose().public_texts["en"] == "The first one’s words."
    again = client.post("/purposes/EMARKETING/", {**told, "version": second.context["form"]["version"].value()})
    assert again.status_code == 302
    assert get_purpose().public_texts["en"] == "The second one’s words."


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://a.example/x", "data:text/html,x"])
def test_a_statement_is_a_page_on_the_web(siri, address: str) -> None:
    """Breaks when the address of a statement can be a script; the error stands at the field of its language."""
    told = {"name_nb": "E-markedsføring", "name_en": "E-marketing", "statement_url_en": address}
    answer = browse(siri).post("/purposes/EMARKETING/", told)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["statement_url_en"]
