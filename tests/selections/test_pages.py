"""The pages of selections: made, counted while one writes, opened, changed, shared, combined and binned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.contacts.models import Person
from samtykke.selections import actions, queries
from samtykke.selections.criteria import Group, parse, to_json
from samtykke.selections.models import Selection
from tests.factories import make_person
from tests.pages import browse, text_of
from tests.selections.made import BY, asks

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
ROW = {
    "n.r.joined": "and",
    "n.r.0.was": "title",
    "n.r.0.field": "title",
    "n.r.0.operator": "contains",
    "n.r.0.value": "chief",
}


def make(owner: User, *conditions: Any, name: str = "Chiefs", **told: Any) -> Selection:
    """A saved selection."""
    asked = conditions or (asks("title", "contains", "chief"),)
    return actions.create(name, root=Group(parts=tuple(asked)), owner=owner, **told, **BY)


@pytest.fixture
def chief(db: None) -> Person:
    """Somebody who fits, besides Kari who does not."""
    make_person("Kari")
    person = make_person("Berit", "Berg")
    Person.objects.filter(pk=person.pk).update(title="Chief of sales")
    return person


def test_without_the_right_nothing_opens(per: User) -> None:
    """Breaks when somebody without rights sees selections."""
    client = browse(per)
    for address in ("/selections/", "/selections/new/", "/selections/1/"):
        assert client.get(address).status_code == 403


def test_a_selection_is_made_by_buttons_alone(ola: User, chief: Person) -> None:
    """Breaks when a button loses what was written, the count is wrong, or saving keeps something else."""
    client = browse(ola)
    page = text_of(client.get("/selections/new/"))
    assert 'value="add:r"' in page
    assert "Everybody" in page
    page = text_of(client.post("/selections/new/", {**ROW, "do": "add:r"}))
    assert 'name="n.r.1.field"' in page
    assert "1 person" in page
    assert "Title contains “chief”" in page
    page = text_of(client.post("/selections/new/", {**ROW, "n.r.0.not": "", "do": "group:r"}))
    assert 'name="n.r.1.joined"' in page
    response = client.post("/selections/new/", {**ROW, "name": "Chiefs", "do": "save", "share": "team"})
    made = Selection.objects.get()
    assert response.headers["location"] == f"/selections/{made.pk}/"
    assert to_json(parse(made.criteria)) == made.criteria == {
        "version": 1, "and": [{"field": "title", "operator": "contains", "value": "chief"}]
    }  # fmt: skip
    page = text_of(client.get(f"/selections/{made.pk}/"))
    assert "Berit Berg" in page
    assert "Kari" not in page
    assert "1 person" in page


def test_what_may_be_chosen_is_offered(ola: User) -> None:
    """Breaks when somebody has to know the key of a category or a status."""
    told = {"n.r.joined": "and", "n.r.0.was": "category", "n.r.0.field": "category", "n.r.0.operator": "any_of"}
    page = text_of(browse(ola).post("/selections/new/", {**told, "n.r.0.value": ["CUSTOMER"]}))
    assert 'value="CUSTOMER" checked' in page
    assert "Category is Customer" in page


def test_htmx_is_given_the_count_or_the_builder(ola: User, chief: Person) -> None:
    """Breaks when writing a value reloads the field one writes in."""
    client = browse(ola)
    count = text_of(client.post("/selections/new/", ROW, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="count"))
    assert "1 person" in count
    assert 'id="builder"' not in count
    both = text_of(client.post("/selections/new/", ROW, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="builder"))
    assert 'id="builder"' in both
    assert "hx-swap-oob" in both
    assert "<html" not in both
    assert not Selection.objects.exists()


def test_parts_move_and_go(ola: User) -> None:
    """Breaks when a part is moved past its neighbours, or another one is removed."""
    client = browse(ola)
    two = {**ROW, "n.r.1.was": "has_phone", "n.r.1.field": "has_phone", "n.r.1.operator": "yes"}
    page = text_of(client.post("/selections/new/", {**two, "do": "up:r.1"}))
    assert page.index('value="has_phone" selected') < page.index('value="title" selected')
    page = text_of(client.post("/selections/new/", {**two, "do": "remove:r.0"}))
    assert 'value="title" selected' not in page
    assert 'value="has_phone" selected' in page
    for nonsense in ("up:r", "remove:r.9", "add:r.0", "x", "remove:"):
        assert client.post("/selections/new/", {**two, "do": nonsense}).status_code == 200


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"n.r.0.value": ""}, "Write what to look for."),
        ({"n.r.0.field": "", "n.r.0.was": ""}, "There is no field"),
        ({"n.r.0.value": "x" * 10_000}, "At most 200 characters."),
        ({"name": ""}, "This field is required"),
        ({"n.r.0.field": "consent.GONE.status", "n.r.0.was": "consent.GONE.status"}, "to select by any more"),
        ({"n.r.0.field": "registered", "n.r.0.was": "registered", "n.r.0.operator": "last", "n.r.0.n": "zwölf"}, "Say how many days"),
        ({"n.r.0.field": "registered", "n.r.0.was": "registered", "n.r.0.operator": "before_day", "n.r.0.value": "0001-01-01"}, "Write a day between"),
        ({"n.r.0.field": "sale_amount", "n.r.0.was": "sale_amount", "n.r.0.operator": "amount", "n.r.0.value": ["", ""]}, "Say from how much"),
        ({"n.r.0.field": "sale_amount", "n.r.0.was": "sale_amount", "n.r.0.operator": "amount", "n.r.0.value": ["", "9"], "n.r.0.unit": "ZZZ"}, "not a currency"),
        ({"name": "x" * 10_000}, "at most 120 characters"),
    ],
)  # fmt: skip
def test_what_is_not_finished_is_not_saved(ola: User, changed: dict[str, str], told: str) -> None:
    """Breaks when half a condition is saved, or nobody is told what is wanting."""
    response = browse(ola).post("/selections/new/", {**ROW, "name": "Chiefs", "do": "save", **changed})
    assert response.status_code == 422
    assert told in text_of(response)
    assert not Selection.objects.exists()


def test_a_nul_is_taken_out_of_what_is_written(ola: User) -> None:
    """Breaks when a character PostgreSQL cannot hold breaks the page."""
    response = browse(ola).post("/selections/new/", {**ROW, "n.r.0.value": "a\x00b", "do": "show"})
    assert response.status_code == 200


def test_a_purpose_that_is_gone_is_said_and_mended(ola: User, chief: Person) -> None:
    """Breaks when a selection by a deleted purpose breaks the page, or lets everybody in."""
    from django.utils import timezone

    from samtykke.purposes.actions import create_item
    from samtykke.purposes.models import Purpose

    purpose = create_item(Purpose, names={"en": "Fairs", "nb": "Messer"}, **BY)
    made = make(ola, asks(f"consent.{purpose.key}.status", "none_of", ("given",)))
    assert queries.count_in(parse(made.criteria), _reader(ola)).people == 2
    type(purpose).objects.filter(pk=purpose.pk).update(deleted_at=timezone.now())
    page = text_of(browse(ola).get(f"/selections/{made.pk}/"))
    assert "nobody is selected" in page
    assert "0 people" in page
    assert "Berit" not in page
    page = text_of(browse(ola).get(f"/selections/{made.pk}/change/"))
    assert f'value="consent.{purpose.key}.status" selected' in page


def _reader(user: User) -> Any:
    from samtykke.selections.access import reader_of

    return reader_of(user)


def test_who_comes_second_is_told(ola: User) -> None:
    """Breaks when two who change a selection overwrite each other."""
    made = make(ola)
    client, told = browse(ola), {**ROW, "name": "First", "do": "save", "version": "1"}
    assert client.post(f"/selections/{made.pk}/change/", told).status_code == 302
    response = client.post(f"/selections/{made.pk}/change/", {**told, "name": "Second"})
    assert response.status_code == 409
    assert "Somebody changed this selection" in text_of(response)
    made.refresh_from_db()
    assert made.name == "First"


def test_a_selection_is_seen_by_whom_it_is_shared_with(ola: User, siri: User) -> None:
    """Breaks when somebody reads another's own selection, or changes one that is only shared with them."""
    mine, ours = make(ola), make(ola, name="Ours", share="everybody")
    client = browse(siri)
    page = text_of(client.get("/selections/"))
    assert "Ours" in page
    assert "Chiefs" not in page
    assert client.get(f"/selections/{mine.pk}/").status_code == 404
    assert client.get(f"/selections/{ours.pk}/").status_code == 200
    assert client.post(f"/selections/{mine.pk}/copy/").status_code == 404
    assert client.post(f"/selections/{ours.pk}/copy/").status_code == 302
    assert Selection.objects.filter(owner=siri, name="Copy of Ours").exists()


