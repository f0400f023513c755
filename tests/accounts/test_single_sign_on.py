"""Single sign-on against a real provider in a second process: who comes in, who does not, and what happens without it."""

from __future__ import annotations

import http.cookiejar
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from samtykke.accounts import actions
from samtykke.accounts.models import Identity, Role, User
from samtykke.audit.queries import trail
from samtykke.core.actors import Actor, Via
from tests.accounts.codes import code_at, with_app
from tests.accounts.factories import PASSWORD, make_user
from tests.accounts.provider.serve import CLIENT, PEOPLE, SECRET
from tests.accounts.provider.serve import PASSWORD as THEIR_PASSWORD
from tests.house.code import ROOT
from tests.pages import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CALLBACK = "/sign-in/single-sign-on/back/"
GO = "/sign-in/single-sign-on/"
NOBODY = "Nobody here signs in with this account"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The provider's address, while it runs."""
    port, folder = free_port(), tmp_path_factory.mktemp("provider")
    yield from _running(port, folder)


def _running(port: int, folder: Path) -> Iterator[str]:
    from django.conf import settings

    command = [sys.executable, "-m", "tests.accounts.provider.serve", str(port), settings.BASE_URL + CALLBACK]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, str(folder / "db")],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin"},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n", (folder / "log").read_text()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


@pytest.fixture
def provider(issuer: str, settings: Any) -> str:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = issuer, CLIENT, SECRET
    settings.OIDC_NAME, settings.OIDC_HOSTS, settings.OIDC_SECOND_FACTOR = "Fjordlys ID", (), ()
    return issuer


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Stops where the provider sends the browser back to us."""

    def redirect_request(self, request: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if CALLBACK in newurl:
            return None
        return super().redirect_request(request, fp, code, msg, headers, newurl)


def at_provider(address: str, name: str) -> str:
    """Signs in at the provider as somebody, and says where it then sends the browser."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), NoRedirect())
    try:
        with browser.open(address) as page:
            words, where = page.read().decode(), page.url
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', words)
        follow = re.search(r'name="next" value="([^"]+)"', words)
        assert token
        assert follow
        told = {
            "csrfmiddlewaretoken": token[1],
            "login": name,
            "password": THEIR_PASSWORD,
            "next": unescape(follow[1]),
        }
        request = urllib.request.Request(where, urlencode(told).encode(), {"Referer": where})
        with browser.open(request) as page:
            raise AssertionError(page.read().decode())
    except urllib.error.HTTPError as answer:
        answer.close()
        if answer.code != 302:
            raise
        return str(answer.headers["Location"])


def come_back(browser: Client, address: str) -> Any:
    """The page the browser lands on, and what it sends on by itself."""
    found = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    page = browser.get(CALLBACK, found)
    if page.status_code != 200:
        return page
    told = dict(re.findall(r'<input type="hidden" name="(code|state)" value="([^"]*)"', text_of(page)))
    return browser.post(CALLBACK, {name: unescape(value) for name, value in told.items()})


def sign_in(name: str, browser: Client | None = None, **told: str) -> tuple[Client, Any]:
    browser = browser or Client()
    answer = browser.post(GO, told)
    assert answer.status_code == 302, text_of(answer)
    return browser, come_back(browser, at_provider(answer.url, name))


def test_a_user_signs_in_and_is_linked(provider: str) -> None:
    ola = make_user("Ola", password=None)
    browser, answer = sign_in("ola", next="/profile/")
    assert answer.url == "/profile/"
    assert browser.get("/profile/").status_code == 200
    linked = Identity.objects.get(user=ola)
    assert linked.issuer == provider
    deeds = list(trail().values_list("deed", flat=True))
    assert {"identity:linked", "sign_in:succeeded"} <= set(deeds)


def test_the_second_time_the_subject_decides_and_not_the_address(provider: str) -> None:
    ola = make_user("Ola")
    sign_in("ola")
    User.objects.filter(pk=ola.pk).update(email="ola.ny@fjordlys.example")
    other = make_user("Annen", email="ola@fjordlys.example")
    browser, _ = sign_in("ola")
    assert "ola.ny@fjordlys.example" in text_of(browser.get("/profile/"))
    assert not other.identities.exists()


def test_unknown_unverified_and_deactivated_are_refused_alike(provider: str) -> None:
    """REQ-92: the answer tells nobody who is a user here."""
    make_user("Anne", "administrator")
    make_user("Siri")
    make_user("Renamed")
    actions.deactivate_user(User.objects.get(email=PEOPLE["renamed"][0]), by=Actor.system(), via=Via.COMMAND)
    before, answers = User.objects.count(), []
    for name in ("nobody", "siri", "renamed"):
        browser, answer = sign_in(name)
        assert answer.status_code == 403
        assert NOBODY in text_of(answer)
        assert browser.get("/profile/").status_code == 302
        answers.append(re.sub(r'value="[^"]{40,}"|X-CSRFToken[^}]+', "", text_of(answer)))
    assert len(set(answers)) == 1
    assert User.objects.count() == before
    assert not Identity.objects.exists()


