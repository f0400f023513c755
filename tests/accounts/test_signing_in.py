from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from samtykke.accounts import actions
from samtykke.audit.queries import trail
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from tests.accounts.factories import PASSWORD, make_user, signed_in

pytestmark = pytest.mark.django_db

NEW = "regn-lampe-tog-kaffe"


def try_to_sign_in(client: Client, email: str = "ola@fjordlys.example", password: str = PASSWORD):
    return client.post("/sign-in/", {"login": email, "password": password})


def deeds() -> list[str]:
    return [entry.deed for entry in trail()]


def test_the_right_password_opens_and_the_trail_says_so(client: Client) -> None:
    ola = make_user("Ola")
    answer = try_to_sign_in(client, "OLA@fjordlys.example")
    assert (answer.status_code, answer.url) == (302, "/start/")
    assert client.get("/profile/").status_code == 200
    assert (trail()[0].deed, trail()[0].actor) == ("sign_in:succeeded", ola.actor)


def test_the_way_goes_on_to_the_page_that_was_asked_for_and_to_no_other_host(client: Client) -> None:
    make_user("Ola")
    asked = client.get("/profile/")
    assert asked.url == "/sign-in/?next=/profile/"
    told = {"login": "ola@fjordlys.example", "password": PASSWORD}
    assert client.post("/sign-in/", {**told, "next": "/profile/"}).url == "/profile/"
    assert Client().post("/sign-in/", {**told, "next": "https://evil.example/"}).url == "/start/"


def test_unknown_wrong_and_deactivated_answer_alike(client: Client) -> None:
    make_user("Anne", "administrator")
    make_user("Ola")
    actions.deactivate_user(make_user("Per"), by=Actor.system(), via=Via.COMMAND)
    pages = []
    for email, password in (
        ("nobody@fjordlys.example", PASSWORD),
        ("ola@fjordlys.example", "wrong-wrong-wrong"),
        ("per@fjordlys.example", PASSWORD),
    ):
        answer = try_to_sign_in(Client(), email, password)
        assert answer.status_code == 200
        pages.append(answer.context["form"].errors.as_json())
        assert "_auth_user_id" not in answer.client.session
    assert len(set(pages)) == 1
    assert deeds()[:3] == ["sign_in:failed"] * 3
    assert "nobody" not in str(list(trail().values()))


def test_signing_out_is_a_post(client: Client) -> None:
    client = signed_in(make_user("Ola"))
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/sign-in/"
    assert "_auth_user_id" not in client.session
    assert deeds()[0] == "sign_in:ended"


def test_nobody_signs_up_or_resets_by_themselves(client: Client) -> None:
    for address in ("/signup/", "/accounts/signup/", "/password/reset/", "/sign-in/signup/"):
        assert client.get(address).status_code in {302, 404}
        assert client.post(address, {"email": "x@y.example", "password1": PASSWORD}).status_code in {302, 404}


def test_deactivating_ends_every_session_and_reactivating_brings_none_back() -> None:
    make_user("Anne", "administrator")
    ola = make_user("Ola")
    browsers = [signed_in(ola), signed_in(ola)]
    assert [browser.get("/profile/").status_code for browser in browsers] == [200, 200]
    ola = actions.deactivate_user(ola, by=Actor.system(), via=Via.COMMAND)
    assert [browser.get("/profile/").status_code for browser in browsers] == [302, 302]
    actions.reactivate_user(ola, by=Actor.system(), via=Via.COMMAND)
    assert [browser.get("/profile/").status_code for browser in browsers] == [302, 302]
    assert signed_in(type(ola).objects.get(pk=ola.pk)).get("/profile/").status_code == 200


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one() -> None:
    ola = make_user("Ola")
    here, elsewhere = signed_in(ola), signed_in(ola)
    told = {"current_password": PASSWORD, "new_password": NEW}
    assert here.post("/profile/password/", told).status_code == 302
    assert here.get("/profile/").status_code == 200
    assert elsewhere.get("/profile/").status_code == 302
    assert try_to_sign_in(Client(), password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"current_password": "wrong-wrong-wrong", "new_password": NEW}, "current_password"),
        ({"current_password": PASSWORD, "new_password": "short"}, "new_password"),
        ({"current_password": PASSWORD, "new_password": "Passw0rd2026!!!!"}, "new_password"),
        ({"current_password": PASSWORD, "new_password": "ola ola ola ola ola"}, "new_password"),
        ({"current_password": PASSWORD}, "new_password"),
    ],
)
def test_a_bad_change_of_password_changes_nothing(told: dict[str, str], field: str) -> None:
    ola = make_user("Ola")
    answer = signed_in(ola).post("/profile/password/", told)
    assert field in answer.context["password_form"].errors
    ola.refresh_from_db()
    assert ola.check_password(PASSWORD)


def test_the_profile_changes_name_language_and_theme_and_nothing_else() -> None:
    ola = make_user("Ola")
    told = {"name": "Ola N", "language": "en", "theme": "dark", "email": "x@y.example", "roles": "1", "is_active": ""}
    assert signed_in(ola).post("/profile/", told).status_code == 302
    ola.refresh_from_db()
    assert (ola.name, ola.language, ola.theme) == ("Ola N", "en", "dark")
    assert (ola.email, ola.roles.count(), ola.is_active) == ("ola@fjordlys.example", 0, True)


def test_the_password_is_asked_again_after_15_minutes() -> None:
    anne = make_user("Anne", "administrator")
    browser = signed_in(anne)
    assert browser.get("/keys/new/").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        asked = browser.get("/keys/new/?a=b")
        assert asked.url == "/confirm/?next=%2Fkeys%2Fnew%2F%3Fa%3Db"
        assert browser.post("/keys/new/", {"name": "x", "scopes": "may:read"}).url == "/confirm/?next=%2F"
        assert browser.post(asked.url, {"password": "wrong-wrong-wrong"}).status_code == 200
        assert browser.get("/keys/new/").status_code == 302
        assert browser.post(asked.url, {"password": PASSWORD}).url == "/keys/new/?a=b"
        assert browser.get("/keys/new/").status_code == 200
    assert deeds()[0] == "sign_in:confirmed"


def test_confirming_goes_to_no_other_host_and_htmx_is_sent_the_whole_way() -> None:
    browser = signed_in(make_user("Anne", "administrator"), confirmed=False)
    assert browser.post("/confirm/", {"password": PASSWORD, "next": "//evil.example/"}).url == "/"
    browser = signed_in(make_user("Siri", "administrator"), confirmed=False)
    answer = browser.get("/keys/new/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/confirm/?next=%2Fkeys%2Fnew%2F")


def test_guessing_at_the_confirmation_is_stopped() -> None:
    browser = signed_in(make_user("Anne", "administrator"), confirmed=False)
    for _ in range(10):
        assert browser.post("/confirm/", {"password": "wrong-wrong-wrong"}).status_code == 200
    right, wrong = (browser.post("/confirm/", {"password": told}) for told in (PASSWORD, "wrong-wrong-wrong"))
    assert (right.status_code, wrong.status_code) == (429, 429)
    assert right.context["form"].errors == wrong.context["form"].errors, (
        "the page tells the right password past the limit"
    )
    assert "confirmed_at" not in browser.session
    told = {"current_password": PASSWORD, "new_password": NEW}
    assert browser.post("/profile/password/", told).status_code == 429


def test_signing_in_counts_as_giving_the_password(client: Client) -> None:
    make_user("Anne", "administrator")
    try_to_sign_in(client, "anne@fjordlys.example")
    assert client.get("/keys/new/").status_code == 200