def test_two_are_combined_and_the_bin_gives_back(ola: User, chief: Person) -> None:
    """Breaks when a combination forgets one of the two, or what others stand on is binned."""
    one, other = make(ola), make(ola, asks("has_phone", "no"), name="No phone")
    client = browse(ola)
    client.post(f"/selections/{one.pk}/combination/", {"other": other.pk, "how": "both"})
    both = Selection.objects.get(name="Chiefs and No phone")
    assert "Berit Berg" in text_of(client.get(f"/selections/{both.pk}/"))
    client.post(f"/selections/{one.pk}/deletion/")
    assert Selection.objects.existing().filter(pk=one.pk).exists()
    client.post(f"/selections/{both.pk}/deletion/")
    assert client.get(f"/selections/{both.pk}/").status_code == 404
    client.post(f"/selections/{both.pk}/restoration/")
    assert client.get(f"/selections/{both.pk}/").status_code == 200


def test_a_selection_does_not_stand_on_itself(ola: User) -> None:
    """Breaks when two selections that name each other are asked for ever."""
    from samtykke.core.refused import Refused

    one = make(ola)
    other = make(ola, asks("selection", "any_of", (str(one.pk),)), name="Other")
    for key in (one.pk, other.pk):
        with pytest.raises(Refused):
            actions.change(one, told={}, root=Group(parts=(asks("selection", "any_of", (str(key),)),)), **BY)
    Selection.objects.filter(pk=one.pk).update(criteria=other.criteria)
    page = text_of(browse(ola).get(f"/selections/{other.pk}/"))
    assert "stands on itself" in page
    assert "0 people" in page


def test_a_list_is_filled_frozen_and_emptied(siri: User, chief: Person) -> None:
    """Breaks when a frozen list follows its selection, or somebody who is taken out stays."""
    made = make(siri)
    client = browse(siri)
    client.post(f"/selections/{made.pk}/list/")
    listed = Selection.objects.get(kind="list")
    Person.objects.update(title="")
    page = text_of(client.get(f"/selections/{listed.pk}/"))
    assert "Berit Berg" in page
    assert "Nobody" in text_of(client.get(f"/selections/{made.pk}/"))
    client.post(f"/selections/{listed.pk}/people/removal/", {"person": [chief.pk, "x", "9" * 30]})
    assert "Berit" not in text_of(client.get(f"/selections/{listed.pk}/"))


def test_the_page_asks_no_more_for_more_people(ola: User, django_assert_max_num_queries: Any) -> None:
    """Breaks when a line costs a query of its own."""
    made = make(ola, asks("has_email", "yes"), columns=["email", "phone", "company", "owner", "consent.STORE"])
    for n in range(12):
        make_person(f"Kari{n}")
    client = browse(ola)
    with django_assert_max_num_queries(36):
        client.get(f"/selections/{made.pk}/")