def test_a_linked_user_who_is_deactivated_does_not_come_in(provider: str) -> None:
    ola = make_user("Ola")
    sign_in("ola")
    User.objects.filter(pk=ola.pk).update(is_active=False)
    _, answer = sign_in("ola")
    assert answer.status_code == 403


def test_our_own_second_factor_is_asked_for(provider: str) -> None:
    ola = make_user("Ola")
    with_app(ola)
    browser, answer = sign_in("ola")
    assert answer.url == "/sign-in/second-factor/"
    assert browser.get("/profile/").status_code == 302
    browser.post("/sign-in/second-factor/", {"code": code_at()})
    assert browser.get("/profile/").status_code == 200


def test_a_role_that_asks_for_a_factor_asks_after_single_sign_on_too(provider: str) -> None:
    Role.objects.filter(key="administrator").update(needs_second_factor=True)
    make_user("Ola", "administrator")
    browser, _ = sign_in("ola")
    assert browser.get("/users/").url.startswith("/profile/second-factor/")


def test_the_providers_second_factor_counts_where_a_setting_says_so(provider: str, settings: Any) -> None:
    settings.OIDC_SECOND_FACTOR = ("mfa",)
    Role.objects.filter(key="administrator").update(needs_second_factor=True)
    ola = make_user("Ola", "administrator")
    with_app(ola)
    browser, answer = sign_in("ola")
    assert answer.url == "/start/"
    assert browser.get("/users/").status_code == 200
    settings.OIDC_SECOND_FACTOR = ("hwk",)
    _, answer = sign_in("ola")
    assert answer.url == "/sign-in/second-factor/"


def test_the_state_of_another_browser_is_not_taken(provider: str) -> None:
    """Breaks when somebody can be signed in as another by a link (login CSRF)."""
    make_user("Ola")
    here, there = Client(), Client()
    back = at_provider(here.post(GO).url, "ola")
    there.post(GO)
    answer = come_back(there, back)
    assert answer.status_code == 400
    assert there.get("/profile/").status_code == 302


def test_a_code_is_traded_once(provider: str) -> None:
    make_user("Ola")
    browser = Client()
    back = at_provider(browser.post(GO).url, "ola")
    assert come_back(browser, back).status_code == 302
    assert come_back(Client(), back).status_code == 400


def test_whoever_has_no_password_confirms_by_signing_in_again(provider: str) -> None:
    make_user("Ola", "administrator", password=None, language="en")
    browser, _ = sign_in("ola")
    session = browser.session
    session["confirmed_at"] = 0
    session.save()
    words = text_of(browser.get("/confirm/?next=/users/new/"))
    assert "Sign in again with Fjordlys ID" in words
    _, answer = sign_in("ola", browser, next="/users/new/")
    assert answer.url == "/users/new/"
    assert browser.get("/users/new/").status_code == 200


def test_the_pages_with_its_button_may_redirect_there_and_others_may_not(provider: str) -> None:
    policy = Client().get("/sign-in/")["Content-Security-Policy"]
    assert f"form-action 'self' {provider}" in policy
    assert provider not in Client().get("/forgotten/")["Content-Security-Policy"]


def test_somebody_who_gives_up_there_reads_so_here(provider: str) -> None:
    answer = Client().get(CALLBACK, {"error": "access_denied", "state": "x"})
    assert "without signing in there" in text_of(answer)


def test_a_provider_that_is_down_costs_a_page_and_the_password_still_works(provider: str, settings: Any) -> None:
    settings.OIDC_ISSUER = f"http://127.0.0.1:{free_port()}"
    make_user("Ola")
    browser, began = Client(), time.monotonic()
    answer = browser.post(GO)
    assert answer.status_code == 503
    assert "does not answer now" in text_of(answer)
    assert time.monotonic() - began < 5
    answer = browser.post("/sign-in/", {"login": "ola@fjordlys.example", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_provider_that_is_slow_is_given_up(provider: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the connection and says nothing; and one that drips is given up at the same time."""
    monkeypatch.setattr("samtykke.accounts.oidc.WITHIN", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.OIDC_ISSUER = f"http://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        assert Client().post(GO).status_code == 503
        assert time.monotonic() - began < 3


def test_a_provider_that_calls_itself_something_else_is_not_trusted(provider: str, settings: Any) -> None:
    settings.OIDC_ISSUER = provider.replace("127.0.0.1", "localhost")
    assert Client().post(GO).status_code in {400, 503}


def test_where_nothing_is_set_there_is_no_button_and_no_address() -> None:
    assert GO not in text_of(Client().get("/sign-in/"))
    assert Client().post(GO).status_code == 404
    assert Client().get(CALLBACK).status_code == 404
