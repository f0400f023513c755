"""Passkeys: made, named, used instead of the password and beside it, removed; what is made up opens nothing."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from samtykke.accounts import factors
from samtykke.audit.queries import trail
from tests.accounts.codes import has_given_factor
from tests.accounts.factories import PASSWORD, make_user
from tests.accounts.soft_key import SoftKey
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from typing import Any

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
NEW = "/profile/second-factor/passkeys/"


@pytest.fixture(autouse=True)
def _at_localhost(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]


def at(browser: Client) -> Client:
    """The browser, asking for the host that the key is made for."""
    browser.defaults["HTTP_HOST"] = "localhost"
    return browser


def options_on(page: str) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]+)"', page)
    assert found
    return dict(json.loads(html.unescape(found[1])))


def add(browser: Client, key: SoftKey, name: str = "Work laptop", **how: Any) -> Any:
    credential = key.made(options_on(text_of(browser.get(NEW))), **how)
    return browser.post(NEW, {"name": name, "credential": credential})


def with_passkey(user: User) -> SoftKey:
    key = SoftKey()
    add(at(browse(user)), key)
    assert factors.has_factor(user)
    return key


def test_a_passkey_is_made_and_gives_recovery_codes() -> None:
    ola = make_user("Ola")
    answer = add(at(browse(ola)), SoftKey())
    assert len(re.findall(r"<li><code>\d{4} \d{4}</code></li>", text_of(answer))) == 10
    made = Authenticator.objects.get(user=ola, type="webauthn")
    assert factors.name_of(made) == "Work laptop"


def test_somebody_signs_in_with_a_passkey_alone() -> None:
    """It is two factors in one: the key, and what opens it (REQ-90)."""
    key, browser = with_passkey(make_user("Ola")), at(Client())
    options = browser.get("/sign-in/passkey/").json()
    answer = browser.post("/sign-in/passkey/", {"credential": key.used(options), "next": "/profile/"})
    assert answer.url == "/profile/"
    assert browser.get("/profile/").status_code == 200
    assert trail().filter(deed="sign_in:succeeded").first().details == {"factor": "passkey"}


def test_a_passkey_is_the_second_factor_after_the_password() -> None:
    key, browser = with_passkey(make_user("Ola")), at(Client())
    answer = browser.post("/sign-in/", {"login": "ola@fjordlys.example", "password": PASSWORD})
    assert answer.url == "/sign-in/second-factor/"
    options = options_on(text_of(browser.get("/sign-in/second-factor/")))
    assert browser.post("/sign-in/second-factor/", {"credential": key.used(options)}).url == "/start/"


def test_an_answer_works_once() -> None:
    key, browser = with_passkey(make_user("Ola")), at(Client())
    credential = key.used(browser.get("/sign-in/passkey/").json())
    assert browser.post("/sign-in/passkey/", {"credential": credential}).status_code == 302
    assert at(Client()).post("/sign-in/passkey/", {"credential": credential}).status_code == 200


@pytest.mark.parametrize("credential", ["", "x", "[]", "{}", '{"id": "x"}', '{"response": {"userHandle": 7}}', "null"])
def test_what_is_made_up_opens_nothing(credential: str) -> None:
    browser = at(Client())
    browser.get("/sign-in/passkey/")
    answer = browser.post("/sign-in/passkey/", {"credential": credential})
    assert "The passkey did not work" in text_of(answer)
    assert browser.get("/profile/").status_code == 302


def test_another_key_does_not_open_somebodys_door() -> None:
    ola = make_user("Ola")
    stranger = SoftKey(user=with_passkey(ola).user)
    browser = at(Client())
    answer = browser.post("/sign-in/passkey/", {"credential": stranger.used(browser.get("/sign-in/passkey/").json())})
    assert answer.status_code == 200


def test_an_answer_given_to_another_site_opens_nothing() -> None:
    key, browser = with_passkey(make_user("Ola")), at(Client())
    options = browser.get("/sign-in/passkey/").json()
    answer = browser.post("/sign-in/passkey/", {"credential": key.used(options, origin="https://evil.example")})
    assert answer.status_code == 200


def test_a_key_that_asks_for_nothing_is_not_taken() -> None:
    """Without a finger, a face or a PIN a found key would be enough to come in."""
    ola = make_user("Ola")
    answer = add(at(browse(ola)), SoftKey(verifies=False))
    assert "The passkey did not work" in text_of(answer)
    assert not factors.has_factor(ola)


def test_somebody_deactivated_does_not_come_in_with_a_passkey() -> None:
    ola = make_user("Ola")
    key, browser = with_passkey(ola), at(Client())
    type(ola).objects.filter(pk=ola.pk).update(is_active=False)
    answer = browser.post("/sign-in/passkey/", {"credential": key.used(browser.get("/sign-in/passkey/").json())})
    assert "The passkey did not work" in text_of(answer)


def test_signing_in_with_a_passkey_is_limited_by_network() -> None:
    browser = at(Client())
    answers = [browser.post("/sign-in/passkey/", {"credential": "x"}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_passkey_is_renamed_and_removed() -> None:
    ola = make_user("Ola")
    with_passkey(ola)
    made = Authenticator.objects.get(user=ola, type="webauthn")
    browser = has_given_factor(at(browse(ola)), ola)
    browser.post(f"/profile/second-factor/{made.pk}/name/", {"name": "  Blue   key "})
    assert "Blue key" in text_of(browser.get("/profile/second-factor/"))
    browser.post(f"/profile/second-factor/{made.pk}/name/", {"name": ""})
    made.refresh_from_db()
    assert factors.name_of(made) == "Blue key"
    browser.post(f"/profile/second-factor/{made.pk}/removal/")
    assert factors.of(ola) == []


def test_a_passkey_confirms_that_it_is_you() -> None:
    ola = make_user("Ola", "administrator")
    key = with_passkey(ola)
    browser = has_given_factor(at(browse(ola, confirmed=False)), ola)
    assert browser.get("/users/new/").url.startswith("/confirm/")
    options = options_on(text_of(browser.get("/confirm/?next=/users/new/")))
    answer = browser.post("/confirm/", {"credential": key.used(options), "next": "/users/new/"})
    assert answer.url == "/users/new/"
    assert browser.get("/users/new/").status_code == 200
