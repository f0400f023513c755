"""The columns of a list are each user's own; the lists keep their filters, their order and their pages."""

from __future__ import annotations

import pytest

from samtykke.accounts.models import ListColumns
from samtykke.contacts import actions
from samtykke.contacts.models import Business, Category, Company, Person
from samtykke.core.actors import Actor, Via
from tests.factories import make_person
from tests.pages import browse, text_of

pytestmark = pytest.mark.django_db

BY = {"by": Actor.system(), "via": Via.STAFF}
FRAGMENT = {"HX-Request": "true"}


def head(page: str) -> str:
    return page[page.index("<thead>") : page.index("</thead>")]


def test_a_user_chooses_columns_and_another_keeps_the_usual_ones(ola, siri):
    person = make_person("Kari", "Berg", phone="912 34 567")
    Person.objects.filter(pk=person.pk).update(title="Innkjøper", owner_id=ola.pk, country="NO")
    client = browse(ola)
    assert "+47 91 23 45 67" not in text_of(client.get("/people/"))
    told = {"columns": ["phone", "title", "owner", "country", "nonsense", "phone"], "back": "q=kari&sort=newest"}
    answer = client.post("/people/columns/", told)
    assert answer.headers["Location"] == "/people/?q=kari&sort=newest"
    page = text_of(client.get("/people/"))
    for said in ("+47 91 23 45 67", "Innkjøper", ola.name, "Norway"):
        assert said in page
    assert "E-mail" not in head(page)
    assert ListColumns.objects.get().columns == ["title", "phone", "owner", "country"]
    assert "E-mail" in head(text_of(browse(siri).get("/people/")))


def test_no_column_at_all_is_a_choice_too_and_htmx_gets_the_list_alone(ola, kari):
    client = browse(ola)
    answer = client.post("/people/columns/", {"back": "https://elsewhere.example/"}, headers=FRAGMENT)
    assert answer.status_code == 204
    assert '"path": "/people/?https' in answer.headers["HX-Location"]
    assert head(text_of(client.get("/people/"))).count("<th ") == 2


def test_what_is_covered_stays_covered_in_a_column(ola, covered_phone):
    ListColumns.objects.create(user=ola, list="people", columns=["phone"])
    page = text_of(browse(ola).get("/people/"))
    assert "+47 91 23 45 67" not in page
    assert "•••" in page


@pytest.fixture
def covered_phone():
    from samtykke.purposes.models import FieldDecision

    make_person("Kari", "Berg", phone="912 34 567")
    FieldDecision.objects.update_or_create(field="person.phones", defaults={"is_sensitive": True})


def test_every_column_costs_at_most_a_query_each(ola, django_assert_max_num_queries):
    people = [make_person("Kari", f"Berg{number}", phone="912 34 567") for number in range(4)]
    Person.objects.filter(pk=people[0].pk).update(owner_id=ola.pk)
    columns = ["phone", "owner", "email", "category", "language", "country", "title", "company", "external_id"]
    ListColumns.objects.create(user=ola, list="people", columns=columns)
    client = browse(ola)
    client.get("/people/")
    with django_assert_max_num_queries(26):
        client.get("/people/")


class TestCompanies:
    """The list of companies."""

    @pytest.fixture(autouse=True)
    def companies(self):
        customer, retail = Category.objects.get(key="CUSTOMER"), Business.objects.order_by("pk").first()
        actions.create_company("Bergen Lys AS", org_number="923609016", category=customer, country="NO", **BY)
        actions.create_company("Åsen Bygg", business=retail, country="SE", phone="+46701234567", **BY)
        self.retail = retail

    def names(self, ola, **query):
        page = text_of(browse(ola).get("/companies/", query))
        return [name for name in ("Bergen Lys AS", "Åsen Bygg") if f">{name}</a>" in page]

    def test_words_numbers_and_filters_narrow_it(self, ola):
        assert self.names(ola, q="aasen") == ["Åsen Bygg"]
        assert self.names(ola, q="lys berg") == ["Bergen Lys AS"]
        assert self.names(ola, q="923 609 016") == ["Bergen Lys AS"]
        assert self.names(ola, category="CUSTOMER") == ["Bergen Lys AS"]
        assert self.names(ola, business=self.retail.key) == ["Åsen Bygg"]
        assert self.names(ola, business=self.retail.key, q="lys") == []
        assert len(self.names(ola, sort="newest")) == 2

    @pytest.mark.parametrize("query", [{"category": "NOPE"}, {"sort": "odd"}, {"q": "x" * 10_000}, {"q": "\x00"}])
    def test_a_filter_that_does_not_exist_says_so(self, ola, query):
        answer = browse(ola).get("/companies/", query)
        assert answer.status_code == 422
        assert "Bergen" not in text_of(answer)

    def test_its_columns_are_the_users_own(self, ola, per):
        client = browse(ola)
        client.post("/companies/columns/", {"columns": ["phone", "country"]})
        page = text_of(client.get("/companies/"))
        assert "+46 70 123 45 67" in page
        assert "Organisation number" not in head(page)
        assert browse(per).post("/companies/columns/").status_code == 403
        assert browse(per).post("/people/columns/").status_code == 403

    def test_of_very_many_the_first_are_shown_and_it_is_said(self, ola, monkeypatch):
        monkeypatch.setattr("samtykke.contacts.company_list.first_companies", cut_at_one)
        assert "Very many match" in text_of(browse(ola).get("/companies/", {"q": "b"}))


def cut_at_one(text, *, among):
    from samtykke.contacts.finding import First

    return First({Company.objects.first().pk: 3}, is_cut=True)
