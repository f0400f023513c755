"""The find box: people with what may be done, pages and actions by rights; a plain page without JavaScript."""

from __future__ import annotations

import re

import pytest

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.contacts import actions
from samtykke.core.actors import Actor, Via
from samtykke.web.finding import folded, marked, matches
from tests.factories import approve_store, make_consent, make_person, withdraw
from tests.pages import browse, text_of
from tests.sales.made import make_project, make_sale

FRAGMENT = {"HX-Request": "true"}


def found_by(user, text):
    """The part of the box a user reads."""
    return text_of(browse(user).get("/find/", {"q": text}, headers=FRAGMENT))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Åse Tenkt-Sørensen", "aas"),
        ("Åse Tenkt-Sørensen", "sor ase"),
        ("Who may receive", "rec wh"),
        ("Hvem kan motta e-post", "kan HVEM"),
        ("Zoë Példa", "pelda zoe"),
        ("Anything", ""),
    ],
)
def test_words_are_found_at_their_beginnings_in_any_order(name, text):
    assert matches(name, text)


@pytest.mark.parametrize(("name", "text"), [("Åse", "se"), ("New person", "old"), ("Import", "import now")])
def test_the_middle_of_a_word_is_not_found(name, text):
    assert not matches(name, text)


def test_what_matched_is_marked_in_the_letters_of_the_name():
    assert marked("Åse Aasen", "aas") == [("Ås", True), ("e", False), (" ", False), ("Aas", True), ("en", False)]
    assert "".join(part for part, _ in marked("Åse Tenkt-Sørensen", "x")) == "Åse Tenkt-Sørensen"
    assert folded("Gærløs Ðåå") == "garlos da"


@pytest.mark.django_db
class TestPage:
    """What the page and its fragment answer."""

    def test_people_come_first_with_what_may_be_done(self, ola):
        make_consent(make_person("Åse", "Tenkt"))
        gone = make_person("Aasmund", "Tenkeli")
        make_consent(gone)
        withdraw(gone)
        page = text_of(browse(ola).get("/find/", {"q": "aas te"}, headers=FRAGMENT))
        assert "<html" not in page
        assert page.index("Aas") < page.index("Not to be mailed") < page.index("May be mailed") < page.index("</ul>")
        assert "<mark>Ås</mark>" in page

    def test_pages_and_actions_are_those_the_rights_open(self, ola, siri):
        page = text_of(browse(ola).get("/find/"))
        assert "New person" in page
        assert "Audit trail" not in page
        assert "Audit trail" in text_of(browse(siri).get("/find/", {"q": "tra"}))

    def test_who_may_not_see_people_finds_none(self, kari, per):
        page = text_of(browse(per).get("/find/", {"q": "kari"}))
        assert "Ødegård" not in page
        assert "Nothing matches" in page

    def test_a_look_at_people_is_noted_without_the_words(self, kari, ola):
        client = browse(ola)
        client.get("/find/", {"q": "import"})
        assert not Entry.objects.filter(deed=Deed.PEOPLE_SEARCHED.value).exists()
        client.get("/find/", {"q": "kari"})
        entry = Entry.objects.get(deed=Deed.PEOPLE_SEARCHED.value)
        assert (entry.actor_id, entry.details["shown"]) == (ola.pk, 1)
        assert "kari" not in str(entry.details).lower()

    def test_it_costs_the_same_for_one_and_for_many(self, kari, ola, django_assert_num_queries):
        client = browse(ola)
        client.get("/find/", {"q": "kari"})
        with django_assert_num_queries(26) as few:
            client.get("/find/", {"q": "kari"})
        for number in range(7):
            make_consent(make_person("Kari", f"Fjell{number}"))
        with django_assert_num_queries(len(few)):
            client.get("/find/", {"q": "kari"})

    def test_the_closest_come_first_and_the_whole_name_before_a_longer_one(self, ola):
        for first, last in (("Karin", "Berg"), ("Kari Anne", "Berg"), ("Kari", "Berg")):
            make_person(first, last, email=None)
        page = text_of(browse(ola).get("/find/", {"q": "berg kari"}, headers=FRAGMENT))
        told = re.sub(r"</?mark>", "", page)
        assert told.index(">Kari Berg") < told.index(">Kari Anne Berg") < told.index(">Karin Berg")

    @pytest.mark.parametrize("text", ["lys", "berg lys", "923 609 016", "9236"])
    def test_companies_are_found_by_word_and_number_for_who_may_see_them(self, ola, per, text):
        company = actions.create_company("Bergen Lys AS", org_number="923609016", by=Actor.system(), via=Via.STAFF)
        assert f"/companies/{company.pk}/" in text_of(browse(ola).get("/find/", {"q": text}))
        assert f"/companies/{company.pk}/" not in text_of(browse(per).get("/find/", {"q": text}))

    @pytest.mark.parametrize("text", ["aase", "ror ase"])
    def test_sales_and_projects_are_found_by_folded_beginnings_for_who_may_see_them(self, ola, per, text):
        sale, project = make_sale(title="Rør til Åsen"), make_project(title="Åsen: nye rør")
        page, closed = (text_of(browse(user).get("/find/", {"q": text})) for user in (ola, per))
        for address in (f"/sales/{sale.pk}/", f"/projects/{project.pk}/"):
            assert address in page
            assert address not in closed

    def test_a_sale_whose_people_are_all_out_of_sight_is_not_found(self, kari, ola, siri):
        make_sale(kari, title="Rør til Åsen")
        make_project(kari, title="Åsen: nye rør")
        assert "/sales/" in found_by(ola, "asen")
        browse(siri).post(f"/people/{kari.pk}/deletion/")
        assert "/projects/" not in found_by(ola, "asen")
        assert "/sales/" not in found_by(ola, "asen")

    @pytest.mark.parametrize(
        ("text", "address"),
        [
            ("Per Olav Hansen", "first_name=Per+Olav&amp;last_name=Hansen"),
            ("per@fjordlys.example", "email=per%40fjordlys.example"),
            ("+47 999 99 999", "phone=%2B47+999+99+999"),
        ],
    )
    def test_nobody_found_offers_a_new_person_with_what_was_looked_for(self, ola, siri, text, address):
        page = text_of(browse(ola).get("/find/", {"q": text}))
        assert "Looked for:" in page
        assert f"/people/new/?{address}" in page
        approve_store()
        said = browse(ola).get("/people/new/", {"first_name": "Per Olav", "email": "per@fjordlys.example"})
        assert 'value="Per Olav"' in text_of(said)

    def test_what_is_asked_is_never_run_as_markup(self, ola):
        page = text_of(browse(ola).get("/find/", {"q": "<script>alert(1)</script>"}))
        assert "<script>alert" not in page

    def test_somebody_in_the_bin_is_not_found(self, siri):
        person = make_person("Kari", "Borte")
        client = browse(siri)
        assert "Borte" in text_of(client.get("/find/", {"q": "borte"}, headers=FRAGMENT))
        client.post(f"/people/{person.pk}/deletion/")
        assert "Kari" not in text_of(client.get("/find/", {"q": "kari"}, headers=FRAGMENT))
