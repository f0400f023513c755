from __future__ import annotations

import re

import pytest
from django.test import Client

from samtykke.accounts import queries
from samtykke.accounts.models import ApiKey, Role, User
from samtykke.accounts.rights import OPENS_LATER, Scope
from samtykke.audit.queries import trail
from tests.accounts.factories import PASSWORD, make_key, make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne() -> User:
    return make_user("Anne", "administrator", language="en")


@pytest.fixture
def browser(anne: User) -> Client:
    return signed_in(anne)


def role(key: str) -> str:
    return str(Role.objects.get(key=key).pk)


def test_a_new_user_gets_roles_and_a_link_that_is_shown_once(browser: Client) -> None:
    told = {"name": "Ola Nordfiktiv", "email": "Ola@fjordlys.example", "language": "nb", "roles": [role("sales")]}
    answer = browser.post("/users/new/", told)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    address = answer.context["address"]
    assert re.fullmatch(r"http://testserver/password/[\w-]{43}/", address)
    ola = User.objects.get(email="ola@fjordlys.example")
    assert not ola.has_usable_password()
    assert [held.key for held in ola.roles.all()] == ["sales"]
    assert Client().post(address, {"new_password": PASSWORD}).status_code == 302
    ola.refresh_from_db()
    assert ola.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"email": "anne@FJORDLYS.example"}, "email"), ({"email": "anne"}, "email"), ({"name": ""}, "name"),
     ({"roles": ["999"]}, "roles"), ({"language": "de"}, "language")],
)  # fmt: skip
def test_a_bad_user_is_refused_at_its_field(browser: Client, wrong: dict[str, object], field: str) -> None:
    told = {"name": "Ola", "email": "ola@fjordlys.example", "language": "nb", **wrong}
    answer = browser.post("/users/new/", told)
    assert field in answer.context["form"].errors
    assert User.objects.count() == 1


def test_a_user_is_changed_deactivated_and_reactivated(browser: Client) -> None:
    ola = make_user("Ola", "sales")
    told = {"name": "Ola N", "email": "ola2@fjordlys.example", "language": "en", "roles": [role("support")]}
    assert browser.post(f"/users/{ola.pk}/", told).url == "/users/"
    ola = User.objects.get(pk=ola.pk)
    assert (ola.name, ola.email, [held.key for held in ola.roles.all()]) == (
        "Ola N",
        "ola2@fjordlys.example",
        ["support"],
    )
    browser.post(f"/users/{ola.pk}/deactivation/")
    assert not User.objects.get(pk=ola.pk).is_active
    assert b"Deactivated" in browser.get("/users/").content
    assert b"Reactivate" in browser.get(f"/users/{ola.pk}/").content
    browser.post(f"/users/{ola.pk}/reactivation/")
    assert User.objects.get(pk=ola.pk).is_active


def test_the_last_administrator_is_told_why_nothing_happens(browser: Client, anne: User) -> None:
    answer = browser.post(f"/users/{anne.pk}/deactivation/", follow=True)
    assert b"Somebody must be left who manages users" in answer.content
    told = {"name": "Anne", "email": anne.email, "language": "en", "roles": []}
    answer = browser.post(f"/users/{anne.pk}/", told)
    assert (answer.status_code, list(answer.context["form"].errors)) == (409, ["roles"])
    assert User.objects.get(pk=anne.pk).roles.count() == 1


def test_the_list_of_users_takes_the_same_queries_for_one_and_for_many(
    browser: Client, django_assert_max_num_queries
) -> None:
    for number in range(10):
        make_user(f"Ola{number}", "sales", "support", password=None)
    with django_assert_max_num_queries(15):
        assert browser.get("/users/").status_code == 200


def test_the_matrix_of_roles_shows_every_right(browser: Client) -> None:
    page = browser.get("/rights/").content.decode()
    assert page.count("opens with a later version") == len(OPENS_LATER)
    assert page.count("<strong>Yes</strong>") == sum(len(held.rights) for held in queries.roles())
    for held in queries.roles():
        assert held.name in page
    assert "Record a person’s own act with its evidence" in page


def test_a_key_is_made_shown_once_listed_and_revoked(browser: Client) -> None:
    answer = browser.post("/keys/new/", {"name": "ERP", "scopes": ["may:read", "persons:read"], "expires_on": ""})
    readable = answer.context["readable"]
    assert answer["Cache-Control"] == "no-store"
    key = queries.key_behind(readable)
    assert key
    assert key.scopes == ["may:read", "persons:read"]
    page = browser.get("/keys/").content.decode()
    assert readable not in page
    assert key.prefix in page
    assert browser.post(f"/keys/{key.pk}/revocation/").url == "/keys/"
    assert queries.key_behind(readable) is None
    assert [entry.deed for entry in trail()[:2]] == ["key:revoked", "key:created"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"scopes": []}, "scopes"), ({"scopes": ["everything"]}, "scopes"), ({"name": ""}, "name"),
     ({"expires_on": "2020-01-01"}, "expires_on"), ({"expires_on": "2999-01-01"}, "expires_on"),
     ({"expires_on": "31.02.2027"}, "expires_on")],
)  # fmt: skip
def test_a_bad_key_is_refused_at_its_field(browser: Client, wrong: dict[str, object], field: str) -> None:
    answer = browser.post("/keys/new/", {"name": "ERP", "scopes": ["may:read"], **wrong})
    assert field in answer.context["form"].errors
    assert not ApiKey.objects.exists()


def test_the_list_of_keys_says_what_each_may_and_whether_it_works(browser: Client) -> None:
    make_key(Scope.MAY_READ, name="<script>")
    page = browser.get("/keys/").content.decode()
    assert "may:read" in page
    assert "<script>" not in page.replace("<script nonce", "")
    assert "&lt;script&gt;" in page


def test_staff_without_a_role_are_told_so_on_their_page() -> None:
    page = signed_in(make_user("Per", language="en")).get("/profile/").content.decode()
    assert "You have no role yet" in page
