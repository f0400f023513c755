"""The second factor: set up, asked for, used once, and kept so that a copy of the table opens nothing (REQ-90, REQ-91)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from samtykke.accounts import factors
from samtykke.accounts.actions import second_factor as factor_actions
from samtykke.audit.queries import trail
from samtykke.core.actors import Via
from samtykke.core.refused import Refused
from tests.accounts.codes import NEXT, SECRET, code_at, has_given_factor, with_app
from tests.accounts.factories import PASSWORD, make_user, signed_in
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from typing import Any

pytestmark = pytest.mark.django_db


def give_password(client: Client, email: str = "ola@fjordlys.example") -> Any:
    return client.post("/sign-in/", {"login": email, "password": PASSWORD})


def set_up_app(browser: Client) -> tuple[str, Any]:
    """Opens the page, reads the key in words, and gives the first code."""
    words = text_of(browser.get("/profile/second-factor/app/"))
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", words)
    assert found
    secret = found[1].replace(" ", "")
    return secret, browser.post("/profile/second-factor/app/", {"code": code_at(secret)})


def deeds() -> list[str]:
    return list(trail().values_list("deed", flat=True))


def test_an_app_is_set_up_with_a_picture_and_a_key_in_words() -> None:
    ola = make_user("Ola")
    browser = browse(ola)
    words = text_of(browser.get("/profile/second-factor/app/"))
    assert '<svg class="qr"' in words
    assert "style=" not in words[words.index('<svg class="qr"') : words.index("</svg>", words.index('<svg class="qr"'))]
    _, answer = set_up_app(browser)
    assert len(re.findall(r"<li><code>\d{4} \d{4}</code></li>", text_of(answer))) == 10
    assert answer["Cache-Control"] == "no-store"
    assert factors.has_factor(ola)
    assert {"factor:added", "factor:recovery_codes_made"} <= set(deeds())


def test_a_wrong_code_sets_nothing_up() -> None:
    ola = make_user("Ola")
    browser = browse(ola)
    browser.get("/profile/second-factor/app/")
    answer = browser.post("/profile/second-factor/app/", {"code": "000000"})
    assert "The code is not right" in text_of(answer)
    assert not factors.has_factor(ola)


def test_the_secret_is_sealed_in_the_table_and_while_it_waits_in_the_session() -> None:
    ola = make_user("Ola")
    browser = browse(ola)
    secret, _ = set_up_app(browser)
    app = Authenticator.objects.get(type="totp")
    assert secret not in str(app.data)
    assert factors.Factors().decrypt(app.data["secret"]) == secret
    browser.get("/profile/second-factor/app/")
    assert all(len(str(value)) != len(secret) for value in browser.session.values())


def test_a_secret_under_an_earlier_key_is_read_and_sealed_anew(settings: Any) -> None:
    """SAMTYKKE_SECRET_KEY_FALLBACKS keep apps working through a change of the key."""
    ola = make_user("Ola")
    with_app(ola)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "y" * 40
    assert factors.use_code(ola, code_at()) == "code"
    settings.SECRET_KEY_FALLBACKS = []
    assert factors.use_code(ola, code_at(later=NEXT)) == "code"


def test_a_secret_whose_key_is_lost_accepts_no_code(settings: Any) -> None:
    """Breaks when a secret that cannot be read counts as an empty one, whose codes everybody can work out."""
    ola = make_user("Ola")
    codes = with_app(ola)
    settings.SECRET_KEY = "another-" + "y" * 40
    assert factors.use_code(ola, code_at("")) is None
    assert factors.use_code(ola, codes[0]) is None


def test_whoever_has_an_app_is_asked_after_the_password() -> None:
    with_app(make_user("Ola"))
    browser = Client()
    assert give_password(browser).url == "/sign-in/second-factor/"
    assert browser.get("/people/").url.startswith("/sign-in/")
    answer = browser.post("/sign-in/second-factor/", {"code": code_at()})
    assert answer.url == "/start/"
    assert browser.get("/profile/").status_code == 200


def test_a_code_works_once() -> None:
    with_app(make_user("Ola"))
    code = code_at()
    for browser, status in ((Client(), 302), (Client(), 200)):
        give_password(browser)
        assert browser.post("/sign-in/second-factor/", {"code": code}).status_code == status
    assert browser.get("/profile/").status_code == 302


def test_a_code_is_right_half_a_minute_early_or_late_and_no_more() -> None:
    for later, is_right in ((NEXT, True), (-NEXT, True), (3 * NEXT, False), (-3 * NEXT, False)):
        assert (factors.step_of(SECRET, code_at(later=later)) is not None) is is_right


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "0" * 40, "１２３４５６", "000000"])
def test_what_is_no_code_of_the_app_opens_nothing(code: str) -> None:
    with_app(make_user("Ola"))
    browser = Client()
    give_password(browser)
    answer = browser.post("/sign-in/second-factor/", {"code": code})
    assert answer.status_code == 200
    assert browser.get("/profile/").status_code == 302


def test_a_recovery_code_works_once_and_the_count_falls() -> None:
    ola = make_user("Ola")
    code = with_app(ola)[3]
    browser = Client()
    give_password(browser)
    assert browser.post("/sign-in/second-factor/", {"code": f"{code[:4]} {code[4:]}"}).url == "/start/"
    assert factors.recovery_codes_left(ola) == 9
    assert factors.use_code(ola, code) is None


def test_a_new_set_of_recovery_codes_ends_the_old_one_and_is_shown_once() -> None:
    ola = make_user("Ola")
    old = with_app(ola)
    browser = has_given_factor(browse(ola), ola)
    answer = browser.post("/profile/second-factor/recovery-codes/")
    assert len(re.findall(r"<li><code>\d{4} \d{4}</code></li>", text_of(answer))) == 10
    assert factors.use_code(ola, old[0]) is None
    assert factors.recovery_codes_left(ola) == 10
    assert not re.findall(r"\d{4} \d{4}</code>", text_of(browser.get("/profile/second-factor/")))


def test_recovery_codes_alone_cannot_be_made() -> None:
    ola = make_user("Ola")
    with pytest.raises(Refused) as refused:
        factor_actions.make_recovery_codes(ola, by=ola.actor, via=Via.STAFF)
    assert refused.value.code == "no_factor"


def test_removing_the_app_takes_the_recovery_codes_along() -> None:
    ola = make_user("Ola")
    with_app(ola)
    app = Authenticator.objects.get(type="totp")
    has_given_factor(browse(ola), ola).post(f"/profile/second-factor/{app.pk}/removal/")
    assert factors.of(ola) == []
    assert deeds()[0] == "factor:removed"


def test_nobody_touches_the_factor_of_another() -> None:
    ola, per = make_user("Ola"), make_user("Per")
    with_app(ola)
    with_app(per)
    app = Authenticator.objects.get(user=ola, type="totp")
    browser = has_given_factor(signed_in(per), per)
    for what in ("removal", "name"):
        assert browser.post(f"/profile/second-factor/{app.pk}/{what}/", {"name": "x"}).status_code == 404
    assert factors.has_factor(ola)


def test_wrong_codes_are_limited() -> None:
    with_app(make_user("Ola"))
    browser = Client()
    give_password(browser)
    answers = [browser.post("/sign-in/second-factor/", {"code": "111111"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert browser.post("/sign-in/second-factor/", {"code": code_at()}).status_code == 429
    assert deeds().count("factor:failed") == 7


def test_somebody_else_may_begin_again() -> None:
    with_app(make_user("Ola"))
    make_user("Per")
    browser = Client()
    give_password(browser)
    assert browser.post("/sign-in/second-factor/", {"again": "1"}).url == "/sign-in/"
    assert give_password(browser, "per@fjordlys.example").url == "/start/"


def test_a_factor_shown_for_one_user_opens_nothing_for_another() -> None:
    """Breaks when the session remembers that a factor was used and not whose."""
    ola, per = make_user("Ola"), make_user("Per")
    with_app(ola)
    with_app(per)
    browser = Client()
    session = browser.session
    session["factor"] = {"user": per.pk, "kind": "code"}
    session.save()
    assert give_password(browser).url == "/sign-in/second-factor/"


def test_without_a_sign_in_that_waits_the_page_leads_to_the_beginning() -> None:
    for call in (Client().get, Client().post):
        assert call("/sign-in/second-factor/").url == "/sign-in/"


def test_somebody_deactivated_meanwhile_does_not_get_in() -> None:
    ola = make_user("Ola")
    with_app(ola)
    browser = Client()
    give_password(browser)
    type(ola).objects.filter(pk=ola.pk).update(is_active=False)
    assert browser.post("/sign-in/second-factor/", {"code": code_at()}).url == "/sign-in/"
    assert browser.get("/profile/").status_code == 302


def test_a_session_from_before_the_factor_cannot_change_factors_by_the_password() -> None:
    """A stolen session with the password alone must not add a factor of its own beside the real one."""
    ola = make_user("Ola")
    browser = browse(ola)
    with_app(ola)
    answer = browser.get("/profile/second-factor/passkeys/")
    assert answer.url.startswith("/confirm/")
    answer = browser.post("/confirm/", {"password": PASSWORD, "next": "/profile/second-factor/"})
    assert answer.status_code == 200
    assert 'name="password"' not in text_of(answer)
    assert browser.post("/confirm/", {"code": code_at()}).status_code == 302
    assert browser.get("/profile/second-factor/passkeys/").status_code == 200
