"""A role that asks for a second factor gives nothing in a session that has not used one (REQ-90): no way past it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from samtykke.accounts import factors
from samtykke.accounts.models import Role, User
from samtykke.accounts.rights import Right
from tests.accounts.codes import code_at, with_app
from tests.accounts.factories import PASSWORD, make_user, signed_in
from tests.accounts.test_second_factor import set_up_app
from tests.house.addresses import addresses
from tests.house.test_rights import body, canaries, quiet, values
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from typing import Any

    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db

__all__ = ["values"]


@pytest.fixture
def anne(db: None) -> User:
    """An administrator whose role asks for a second factor, and who has none yet."""
    Role.objects.filter(key="administrator").update(needs_second_factor=True)
    return make_user("Anne", "administrator")


def test_no_standard_role_asks_for_one_at_birth() -> None:
    """Whoever sets up comes in with a password alone; the guide then asks for it."""
    assert not Role.objects.filter(needs_second_factor=True).exists()


@pytest.mark.slow
def test_every_address_leads_to_the_set_up(anne: User, kari: Person, values: dict[str, Any]) -> None:
    """Breaks when a page opens before the factor is used: every address, by reading and by writing."""
    browser, secret, wrong = quiet(signed_in(anne)), canaries(kari), []
    for address in addresses():
        if address.is_public or address.is_api or getattr(address.view, "at_the_door", False):
            continue
        for method in ("get", "post"):
            answer = getattr(browser, method)(address.at(values))
            if answer.status_code != 302 or not answer.headers["Location"].startswith("/profile/second-factor/"):
                wrong.append(f"{method} {address.pattern}: {answer.status_code}")
            wrong += [f"{address.pattern} shows {text!r}" for text in secret if text in body(answer)]
    assert wrong == []


def test_only_these_pages_open_before_the_factor() -> None:
    """Breaks when a page is marked as one that needs no factor: each is a decision."""
    found = {address.pattern for address in addresses() if getattr(address.view, "at_the_door", False)}
    assert found == {
        "sign-out/",
        "confirm/",
        "profile/second-factor/",
        "profile/second-factor/app/",
        "profile/second-factor/passkeys/",
        "profile/second-factor/recovery-codes/",
        "profile/second-factor/<int:pk>/name/",
        "profile/second-factor/<int:pk>/removal/",
    }


def test_before_the_factor_the_frame_offers_nothing(anne: User) -> None:
    words = text_of(browse(anne).get("/profile/second-factor/"))
    assert "Your role asks for a second factor" in words
    assert 'href="/people/"' not in words


def test_setting_one_up_opens_what_the_role_gives(anne: User) -> None:
    browser = browse(anne)
    set_up_app(browser)
    assert browser.get("/users/").status_code == 200


def test_htmx_is_led_there_with_the_whole_page(anne: User) -> None:
    answer = signed_in(anne).get("/people/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"].split("?")[0]) == (204, "/profile/second-factor/")


def test_the_demand_bites_at_once_in_a_session_that_runs() -> None:
    anne = make_user("Anne", "administrator")
    browser = signed_in(anne)
    assert browser.get("/users/").status_code == 200
    Role.objects.filter(key="administrator").update(needs_second_factor=True)
    assert browser.get("/users/").status_code == 302


def test_a_new_password_does_not_get_past_it(anne: User) -> None:
    """The link for a new password signs nobody in, and the factor is asked for as before."""
    from samtykke.accounts import actions
    from samtykke.core.actors import Actor, Via

    with_app(anne)
    token = actions.make_password_link(anne, by=Actor.system(), via=Via.COMMAND)
    browser = Client()
    browser.post(f"/password/{token}/", {"new_password": "regn-lampe-tog-kaffe"})
    answer = browser.post("/sign-in/", {"login": anne.email, "password": "regn-lampe-tog-kaffe"})
    assert answer.url == "/sign-in/second-factor/"
    assert browser.get("/users/").status_code == 302
    browser.post("/sign-in/second-factor/", {"code": code_at()})
    assert browser.get("/users/").status_code == 200


def test_the_last_factor_stays_while_a_role_asks_for_it(anne: User) -> None:
    browser = browse(anne)
    set_up_app(browser)
    app = factors.of(anne)[0]
    answer = browser.post(f"/profile/second-factor/{app.pk}/removal/", follow=True)
    assert "Your role asks for a second factor" in text_of(answer)
    assert factors.has_factor(anne)


def test_outside_of_a_session_the_roles_say_what_they_give(anne: User) -> None:
    assert anne.has_right(Right.USERS_MANAGE)
    anne.factor_used = False
    assert anne.rights == frozenset()
    assert Right.USERS_MANAGE in anne.granted_rights


def test_who_has_no_such_role_signs_in_with_the_password_alone(anne: User) -> None:
    make_user("Ola", "sales")
    browser = Client()
    assert browser.post("/sign-in/", {"login": "ola@fjordlys.example", "password": PASSWORD}).url == "/start/"
    assert browser.get("/people/").status_code == 200
