"""The pages of roles, teams and the second person: what they show, refuse and keep of what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.accounts import actions
from samtykke.accounts.models import Approval, FourEyesChange, Role, Team, User
from samtykke.accounts.rights import Right
from samtykke.core.actors import Via
from tests.accounts.factories import make_user, signed_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne(db: None) -> User:
    return make_user("Anne", "administrator", language="en")


@pytest.fixture
def bo(anne: User) -> User:
    return make_user("Bo", "administrator", language="en")


@pytest.fixture
def client(anne: User) -> Client:
    return signed_in(anne)


def role_form(**fields: Any) -> dict[str, Any]:
    return {"name_nb": "Messe", "name_en": "Fair", "visibility": "team", "rights": ["people:view"], **fields}


def user_form(user: User, **fields: Any) -> dict[str, Any]:
    roles = list(user.roles.values_list("pk", flat=True))
    return {"name": user.name, "email": user.email, "language": user.language, "roles": roles, **fields}


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_role_is_made_from_another_and_changed(client: Client) -> None:
    page = said(client.get("/roles/new/?from=sales"))
    assert 'value="consents:change" class="box" id="id_rights_' in page
    assert page.count("checked") == 1 + len(Role.objects.get(key="sales").rights)
    assert "opens with a later version" in page
    assert client.post("/roles/new/", role_form()).status_code == 302
    role = Role.objects.get(key="fair")
    assert (role.rights, role.visibility, role.names) == (["people:view"], "team", {"nb": "Messe", "en": "Fair"})
    assert "Those of their own teams" in said(client.get("/roles/"))
    seen = role.state
    assert client.post("/roles/fair/", role_form(name_en="Fairs", seen=seen)).status_code == 302
    assert Role.objects.get(key="fair").names["en"] == "Fairs"


def test_a_role_without_a_name_or_with_a_taken_one_is_refused_by_its_field(client: Client) -> None:
    answer = client.post("/roles/new/", role_form(name_nb=" ", name_en=""))
    assert (answer.status_code, "name_nb" in answer.context["form"].errors) == (422, True)
    answer = client.post("/roles/new/", role_form(name_en="Sales"))
    assert (answer.status_code, "name_en" in answer.context["form"].errors) == (409, True)
    assert client.post("/roles/new/", role_form(rights=["people:invented"])).status_code == 422


def test_the_second_of_two_who_change_a_role_is_told_and_loses_nothing(client: Client, anne: User) -> None:
    client.post("/roles/new/", role_form())
    role = Role.objects.get(key="fair")
    seen = role.state
    client.post("/roles/fair/", role_form(rights=["people:view", "people:edit"], seen=seen))
    answer = client.post("/roles/fair/", role_form(name_en="Market", seen=seen))
    assert answer.status_code == 409
    assert "Anne changed this while you were writing" in said(answer)
    assert 'value="Market"' in said(answer)
    assert Role.objects.get(key="fair").names["en"] == "Fair"
    again = role_form(name_en="Market", seen=answer.context["form"].data["seen"])
    assert client.post("/roles/fair/", again).status_code == 302


def test_a_role_goes_into_the_bin_and_comes_back(client: Client) -> None:
    client.post("/roles/new/", role_form())
    client.post("/roles/fair/deletion/")
    assert "In the bin" in said(client.get("/roles/"))
    assert client.get("/roles/fair/").status_code == 404
    client.post("/roles/fair/restoration/")
    assert client.get("/roles/fair/").status_code == 200
    assert "comes with Samtykke" in said(client.post("/roles/sales/deletion/", follow=True))


def test_a_standard_role_is_set_back_by_a_button(client: Client) -> None:
    Role.objects.filter(key="sales").update(rights=["people:view"])
    client.post("/roles/sales/shipped-rights/")
    assert "consents:change" in Role.objects.get(key="sales").rights


def test_rights_taken_away_close_the_page_at_the_next_click(client: Client, anne: User) -> None:
    """Rights that change while somebody is signed in count at once (issue 4)."""
    ola = make_user("Ola", "sales")
    browser = signed_in(ola)
    assert browser.get("/people/").status_code == 200
    sales = Role.objects.get(key="sales")
    client.post("/roles/sales/", {**role_form(name_nb="Salg", name_en="Sales", rights=[]), "seen": sales.state})
    assert browser.get("/people/").status_code == 403
    client.post("/roles/sales/shipped-rights/")
    assert browser.get("/people/").status_code == 200


def test_a_team_is_made_changed_and_removed_on_its_pages(client: Client, anne: User) -> None:
    assert "No teams yet" in said(client.get("/teams/"))
    client.post("/teams/new/", {"name": "Bergen", "members": [anne.pk]})
    team = Team.objects.get()
    assert list(team.members.all()) == [anne]
    assert client.post("/teams/new/", {"name": "bergen"}).status_code == 409
    assert client.post("/teams/new/", {"name": ""}).status_code == 422
    client.post(f"/teams/{team.pk}/deletion/")
    assert "1 user is in this team" in said(client.get("/teams/"))
    stale = client.post(f"/teams/{team.pk}/", {"name": "Voss", "seen": "old"})
    assert stale.status_code == 409
    client.post(f"/teams/{team.pk}/", {"name": "Voss", "seen": stale.context["form"].data["seen"]})
    client.post(f"/teams/{team.pk}/deletion/")
    assert client.get(f"/teams/{team.pk}/").status_code == 404
    client.post(f"/teams/{team.pk}/restoration/")
    assert Team.objects.existing().get().name == "Voss"


def test_what_one_may_not_do_alone_asks_why_and_waits(client: Client, bo: User) -> None:
    ola = make_user("Ola")
    wanted = user_form(ola, roles=[Role.objects.get(key="sales").pk])
    answer = client.post(f"/users/{ola.pk}/", wanted)
    assert (answer.status_code, list(answer.context["form"].errors)) == (409, ["reason"])
    answer = client.post(f"/users/{ola.pk}/", {**wanted, "reason": "New in sales"}, follow=True)
    assert "It waits for a second person: Bo." in said(answer)
    assert not User.objects.get(pk=ola.pk).rights
    approval = Approval.objects.get()
    own = said(client.get(f"/approvals/{approval.pk}/"))
    assert "Take it back" in own
    assert "Approve, and do it now" not in own
    assert client.post(f"/approvals/{approval.pk}/approval/").status_code == 403
    browser = signed_in(bo)
    page = said(browser.get(f"/approvals/{approval.pk}/"))
    assert all(words in page for words in ("New in sales", "Anne", ola.email, str(Right.PEOPLE_EDIT.sentence)))
    assert browser.post(f"/approvals/{approval.pk}/refusal/").status_code == 409
    browser.post(f"/approvals/{approval.pk}/approval/", {"answer": "Fine"})
    assert User.objects.get(pk=ola.pk).has_right(Right.PEOPLE_EDIT)
    assert "Decided lately" in said(client.get("/approvals/"))


def test_a_new_user_is_invited_and_the_roles_wait(client: Client, bo: User) -> None:
    sales = Role.objects.get(key="sales").pk
    told = {"name": "Eli", "email": "eli@fjordlys.example", "language": "nb", "roles": [sales]}
    assert client.post("/users/new/", told).status_code == 409
    assert not User.objects.filter(name="Eli").exists()
    assert client.post("/users/new/", {**told, "reason": "Starts today"}).status_code in {200, 302}
    assert not User.objects.get(name="Eli").rights
    assert Approval.objects.get().payload == {"roles": ["sales"]}


def test_who_may_not_decide_sees_nothing_of_it(client: Client, bo: User, per: User, siri: User) -> None:
    ola = make_user("Ola")
    client.post(
        f"/users/{ola.pk}/", {**user_form(ola, roles=[Role.objects.get(key="sales").pk]), "reason": "New in sales"}
    )
    approval = Approval.objects.get()
    for nobody in (per, siri):
        browser = signed_in(nobody)
        assert "New in sales" not in said(browser.get("/approvals/"))
        assert browser.get(f"/approvals/{approval.pk}/").status_code == 404
        for act in ("approval", "refusal", "withdrawal"):
            assert browser.post(f"/approvals/{approval.pk}/{act}/", {"answer": "x"}).status_code == 404
    assert signed_in(bo).post(f"/approvals/{approval.pk}/withdrawal/").status_code == 403
    client.post(f"/approvals/{approval.pk}/withdrawal/")
    assert Approval.objects.get().state == "taken_back"


def test_deactivating_the_second_person_waits_too(client: Client, bo: User) -> None:
    assert "Write why" in said(client.post(f"/users/{bo.pk}/deactivation/", follow=True))
    client.post(f"/users/{bo.pk}/deactivation/", {"reason": "Leaves on Friday"})
    assert User.objects.get(pk=bo.pk).is_active
    assert Approval.objects.get().kind == "user:deactivation"


def test_four_eyes_are_switched_with_a_reason_on_their_page(client: Client, anne: User) -> None:
    assert "On, as soon as there are two" in said(client.get("/four-eyes/"))
    assert client.post("/four-eyes/", {"reason": ""}).status_code == 422
    client.post("/four-eyes/", {"reason": "One administrator until May"})
    page = said(client.get("/four-eyes/"))
    assert "Off: one person decides alone" in page
    assert "One administrator until May" in page
    assert "Four eyes are off" in said(client.get("/approvals/"))
    client.post("/four-eyes/", {"is_on": "yes"})
    assert FourEyesChange.objects.first().is_on  # type: ignore[union-attr]
    actions.switch_four_eyes(is_on=True, by=anne.actor, via=Via.STAFF)
    assert FourEyesChange.objects.count() == 2
