"""The tab “More”: what is seen, covered, written, and who comes second. M9, M23."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.contacts import actions as contacts
from samtykke.contacts.models import Company, Person
from samtykke.fields import actions
from samtykke.fields.models import CompanyFieldValue, FieldValue
from samtykke.purposes.actions import decide_field
from tests.factories import make_person
from tests.fields.made import BY, CaptureQueries, make_field, make_list
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db

KINDS = ("text", "long_text", "number", "money", "date", "yes_no", "link", "person", "company")


def form_of(user: User, person: Person) -> dict[str, Any]:
    form = browse(user).get(f"/people/{person.pk}/more/change/").context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_every_kind_is_written_and_shown(kari: Person, ola: User) -> None:
    """Breaks when a kind of field is lost on its way from the form to the card."""
    nils = make_person("Nils", "Berg")
    kabel = contacts.create_company("Testvik Kabel AS", **BY)
    told = {
        "TEXT": "A text", "LONGTEXT": "One\ntwo", "NUMBER": "1250,5", "MONEY": "99", "DATE": "2026-11-03",
        "YESNO": "no", "LINK": "https://club.example/", "PERSON": "Nils Berg", "COMPANY": "testvik kabel as",
    }  # fmt: skip
    for kind in KINDS:
        make_field(kind.replace("_", " "), kind, unit="NOK" if kind == "money" else "")
    told |= {
        make_list("Segment")[0].key: "GOLD",
        make_list("Interests", "Golf", "Ski", kind="choices")[0].key: ["GOLF", "SKI"],
    }
    answer = browse(ola).post(f"/people/{kari.pk}/more/change/", {**form_of(ola, kari), **told})
    assert answer.status_code == 302, answer.context["form"].errors
    page = text_of(browse(ola).get(f"/people/{kari.pk}/more/"))
    for shown in ("A text", "1,250.5", "99 NOK", "3 Nov 2026", "https://club.example/", "Gold", "Golf, Ski"):
        assert shown in page
    assert f'href="/people/{nils.pk}/"' in page
    assert f'href="/companies/{kabel.pk}/"' in page
    again = form_of(ola, kari)
    assert again["PERSON"] == f"Nils Berg (#{nils.pk})"
    before = Person.objects.get(pk=kari.pk).version
    assert browse(ola).post(f"/people/{kari.pk}/more/change/", again).status_code == 302
    assert Person.objects.get(pk=kari.pk).version == before


def test_a_script_is_no_link_and_no_markup(kari: Person, ola: User) -> None:
    """Breaks when what is written runs in the browser of who reads it."""
    field, link = make_field("Note", "text"), make_field("Web", "link")
    told = {**form_of(ola, kari), field.key: "<script>alert(1)</script>"}
    assert (
        browse(ola).post(f"/people/{kari.pk}/more/change/", {**told, link.key: "javascript:alert(1)"}).status_code
        == 422
    )
    browse(ola).post(f"/people/{kari.pk}/more/change/", told)
    assert "<script>alert(1)" not in text_of(browse(ola).get(f"/people/{kari.pk}/more/"))


def test_a_wrong_value_is_said_beside_its_field(kari: Person, ola: User) -> None:
    """Breaks when a refusal lands on top of forty fields, or takes away what was typed."""
    field, other = make_field("Joined", "date"), make_field()
    told = {**form_of(ola, kari), field.key: "1899-01-01", other.key: "42"}
    answer = browse(ola).post(f"/people/{kari.pk}/more/change/", told)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field.key]
    assert answer.context["form"][other.key].value() == "42"
    assert not FieldValue.objects.exists()


def test_two_users_on_one_card(kari: Person, ola: User, siri: User) -> None:
    """Breaks when the second overwrites the first unseen, or loses what was typed."""
    field, other = make_field(), make_field("Other", "text")
    first, second = form_of(ola, kari), form_of(siri, kari)
    browse(ola).post(f"/people/{kari.pk}/more/change/", {**first, field.key: "42"})
    answer = browse(siri).post(f"/people/{kari.pk}/more/change/", {**second, field.key: "43", other.key: "mine"})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "42" in page
    assert "43" in page
    form = answer.context["form"]
    again = {name: form[name].value() for name in form.fields}
    assert browse(siri).post(f"/people/{kari.pk}/more/change/", again).status_code == 302
    assert FieldValue.objects.get(field=field).number == 43


def test_who_may_not_read_it_sees_that_there_is_something(kari: Person, ola: User, siri: User) -> None:
    """Breaks when a sensitive field shows, can be written blindly, or is emptied by a form that leaves it out."""
    field, other = make_field("Allergy", "text", is_sensitive=True), make_field()
    actions.change_fields(kari, told={field.key: "Nuts"}, **BY)
    assert "Nuts" in text_of(browse(siri).get(f"/people/{kari.pk}/more/"))
    for at in ("more/", "more/change/", "timeline/", ""):
        assert "Nuts" not in text_of(browse(ola).get(f"/people/{kari.pk}/{at}"))
    assert "hidden" in text_of(browse(ola).get(f"/people/{kari.pk}/more/"))
    told = {**form_of(ola, kari), other.key: "42", field.key: "Milk"}
    browse(ola).post(f"/people/{kari.pk}/more/change/", told)
    assert FieldValue.objects.get(field=field).text == "Nuts"
    assert FieldValue.objects.get(field=other).number == 42


def test_a_retired_field_is_shown_where_it_says_something(kari: Person, ola: User) -> None:
    """Breaks when what was written is gone, or can be filled in. M30."""
    field = make_field("Old", "text")
    nils = make_person("Nils", "Berg")
    actions.change_fields(kari, told={field.key: "said before"}, **BY)
    actions.retire_field(field, **BY)
    assert "said before" in text_of(browse(ola).get(f"/people/{kari.pk}/more/"))
    assert "Old" not in text_of(browse(ola).get(f"/people/{nils.pk}/more/"))
    browse(ola).post(f"/people/{kari.pk}/more/change/", {**form_of(ola, kari), field.key: "new"})
    assert FieldValue.objects.get().text == "said before"


def test_who_is_named_and_not_seen_is_not_told(kari: Person, siri: User, ola: User) -> None:
    """Breaks when a field tells the name of somebody in the bin, or guessing a number does."""
    field = make_field("Trainer", "person")
    nils = make_person("Nils", "Hemmelig")
    actions.change_fields(kari, told={field.key: nils.pk}, **BY)
    contacts.delete_person(nils, **BY)
    for at in ("more/", "more/change/"):
        assert "Hemmelig" not in text_of(browse(ola).get(f"/people/{kari.pk}/{at}"))
    answer = browse(ola).post(f"/people/{kari.pk}/more/change/", {**form_of(ola, kari)})
    assert answer.status_code == 302
    assert FieldValue.objects.get().ref_id == nils.pk
    other = make_person("Anne", "Dal")
    answer = browse(ola).post(f"/people/{other.pk}/more/change/", {**form_of(ola, other), field.key: f"#{nils.pk}"})
    assert answer.status_code == 422


def test_two_of_one_name_are_told_apart_by_number(kari: Person, ola: User) -> None:
    """Breaks when the first of two is taken silently."""
    field = make_field("Trainer", "person")
    one, two = make_person("Nils", "Berg"), make_person("Nils", "Berg")
    told = {**form_of(ola, kari), field.key: "Nils Berg"}
    answer = browse(ola).post(f"/people/{kari.pk}/more/change/", told)
    assert answer.status_code == 422
    assert f"#{one.pk}" in text_of(answer)
    browse(ola).post(f"/people/{kari.pk}/more/change/", {**told, field.key: f"#{two.pk}"})
    assert FieldValue.objects.get().ref_id == two.pk


def test_a_company_has_fields_too(ola: User) -> None:
    """Breaks when the fields of companies are lost, or shown about people."""
    kabel = contacts.create_company("Testvik Kabel AS", **BY)
    field = make_field("Turnover", "money", "company", unit="NOK")
    at = f"/companies/{kabel.pk}/more/"
    form = browse(ola).get(f"{at}change/").context["form"]
    version = form["version"].value()
    assert browse(ola).post(f"{at}change/", {"version": version, field.key: "12 000 000"}).status_code == 302
    assert browse(ola).post(f"{at}change/", {"version": version, field.key: "13"}).status_code == 409
    assert "12,000,000 NOK" in text_of(browse(ola).get(at))
    assert CompanyFieldValue.objects.get().number == 12_000_000
    assert Company.objects.get().version == 2


def test_forty_fields_ask_no_more_than_one(kari: Person, ola: User) -> None:
    """Breaks when each field of a card asks the database by itself."""
    first, _options = make_list("List")
    actions.change_fields(kari, told={first.key: "GOLD"}, **BY)
    client = browse(ola)
    client.get(f"/people/{kari.pk}/more/")
    with CaptureQueries() as few:
        client.get(f"/people/{kari.pk}/more/")
    told = {make_list(f"List {number}")[0].key: "SILVER" for number in range(39)}
    actions.change_fields(kari, told=told, **BY)
    with CaptureQueries() as many:
        page = text_of(client.get(f"/people/{kari.pk}/more/"))
    assert page.count("Silver") == 39
    assert many.count == few.count


def test_who_may_nothing_and_who_only_sees(kari: Person, per: User, auditor: User) -> None:
    """Breaks when the tab opens without the right, or who only reads can write."""
    make_field()
    assert browse(per).get(f"/people/{kari.pk}/more/").status_code == 403
    assert browse(auditor).get(f"/people/{kari.pk}/more/").status_code == 200
    assert browse(auditor).get(f"/people/{kari.pk}/more/change/").status_code == 403
    assert browse(auditor).get("/people/99999999/more/").status_code == 404


def test_nobody_is_named_in_a_field_by_a_detail_that_is_covered(kari: Person, ola: User) -> None:
    """Breaks when whoever does not see addresses learns whose one is. M23."""
    field, nils = make_field("Trainer", "person"), make_person("Nils", "Berg", email="nils@firma.example")
    decide_field("person.emails", purposes=[], is_sensitive=True, **BY)
    told = {**form_of(ola, kari), field.key: "nils@firma.example"}
    assert browse(ola).post(f"/people/{kari.pk}/more/change/", told).status_code == 422
    assert browse(ola).post(f"/people/{kari.pk}/more/change/", {**told, field.key: nils.full_name}).status_code == 302
