"""Sessions: listed for whom they are, ended one by one or all, kept so that a copy of the table opens nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client

from samtykke.accounts.models import Session
from samtykke.accounts.secrets import hashed
from samtykke.accounts.sessions import family_of, forget_expired
from samtykke.audit.queries import trail
from samtykke.core.clock import now
from tests.accounts.factories import PASSWORD, make_user, signed_in
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
EDGE = CHROME.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64") + " Edg/143.0.0.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/19.0 Mobile/15E148 Safari/604.1"
)


def sign_in(user: User, user_agent: str = FIREFOX) -> Client:
    browser = Client(headers={"User-Agent": user_agent})
    assert browser.post("/sign-in/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return browser


def test_the_list_shows_the_browsers_and_marks_this_one() -> None:
    ola = make_user("Ola", language="en")
    here = sign_in(ola)
    sign_in(ola, SAFARI)
    words = text_of(here.get("/profile/sessions/"))
    assert words.index("Firefox, Windows") < words.index("This one") < words.index("Safari, iPhone")


def test_the_table_holds_neither_the_key_nor_an_address() -> None:
    """REQ-91: whoever reads a copy of the table signs in with nothing of it."""
    browser = sign_in(make_user("Ola"))
    key = browser.session.session_key
    row = Session.objects.get(user__isnull=False)
    assert row.session_key == hashed(str(key))
    assert key not in str({name: value for name, value in row.__dict__.items() if name != "_state"})
    stolen = Client()
    stolen.cookies["session"] = row.session_key
    assert stolen.get("/profile/").status_code == 302


def test_one_session_is_ended_and_the_others_go_on() -> None:
    ola = make_user("Ola")
    here, there, third = sign_in(ola), sign_in(ola, SAFARI), sign_in(ola, EDGE)
    here.post("/profile/sessions/ending/", {"session": hashed(str(there.session.session_key))})
    assert there.get("/profile/").status_code == 302
    assert (here.get("/profile/").status_code, third.get("/profile/").status_code) == (200, 200)
    assert trail().filter(deed="session:ended").count() == 1


def test_all_others_are_ended_at_once() -> None:
    ola = make_user("Ola")
    here, *others = (sign_in(ola, agent) for agent in (FIREFOX, SAFARI, EDGE))
    here.post("/profile/sessions/others/ending/")
    assert [browser.get("/profile/").status_code for browser in others] == [302, 302]
    assert here.get("/profile/").status_code == 200
    assert trail().filter(deed="session:all_ended").get().details == {"count": 2}


def test_nobody_ends_the_session_of_another() -> None:
    ola, per = make_user("Ola"), make_user("Per")
    here, browser = sign_in(ola), sign_in(per)
    key = hashed(str(here.session.session_key))
    browser.post("/profile/sessions/ending/", {"session": key})
    browser.post("/profile/sessions/others/ending/")
    assert here.get("/profile/").status_code == 200


def test_who_manages_users_signs_somebody_out_everywhere() -> None:
    ola, anne = make_user("Ola"), make_user("Anne", "administrator")
    here, there = sign_in(ola), sign_in(ola, SAFARI)
    admin = browse(anne)
    assert "Safari, iPhone" in text_of(admin.get(f"/users/{ola.pk}/"))
    admin.post(f"/users/{ola.pk}/sessions/ending/")
    assert [browser.get("/profile/").status_code for browser in (here, there)] == [302, 302]
    assert "Nowhere now" in text_of(admin.get(f"/users/{ola.pk}/"))


def test_a_new_password_leaves_no_other_session_in_the_list() -> None:
    ola = make_user("Ola")
    here = sign_in(ola)
    sign_in(ola, SAFARI)
    told = {"current_password": PASSWORD, "new_password": "regn-lampe-tog-kaffe"}
    here.post("/profile/password/", told)
    assert here.get("/profile/").status_code == 200
    assert Session.objects.of(ola).count() == 1


def test_the_time_of_use_moves_at_most_every_five_minutes() -> None:
    ola = make_user("Ola")
    browser = sign_in(ola)
    first = Session.objects.get(user=ola).last_used_at
    with time_machine.travel(now() + timedelta(minutes=2), tick=False):
        browser.get("/profile/")
    assert Session.objects.get(user=ola).last_used_at == first
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        browser.get("/profile/")
    assert Session.objects.get(user=ola).last_used_at > first


def test_a_session_is_over_after_twelve_hours_and_its_row_goes() -> None:
    browser = sign_in(make_user("Ola"))
    with time_machine.travel(now() + timedelta(hours=12, minutes=1)):
        assert browser.get("/profile/").status_code == 302
        assert forget_expired() >= 1
    assert not Session.objects.filter(user__isnull=False).exists()


def test_signing_out_removes_the_row() -> None:
    ola = make_user("Ola")
    sign_in(ola).post("/sign-out/")
    assert not Session.objects.filter(user=ola).exists()


@pytest.mark.parametrize(
    ("told", "family"),
    [
        (FIREFOX, "Firefox, Windows"),
        (CHROME, "Chrome, Linux"),
        (EDGE, "Edge, Windows"),
        (SAFARI, "Safari, iPhone"),
        ("", ""),
        ("x" * 5000, ""),
    ],
)
def test_a_browser_is_known_by_its_family_alone(told: str, family: str) -> None:
    assert family_of(told) == family


def test_who_has_not_signed_in_is_in_no_list() -> None:
    Client().get("/sign-in/passkey/")
    assert Session.objects.filter(user__isnull=True).count() == 1
    assert text_of(signed_in(make_user("Ola")).get("/profile/sessions/")).count("<tr>") == 2
