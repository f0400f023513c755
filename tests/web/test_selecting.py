"""Selections over the list of people: views, the filter saved as criteria, the ticked and all that match."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from samtykke.contacts.masking import NOTHING
from samtykke.contacts.models import Person
from samtykke.selections import actions
from samtykke.selections.criteria import Group
from samtykke.selections.models import Member, Selection
from samtykke.selections.queries import people_in
from samtykke.web.forms import PeopleFilter
from samtykke.web.queries import matching
from samtykke.web.selecting import criteria_of
from tests.factories import make_person
from tests.pages import browse, text_of
from tests.selections.made import ALL, BY, asks, population

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
FILTERS: tuple[dict[str, Any], ...] = (
    {}, {"q": "kari"}, {"status": "given"}, {"status": "none"}, {"purpose": "EMARKETING", "status": "none"},
    {"purpose": "EMARKETING"}, {"basis": "61A", "status": "given"}, {"source": "WEBFORM"}, {"attention": "no_basis"},
    {"attention": "ending"}, {"language": "nb", "not_informed": "on"}, {"late": "on"}, {"status": "expired"},
    {"basis": "61F", "status": "none"},
)  # fmt: skip


def test_a_filter_and_its_criteria_name_the_same_people(ola: User) -> None:
    """Breaks when a saved filter finds other people than the list it was saved from."""
    population(ola)
    for told in FILTERS:
        form = PeopleFilter(told, mask=NOTHING)
        assert form.is_valid(), (told, form.errors)
        listed = matching(form.cleaned_data, among=ALL.sight.people(), mask=NOTHING)
        saved = people_in(criteria_of(form.cleaned_data), ALL)
        assert set(listed.values_list("pk", flat=True)) == set(saved.values_list("pk", flat=True)), told


def test_a_filter_leads_to_the_builder(ola: User) -> None:
    """Breaks when what the list is narrowed by is lost on the way."""
    client = browse(ola)
    response = client.get("/people/selection/?q=kari&late=on")
    where = urlsplit(response.headers["location"])
    assert where.path == "/selections/new/"
    page = text_of(client.get(where.path, {key: value[0] for key, value in parse_qs(where.query).items()}))
    assert "Search words: “kari” and past their day" in page


def test_a_view_stands_over_the_list_and_narrows_it(ola: User, siri: User) -> None:
    """Breaks when a view shows everybody, or a view of somebody's own is shown to others."""
    chief, _other = make_person("Berit"), make_person("Nils")
    Person.objects.filter(pk=chief.pk).update(title="Chief")
    root = Group(parts=(asks("title", "is", "chief"),))
    view = actions.create("Chiefs", root=root, owner=ola, is_view=True, **BY)
    client = browse(ola)
    assert f"selection={view.pk}" in text_of(client.get("/people/"))
    page = text_of(client.get(f"/people/?selection={view.pk}&q="))
    assert "Berit" in page
    assert "Nils" not in page
    assert f"selection={view.pk}" not in text_of(browse(siri).get("/people/"))
    assert "Berit" not in text_of(browse(siri).get(f"/people/?selection={view.pk}"))


def test_the_ticked_and_all_that_match_are_added(siri: User, per: User) -> None:
    """Breaks when all of a page is added for all that match, or somebody out of sight, and when Undo is not offered."""
    people = [make_person(f"Kari{n}") for n in range(3)]
    make_person("Nils")
    listed = actions.create_list("Fair", owner=siri, **BY)
    client = browse(siri)
    told = {"list": listed.pk, "person": [people[0].pk, "x"]}
    page = text_of(client.post("/people/chosen/list/?q=kari", told, follow=True))
    assert "1 person is added to “Fair”." in page
    assert "/removal/" in page
    client.post("/people/chosen/list/?q=kari", {"list": listed.pk, "everyone": "1"})
    assert set(Member.objects.values_list("person_id", flat=True)) == {one.pk for one in people}
    client.post("/people/chosen/list/", {"everyone": "1"})
    assert Member.objects.filter(selection=Selection.objects.latest("id")).count() == 4
    assert client.post("/people/chosen/list/", {"list": "999999", "everyone": "1"}).status_code == 404
    assert browse(per).post("/people/chosen/list/", {"everyone": "1"}).status_code == 403


def test_the_file_holds_the_ticked_alone(siri: User) -> None:
    """Breaks when nobody is ticked and everybody is taken out, or a selection's file holds others."""
    one, other = make_person("One"), make_person("Other")
    client = browse(siri)
    where = client.post("/people/chosen/file/", {"person": [one.pk]}).headers["location"]
    rows = b"".join(client.post(where, {"reason": "A fair"}).streaming_content).decode()
    assert "One" in rows
    assert "Other" not in rows
    where = client.post("/people/chosen/file/", {}).headers["location"]
    assert "0 people" in text_of(client.get(where))
    assert other.pk
