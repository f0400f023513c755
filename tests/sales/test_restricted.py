"""What several people are part of while the use of one of them is restricted: one rule. Art. 18; REQ-93; decision 0019."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts.models import Role
from samtykke.accounts.rights import Right
from samtykke.activities import actions as activities
from samtykke.activities.access import activities_visible_to
from samtykke.activities.cards import lines
from samtykke.consents import actions as consents
from samtykke.consents.queries.standing import is_restricted, restricted_among
from samtykke.contacts.access import sight_of
from samtykke.core.refused import Refused
from samtykke.documents import actions as documents
from samtykke.documents.access import visible_to
from samtykke.sales import actions
from samtykke.sales.access import as_seen, found_for, seen_by
from samtykke.sales.found import found_projects, found_sales
from samtykke.sales.models import Project, ProjectStatus, Sale
from tests.accounts.factories import make_user
from tests.activities.made import make_activity
from tests.documents.made import keep
from tests.factories import make_person
from tests.pages import browse, text_of
from tests.sales.made import BY, make_company, make_project, make_sale, reason, stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db
SECRET = "Kari Testvik er syk"


@pytest.fixture
def nils(db: None) -> User:
    """Staff with every right but the one to see whoever is restricted."""
    rights = [right.value for right in Right if right != Right.CONSENTS_RESTRICT]
    Role.objects.create(key="looking", names={"en": "Looking"}, rights=rights, visibility="all")
    return make_user("Nils Nesten", "looking")


def refused(act: Callable[[], Any]) -> str:
    """The code of the refusal of an act; nothing where it is done."""
    try:
        act()
    except Refused as no:
        return no.code
    return ""


def words_of(kind: str, thing: Any, user: User) -> str:
    """The words of a thing of four kinds as a user sees them."""
    if kind == "activity":
        return " ".join(str(line.title) for line in lines(list(activities_visible_to(user)), sight_of(user)))
    if kind == "document":
        return " ".join(visible_to(user).values_list("title", flat=True))
    return " ".join(f"{one.name} {as_seen(one).title}" for one in seen_by(type(thing), user))


def made(kind: str, *people: Person) -> Any:
    """One thing of some people, and a company where it can have one."""
    if kind == "activity":
        return make_activity("call", *people, title=SECRET)
    if kind == "document":
        return keep(people=[one.pk for one in people], title=SECRET)
    make = make_sale if kind == "sale" else make_project
    return make(*people, title=SECRET, company=make_company())


def rewritten(kind: str, thing: Any) -> Any:
    """Its words are changed."""
    if kind == "activity":
        return activities.change(thing, {"title": "Ny"}, **BY)
    if kind == "document":
        return documents.change(thing, title="Ny", note="", company=None, **BY)
    if kind == "sale":
        return actions.change_sale(thing, changes={"title": "Ny"}, **BY)
    return actions.change_project(thing, changes={"title": "Ny"}, **BY)


@pytest.mark.parametrize("merged", [False, True], ids=["themselves", "who stands for them"])
@pytest.mark.parametrize("kind", ["activity", "document", "sale", "project"])
def test_the_words_of_what_somebody_restricted_is_part_of_are_covered_and_stay(
    kind: str, merged: bool, kari: Person, nils: User, admin: User
) -> None:
    nora, twin = make_person("Nora", "Testvik"), make_person("Kari", "Testvik")
    thing = made(kind, kari, nora)
    if merged:
        consents.merge(twin, kari, **BY)
    whom = twin if merged else kari
    assert SECRET in words_of(kind, thing, nils)
    consents.restrict(whom, **BY)
    assert SECRET not in words_of(kind, thing, nils)
    assert SECRET in words_of(kind, thing, admin)
    assert refused(lambda: rewritten(kind, thing)) == "restricted"
    consents.lift_restriction(whom, **BY)
    assert SECRET in words_of(kind, thing, nils)
    assert refused(lambda: rewritten(kind, thing)) == ""


def test_one_statement_knows_whom_one_knows_each_by_themselves(kari: Person, django_assert_num_queries: Any) -> None:
    nora, twin, other = make_person("Nora"), make_person("Kari", "Testvik"), make_person("Nora", "To")
    consents.merge(kari, twin, **BY)
    consents.merge(nora, other, **BY)
    consents.restrict(kari, **BY)
    consents.restrict(other, **BY)
    people = [kari.pk, nora.pk, twin.pk, other.pk, make_person("Per").pk]
    with django_assert_num_queries(1):
        found = restricted_among(people)
    assert {pk for pk in people if is_restricted(pk)} <= found == {kari.pk, nora.pk, twin.pk, other.pk}
    assert restricted_among([]) == set()


def test_the_figures_of_a_company_s_sale_go_on_and_who_is_part_of_it_stays(kari: Person, ola: User) -> None:
    nora, company = make_person("Nora", "Testvik"), make_company()
    sale, project = make_sale(kari, nora, company=company), make_project(kari, company=company)
    consents.restrict(kari, **BY)
    figures = {"amount": 5, "currency": "EUR", "probability": 7, "expected_on": "2031-01-02", "owner_id": ola.pk}
    assert actions.change_sale(sale, changes={**figures, "title": sale.title}, **BY).amount == 5
    assert actions.move(sale, stage("OFFER"), **BY).stage.key == "OFFER"
    assert actions.lose(sale, loss_reason=reason(), **BY).is_lost
    status = ProjectStatus.objects.exclude(pk=project.status_id).first()
    assert actions.change_project(project, changes={"status": status, "ends_on": "2031-01-02"}, **BY).status == status
    for act in (
        lambda: actions.change_sale(sale, changes={"note": "x", "amount": 9}, **BY),
        lambda: actions.change_sale(sale, changes={"company": None}, **BY),
        lambda: actions.change_project(project, changes={"note": "x"}, **BY),
        lambda: actions.add_person(sale, make_person("Per"), **BY),
        lambda: actions.change_part(sale, nora, role=None, is_primary=True, **BY),
        lambda: actions.remove_person(sale, nora, **BY),
        lambda: actions.remove_person(project, kari, **BY),
    ):
        assert refused(act) == "restricted"
    sale.refresh_from_db()
    assert (sale.amount, sale.company_id) == (5, company.pk)
    actions.add_person(sale, nora, **BY)
    assert refused(lambda: actions.delete(sale, **BY)) == ""


def test_what_is_of_people_alone_is_not_changed_at_all(kari: Person) -> None:
    sale, project = make_sale(kari, make_person("Nora")), make_project(kari, make_person("Nora"))
    consents.restrict(kari, **BY)
    for act in (
        lambda: actions.move(sale, stage("OFFER"), **BY),
        lambda: actions.change_sale(sale, changes={"amount": 5}, **BY),
        lambda: actions.delete(sale, **BY),
        lambda: actions.change_project(project, changes={"ends_on": "2031-01-02"}, **BY),
        lambda: actions.delete(project, **BY),
    ):
        assert refused(act) == "restricted"


def test_covered_words_stand_on_no_page_and_no_search_finds_them(kari: Person, nils: User) -> None:
    nora, company = make_person("Nora", "Testvik"), make_company()
    told = {"title": SECRET, "note": SECRET, "company": company}
    sale, project = make_sale(kari, nora, **told), make_project(kari, nora, **told)
    client = browse(nils)
    consents.restrict(kari, **BY)
    pages = [
        *("/sales/", "/sales/list/", "/sales/forecast/", "/projects/", "/sales/list/?q=syk", "/projects/?q=syk"),
        *(f"/sales/{sale.pk}/{tab}" for tab in ("", "change/", "people/", "lost/", "activities/", "documents/")),
        *(f"/projects/{project.pk}/{tab}" for tab in ("", "change/", "people/", "activities/", "documents/")),
        *(f"/{whose}/{tab}/" for whose in (f"people/{nora.pk}", f"companies/{company.pk}") for tab in ("sales", "projects")),
        "/find/?q=syk",
    ]  # fmt: skip
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert SECRET not in text_of(answer), address
    assert f"#{sale.pk}" in text_of(client.get("/sales/"))
    assert client.get("/sales/list/?q=syk").context["sales"] == []
    assert found_sales("syk", nils, 5) == found_projects("syk", nils, 5) == []
    moved = client.post(f"/sales/{sale.pk}/stage/", {"stage": "OFFER"}, headers={"HX-Request": "true"})
    assert (f'data-say="#{sale.pk}' in text_of(moved), SECRET in text_of(moved)) == (True, False)
    for act, said in (("stage/", {"stage": "NEGOTIATION"}), ("lost/", {"loss_reason": "PRICE"}), ("deletion/", {})):
        assert SECRET not in text_of(client.post(f"/sales/{sale.pk}/{act}", said, follow=True)), act


def test_the_form_of_a_frozen_sale_asks_its_figures_alone(kari: Person, admin: User) -> None:
    sale, project = (
        make_sale(kari, title=SECRET, company=make_company()),
        make_project(kari, company=make_company("To AS")),
    )
    client, address = browse(admin), f"/sales/{sale.pk}/change/"
    consents.restrict(kari, **BY)
    form = client.get(address).context["form"]
    assert not {"title", "note", "company_name"} & set(form.fields)
    version = found_for(Sale, admin, sale.pk).version
    told = {"version": version, "amount": "700", "currency": "NOK", "expected_on": "2031-01-02", "owner": admin.pk}
    late = client.post(address, {**told, "title": "Skrevet før"})
    assert (late.status_code, "use is restricted" in text_of(late)) == (422, True)
    assert client.post(address, told).status_code == 302
    sale.refresh_from_db()
    assert (sale.title, sale.amount) == (SECRET, 700)
    told = {
        "version": found_for(Project, admin, project.pk).version,
        "status": project.status.key,
        "ends_on": "2031-01-02",
    }
    assert client.post(f"/projects/{project.pk}/change/", told).status_code == 302
    assert 'id="add-h"' not in text_of(client.get(f"/sales/{sale.pk}/people/"))
